/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#define BOOST_TEST_MODULE smptcp
#include <boost/test/unit_test.hpp>
