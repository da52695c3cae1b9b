# SPDX-License-Identifier: GPL-2.0-only
# Copyright (c) 2026 The smptcp authors
"""Segment MACs of tcpcrypt (T6) and SMPTCP (S5.4)."""

import collections
import struct

from .aes import tag_mask
from .arithmetic import M32, M64, xor
from .keys import hmac_sha1, hmac_sha256
from .tcp import ACK, KIND_EOL, KIND_MAC, KIND_NOP, KIND_SACK, KIND_TS

UNCOVERED_KINDS = frozenset((KIND_EOL, KIND_NOP, KIND_TS, 16, 17, 19, KIND_MAC))


def covered_options(raw, sack_isn=None):
    """The octets of an option area that enter the MAC.

    With `sack_isn`, edges of SACK blocks enter as offsets from that initial sequence number.
    """
    out, at = b"", 0
    while at < len(raw):
        kind = raw[at]
        if kind in (KIND_EOL, KIND_NOP):
            at += 1
            continue
        size = raw[at + 1] if at + 1 < len(raw) else 0
        if size < 2 or at + size > len(raw):
            return out + raw[at:]
        if kind not in UNCOVERED_KINDS:
            option = raw[at:at + size]
            out += _sack_offsets(option, sack_isn) if kind == KIND_SACK and sack_isn is not None else option
        at += size
    return out


def _sack_offsets(option, isn):
    edges = (len(option) - 2) // 4
    values = struct.unpack_from(f">{edges}I", option, 2)
    return option[:2] + struct.pack(f">{edges}I", *((v - isn) & M32 for v in values)) + option[2 + 4 * edges:]


def mac_block(segment, position):
    """The 16-octet block M, with the sequence number as given."""
    size = 4 * segment.words + len(segment.payload)
    return struct.pack(">HHBBHQ", 0x8000, size, segment.words, segment.flags, segment.urgent, position & M64)


def tcpcrypt_mac(form, sending, segment, position, acknowledged):
    """F(M, options, payload) XOR G(A) of form A or B, whole; the two numbers as 64 bits."""
    message = mac_block(segment, position) + covered_options(segment.raw_options) + segment.payload
    if form == "A":
        return xor(hmac_sha1(sending.mac, message), hmac_sha1(sending.ack, struct.pack(">Q", acknowledged & M64)))
    return xor(hmac_sha256(sending.mac, message)[:16], tag_mask(sending.ack, acknowledged))


def daemon_number(form, wire, isn):
    """A sequence or acknowledgment number as the daemon counts it (T6): it never counts wraps.

    Form A takes the wire's 32 bits; form B subtracts the ISN, which it takes for a signed number.
    """
    return wire if form == "A" else (wire - (isn - (1 << 32) if isn >> 31 else isn)) & M64


MacInput = collections.namedtuple("MacInput", "position acknowledged dsn data_ack tag peer_isn cover_window")


def smptcp_prefix(segment, given):
    """The 32-octet block P."""
    return struct.pack(">BBBBHHIIQ8s", 0x53, 1, int(given.cover_window), 0,
                       segment.window if given.cover_window else 0, 0, (given.dsn or 0) >> 32,
                       (given.data_ack or 0) >> 32, given.acknowledged & M64 if segment.flags & ACK else 0, given.tag)


def smptcp_mac(key, segment, given):
    """SMPTCP's MAC, whole; 64-bit DSN and data ack are None when absent."""
    covered = covered_options(segment.raw_options, given.peer_isn)
    message = smptcp_prefix(segment, given) + mac_block(segment, given.position) + covered + segment.payload
    return hmac_sha1(key, message)
