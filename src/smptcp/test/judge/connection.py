# SPDX-License-Identifier: GPL-2.0-only
# Copyright (c) 2026 The smptcp authors
"""What connections of all modes share: the key exchange, and the rule that every segment has its MAC."""

import collections

from .arithmetic import M32
from .keylog import Profile
from .mac import daemon_number
from .messages import (HELLO_CODES, NEXTK1_CODES, NEXTK1_SIZE, PKCONF_CODES, application_bit, choice_allowed,
                       parse_init1, parse_init2)
from .stream import compare_stream
from .tcp import A, ACK, B, KIND_CRYPT, KIND_MAC, KIND_MPTCP, RST, SYN


class Connection:
    """Handshake and keys of a connection; the modes derive from it.

    Roles of the key exchange go by number like sides: role 0 is C, role 1 is S.  C is the initiator unless the two have
    swapped roles (T3).
    """

    def __init__(self, flow, secret, options, report):
        self.initial, self.secret, self.options, self.report = flow, secret, options, report
        self.profile = secret.profile if secret else Profile()
        self.form = self.profile.form
        self.c_side = B if self.profile.swapped else A
        self.init1_code = self.code_of_init1()
        self.init = [None, None]  # by side
        self.init[self.c_side] = flow.first(self.c_side, self.init1_code)
        self.init[1 - self.c_side] = flow.first(1 - self.c_side, self.form.init2)
        self.keys = self.form.schedule(secret.ss, self.application()) if secret and secret.ss else None
        self.sending = self.by_side(self.keys.c, self.keys.s) if self.keys else None
        self.streams, self.recomputed = None, False
        self.judged = collections.Counter()

    def code_of_init1(self):
        return self.form.init1

    def by_side(self, of_c, of_s):
        """A pair by role as a pair by side."""
        return [of_s, of_c] if self.c_side == B else [of_c, of_s]

    def application(self):
        """Form B's octet of application support: bit 0 for C, bit 1 for S (T5), as the options of both announced it."""
        announced = 0
        for segment in self.initial.segments:
            code = segment.crypt_code()
            if application_bit(code) or (code == self.form.nextk2[1] and segment.flags & SYN):
                announced |= 1 if self.initial.side(segment) == self.c_side else 2
        return announced

    def test(self, check, holds, segment, reason, kind):
        return self.report.test(check, holds, segment.frame if segment else None, reason, kind)

    # -- handshake

    def ready(self):
        """Are there keys and a whole exchange, so that the rest can be judged?"""
        syn = self.initial.segments[0]
        found = self.test("connections", self.keys, syn, "the key log has no CRYPT_SS of this connection", "keys found")
        if self.secret:
            self.test("key-exchange", self.secret.agreed, syn, "the two sides logged different values", "sides agree")
        if not self.profile.resumed:
            names = self.by_side(f"INIT1 (code {self.init1_code:#04x})", "INIT2")
            for segment, name in zip(self.init, names):
                found &= self.test("handshake", segment, syn, f"no {name} in this connection", name)
        return self.test("handshake", self.initial.isn[B] is not None, syn, "no SYN-ACK", "SYN-ACK") and found

    def answers(self):
        """All SYN-ACKs."""
        return [s for s in self.initial.segments if s.flags & SYN and s.flags & ACK]

    def syn_handshake(self):
        """CRYPT options of SYN and SYN-ACK: HELLO and PKCONF, NEXTK1 and NEXTK2, or HELLO twice for a swap (T3)."""
        syn, answer = self.initial.syn_options(), self.answers()[0]
        if self.profile.resumed:
            right = syn.crypt_code() in NEXTK1_CODES and len(syn.all(KIND_CRYPT)[0]) == NEXTK1_SIZE
            self.test("handshake", right, syn, "SYN has no CRYPT/NEXTK1", "SYN: NEXTK1")
            known = right and syn.crypt()[1:] == self.keys.sid[:NEXTK1_SIZE - 3]
            self.test("key-exchange", known, syn, "NEXTK1 does not name this session", "session named")
            self.test("handshake", answer.crypt_code() in self.form.nextk2, answer, "SYN-ACK has no CRYPT/NEXTK2",
                      "SYN-ACK: NEXTK2")
            return
        hello = syn.crypt_code() in (*HELLO_CODES, *NEXTK1_CODES)
        self.test("handshake", hello, syn, "SYN has no CRYPT/HELLO", "SYN: HELLO")
        if self.profile.swapped:
            self.test("handshake", answer.crypt_code() in HELLO_CODES, answer, "SYN-ACK has no CRYPT/HELLO",
                      "SYN-ACK: HELLO")
        listing = self.listing()
        self.test("handshake", listing, answer, "no CRYPT/PKCONF where the roles want it",
                  "third segment: PKCONF" if self.profile.swapped else "SYN-ACK: PKCONF")

    def listing(self):
        """The segment of role S that carries PKCONF, or None: a SYN-ACK, after a swap the third segment."""
        for segment in self.initial.segments:
            place = not segment.flags & SYN if self.profile.swapped else segment.flags & SYN
            whole = segment.crypt_code() in PKCONF_CODES and len(segment.crypt()) >= 5
            if place and whole and self.initial.side(segment) != self.c_side and not segment.flags & RST:
                return segment if segment.crypt()[1] == len(segment.crypt()) else None
        return None

    def first_non_syn(self, side):
        """Segments of a side without SYN and RST."""
        return [s for s in self.initial.segments if self.initial.side(s) == side and not s.flags & (SYN | RST)]

    def init_messages(self):
        """INIT1 and INIT2 are the first non-SYN segments of their sides, each with that option alone.

        After a swap PKCONF comes before INIT2 (S3.4, S3.5, T3).  What S sent after INIT2 may overtake it on the way to a
        capture at C.
        """
        for role, name in ((0, "INIT1"), (1, "INIT2")):
            side = self.c_side if role == 0 else 1 - self.c_side
            wanted, segments = self.init[side], self.first_non_syn(side)
            early = [s for s in segments[:segments.index(wanted)] if not self.may_precede(s)]
            late = role == 1 and all(s.all(KIND_MAC) and s.seq != wanted.seq for s in early)
            self.test("handshake", not early or late, segments[0], f"segments before {name}", f"{name} first")
            size = sum(len(raw) for kind, raw in wanted.options if kind in (KIND_MPTCP, KIND_CRYPT, KIND_MAC))
            due = self.init_options(name)
            self.test("handshake", size == due, wanted,
                      f"{name}'s segment carries {size} octets of such options, not {due}", f"{name}: {due} octets")
            self.test("handshake", (wanted.seq - self.initial.isn[side]) & M32 == 1, wanted,
                      f"{name} does not start at position 1", f"{name}: position 1")
        keyed = [s for s in self.first_non_syn(self.c_side) if s.all(KIND_MAC)]
        if keyed:
            self.test("handshake", keyed[0].frame > self.init[1 - self.c_side].frame, keyed[0],
                      "C uses keys before INIT2 came", "C waits")

    @staticmethod
    def init_options(_name):
        """Octets of MPTCP, CRYPT and MAC options that the segment of INIT1 or INIT2 carries."""
        return 3

    def may_precede(self, segment):
        """May a segment without SYN come before its side's INIT message?"""
        return self.lists(segment)

    def lists(self, segment):
        """After a swap: the third segment with PKCONF, or a repeat of it."""
        return self.profile.swapped and not segment.payload and segment.crypt_code() in PKCONF_CODES

    def exchange(self):
        """Does ss[0] follow from N_S and the messages seen (T5)?"""
        one, two = self.init[self.c_side], self.init[1 - self.c_side]
        listing, name = self.listing(), self.form.name
        first, second = parse_init1(name, one.payload), parse_init2(name, two.payload)
        self.test("key-exchange", first, one, "INIT1 payload is malformed", "INIT1 payload")
        self.test("key-exchange", second, two, "INIT2 payload is malformed", "INIT2 payload")
        if not (listing and first and second):
            return
        pub_list = listing.crypt()[2:]
        self.test("key-exchange", choice_allowed(name, first.choice, pub_list), one,
                  "INIT1 chooses an algorithm that PKCONF does not list", "algorithm listed")
        self.test("key-exchange", second.choice == self.form.cipher, two,
                  f"symmetric choice {second.choice.hex()} is not {self.form.cipher.hex()}", "cipher")
        if self.secret.n_s is None or second.nonce == self.secret.n_s:
            lacks = "no CRYPT_NS" if self.secret.n_s is None else "CRYPT_NS is public, the premaster secret is needed"
            self.report.note("key-exchange", "ss[0] not recomputed", lacks)
            return
        self.recomputed = True
        ss = self.form.first_secret(self.secret.n_s, pub_list, first, second)
        self.test("key-exchange", ss == self.secret.ss, two, "ss[0] from N_S and the messages is not the logged ss",
                  "ss[0] recomputed")

    def has_recomputed(self, _flow):
        """Has ss[0] of the key exchange on this flow been computed from its messages?"""
        return self.recomputed

    # -- every segment

    @staticmethod
    def covers_window():
        """Does the MAC cover the window?  tcpcrypt's does not (T6)."""
        return False

    def messages(self):
        """Payloads of the key exchange."""
        return [segment.payload for segment in self.init if segment]

    def numbers(self, flow, segment, position, acknowledged):
        """Sequence and acknowledgment number as they enter tcpcrypt's MAC (T6)."""
        if not self.profile.daemon:
            return position, acknowledged
        side, name = flow.side(segment), self.form.name
        seq = daemon_number(name, segment.seq, flow.isn[side])
        if segment.flags & ACK:
            return seq, daemon_number(name, segment.ack, flow.isn[1 - side])
        return seq, segment.ack if name == "A" else 0

    def is_init(self, flow, segment):
        """INIT1 or INIT2 or a repeat of it: same place, same option, same payload, no MAC (S5.8)."""
        wanted = self.init[flow.side(segment)]
        return wanted is not None and flow is self.initial and segment.seq == wanted.seq \
            and segment.payload == wanted.payload and segment.crypt_code() == wanted.crypt_code()

    def init_size(self, side):
        """Octets of the stream that the key exchange took."""
        return len(self.init[side].payload) if self.init[side] else 0

    def judge_syn(self, flow, segment):
        """A SYN is at its ISN, without payload and without MAC."""
        side = flow.side(segment)
        self.test("mac", not segment.all(KIND_MAC), segment, "a SYN with MAC", "SYN")
        right = segment.seq == flow.isn[side] and not segment.payload and bool(segment.flags & ACK) == bool(side)
        self.test("handshake", right, segment, "a SYN of another sequence number, with payload, or by the wrong side",
                  "SYNs in place")

    def exempt(self, flow, segment):
        """Name of the rule that lets a segment go without MAC, or None."""
        if segment.flags & RST:
            return "RST without MAC"
        if self.is_init(flow, segment):
            return "INIT"
        if flow is self.initial and flow.side(segment) == A and self.lists(segment) and segment.flags == ACK:
            return "PKCONF"
        return None

    def judge_mac(self, flow, segment, expected):
        """Exactly one MAC of the agreed size with the right tag, or an exemption (S5.8).  Has it a right MAC?"""
        macs = segment.all(KIND_MAC)
        if not macs:
            rule = self.exempt(flow, segment)
            self.test("mac", rule, segment, f"no MAC on a segment with flags {segment.flags:#04x} and "
                      f"{len(segment.payload)} octets", rule or "missing")
            return False
        size = 2 + self.profile.tag
        right = len(macs) == 1 and len(macs[0]) == size
        if not self.test("mac", right, segment, f"more than one MAC, or not {size} octets", f"{size} octets"):
            return False
        return self.test("mac", macs[0][2:] == expected()[:self.profile.tag], segment, "wrong tag", "verified")

    def finish_streams(self):
        for stream, wanted in zip(self.streams, (self.options.up_data, self.options.down_data)):
            stream.complete()
            compare_stream(stream, wanted, self.options.decrypt_limit, self.report)
