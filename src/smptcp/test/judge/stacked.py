# SPDX-License-Identifier: GPL-2.0-only
# Copyright (c) 2026 The smptcp authors
"""STACKED: MPTCP version 0 with its keys in clear over subflows that are a tcpcrypt connection each (S9.2)."""

import hashlib

from .arithmetic import M32, M64
from .connection import Connection
from .ledger import Ledger
from .mac import tcpcrypt_mac
from .messages import HELLO_CODES, PKCONF_CODES
from .smptcp import FLAG_H, SmptcpConnection, judge_smptcp
from .tcp import A, ACK, ADD_ADDR, B, FAIL, FASTCLOSE, JOIN, KIND_CRYPT, KIND_MAC, KIND_MPTCP, MPC, PRIO, REMOVE_ADDR, RST

ADD_ADDR_SIZES = {4: (8, 10), 6: (20, 22)}  # by IP version: without and with port (RFC 6824, 3.4.1)


def is_bare(segment):
    """A pure ACK with none of the options that matter here."""
    return segment.flags == ACK and not segment.payload \
        and not any(segment.all(kind) for kind in (KIND_MPTCP, KIND_CRYPT, KIND_MAC))


class SubflowExchange(Connection):
    """The key exchange of a joined subflow, by the roles of the JOIN: C sent its SYN."""

    def may_precede(self, segment):
        """The third segment before INIT1, the fourth before INIT2."""
        return is_bare(segment) if self.initial.side(segment) else bool(segment.mptcp(JOIN)) and not segment.payload

    def began(self):
        """Is INIT1 in the capture, and INIT2 with it?"""
        return self.init[A] is not None and self.init[B] is not None

    def judge(self):
        """All that the initial subflow's exchange has to stand as well."""
        if not self.ready():
            return
        self.init_messages()
        self.exchange()
        fourth = [s for s in self.first_non_syn(B) if is_bare(s)]
        self.test("join", fourth and fourth[0].frame < self.init[A].frame, self.init[A], "INIT1 before the fourth segment",
                  "INIT1 after the fourth")


class StackedConnection(SmptcpConnection):
    """A stacked connection with all its subflows."""

    OFFERED = ANSWERED = FLAG_H

    def __init__(self, flow, secrets, options, report):
        super().__init__(flow, secrets.get(flow.ends), options, report)
        self.auth, self.secrets = self.mp_keys, secrets
        self.exchanges, self.sessions = {id(flow): self}, set()

    def code_of_init1(self):
        return self.form.init1

    def init_options(self, name):
        """CRYPT, and beside INIT1 MP_CAPABLE with both keys."""
        return 23 if name == "INIT1" else 3

    def listing_size(self):
        return 10 if self.form.name == "A" else 7

    def messages(self):
        own = super().messages()
        return own + [m for exchange in self.exchanges.values() if exchange is not self for m in exchange.messages()]

    def has_recomputed(self, flow):
        return self.exchanges[id(flow)].recomputed

    def adopt(self, flow):
        """A JOIN has a key exchange of its own, and lines of its own in the key log."""
        taken = super().adopt(flow)
        if taken:
            secret = self.secrets.get(flow.ends)
            self.exchanges[id(flow)] = SubflowExchange(flow, secret, self.options, self.report)
        return taken

    # -- handshakes

    def judge(self):
        if not self.ready():
            return
        if not self.test("handshake", all(self.mp_keys), self.initial.segments[0], "no keys in MP_CAPABLE", "keys"):
            return
        third = self.init[A].mptcp(MPC)
        right = len(third) == 1 and len(third[0]) == 20 and third[0][4:] == self.mp_keys[A] + self.mp_keys[B]
        self.test("handshake", right, self.init[A], "no MP_CAPABLE with both keys beside INIT1", "MP_CAPABLE with both keys")
        self.syn_handshake()
        self.init_messages()
        self.exchange()
        for exchange in self.exchanges.values():
            if exchange is not self and exchange.began():
                exchange.judge()
            if exchange.keys:
                self.test("key-exchange", exchange.keys.sid not in self.sessions, exchange.initial.segments[0],
                          "two subflows have one session", "sessions of their own")
                self.sessions.add(exchange.keys.sid)
        self.prepare()
        for flow, segment in self.in_order():
            self.segment(flow, segment)
        self.finish()

    @staticmethod
    def join_crypt(segment, side):
        """A JOIN asks for tcpcrypt and is answered."""
        return segment.crypt_code() in (PKCONF_CODES if side else HELLO_CODES)

    def join_order(self, flow, segment):
        """MACed segments follow a right third ACK, and what X sends INIT2 as well."""
        if segment.flags & RST:
            return
        self.test("join", flow.accepted, segment, "a MACed segment before a right third ACK", "after third ACK")
        flow.confirmed = True
        if flow.side(segment) == A:
            second = self.exchanges[id(flow)].init[B]
            self.test("join", second and second.frame < segment.frame, segment, "a MACed segment before INIT2", "after INIT2")

    # -- segments

    def first_dsn(self, role):
        """By the key in clear, as in MPTCP (RFC 6824, 3.1)."""
        number = int.from_bytes(hashlib.sha1(self.mp_keys[role]).digest()[-8:], "big")
        if self.profile.idsn_low is not None:
            number = number >> 32 << 32 | self.profile.idsn_low
        return (number + 1) & M64

    def is_init(self, flow, segment):
        exchange = self.exchanges[id(flow)]
        return super().is_init(flow, segment) if exchange is self else exchange.is_init(flow, segment)

    def exempt(self, flow, segment):
        """Nothing but handshakes: there is no ADD_ADDR with an HMAC here."""
        rule = Connection.exempt(self, flow, segment)
        if rule:
            return rule
        if self.is_join_ack(flow, segment):
            return "JOIN ACK"
        start = all((number - flow.isn[side]) & M32 == 1 for number, side in ((segment.seq, B), (segment.ack, A)))
        return "fourth ACK" if flow is not self.initial and flow.side(segment) == B and is_bare(segment) and start else None

    def judge_content(self, flow, segment, dss, given):
        if not (flow is not self.initial and is_bare(segment)):
            super().judge_content(flow, segment, dss, given)

    def by_position(self, flow):
        return True

    def protection(self, flow, role):
        """The two sides of a flow have its own exchange's keys."""
        sending = self.exchanges[id(flow)].sending
        return sending[role ^ flow.flip] if sending else None

    def covers_window(self):
        return False

    def tag(self, flow, segment, given):
        """tcpcrypt's MAC (T6)."""
        sending = self.protection(flow, self.role(flow, segment))
        if not sending:
            return b""
        return tcpcrypt_mac(self.form.name, sending, segment,
                            *self.numbers(flow, segment, given.position, given.acknowledged))

    def ledger(self, flow, role):
        if (flow, role) not in self.ledgers:
            first = flow.isn[role ^ flow.flip] + 1 if self.profile.daemon else 1
            self.ledgers[flow, role] = Ledger(self.protection(flow, role).enc, self.profile.counter, first, self.room[role]
                                              + self.exchanges[id(flow)].init_size(role ^ flow.flip))
        return self.ledgers[flow, role]

    def take_octets(self, flow, role, position, payload, offset, frame):
        if self.test("key-exchange", self.protection(flow, role), flow.segments[0],
                     "the key log has no CRYPT_SS of this subflow", "keys of subflows"):
            self.streams[role].add(offset, payload, frame, self.ledger(flow, role), position - 1)

    # -- control options: those of MPTCP version 0

    def judge_control(self, flow, segment):
        role = self.role(flow, segment)
        for raw in segment.mptcp(ADD_ADDR):
            right = len(raw) in ADD_ADDR_SIZES.get(raw[2] & 15, ())
            self.test("control", right and segment.all(KIND_MAC), segment, "malformed ADD_ADDR, or without MAC", "ADD_ADDR")
        for raw in segment.mptcp(REMOVE_ADDR):
            self.test("control", len(raw) > 3, segment, "REMOVE_ADDR without an id", "REMOVE_ADDR")
        for raw in segment.mptcp(PRIO):
            self.test("control", len(raw) in (3, 4), segment, "MP_PRIO is not 3 or 4 octets", "MP_PRIO")
        for raw in segment.mptcp(FASTCLOSE):
            self.test("control", raw[4:] == self.mp_keys[1 - role], segment, "wrong key in MP_FASTCLOSE", "MP_FASTCLOSE")
        for name, subtype in (("MP_FAIL", FAIL), ("MP_CAPABLE", MPC), ("MP_JOIN", JOIN)):
            if segment.mptcp(subtype):
                self.report.bad("control", segment.frame, f"{name} in an established subflow")


def judge_stacked(flows, secrets, options, report):
    """As with SMPTCP; each JOIN has its own secret."""
    def make(flow, _secret, *given):
        return StackedConnection(flow, secrets, *given)
    return judge_smptcp(flows, secrets, options, report, make)
