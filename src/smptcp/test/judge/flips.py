# SPDX-License-Identifier: GPL-2.0-only
# Copyright (c) 2026 The smptcp authors
"""Single flipped bits: which octets of a capture are protected, and does the judge notice?

A field is covered when something cryptographic depends on it: the segment MAC, an HMAC of a JOIN, the secret that follows
from the key exchange.  It is free when the protocol leaves it open to whoever is on the path: addresses and ports (NAT),
checksums, TTL, timestamps, the window where it is not covered.  What is neither (lengths of the IP packet, MSS, ka and kb) is
not asked about.
"""

import collections
import copy

from .capture import load_segment, network_layer, parse_ip
from .flows import build_flows
from .mac import UNCOVERED_KINDS
from .messages import parse_init1
from .report import Report
from .tcp import (ACK, ADD_ADDR, JOIN, KIND_CRYPT, KIND_EOL, KIND_MAC, KIND_MPTCP, KIND_NOP, KIND_TS, RST, SYN)

ALL = range(8)

# Octets (of a frame) whose flip is judged: which bits, and whether all segments of the flow change with it
Field = collections.namedtuple("Field", "frame octet bits whole_flow")


def option_places(raw):
    """(kind, start, end) of the options of an area, NOP and EOL as one octet each."""
    at = 0
    while at < len(raw):
        size = 1 if raw[at] in (KIND_EOL, KIND_NOP) else raw[at + 1]
        yield raw[at], at, at + size
        at += size


class Fields:
    """Covered and free octets of a capture, by the name of the field."""

    def __init__(self, frames, connections):
        self.covered, self.free = collections.defaultdict(list), collections.defaultdict(list)
        self.frames = {frame[1]: frame for frame in frames}
        for connection in connections:
            for flow in getattr(connection, "flows", [connection.initial]):
                for segment in flow.segments:
                    self.segment(connection, flow, segment)

    def segment(self, connection, flow, segment):
        self.connection, self.number = connection, segment.frame
        link, _, octets, _ = self.frames[segment.frame]
        inner = network_layer(link, octets)
        tcp = len(inner) - len(parse_ip(inner).body)
        self.start = len(octets) - len(inner) + tcp
        self.outside(len(octets) - len(inner), inner[0] >> 4)
        if segment.all(KIND_MAC) and not segment.flags & SYN:
            self.protected(segment)
        elif segment.mptcp(JOIN) and flow is not connection.initial:
            self.join(flow, segment)
        elif connection.is_init(flow, segment):
            if connection.has_recomputed(flow):
                self.init(segment)
        elif segment.mptcp(ADD_ADDR) and not segment.flags & RST:
            self.option_octets(segment, KIND_MPTCP, "exempt ADD_ADDR", 3)
        elif segment.crypt_code() is not None and segment is connection.listing():
            self.option_octets(segment, KIND_CRYPT, "PKCONF", 0)

    def add(self, kind, name, octets, bits=ALL, whole_flow=False):
        kind[name] += [Field(self.number, octet, bits, whole_flow) for octet in octets]

    def tcp(self, kind, name, first, end, bits=ALL, whole_flow=False):
        """A field of the TCP header or what follows, by octets of the segment."""
        self.add(kind, name, range(self.start + first, self.start + end), bits, whole_flow)

    def outside(self, ip, version):
        """What lies outside of every MAC."""
        if version == 4:
            self.add(self.free, "type of service, identification, TTL, IP checksum",
                     (ip + octet for octet in (1, 4, 5, 8, 10, 11)))
            self.add(self.free, "addresses", range(ip + 12, ip + 20), whole_flow=True)
        else:
            self.add(self.free, "hop limit", (ip + 7,))
            self.add(self.free, "addresses", range(ip + 8, ip + 40), whole_flow=True)
        self.tcp(self.free, "ports", 0, 4, whole_flow=True)
        self.tcp(self.free, "TCP checksum", 16, 18)

    def protected(self, segment):
        """A segment with MAC."""
        self.tcp(self.covered, "sequence number", 4, 8)
        if segment.flags & ACK:
            self.tcp(self.covered, "acknowledgment number", 8, 12)
        self.tcp(self.covered, "data offset", 12, 13, range(4, 8))
        self.tcp(self.free, "reserved bits", 12, 13, range(4))
        self.tcp(self.covered, "flags", 13, 14)
        self.tcp(self.covered if self.connection.covers_window() else self.free, "window", 14, 16)
        self.tcp(self.covered, "urgent pointer", 18, 20)
        for kind, start, end in option_places(segment.raw_options):
            self.option(segment, kind, 20 + start, 20 + end)
        size = 4 * segment.words
        self.tcp(self.covered, "payload", size, size + len(segment.payload))

    def option(self, segment, kind, start, end):
        """An option of a segment with MAC.  An RST may do without, so its MAC's own kind protects nothing."""
        if kind == KIND_MAC:
            self.tcp(self.covered, "tag", start + 2, end)
            if not segment.flags & RST:
                self.tcp(self.covered, "kind and length of the MAC", start, start + 2)
        elif kind == KIND_TS:
            self.tcp(self.free, "timestamps", start + 2, end)
        elif kind == KIND_NOP:
            last = end == 4 * segment.words
            self.tcp(self.covered, "padding made an option", start, end, range(1, 8))
            if last:
                self.tcp(self.free, "padding", start, end, (0,))
        elif kind not in UNCOVERED_KINDS:
            self.tcp(self.covered, f"option of kind {kind}", start, end)

    def join(self, flow, segment):
        """Token, nonces and HMACs; address id and backup bit are free (S6.7).  A nonce nobody answers protects nothing."""
        for kind, start, end in option_places(segment.raw_options):
            if kind == KIND_MPTCP:
                answered = flow.nonces[1] is not None
                self.tcp(self.covered, "MP_JOIN", 20 + start + 4, 20 + end if answered else 20 + start + 8)
                if end - start < 24:
                    self.tcp(self.free, "address id of MP_JOIN", 20 + start + 3, 20 + start + 4)
                    self.tcp(self.free, "backup bit of MP_JOIN", 20 + start + 2, 20 + start + 3, (0,))

    def init(self, segment):
        """The INIT messages as far as ss[0] depends on them (T5)."""
        name, size = self.connection.form.name, 4 * segment.words
        end = size + len(segment.payload)
        if segment.crypt_code() == self.connection.form.init2:
            self.tcp(self.covered, "INIT2", size, end if name == "B" else size + 8)
            return
        first = parse_init1(name, segment.payload)
        reserved = size + 8 + len(first.sym_list) + 16 if name == "A" else end
        self.tcp(self.covered, "INIT1", size, reserved)
        self.tcp(self.covered, "INIT1", reserved + 1, end)

    def option_octets(self, segment, wanted, name, skip):
        for kind, start, end in option_places(segment.raw_options):
            if kind == wanted:
                self.tcp(self.covered, name, 20 + start + skip, 20 + end)


class Flipper:
    """Judges one capture again and again with a bit changed.

    `judge(segments, secrets, report)` fills the report and returns the connections.
    """

    def __init__(self, frames, secrets, judge):
        self.frames, self.secrets, self.judge = list(frames), secrets, judge
        self.report = Report()
        self.segments = {frame[1]: load_segment(frame, self.report) for frame in self.frames}
        self.by_number = {frame[1]: frame for frame in self.frames}
        connections = judge([s for s in self.segments.values() if s], secrets, self.report)
        self.fields = Fields(self.frames, connections)
        flows = build_flows([s for s in self.segments.values() if s], Report())
        self.mates = {s.frame: flow.segments for flow in flows for s in flow.segments}

    def notices(self, field, bit):
        """Does a check fail once this bit is flipped?"""
        report = Report()
        if field.whole_flow:
            segments, secrets = self.translated(field, bit)
        else:
            segments, secrets = {**self.segments, field.frame: self.altered(field, bit, report)}, self.secrets
        self.judge([s for s in segments.values() if s], secrets, report)
        return not report.ok()

    def altered(self, field, bit, report):
        link, number, octets, wire = self.by_number[field.frame]
        octets = bytearray(octets)
        octets[field.octet] ^= 1 << bit
        return load_segment((link, number, bytes(octets), wire), report)

    def translated(self, field, bit):
        """Address and port translation: the whole flow, and the key log's names of it, change alike."""
        before, after = self.segments[field.frame], self.altered(field, bit, Report())
        names = {before.src: after.src, before.dst: after.dst}
        taken = {frozenset((s.src, s.dst)) for s in self.segments.values() if s}
        if frozenset((after.src, after.dst)) in taken:
            return self.segments, self.secrets  # no translator gives two flows one name
        segments = dict(self.segments)
        for mate in self.mates[field.frame]:
            twin = copy.copy(mate)
            twin.src, twin.dst = names[mate.src], names[mate.dst]
            segments[mate.frame] = twin
        secrets = {tuple(names.get(end, end) for end in pair) if set(pair) == set(names) else pair: secret
                   for pair, secret in self.secrets.items()}
        return segments, secrets


def draw(fields, rng):
    """A random bit of a random octet of a random field."""
    name = rng.choice(sorted(fields))
    field = rng.choice(fields[name])
    return name, field, rng.choice(list(field.bits))


def flip_many(flipper, count, rng):
    """Flip `count` covered and as many free bits; returns complaints, and counts by field."""
    complaints, counts = [], collections.Counter()
    for fields, wanted in ((flipper.fields.covered, True), (flipper.fields.free, False)):
        fields = {name: octets for name, octets in fields.items() if octets}
        for _ in range(count):
            name, field, bit = draw(fields, rng)
            counts[name] += 1
            if flipper.notices(field, bit) != wanted:
                what = "goes unnoticed" if wanted else "is noticed"
                complaints.append(f"frame {field.frame}, octet {field.octet}, bit {bit} ({name}) {what}")
    return complaints, counts
