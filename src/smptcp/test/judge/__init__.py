# SPDX-License-Identifier: GPL-2.0-only
# Copyright (c) 2026 The smptcp authors
"""What the checkers of captures are made of; shares no code with the module, and needs the standard library alone.

Section numbers in the docstrings: "S" is smptcp.md, "T" is tcpcrypt.md.
"""
