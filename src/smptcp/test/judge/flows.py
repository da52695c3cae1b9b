# SPDX-License-Identifier: GPL-2.0-only
# Copyright (c) 2026 The smptcp authors
"""Flows: one TCP connection of the capture each."""

from .arithmetic import M32, nearest
from .tcp import ACK, KIND_CRYPT, KIND_MPTCP, RST, SYN


class Flow:
    """A TCP connection; side 0 sent the first SYN.  Positions are offsets from the ISN with wraps counted (S5.4)."""

    def __init__(self, segment):
        self.ends = (segment.src, segment.dst)
        self.isn, self.high, self.segments = [segment.seq, None], [0, 0], []
        self.flip, self.tag, self.nonces = 0, bytes(8), [None, None]
        self.accepted = self.confirmed = False
        self.data_ack_high = [0, 0]
        self.mappings, self.unmapped = ([], []), [[], []]

    def side(self, segment):
        return 0 if segment.src == self.ends[0] else 1

    def syn_options(self):
        """The first SYN that carries an MPTCP or CRYPT option, or the first at all."""
        syns = [s for s in self.segments if s.flags & (SYN | ACK) == SYN]
        return next((s for s in syns if s.all(KIND_MPTCP) or s.all(KIND_CRYPT)), syns[0])

    def first(self, side, code):
        """The first segment of a side that has this CRYPT code, a payload, and neither SYN nor RST."""
        return next((s for s in self.segments if self.side(s) == side and not s.flags & (SYN | RST) and s.payload
                     and s.crypt_code() == code), None)

    def place(self, segment):
        """(position, acknowledged position) of a segment; moves the wrap counters on."""
        side = self.side(segment)
        position = nearest(self.high[side], (segment.seq - self.isn[side]) & M32)
        acknowledged = 0
        if segment.flags & ACK:
            acknowledged = nearest(self.high[1 - side], (segment.ack - self.isn[1 - side]) & M32)
        self.high[side] = max(self.high[side], position + segment.length())
        return position, acknowledged


def build_flows(segments, report):
    """Sort segments into flows.  A SYN with another ISN opens a new one."""
    current, flows = {}, []
    for segment in segments:
        pair = frozenset((segment.src, segment.dst))
        flow = current.get(pair)
        if segment.flags & (SYN | ACK) == SYN and (flow is None or segment.seq != flow.isn[0]):
            flow = current[pair] = Flow(segment)
            flows.append(flow)
        if flow is None:
            report.test("connections", segment.flags & RST, segment.frame, "a segment whose SYN is not in the capture",
                        "RST without connection" if segment.flags & RST else "no SYN")
            continue
        if segment.flags & SYN and segment.flags & ACK and flow.isn[1] is None:
            flow.isn[1] = segment.seq
        flow.segments.append(segment)
    return flows
