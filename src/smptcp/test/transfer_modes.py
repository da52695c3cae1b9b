# SPDX-License-Identifier: GPL-2.0-only
# Copyright (c) 2026 The smptcp authors
"""The ways of protecting a connection that campaigns go through, as arguments of smptcp-transfer."""

import collections

# kind: which connection the checker is to find in the capture
Mode = collections.namedtuple("Mode", "kind arguments")


def smptcp(*arguments):
    return Mode("SMPTCP", ("--client=smptcp", "--server=smptcp", *arguments))


def tcpcrypt(*arguments):
    return Mode("TCPCRYPT", ("--client=tcpcrypt", "--server=tcpcrypt", *arguments))


MODES = {
    "smptcp": smptcp(),
    "window-not-covered": smptcp("--ns3::SmptcpStack::CoverWindow=false"),
    "tcpcrypt": tcpcrypt(),
}
