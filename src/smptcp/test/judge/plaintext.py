# SPDX-License-Identifier: GPL-2.0-only
# Copyright (c) 2026 The smptcp authors
"""Does a file show through the payload?"""

import bisect
import re
import struct


def payload_pieces(flows, connections):
    """(frame, payload) of every segment that is not an INIT message."""
    handshake = {message for c in connections for message in c.messages()}
    return [(s.frame, s.payload) for f in flows for s in f.segments if s.payload and s.payload not in handshake]


def common_run(wanted, text):
    """Offset in `text` of 16 consecutive octets that also occur in `wanted`, at whatever offset, or None.

    Any 15 consecutive octets contain an 8-octet block of `wanted` at a multiple of 8, so those blocks, looked up at each of
    the offsets of `text`, find every candidate; candidates are then confirmed at full length.
    """
    blocks = set(memoryview(wanted)[:len(wanted) // 8 * 8].cast("Q"))
    hits = set()
    for shift in range(8):
        size = (len(text) - shift) // 8 * 8
        if size > 0:
            hits |= blocks.intersection(memoryview(text)[shift:shift + size].cast("Q"))
    for block in hits:
        pattern = struct.pack("=Q", block)
        for match in re.finditer(b"(?=" + re.escape(pattern) + b")", text, re.DOTALL):
            for start in range(max(0, match.start() - 8), match.start() + 1):
                window = text[start:start + 16]
                if len(window) == 16 and window in wanted:
                    return start
    return None


def judge_plaintext(wanted, pieces, report):
    """No 16 consecutive octets of the file in any payload."""
    if len(wanted) < 16:
        report.note("plaintext", "file too short", f"{len(wanted)} octets")
        return
    starts, total = [], 0
    for _, payload in pieces:
        starts.append(total)
        total += len(payload)
    at = common_run(wanted, b"".join(payload for _, payload in pieces))
    frame = pieces[bisect.bisect_right(starts, at) - 1][0] if at is not None else None
    report.test("plaintext", at is None, frame, "16 consecutive octets of the file appear in the payload", "search")
    report.note("plaintext", "octets searched at every offset", total)
