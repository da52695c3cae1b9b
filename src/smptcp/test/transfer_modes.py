# SPDX-License-Identifier: GPL-2.0-only
# Copyright (c) 2026 The smptcp authors
"""Ways of protecting a connection, as arguments of smptcp-transfer, for the campaigns."""

import collections

# kind: the connection that the checker is to find in the capture
Mode = collections.namedtuple("Mode", "kind arguments")

TAG_SIZES = (20, 16, 12, 10, 8)


def smptcp(**attributes):
    return Mode("SMPTCP", ("--client=smptcp", "--server=smptcp", *attribute_options(attributes)))


def tcpcrypt(connections=1, **attributes):
    return Mode("TCPCRYPT", ("--client=tcpcrypt", "--server=tcpcrypt", f"--connections={connections}",
                             *attribute_options(attributes)))


def stacked(**attributes):
    return Mode("STACKED", ("--client=mptcp-tcpcrypt", "--server=mptcp-tcpcrypt",
                            *attribute_options({"Prefer": "stacked", **attributes})))


def attribute_options(attributes):
    """The option that sets attributes of both hosts' stacks."""
    text = ",".join(f"{name}={value}" for name, value in attributes.items())
    return (f"--attributes={text}",) if text else ()


# One of each, and some together
MODES = {
    "smptcp": smptcp(),
    **{f"smptcp-tag{size}": smptcp(MacTagOctets=size) for size in TAG_SIZES[1:]},
    "smptcp-window-open": smptcp(CoverWindow="false"),
    "smptcp-sid8": smptcp(SidOctets=8),
    "smptcp-subkey": smptcp(SubflowKeys="true"),
    "smptcp-sparse": smptcp(SparseMapping=4),
    "smptcp-synhmac": smptcp(SynHmac="true"),
    "smptcp-literal": smptcp(SeedLiteral="true"),
    "smptcp-wraps": smptcp(TestIsn=0xFFFFF000, TestIdsnLow="ffffe000"),
    "smptcp-together": smptcp(MacTagOctets=10, CoverWindow="false", SubflowKeys="true", SparseMapping=2, SynHmac="true",
                              RandomIsn="true"),
    "tcpcrypt": tcpcrypt(),
    **{f"tcpcrypt-tag{size}": tcpcrypt(MacTagOctets=size) for size in TAG_SIZES[1:]},
    "tcpcrypt-daemon": tcpcrypt(TcpcryptWire="daemon", RandomIsn="true"),
    "tcpcrypt-B": tcpcrypt(TcpcryptForm="B"),
    "tcpcrypt-B-daemon": tcpcrypt(TcpcryptForm="B", TcpcryptWire="daemon", RandomIsn="true"),
    "tcpcrypt-swapped": tcpcrypt(RoleSwap="true"),
    "tcpcrypt-resumed": tcpcrypt(connections=3, SessionCacheEntries=8),
    "tcpcrypt-B-swapped-resumed": tcpcrypt(connections=2, TcpcryptForm="B", RoleSwap="true", SessionCacheEntries=8),
    "tcpcrypt-wraps": tcpcrypt(TestIsn=0xFFFFF000),
    "stacked": stacked(),
    "stacked-tag10": stacked(MacTagOctets=10),
    "stacked-daemon": stacked(TcpcryptWire="daemon", RandomIsn="true"),
    "stacked-B": stacked(TcpcryptForm="B"),
    "stacked-wraps": stacked(TestIsn=0xFFFFF000, TestIdsnLow="ffffe000"),
}


def random_attributes(rng):
    """What any connection may have."""
    attributes = {}
    if rng.random() < 0.5:
        attributes["MacTagOctets"] = rng.choice(TAG_SIZES)
    sequence = rng.random()
    if sequence < 0.4:
        attributes["RandomIsn"] = "true"
    elif sequence < 0.6:
        attributes["TestIsn"] = rng.choice((1, 0x7FFFFFF0, 0xFFFF0000, 0xFFFFFFFF))
    return attributes


def random_smptcp(rng):
    """SMPTCP with any mixture of its variants."""
    attributes = random_attributes(rng)
    for chance, name, values in ((0.3, "CoverWindow", ("false",)), (0.3, "SidOctets", (8,)), (0.3, "SubflowKeys", ("true",)),
                                 (0.4, "SparseMapping", (2, 3, 8)), (0.3, "SynHmac", ("true",)),
                                 (0.1, "SeedLiteral", ("true",)),
                                 (0.3, "TestIdsnLow", ("00000000", "7ffffff0", "ffffff00", "ffffffff"))):
        if rng.random() < chance:
            attributes[name] = rng.choice(values)
    return smptcp(**attributes)


def random_tcpcrypt(rng):
    """tcpcrypt in either form, as either side counts, with swapped roles and resumed sessions."""
    attributes = random_attributes(rng)
    for chance, name, values in ((0.4, "TcpcryptForm", ("B",)), (0.4, "TcpcryptWire", ("daemon",)),
                                 (0.3, "RoleSwap", ("true",)), (0.4, "SessionCacheEntries", (1, 8))):
        if rng.random() < chance:
            attributes[name] = rng.choice(values)
    return tcpcrypt(connections=rng.choice((2, 3)) if "SessionCacheEntries" in attributes else 1, **attributes)


def random_stacked(rng):
    """MPTCP over tcpcrypt in either form, as either side counts."""
    attributes = random_attributes(rng)
    for chance, name, values in ((0.4, "TcpcryptForm", ("B",)), (0.4, "TcpcryptWire", ("daemon",)),
                                 (0.3, "TestIdsnLow", ("00000000", "7ffffff0", "ffffff00", "ffffffff"))):
        if rng.random() < chance:
            attributes[name] = rng.choice(values)
    return stacked(**attributes)
