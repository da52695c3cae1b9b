#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (c) 2026 The smptcp authors
"""Judge the MPTCP connections of a pcap: version 0 (RFC 6824) and version 1 (RFC 8684).

The script shares no code with the module and needs no key log: the keys are on the wire. It recomputes tokens, initial data
sequence numbers, the HMACs of MP_JOIN and ADD_ADDR and every DSS checksum, follows every mapping and asks that each payload
octet of a subflow is mapped, that an octet sent twice is the same twice, and that nothing is acknowledged that was not sent.

  check-mptcp-pcap.py client.pcap
  check-mptcp-pcap.py --closed --up sent.bin --down received.bin --min-subflows 2 host.pcap
  check-mptcp-pcap.py --json host.pcap

The pcap must be the merged capture of one host, all its interfaces in the order of events. Ethernet, raw IP and PPP, IPv4 and
IPv6 are read. Connections that are not MPTCP, or whose SYN is not in the capture, are counted and left alone.

Exit status: 0 everything holds, 1 something does not, 2 the arguments or the file are unusable.
Section numbers are those of RFC 8684 unless RFC 6824 is named.
"""

import argparse
import bisect
import collections
import hashlib
import hmac
import ipaddress
import json
import struct
import sys

sys.dont_write_bytecode = True

from judge.arithmetic import M32, M64, Space, nearest, signed64
from judge.capture import load_segments, network_layer, parse_ip, read_pcap
from judge.report import Report, Unusable
from judge.tcp import (A, ACK, ADD_ADDR, B, DSS, FAIL, FASTCLOSE, JOIN, KIND_MPTCP, MPC, PRIO, REMOVE_ADDR, RST, SYN, TCPRST,
                       AddAddr, parse_add_addr, parse_dss)

SIDE = "AB"
WAY = ("up", "down")

FLAG_A = 0x80  # checksum required, in MP_CAPABLE (3.1)
FLAG_B = 0x01  # backup, in MP_JOIN (3.2)
PIECE = 1 << 16


# ---------------------------------------------------------------------------------------------------------------------------
# What follows from keys


class Algorithms:
    """Hash and HMAC of a version: SHA-1 in version 0 (RFC 6824, 3.1), SHA-256 in version 1 (3.1)."""

    def __init__(self, version):
        self.name = ("sha1", "sha256")[version]

    def digest(self, key):
        return hashlib.new(self.name, key).digest()

    def token(self, key):
        """The first 4 octets of the digest."""
        return self.digest(key)[:4]

    def idsn(self, key):
        """The last 8 octets of the digest."""
        return int.from_bytes(self.digest(key)[-8:], "big")

    def mac(self, key, message):
        return hmac.digest(key, message, self.name)


def internet_sum(octets, total=0):
    """One's complement sum, folded to 16 bits; `octets` but for the last piece must be even in number."""
    if len(octets) % 2:
        octets = bytes(octets) + b"\0"
    for start in range(0, len(octets), PIECE):
        part = octets[start:start + PIECE]
        total += sum(struct.unpack(f">{len(part) // 2}H", part))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return total


def dss_checksum_holds(dsn, offset, length, payload, value):
    """Pseudo-header with the full 64-bit DSN, then the payload, then the checksum itself add up to all ones (3.3.1)."""
    pseudo = struct.pack(">QIHH", dsn & M64, offset & M32, length, value)
    return internet_sum(payload, internet_sum(pseudo)) == 0xFFFF


# ---------------------------------------------------------------------------------------------------------------------------
# Connections and subflows


# A probe is one octet of any value at a DSN that has been acknowledged: so Linux asks whether a closed window is still closed.
# The receiver drops it by its DSN, so its value means nothing.
Mapping = collections.namedtuple("Mapping", "frame offset length dsn infinite probe")


class Half:
    """One direction of a subflow."""

    def __init__(self):
        self.isn, self.highest = None, 0
        self.payload, self.spans, self.mappings, self.sums = Space(), [], [], []
        self.octets = 0

    def relative(self, seq):
        """Sequence number as distance from the ISN: the first payload octet has 1."""
        value = nearest(self.highest, (seq - self.isn) & M32)
        self.highest = max(self.highest, value)
        return value


class Subflow:
    """One TCP connection. halves[0] is the direction of the first SYN's sender."""

    def __init__(self, segment):
        self.ends = (segment.src, segment.dst)
        self.halves = (Half(), Half())
        self.connection = None
        self.flip = 0  # 1: the sender of this SYN is side B of the connection
        self.join = None
        self.joined = False
        self.refused = False
        self.reset = False
        self.backup = [False, False]

    def side(self, half):
        """The connection's side that sends this half."""
        return half ^ self.flip


class Join:
    """What the handshake of MP_JOIN has shown up to now."""

    def __init__(self, raw):
        self.id, self.token, self.nonce = raw[3], raw[4:8], raw[8:12]
        self.answer_nonce, self.answer_id = None, None


class Connection:
    """An MPTCP connection: keys, sides, data sequence spaces."""

    def __init__(self, frame, version, checksum):
        self.frame, self.version, self.checksum = frame, version, checksum
        self.keys, self.subflows = [None, None], []
        self.idsn = [None, None]
        self.confirmed = False
        self.streams, self.sent, self.acked = (Space(), Space()), [1, 1], [None, None]
        self.fin, self.fin_acked, self.first_fin = [None, None], [False, False], None
        self.announced, self.fastclose, self.failed, self.verified = [], 0, 0, 0
        self.removed, self.priority = [], 0

    def position(self, side, dsn, width):
        """DSN as distance from the IDSN: the first octet of the stream has 1."""
        if width == 8:
            return signed64(dsn - self.idsn[side])
        return nearest(self.sent[side], (dsn - self.idsn[side]) & M32)


def endpoint(end):
    """`address:port` for people."""
    return f"{ipaddress.ip_address(end[0])}:{end[1]}"


class Judge:
    """Reads the segments in order and fills a report."""

    def __init__(self, report):
        self.report = report
        self.flows, self.tokens, self.connections, self.plain = {}, {}, [], 0

    # -- segments

    def segment(self, segment):
        """Take the next segment of the capture."""
        flow, half = self.find(segment)
        if flow is None:
            return
        own = flow.halves[half]
        if segment.flags & SYN:
            own.isn = segment.seq
            self.syn(flow, half, segment)
        if own.isn is None:
            return
        if segment.flags & RST:
            flow.reset = True
        if segment.payload and not segment.flags & SYN:
            at = own.relative(segment.seq)
            fresh = own.payload.put(at, segment.payload) if 0 < at < 1 << 31 else True
            self.report.test("repetition", fresh, segment.frame, "a subflow octet is sent again with another value", "segments")
            own.spans.append((at, len(segment.payload), segment.frame))
        self.options(flow, half, segment)

    def find(self, segment):
        """The subflow of a segment and the half that it belongs to."""
        first = segment.flags & (SYN | ACK) == SYN
        key = (segment.src, segment.dst)
        known = self.flows.get(key)
        again = known and known[1] == A and known[0].halves[A].isn == segment.seq
        if first and not again:
            flow = Subflow(segment)
            self.flows[key], self.flows[key[::-1]] = (flow, A), (flow, B)
            return flow, A
        return known or (None, None)

    def syn(self, flow, half, segment):
        """MP_CAPABLE and MP_JOIN of SYN and SYN/ACK."""
        for raw in segment.mptcp(MPC):
            self.capable_syn(flow, half, segment, raw)
        for raw in segment.mptcp(JOIN):
            self.join_syn(flow, half, segment, raw)

    def capable_syn(self, flow, half, segment, raw):
        version = raw[2] & 15
        if half == A:
            flow.offer = version, bool(raw[3] & FLAG_A), raw[4:12]
            self.report.test("capable", len(raw) == (12 if version == 0 else 4), segment.frame,
                             f"MP_CAPABLE of version {version} in a SYN has {len(raw)} octets")
            return
        if len(raw) != 12 or not hasattr(flow, "offer") or version > 1:
            self.report.bad("capable", segment.frame, f"MP_CAPABLE of {len(raw)} octets in a SYN/ACK, or not asked for")
            return
        if flow.connection:
            self.report.test("capable", raw[4:12] == flow.connection.keys[B], segment.frame, "another key in the same SYN/ACK")
            return
        offered, wanted, key = flow.offer
        if offered < version:
            self.report.bad("capable", segment.frame, f"version {version} answers an offer of version {offered}")
            return
        connection = Connection(segment.frame, version, wanted or bool(raw[3] & FLAG_A))
        connection.subflows.append(flow)
        connection.keys[B] = raw[4:12]
        flow.connection = connection
        if version == 0:
            connection.keys[A] = key
        self.report.good("capable")

    def start(self, connection):
        """Both keys are known and the initiator has confirmed them."""
        algorithms = Algorithms(connection.version)
        connection.confirmed = True
        connection.idsn = [algorithms.idsn(key) for key in connection.keys]
        for side, key in enumerate(connection.keys):
            self.tokens[algorithms.token(key)] = connection, side
        self.connections.append(connection)

    def capable_ack(self, flow, half, segment, raw):
        """Third ACK, or first data of version 1: both keys, perhaps a mapping (3.1)."""
        connection = flow.connection
        if connection is None:
            return
        mapped = len(raw) in (22, 24)
        good = half == A and (len(raw) == 20 or (mapped and connection.version == 1 and segment.payload))
        self.report.test("capable", good, segment.frame, f"MP_CAPABLE of {len(raw)} octets outside the handshake")
        if not good:
            return
        if connection.keys[A] is None:
            connection.keys[A] = raw[4:12]
        same = raw[4:12] == connection.keys[A] and raw[12:20] == connection.keys[B]
        self.report.test("keys", same, segment.frame, "MP_CAPABLE does not repeat the keys of the handshake", "echoes")
        if not same:
            return
        if not connection.confirmed:
            self.start(connection)
        if mapped:
            length = int.from_bytes(raw[20:22], "big")
            value = int.from_bytes(raw[22:24], "big") if len(raw) == 24 else None
            self.mapping(flow, half, segment, 1, length, 1, False, value)

    # -- MP_JOIN

    def join_syn(self, flow, half, segment, raw):
        if half == A:
            if flow.join:
                return  # a repeated SYN
            good = len(raw) == 12
            found = self.tokens.get(raw[4:8]) if good else None
            self.report.test("join", found is not None, segment.frame, "MP_JOIN with a token that no connection has", "tokens")
            if found:
                flow.connection, receiver = found
                flow.flip = 1 - receiver
                flow.join, flow.backup[A] = Join(raw), bool(raw[2] & FLAG_B)
            return
        if not flow.join:
            return
        if len(raw) != 16:
            self.report.bad("join", segment.frame, f"MP_JOIN of {len(raw)} octets in a SYN/ACK")
            return
        connection, join = flow.connection, flow.join
        join.answer_id, join.answer_nonce, flow.backup[B] = raw[3], raw[12:16], bool(raw[2] & FLAG_B)
        initiator, responder = (connection.keys[flow.side(half)] for half in (A, B))
        expected = Algorithms(connection.version).mac(responder + initiator, join.answer_nonce + join.nonce)[:8]
        good = self.report.test("join-hmac", raw[4:12] == expected, segment.frame, "wrong HMAC in the SYN/ACK of a JOIN")
        flow.refused = flow.refused or not good

    def join_ack(self, flow, half, segment, raw):
        connection, join = flow.connection, flow.join
        if not join or join.answer_nonce is None or half != A or len(raw) != 24:
            self.report.bad("join", segment.frame, f"MP_JOIN of {len(raw)} octets out of place")
            return
        initiator, responder = (connection.keys[flow.side(half)] for half in (A, B))
        expected = Algorithms(connection.version).mac(initiator + responder, join.nonce + join.answer_nonce)[:20]
        good = self.report.test("join-hmac", raw[4:24] == expected, segment.frame, "wrong HMAC in the third ACK of a JOIN")
        flow.refused = flow.refused or not good
        if not flow.refused and not flow.joined:
            flow.joined = True
            connection.subflows.append(flow)

    # -- options of an open subflow

    def options(self, flow, half, segment):
        for kind, raw in segment.options:
            if kind != KIND_MPTCP or len(raw) < 3 or segment.flags & SYN:
                continue
            subtype = raw[2] >> 4
            if subtype == MPC:
                self.capable_ack(flow, half, segment, raw)
            elif subtype == JOIN:
                self.join_ack(flow, half, segment, raw)
            elif flow.connection and flow.connection.confirmed:
                self.established(flow, half, segment, subtype, raw)
        self.judge_unexpected_data(flow, half, segment)

    def judge_unexpected_data(self, flow, half, segment):
        if flow.join and segment.payload and not flow.joined:
            self.report.bad("join", segment.frame, "payload on a subflow that has not joined")

    def established(self, flow, half, segment, subtype, raw):
        connection, side = flow.connection, flow.side(half)
        if subtype == DSS:
            self.dss(flow, half, segment, raw)
        elif subtype == ADD_ADDR:
            self.add_addr(connection, side, segment, raw)
        elif subtype == REMOVE_ADDR:
            good = self.report.test("address", len(raw) >= 4, segment.frame, "REMOVE_ADDR without an address id")
            connection.removed += [[SIDE[side], number] for number in raw[3:]] if good else []
        elif subtype == PRIO:
            lengths = (3, 4) if connection.version == 0 else (3,)
            self.report.test("priority", len(raw) in lengths, segment.frame, f"MP_PRIO of {len(raw)} octets")
            connection.priority += 1
        elif subtype == FAIL:
            connection.failed += 1
            self.report.test("fail", len(raw) == 12, segment.frame, f"MP_FAIL of {len(raw)} octets")
        elif subtype == FASTCLOSE:
            connection.fastclose += 1
            good = len(raw) == 12 and raw[4:12] == connection.keys[1 - side]
            self.report.test("fastclose", good, segment.frame, "MP_FASTCLOSE does not carry the key of its receiver")
        elif subtype == TCPRST:
            good = connection.version == 1 and len(raw) == 4 and segment.flags & RST
            self.report.test("reset", good, segment.frame, "MP_TCPRST out of place")
        else:
            self.report.bad("options", segment.frame, f"MPTCP option of unknown subtype {subtype}")

    def add_addr(self, connection, side, segment, raw):
        found = parse_add_addr_v0(raw) if connection.version == 0 else parse_add_addr(raw)
        if not found:
            self.report.bad("address", segment.frame, f"ADD_ADDR of {len(raw)} octets")
            return
        if found.echo:
            wanted = (SIDE[1 - side], found.id, str(ipaddress.ip_address(found.address)), int.from_bytes(found.port, "big"))
            same = [a for a in connection.announced if (a["from"], a["id"], a["address"], a["port"]) == wanted]
            good = bool(same) and not found.hmac
            self.report.test("address", good, segment.frame, "the echo of an ADD_ADDR that was not sent", "echoes")
            for announced in same:
                announced["echoed"] = True
            return
        if connection.version == 1:
            key = connection.keys[side] + connection.keys[1 - side]
            expected = Algorithms(1).mac(key, bytes((found.id,)) + found.address + found.port)[-8:]
            self.report.test("address", found.hmac == expected, segment.frame, "wrong HMAC in ADD_ADDR", "HMACs")
        else:
            self.report.good("address", "announced")
        announced = {"from": SIDE[side], "id": found.id, "address": str(ipaddress.ip_address(found.address)),
                     "port": int.from_bytes(found.port, "big"), "echoed": False}
        if not any({**a, "echoed": False} == announced for a in connection.announced):
            connection.announced.append(announced)

    # -- DSS

    def dss(self, flow, half, segment, raw):
        connection, side = flow.connection, flow.side(half)
        found = parse_dss(raw)
        good = found is not None and (found.dsn is not None or not found.fin)
        if not self.report.test("dss", good, segment.frame, "DSS whose length does not fit its flags, or a FIN without DSN",
                                "options"):
            return
        if found.ack is not None:
            self.data_ack(connection, 1 - side, segment, found)
        if found.dsn is None:
            return
        at = connection.position(side, found.dsn, found.dsn_width)
        infinite = found.length == 0
        value = int.from_bytes(raw[-2:], "big") if found.checksum else None
        if infinite:
            self.mapping(flow, half, segment, found.offset, 1 << 30, at, True, None)
            return
        expected = connection.checksum == found.checksum
        self.report.test("checksum", expected, segment.frame,
                         "a DSS checksum is " + ("missing" if connection.checksum else "there, but was not agreed"), "presence")
        length = found.length - found.fin
        if found.fin:
            self.data_fin(connection, side, segment, at + length)
        if length > 0 or found.fin:
            self.mapping(flow, half, segment, found.offset, length, at, False, value, found.fin)

    def data_fin(self, connection, side, segment, at):
        if connection.fin[side] is None:
            connection.fin[side] = at
            connection.first_fin = side if connection.first_fin is None else connection.first_fin
        self.report.test("data-fin", connection.fin[side] == at, segment.frame, "DATA_FIN moves to another DSN", "sent")
        connection.sent[side] = max(connection.sent[side], at + 1)

    def data_ack(self, connection, side, segment, found):
        """`side` is the one whose data is acknowledged."""
        if found.ack_width == 8:
            at = signed64(found.ack - connection.idsn[side])
        else:
            at = nearest(connection.sent[side], (found.ack - connection.idsn[side]) & M32)
        good = 1 <= at <= connection.sent[side]
        self.report.test("data-ack", good, segment.frame, f"position {at} acknowledged of {connection.sent[side]} sent")
        if good:
            connection.acked[side] = max(at, connection.acked[side] or 0)
            if connection.fin[side] is not None and at > connection.fin[side]:
                connection.fin_acked[side] = True

    def mapping(self, flow, half, segment, offset, length, at, infinite, value, fin=False):
        """A mapping of `length` payload octets, DATA_FIN not counted, from subflow offset to position `at`."""
        connection, own, side = flow.connection, flow.halves[half], flow.side(half)
        self.report.test("dsn", 1 <= at < 1 << 40, segment.frame, f"DSN at a distance of {at} from the IDSN", "mappings")
        if not 1 <= at < 1 << 40:
            return
        if value is not None:
            own.sums.append((segment.frame, offset, length, at, value, fin))
        if length == 0:
            self.report.test("mapping", offset == 0, segment.frame, "a DATA_FIN without data at a subflow offset", "lone DATA_FIN")
            return
        start = nearest(own.highest, offset)
        probe = length == 1 and at < (connection.acked[side] or 1)
        own.mappings.append(Mapping(segment.frame, start, length, at, infinite, probe))
        if not infinite:
            connection.sent[side] = max(connection.sent[side], at + length)
            self.report.good("mapping", "mappings")

    # -- after the last segment

    def finish(self):
        """What can be judged only once the whole capture is known."""
        for connection in self.connections:
            for flow in connection.subflows:
                for half in (A, B):
                    self.place(connection, flow, half)
            for flow in connection.subflows:
                for half in (A, B):
                    self.checksums(connection, flow, half)
            for side in (A, B):
                self.continuity(connection, side)
        confirmed = {id(flow) for c in self.connections for flow in c.subflows}
        flows = {id(flow): flow for flow, _ in self.flows.values()}
        self.plain = sum(1 for flow in flows.values() if id(flow) not in confirmed and not flow.join)

    def place(self, connection, flow, half):
        """Carry the payload of one direction into the data sequence space."""
        own, side = flow.halves[half], flow.side(half)
        runs = self.merge(own)
        starts = [run.offset for run in runs]
        for at, size, frame in own.spans:
            mapped = self.place_span(connection.streams[side], own, runs, starts, at, size, frame)
            self.report.test("unmapped", mapped, frame, f"payload at subflow offset {at} that no mapping covers", "segments")
            own.octets = max(own.octets, own.payload.run_end(1) - 1)

    def merge(self, own):
        """Mappings that continue or repeat one another as one; what contradicts is reported (3.3.1)."""
        runs = []
        for mapping in sorted(set(m._replace(frame=0) for m in own.mappings)):
            last = runs[-1] if runs else None
            joins = last and not (mapping.probe or last.probe) and mapping.offset - last.offset == mapping.dsn - last.dsn
            if last and joins and mapping.offset <= last.offset + last.length:
                end = max(last.offset + last.length, mapping.offset + mapping.length)
                runs[-1] = last._replace(length=end - last.offset)
                continue
            if last and mapping.offset < last.offset + last.length:
                where = [m.frame for m in own.mappings if m.offset == mapping.offset and m.dsn == mapping.dsn]
                if not (mapping.infinite or last.infinite):
                    self.report.bad("mapping", where[0], "a mapping contradicts an earlier one of the same octets")
                runs[-1] = last._replace(length=mapping.offset - last.offset)
            runs.append(mapping)
        return runs

    def place_span(self, stream, own, runs, starts, at, size, frame):
        """False when an octet of the span is not mapped."""
        position, end, whole = at, at + size, True
        while position < end:
            index = bisect.bisect_right(starts, position) - 1
            run = runs[index] if index >= 0 else None
            if run is None or position >= run.offset + run.length:
                following = starts[index + 1] if index + 1 < len(starts) else end
                position, whole = max(position + 1, min(following, end)), False
                continue
            count = min(end, run.offset + run.length) - position
            if run.probe:
                self.report.good("repetition", "probes")
                position += count
                continue
            octets = own.payload.get(position, count)
            if octets is not None:
                same = stream.put(run.dsn + position - run.offset, octets)
                self.report.test("repetition", same, frame, "an octet of the stream is sent again with another value", "mapped")
            position += count
        return whole

    def checksums(self, connection, flow, half):
        own = flow.halves[half]
        for frame, offset, length, at, value, fin in set(own.sums):
            start = nearest(own.highest, offset)
            payload = own.payload.get(start, length) if length else b""
            if payload is None:
                self.report.good("checksum", "payload not in the capture")
                continue
            dsn = connection.idsn[flow.side(half)] + at
            good = dss_checksum_holds(dsn, offset, length + fin, payload, value)
            self.report.test("checksum", good, frame, "wrong DSS checksum", "right")
            connection.verified += good

    def continuity(self, connection, side):
        """Nothing below the highest data ack may be missing, for somebody has received it."""
        stream, acked = connection.streams[side], connection.acked[side]
        fin = connection.fin[side]
        end = stream.run_end(1)
        wanted = min(acked or 1, fin if fin is not None else M64)
        self.report.test("stream", end >= wanted, connection.frame,
                         f"the stream of {SIDE[side]} has a hole at {end}, but {wanted} is acknowledged", "streams")
        if fin is not None:
            self.report.test("stream", stream.top() <= fin, connection.frame, f"data of {SIDE[side]} behind its DATA_FIN",
                             "ends")

    # -- facts

    def facts(self):
        return [self.connection_facts(connection) for connection in self.connections]

    def connection_facts(self, connection):
        algorithms = Algorithms(connection.version)
        return {
            "frame": connection.frame, "version": connection.version, "checksum": connection.checksum,
            "keys": [key.hex() for key in connection.keys], "idsn": connection.idsn,
            "tokens": [algorithms.token(key).hex() for key in connection.keys],
            "subflows": [subflow_facts(flow) for flow in connection.subflows],
            "add_addr": connection.announced, "remove_addr": connection.removed, "mp_prio": connection.priority,
            "bytes": {WAY[side]: max(0, connection.streams[side].run_end(1) - 1) for side in (A, B)},
            "data_fin": [fin is not None for fin in connection.fin], "data_fin_acked": connection.fin_acked,
            "first_data_fin": None if connection.first_fin is None else WAY[connection.first_fin],
            "fastclose": connection.fastclose, "mp_fail": connection.failed, "checksums_verified": connection.verified}


def subflow_facts(flow):
    octets = {WAY[flow.side(half)]: flow.halves[half].octets for half in (A, B)}
    return {"initiator": endpoint(flow.ends[0]), "responder": endpoint(flow.ends[1]), "joined": flow.joined or not flow.join,
            "opened_by": SIDE[flow.side(A)], "payload": octets, "reset": flow.reset,
            "id": {"initiator": flow.join.id, "responder": flow.join.answer_id} if flow.join else None,
            "backup": {"initiator": flow.backup[A], "responder": flow.backup[B]}}


def parse_add_addr_v0(raw):
    """ADD_ADDR of RFC 6824, 3.4.1: the nibble beside the subtype is the IP version, there is neither HMAC nor echo."""
    size = {4: 4, 6: 16}.get(raw[2] & 15)
    if size is None or len(raw) not in (4 + size, 6 + size):
        return None
    port = raw[4 + size:] or b"\0\0"
    return AddAddr(0, raw[3], raw[4:4 + size], port, b"")


# ---------------------------------------------------------------------------------------------------------------------------
# The whole capture


def check_tcp_checksums(data, report):
    """The checksum of every unfragmented TCP segment."""
    for link, frame, octets, _ in read_pcap(data):
        inner = network_layer(link, octets)
        try:
            packet = parse_ip(inner) if inner is not None else None
        except ValueError:
            continue
        if packet and packet.protocol == 6 and not packet.fragment:
            pseudo = packet.src + packet.dst + struct.pack(">II", len(packet.body), 6)
            good = internet_sum(packet.body, internet_sum(pseudo)) == 0xFFFF
            report.test("tcp-checksum", good, frame, "wrong TCP checksum", "segments")


def judge(data, options):
    """Report and facts of a capture."""
    report = Report()
    segments = load_segments(data, report)
    check_tcp_checksums(data, report)
    judge_ = Judge(report)
    for segment in segments:
        judge_.segment(segment)
    judge_.finish()
    report.note("connections", "MPTCP", len(judge_.connections))
    report.note("connections", "others", judge_.plain)
    check_wishes(judge_, report, options)
    return report, {"segments": len(segments), "plain": judge_.plain, "connections": judge_.facts()}


def check_wishes(judge_, report, options):
    """What the command line asks of every connection."""
    wanted = any((options.closed, options.up, options.down, options.min_subflows))
    report.test("connections", judge_.connections or not wanted, None, "no MPTCP connection in the capture")
    for connection in judge_.connections:
        if options.min_subflows:
            report.test("connections", len(connection.subflows) >= options.min_subflows, connection.frame,
                        f"{len(connection.subflows)} subflows, {options.min_subflows} wanted")
        for side, name in enumerate((options.up, options.down)):
            if options.closed:
                report.test("data-fin", connection.fin_acked[side], connection.frame,
                            f"no acknowledged DATA_FIN of {SIDE[side]}", "acknowledged")
            if name:
                with open(name, "rb") as file:
                    content = file.read()
                stream = connection.streams[side]
                carried = stream.get(1, max(0, stream.top() - 1))
                report.test("content", carried == content, connection.frame, f"the stream {WAY[side]} is not {name}", "streams")


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pcap", help="capture to judge")
    parser.add_argument("--up", help="file that the initiator sent")
    parser.add_argument("--down", help="file that the responder sent")
    parser.add_argument("--min-subflows", type=int, default=0, help="least number of subflows of each connection")
    parser.add_argument("--closed", action="store_true", help="both sides must have ended with an acknowledged DATA_FIN")
    parser.add_argument("--json", action="store_true", help="facts and checks as JSON")
    options = parser.parse_args(arguments)
    try:
        with open(options.pcap, "rb") as file:
            report, facts = judge(file.read(), options)
    except (OSError, Unusable) as error:
        print(f"check-mptcp-pcap: {error}", file=sys.stderr)
        return 2
    if options.json:
        print(json.dumps({**facts, "ok": report.ok(), "checks": report.as_json()}, indent=1))
        print("\n".join(line for line in report.lines() if line.startswith("FAIL")), end="", file=sys.stderr)
    else:
        print("\n".join(report.lines()))
    return 0 if report.ok() else 1


if __name__ == "__main__":
    sys.exit(main())
