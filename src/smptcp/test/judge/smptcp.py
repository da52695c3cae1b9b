# SPDX-License-Identifier: GPL-2.0-only
# Copyright (c) 2026 The smptcp authors
"""SMPTCP: a connection with all its subflows."""

from .arithmetic import M64, nearest
from .connection import Connection
from .control import ControlChecks
from .joins import SYN_SIZES, JoinChecks
from .keys import idsn, subflow_sending, token
from .ledger import Ledger
from .mac import MacInput, smptcp_mac, tcpcrypt_mac
from .mapping import MappingChecks
from .messages import HELLO_CODES, INIT1_MP, PKCONF_CODES
from .stream import Stream
from .tcp import A, ACK, ADD_ADDR, B, JOIN, KIND_CRYPT, KIND_MAC, KIND_MPTCP, KIND_TS, MPC, RST, SYN

FLAG_H, FLAG_G = 0x01, 0x02


class SmptcpConnection(JoinChecks, ControlChecks, MappingChecks, Connection):
    """An SMPTCP connection with all its subflows."""

    OFFERED, ANSWERED = FLAG_H | FLAG_G, FLAG_G  # flags of MP_CAPABLE (S3.1)

    def __init__(self, flow, secret, options, report):
        super().__init__(flow, secret, options, report)
        self.flows, self.used_nonces = [flow], set()
        self.mp_keys = self.find_mp_keys()
        self.tokens = [token(k) if k else None for k in self.mp_keys]
        self.auth = [sending.mac for sending in self.sending] if self.keys else None
        self.ledgers, self.subflow_keys, self.shared = {}, {}, None

    def code_of_init1(self):
        """SeedLiteral may also take D-6 back, which leaves tcpcrypt's own code."""
        plain = self.profile.literal and self.initial.first(A, self.form.init1)
        return self.form.init1 if plain else INIT1_MP

    def find_mp_keys(self):
        """ka and kb from the MP_CAPABLE options of the SYNs (S3.1)."""
        found = [None, None]
        for segment in self.initial.segments:
            for raw in segment.mptcp(MPC) if segment.flags & SYN else ():
                side = self.initial.side(segment)
                if len(raw) == 12 and found[side] is None:
                    found[side] = raw[4:]
        return found

    def adopt(self, flow):
        """Take a JOIN flow if its token is one of ours; X is then the other side (S6.1)."""
        raw = flow.syn_options().mptcp(JOIN)[0]
        if len(raw) not in SYN_SIZES or raw[4:8] not in self.tokens:
            return False
        flow.flip = 1 - self.tokens.index(raw[4:8])
        self.flows.append(flow)
        return True

    def role(self, flow, segment):
        """A or B, whoever sent the segment."""
        return flow.side(segment) ^ flow.flip

    # -- handshakes

    def syn_handshake(self):
        """Options of SYN (15 octets) and SYN-ACK (22 octets) of the initial subflow (S3.1 to S3.3)."""
        syn = self.initial.syn_options()
        self.syn_options(syn, "SYN", 15, self.OFFERED, HELLO_CODES, 3)
        answers = self.answers()
        listing = self.listing_size()
        self.syn_options(answers[0], "SYN-ACK", 12 + listing, self.ANSWERED, PKCONF_CODES, listing)
        self.test("handshake", not answers[0].all(KIND_TS), answers[0], "SYN-ACK carries timestamps", "no timestamps")
        again = sum(1 for s in self.initial.segments if s.flags & SYN) - 2
        self.report.note("handshake", "repeated SYNs", again)
        for segment in answers[1:]:
            self.test("handshake", segment.seq == self.initial.isn[B], segment, "SYN-ACK with another ISN", "SYN-ACK repeats")

    @staticmethod
    def listing_size():
        """Octets of PKCONF (S3.0)."""
        return 10

    def syn_options(self, segment, name, total, flags, codes, crypt_size):
        capable, crypts = segment.mptcp(MPC), segment.all(KIND_CRYPT)
        size = sum(len(raw) for kind, raw in segment.options if kind in (KIND_MPTCP, KIND_CRYPT))
        self.test("handshake", size == total, segment, f"{name} carries {size} octets of MPTCP and CRYPT options, not {total}",
                  f"{name}: {total} octets")
        right = len(capable) == 1 and len(capable[0]) == 12 and capable[0][2] == 0 and capable[0][3] & 0x3F == flags
        self.test("handshake", right, segment, f"{name} has no MP_CAPABLE with flags {flags:#04x}", f"{name}: MP_CAPABLE")
        right = len(crypts) == 1 and len(crypts[0]) == crypt_size and segment.crypt_code() in codes
        if right and codes is PKCONF_CODES:
            right = crypts[0][3] == crypt_size - 2
        self.test("handshake", right, segment, f"{name} has no CRYPT option of {crypt_size} octets with the right code",
                  f"{name}: CRYPT")

    # -- exemptions

    def exempt(self, flow, segment):
        """S5.8 and S7.1: also the third ACK of a JOIN, and ADD_ADDR with HMAC for an IPv6 address."""
        rule = super().exempt(flow, segment)
        options = segment.all(KIND_MPTCP)
        if rule or segment.flags != ACK or segment.payload or len(options) != 1:
            return rule
        raw = options[0]
        if self.is_join_ack(flow, segment):
            return "JOIN ACK"
        if len(raw) in (28, 30) and raw[2] == ADD_ADDR << 4:
            return "ADD_ADDR v6"
        return None

    def is_join_ack(self, flow, segment):
        """The third segment of a JOIN or a repeat of it (S6.1)."""
        options = segment.all(KIND_MPTCP)
        alone = segment.flags == ACK and not segment.payload and len(options) == 1
        return alone and flow is not self.initial and flow.side(segment) == 0 and len(options[0]) == 24 \
            and options[0][2:4] == b"\x10\0"

    # -- segments

    def prepare(self):
        """Set up both streams; the room of each is what the capture holds of that direction."""
        self.room, self.longest = [0, 0], 0
        for flow in self.flows:
            for segment in flow.segments:
                self.room[self.role(flow, segment)] += len(segment.payload)
                self.longest = max(self.longest, len(segment.payload))
        self.streams = [Stream(name, self.first_dsn(role), self.room[role], self.report)
                        for role, name in ((A, "up"), (B, "down"))]
        if self.profile.literal:
            self.shared = [Ledger(self.sending[role].enc, self.profile.counter, 1, self.room[role]) for role in (A, B)]

    def first_dsn(self, role):
        """DSN of the first octet of a direction (S2.2, S2.4)."""
        number = idsn(self.auth[role], self.keys.sid[:self.profile.sid])
        if self.profile.idsn_low is not None:
            number = number >> 32 << 32 | self.profile.idsn_low
        return (number + 1) & M64

    def by_position(self, flow):
        """Does the keystream of this subflow follow subflow positions rather than DSNs (V-SUBKEY, SeedLiteral)?"""
        return self.profile.literal or (self.profile.subkey and flow is not self.initial)

    def protection(self, flow, role):
        """What a role sends with on a subflow."""
        if self.profile.literal or not self.by_position(flow):
            return self.sending[role]
        if (flow.tag, role) not in self.subflow_keys:
            self.subflow_keys[flow.tag, role] = subflow_sending(self.sending[role], flow.tag[:4], flow.tag[4:])
        return self.subflow_keys[flow.tag, role]

    def ledger(self, flow, role):
        """The keystream of a direction of a subflow; with the DSN as index all subflows have one in common (S5.3)."""
        own = flow if self.by_position(flow) else None
        if (own, role) not in self.ledgers:
            base = 1 if own else self.streams[role].base
            key = self.protection(flow, role).enc
            self.ledgers[own, role] = Ledger(key, self.profile.counter, base, self.room[role])
        return self.ledgers[own, role]

    def judge(self):
        if not self.ready():
            return
        self.syn_handshake()
        self.init_messages()
        self.exchange()
        self.prepare()
        for flow, segment in self.in_order():
            self.segment(flow, segment)
        self.finish()

    def in_order(self):
        """(flow, segment) of all subflows in the order of the capture."""
        return sorted(((f, s) for f in self.flows for s in f.segments), key=lambda entry: entry[1].frame)

    def segment(self, flow, segment):
        if segment.flags & SYN:
            self.judge_syn(flow, segment)
            if flow is not self.initial:
                self.join_syn(flow, segment)
            return
        if flow.isn[B] is None:
            self.test("mac", segment.flags & RST, segment, "a segment before the SYN-ACK", "RST without MAC")
            return
        position, acknowledged = flow.place(segment)
        dss = self.find_dss(segment)
        given = self.mac_input(flow, segment, dss, position, acknowledged)
        self.judge_mac(flow, segment, lambda: self.tag(flow, segment, given))
        self.judge_content(flow, segment, dss, given)

    def covers_window(self):
        return self.profile.cover_window and not self.profile.literal

    def tag(self, flow, segment, given):
        """The segment's MAC, whole (S5.4); SeedLiteral has that of form A."""
        sending = self.protection(flow, self.role(flow, segment))
        if self.profile.literal:
            return tcpcrypt_mac("A", sending, segment, given.position, given.acknowledged)
        return smptcp_mac(sending.mac, segment, given)

    def mac_input(self, flow, segment, dss, position, acknowledged):
        """What the MAC needs beside the segment; short DSN and data ack become the nearest 64-bit value (S5.7)."""
        role = self.role(flow, segment)
        dsn = self.enlarge(self.streams[role], dss.dsn, dss.dsn_width) if dss else None
        data_ack = self.enlarge(self.streams[1 - role], dss.ack, dss.ack_width) if dss else None
        return MacInput(position, acknowledged, dsn, data_ack, flow.tag, flow.isn[1 - flow.side(segment)],
                        self.profile.cover_window and self.options.cover_window)

    @staticmethod
    def enlarge(stream, value, width):
        if value is None or width == 8:
            return value
        return nearest(stream.base + stream.end, value) & M64

    def judge_content(self, flow, segment, dss, given):
        """Everything a receiver would act on."""
        if self.is_init(flow, segment):
            return
        if self.exempt(flow, segment) == "JOIN ACK" and not segment.all(KIND_MAC):
            self.join_ack(flow, segment, given.acknowledged)
            return
        if flow is not self.initial and segment.all(KIND_MAC):
            self.join_order(flow, segment)
        self.judge_control(flow, segment)
        self.judge_mapping(flow, segment, dss, given)
        if dss and dss.ack is not None:
            self.judge_data_ack(flow, segment, given.data_ack)

    def finish(self):
        for flow in self.flows:
            for position, payload, frame in (*flow.unmapped[0], *flow.unmapped[1]):
                self.report.bad("mapping", frame, f"{len(payload)} octets at position {position} that no mapping covers")
        for stream in self.streams:
            self.report.test("data-fin", stream.fin is not None, None, f"no DATA_FIN {stream.name}", "directions closed")
            self.report.test("data-fin", stream.fin is None or stream.fin == stream.end, stream.fin_frame,
                             f"DATA_FIN {stream.name} at {stream.fin}, data up to {stream.end}", "at the end of the data")
        self.finish_streams()
        used = [self.judged[id(flow)] for flow in self.flows]
        self.report.note("join", "never confirmed", sum(1 for flow in self.flows[1:] if not flow.confirmed))
        self.report.note("connections", "octets by subflow", "/".join(map(str, used)))
        if self.options.min_subflows:
            count = sum(1 for octets in used if octets)
            self.report.test("connections", count >= self.options.min_subflows, self.initial.segments[0].frame,
                             f"only {count} subflows carried data", "subflows used")


def judge_smptcp(flows, secrets, options, report, kind=SmptcpConnection):
    """Find initial subflows and their JOINs among the flows and judge each connection."""
    connections, joins = [], []
    for flow in flows:
        syn = flow.syn_options()
        if syn.mptcp(JOIN):
            joins.append(flow)
        elif syn.mptcp(MPC) or syn.all(KIND_CRYPT):
            connections.append(kind(flow, secrets.get(flow.ends), options, report))
        else:
            report.bad("connections", syn.frame, "a connection without MP_CAPABLE, MP_JOIN and CRYPT", "plain")
    for flow in joins:
        taken = any(connection.adopt(flow) for connection in connections)
        report.test("join", taken, flow.segments[0].frame, "a JOIN whose token belongs to no connection", "subflows")
    for connection in connections:
        connection.judge()
    return connections
