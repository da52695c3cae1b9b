/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// Apart from two-hosts.cc, which the fuzz targets use without Boost.
#include "two-hosts.h"

#include <boost/test/unit_test.hpp>

void
CheckDelivered(const TwoHosts& net, const std::string& what)
{
    BOOST_TEST_CONTEXT(what)
    {
        BOOST_TEST(net.server.received == net.server.toReceive);
        BOOST_TEST(net.client.received == net.client.toReceive);
        BOOST_TEST(net.server.intact);
        BOOST_TEST(net.client.intact);
        BOOST_TEST(!net.client.failed);
        BOOST_TEST(!net.server.failed);
    }
}
