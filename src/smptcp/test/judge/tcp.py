# SPDX-License-Identifier: GPL-2.0-only
# Copyright (c) 2026 The smptcp authors
"""TCP segments, and the options that more than one checker reads."""

import collections
import struct

FIN, SYN, RST, ACK = 0x01, 0x02, 0x04, 0x10

KIND_EOL, KIND_NOP, KIND_SACK, KIND_TS, KIND_MPTCP, KIND_CRYPT, KIND_MAC = 0, 1, 5, 8, 30, 69, 70

MPC, JOIN, DSS, ADD_ADDR, REMOVE_ADDR, PRIO, FAIL, FASTCLOSE, TCPRST = range(9)

A, B = 0, 1  # initiator and responder; "up" is A to B


def walk_options(raw):
    """Split an option area into (kind, octets) pairs; return them and what is wrong with the rest, or None."""
    found, at = [], 0
    while at < len(raw):
        kind = raw[at]
        if kind == KIND_EOL:
            return found, "octets behind the end-of-options mark" if any(raw[at:]) else None
        if kind == KIND_NOP:
            at += 1
            continue
        size = raw[at + 1] if at + 1 < len(raw) else 0
        if size < 2 or at + size > len(raw):
            return found, f"option kind {kind} has length {size} with {len(raw) - at} octets left"
        found.append((kind, raw[at:at + size]))
        at += size
    return found, None


class Segment:
    """One TCP segment with the addresses it travelled between.  `src` and `dst` are (address octets, port)."""

    __slots__ = ("frame", "src", "dst", "seq", "ack", "flags", "window", "urgent", "words", "raw_options", "options",
                 "fault", "payload")

    def __init__(self, frame, src_address, dst_address, tcp):
        src_port, dst_port, self.seq, self.ack, words, self.flags, self.window, _, self.urgent = \
            struct.unpack_from(">HHIIBBHHH", tcp)
        self.frame, self.src, self.dst = frame, (src_address, src_port), (dst_address, dst_port)
        self.words = words >> 4
        if self.words < 5 or 4 * self.words > len(tcp):
            raise ValueError(f"data offset {self.words} in a segment of {len(tcp)} octets")
        self.raw_options = tcp[20:4 * self.words]
        self.options, self.fault = walk_options(self.raw_options)
        self.payload = tcp[4 * self.words:]

    def all(self, kind):
        """All options of a kind, whole."""
        return [raw for k, raw in self.options if k == kind]

    def mptcp(self, subtype):
        """All MPTCP options of a subtype, whole."""
        return [raw for k, raw in self.options if k == KIND_MPTCP and len(raw) > 2 and raw[2] >> 4 == subtype]

    def crypt(self):
        """Octets of a lone CRYPT option behind its length, HELLO for the empty one (T1), or None."""
        found = self.all(KIND_CRYPT)
        return (found[0][2:] or b"\1") if len(found) == 1 else None

    def crypt_code(self):
        """First sub-option code of a lone CRYPT option, or None."""
        suboptions = self.crypt()
        return suboptions[0] if suboptions else None

    def length(self):
        """Octets of sequence space."""
        return len(self.payload) + bool(self.flags & SYN) + bool(self.flags & FIN)


Dss = collections.namedtuple("Dss", "ack ack_width dsn dsn_width offset length checksum fin size")


def parse_dss(raw):
    """A DSS option (RFC 6824, 3.3; S4.1), or None if its length does not fit its flags."""
    if len(raw) < 4:
        return None
    flags, at = raw[3], 4
    ack_width = (8 if flags & 2 else 4) if flags & 1 else 0
    dsn_width = (8 if flags & 8 else 4) if flags & 4 else 0
    plain = 4 + ack_width + (dsn_width + 6 if dsn_width else 0)
    if len(raw) != plain and not (dsn_width and len(raw) == plain + 2):
        return None
    ack = int.from_bytes(raw[at:at + ack_width], "big") if ack_width else None
    at += ack_width
    dsn = offset = length = None
    if dsn_width:
        dsn = int.from_bytes(raw[at:at + dsn_width], "big")
        offset, length = struct.unpack_from(">IH", raw, at + dsn_width)
    return Dss(ack, ack_width, dsn, dsn_width, offset, length, len(raw) != plain, bool(flags & 0x10), len(raw))


AddAddr = collections.namedtuple("AddAddr", "echo id address port hmac")

# length: octets of address, port, HMAC
ADD_ADDR_FORMS = {8: (4, 0, 0), 10: (4, 2, 0), 16: (4, 0, 8), 18: (4, 2, 8), 20: (16, 0, 0), 22: (16, 2, 0), 28: (16, 0, 8),
                  30: (16, 2, 8), 4: (0, 0, 0)}


def parse_add_addr(raw):
    """An ADD_ADDR option in the layout of S7.2, or None."""
    if len(raw) not in ADD_ADDR_FORMS:
        return None
    address, port, tag = ADD_ADDR_FORMS[len(raw)]
    at = 4 + address
    return AddAddr(raw[2] & 1, raw[3], raw[4:at], raw[at:at + port] if port else b"\0\0", raw[at + port:at + port + tag])
