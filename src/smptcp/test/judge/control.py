# SPDX-License-Identifier: GPL-2.0-only
# Copyright (c) 2026 The smptcp authors
"""Control options of SMPTCP: ADD_ADDR, REMOVE_ADDR, MP_PRIO, MP_FASTCLOSE (S7)."""

from .keys import add_addr_hmac64, fastclose_field
from .tcp import ADD_ADDR, FAIL, FASTCLOSE, JOIN, KIND_MAC, MPC, PRIO, REMOVE_ADDR, parse_add_addr


class ControlChecks:
    """Part of SmptcpConnection: options that a receiver would act on."""

    def judge_control(self, flow, segment):
        """ADD_ADDR, REMOVE_ADDR, MP_PRIO, MP_FASTCLOSE, MP_FAIL (S7)."""
        role = self.role(flow, segment)
        mine, other = self.auth[role], self.auth[1 - role]
        for raw in segment.mptcp(ADD_ADDR):
            self.judge_add_addr(segment, parse_add_addr(raw), mine, other)
        for raw in segment.mptcp(REMOVE_ADDR):
            self.test("control", len(raw) > 3, segment, "REMOVE_ADDR without an id", "REMOVE_ADDR")
        for raw in segment.mptcp(PRIO):
            self.test("control", len(raw) == 3, segment, "MP_PRIO is not 3 octets", "MP_PRIO")
        for raw in segment.mptcp(FASTCLOSE):
            right = len(raw) == 12 and raw[4:] == self.fastclose(role)
            self.test("control", right, segment, "wrong HMAC in MP_FASTCLOSE", "MP_FASTCLOSE")
        for name, subtype in (("MP_FAIL", FAIL), ("MP_CAPABLE", MPC), ("MP_JOIN", JOIN)):
            if segment.mptcp(subtype):
                self.report.bad("control", segment.frame, f"{name} in an established SMPTCP subflow")

    def fastclose(self, role):
        """The key field of an MP_FASTCLOSE by this role (S7.5); SeedLiteral has the receiver's key, which is kac or kas."""
        if self.profile.literal:
            return self.auth[1 - role][:8]
        return fastclose_field(self.auth[role], self.auth[1 - role], self.tokens[1 - role])

    def judge_add_addr(self, segment, option, mine, other):
        if option and option.echo:
            self.test("control", not option.hmac and segment.all(KIND_MAC), segment, "ADD_ADDR echo with HMAC or without MAC",
                      "ADD_ADDR echo")
            return
        wanted = add_addr_hmac64(mine, other, option.id, option.address, option.port) if option and option.address else None
        self.test("control", option and option.hmac == wanted, segment, "wrong or no HMAC in ADD_ADDR", "ADD_ADDR HMAC")
