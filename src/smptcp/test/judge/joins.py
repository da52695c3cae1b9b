# SPDX-License-Identifier: GPL-2.0-only
# Copyright (c) 2026 The smptcp authors
"""MP_JOIN of SMPTCP: layout, nonces, HMACs, and what may follow when (S6)."""

from .keys import join_hmac64, join_hmac160, join_syn_hmac64
from .tcp import JOIN, KIND_CRYPT, RST

SYN_SIZES, ANSWER_SIZES = (12, 20), (16,)  # 20: V-SYNHMAC (S10)


class JoinChecks:
    """Part of SmptcpConnection: segments of joined subflows before their data."""

    def join_syn(self, flow, segment):
        """SYN and SYN-ACK of a JOIN: layout, nonces, HMACs (S6.1, S6.2, V-SYNHMAC)."""
        side, joins = flow.side(segment), segment.mptcp(JOIN)
        sizes = ANSWER_SIZES if side else SYN_SIZES
        right = len(joins) == 1 and len(joins[0]) in sizes and self.join_crypt(segment, side)
        if not self.test("join", right, segment, f"JOIN segment without one MP_JOIN of {sizes[0]} octets", "layout"):
            return
        raw = joins[0]
        nonce = raw[12:16] if side else raw[8:12]
        if not self.test("join", flow.nonces[side] in (None, nonce), segment, "a repeat with another nonce", "nonce"):
            return
        flow.nonces[side] = nonce
        if side:
            self.join_answer(flow, segment, raw)
            return
        x = self.role(flow, segment)
        self.test("join", raw[4:8] == self.tokens[1 - x], segment, "wrong token", "token")
        if len(raw) == 20:
            wanted = join_syn_hmac64(self.auth[x], self.auth[1 - x], raw[4:8], nonce)
            self.test("join", raw[12:] == wanted, segment, "wrong HMAC in the JOIN SYN", "HMAC64 in the SYN")

    @staticmethod
    def join_crypt(segment, _side):
        """Is what a SYN or SYN-ACK of a JOIN carries of tcpcrypt right?  The keys exist: nothing (S6.1)."""
        return not segment.all(KIND_CRYPT)

    def join_answer(self, flow, segment, raw):
        y = self.role(flow, segment)
        wanted = join_hmac64(self.auth[1 - y], self.auth[y], *flow.nonces) if flow.nonces[0] else None
        self.test("join", raw[4:12] == wanted, segment, "wrong HMAC in the JOIN SYN-ACK", "HMAC64")
        if flow.tag == bytes(8):
            flow.tag = (flow.nonces[0] or bytes(4)) + flow.nonces[1]
            self.test("join", flow.tag not in self.used_nonces, segment, "nonce pair of an earlier JOIN", "nonce pair")
            self.used_nonces.add(flow.tag)

    def join_ack(self, flow, segment, acknowledged):
        """Third segment of a JOIN: HMAC160 (S6.2, S6.3)."""
        x = self.role(flow, segment)
        wanted = join_hmac160(self.auth[x], self.auth[1 - x], *flow.nonces) if None not in flow.nonces else None
        right = self.test("join", segment.mptcp(JOIN)[0][4:] == wanted, segment, "wrong HMAC in the JOIN ACK", "HMAC160")
        if right and not flow.accepted:
            flow.accepted = self.test("join", acknowledged == 1, segment, "JOIN ACK does not acknowledge ISN + 1", "JOIN ACK")

    def join_order(self, flow, segment):
        """MACed segments follow the third ACK; data of X follows a MACed segment of Y (S6.3).

        An RST of X may be the first that the capture at Y holds: the third ACK can be lost.
        """
        if segment.flags & RST:
            return
        self.test("join", flow.accepted, segment, "a MACed segment before a right third ACK", "after third ACK")
        if flow.side(segment) == 1:
            flow.confirmed = True
        elif segment.payload:
            self.test("join", flow.confirmed, segment, "data before the peer's first MACed segment", "after fourth segment")
