# SPDX-License-Identifier: GPL-2.0-only
# Copyright (c) 2026 The smptcp authors
"""INIT messages and public lists of both forms of tcpcrypt (T2, T4)."""

import collections
import struct

HELLO_CODES, PKCONF_CODES, NEXTK1_CODES = (0x01, 0x02), (0x41, 0x42), (0x84, 0x85)
INIT1_MP = 0x09  # S3.4
NEXTK1_SIZE = 12

Init1 = collections.namedtuple("Init1", "whole sym_list n_c choice public_key")
Init2 = collections.namedtuple("Init2", "whole choice nonce")  # nonce: N_S where it is in clear (form B with ECDHE)


def parse_init1(form, payload):
    """INIT1, or None."""
    return (_init1_a if form == "A" else _init1_b)(payload)


def _init1_a(payload):
    if len(payload) < 8:
        return None
    kind, count, nonce, size = struct.unpack_from(">HHHH", payload)
    if kind != 1 or nonce != 16 or len(payload) != 8 + 4 * count + nonce + 4 + size:
        return None
    at = 8 + 4 * count
    return Init1(payload, payload[8:at], payload[at:at + 16], payload[at + 17:at + 20], payload[at + 20:])


def _init1_b(payload):
    if len(payload) < 16:
        return None
    magic, size, _, choice, _, count = struct.unpack_from(">IIB3sHH", payload)
    at = 16 + 4 * count
    if magic != 0x15101A0E or size != len(payload) or len(payload) <= at + 32:
        return None
    return Init1(payload, payload[16:at], payload[at:at + 32], choice, payload[at + 32:])


def parse_init2(form, payload):
    """INIT2, or None."""
    if len(payload) < 8:
        return None
    if form == "A":
        right = payload[:2] == b"\0\2" and len(payload) == 8 + int.from_bytes(payload[2:4], "big")
        return Init2(payload, payload[4:8], None) if right else None
    magic, size = struct.unpack_from(">II", payload)
    if magic != 0x097105E0 or size != len(payload) or size < 13:
        return None
    clear = payload[13:45] if payload[12] == 32 and len(payload) > 45 else None
    return Init2(payload, payload[8:12], clear)


def choice_allowed(form, choice, pub_list):
    """Is the public entry of INIT1 a listed one, or in form A a listed one narrowed (T2)?"""
    entries = [pub_list[i:i + 3] for i in range(0, len(pub_list), 3)]
    if form == "B":
        return choice in entries
    return any(choice[0] == e[0] and e[1] <= choice[1] <= choice[2] <= e[2] for e in entries)


def application_bit(code):
    """Does this first sub-option code announce application support (T1)?  NEXTK2's codes are the form's."""
    return code in (0x02, 0x42, 0x85)
