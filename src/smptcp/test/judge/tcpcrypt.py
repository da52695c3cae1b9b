# SPDX-License-Identifier: GPL-2.0-only
# Copyright (c) 2026 The smptcp authors
"""Plain tcpcrypt: forms A and B, clean and daemon counting, swapped roles, resumed sessions (T3 to T7)."""

from .connection import Connection
from .ledger import Ledger
from .mac import tcpcrypt_mac
from .stream import Stream
from .tcp import A, B, RST, SYN


class TcpcryptConnection(Connection):
    """A tcpcrypt connection, which is one flow."""

    def judge(self):
        if not self.ready():
            return
        self.syn_handshake()
        if not self.profile.resumed:
            self.init_messages()
            self.exchange()
        self.prepare()
        for segment in self.initial.segments:
            self.segment(segment)
        self.finish_streams()

    def prepare(self):
        """Streams and ledgers; the first octet of a stream has the position behind the INIT message."""
        self.streams, self.ledgers = [], []
        for side, name in ((A, "up"), (B, "down")):
            base = 1 + self.init_size(side)
            first = self.initial.isn[side] + base if self.profile.daemon else base
            room = sum(len(s.payload) for s in self.initial.segments if self.initial.side(s) == side)
            self.streams.append(Stream(name, base, room, self.report))
            self.ledgers.append(Ledger(self.sending[side].enc, self.profile.counter, first, room))

    def segment(self, segment):
        flow = self.initial
        if segment.flags & SYN:
            self.judge_syn(flow, segment)
            return
        if flow.isn[B] is None:
            self.test("mac", segment.flags & RST, segment, "a segment before the SYN-ACK", "RST without MAC")
            return
        position, acknowledged = flow.place(segment)
        side = flow.side(segment)
        numbers = self.numbers(flow, segment, position, acknowledged)
        self.judge_mac(flow, segment, lambda: tcpcrypt_mac(self.form.name, self.sending[side], segment, *numbers))
        if segment.payload and not self.is_init(flow, segment):
            stream = self.streams[side]
            offset = position - stream.base
            stream.add(offset, segment.payload, segment.frame, self.ledgers[side], offset)


def judge_tcpcrypt(flows, secrets, options, report):
    """Every flow of the capture is such a connection."""
    connections = [TcpcryptConnection(flow, secrets.get(flow.ends), options, report) for flow in flows]
    for connection in connections:
        connection.judge()
    return connections
