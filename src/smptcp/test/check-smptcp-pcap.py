#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (c) 2026 The smptcp authors
"""Judge SMPTCP and tcpcrypt connections from a pcap and a key log.

The script shares no code with the module: it derives every key from the logged shared secret, recomputes every segment MAC
and every HMAC, decrypts the payload and compares it with the files that were sent.  Python's standard library suffices.

  check-smptcp-pcap.py --pcap client.pcap --keys keys.log --up sent.bin --no-plaintext-of sent.bin
  check-smptcp-pcap.py --pcap client.pcap --keys keys.log --mode TCPCRYPT --down sent.bin
  check-smptcp-pcap.py --selftest

The pcap must be the merged capture of one host: all its interfaces, each packet once, in the order in which the host sent and
received them.  Exit status: 0 everything holds, 1 something does not, 2 the arguments or files are unusable.

Section numbers in the docstrings: "S" is smptcp.md, "T" is tcpcrypt.md.
"""

import argparse
import array
import bisect
import collections
import hashlib
import hmac
import ipaddress
import json
import os
import re
import struct
import sys

M32 = (1 << 32) - 1
M64 = (1 << 64) - 1

FIN, SYN, RST, ACK = 0x01, 0x02, 0x04, 0x10

KIND_EOL, KIND_NOP, KIND_SACK, KIND_TS, KIND_MPTCP, KIND_CRYPT, KIND_MAC = 0, 1, 5, 8, 30, 69, 70
UNCOVERED_KINDS = frozenset((KIND_EOL, KIND_NOP, KIND_TS, 16, 17, 19, KIND_MAC))  # T6

MPC, JOIN, DSS, ADD_ADDR, REMOVE_ADDR, PRIO, FAIL, FASTCLOSE = range(8)

HELLO_CODES, PKCONF_CODES = (0x01, 0x02), (0x41, 0x42)
INIT1, INIT2, INIT1_MP = 0x06, 0x07, 0x09

FLAG_H, FLAG_G = 0x01, 0x02

A, B = 0, 1  # initiator and responder; "up" is A to B


class Unusable(Exception):
    """The input cannot be judged at all (exit status 2)."""


# ---------------------------------------------------------------------------------------------------------------------------
# AES-128 in counter mode


def _gf_double(x):
    return ((x << 1) ^ 0x11B) & 0xFF if x & 0x80 else x << 1


def _make_sbox():
    """The S-box of FIPS 197, from inverses in GF(2^8) by powers of the generator 3."""
    power, log, x = [0] * 255, [0] * 256, 1
    for i in range(255):
        power[i], log[x] = x, i
        x ^= _gf_double(x)
    box = bytearray(256)
    for value in range(256):
        inverse = power[-log[value] % 255] if value else 0
        out = 0x63
        for turn in range(5):
            out ^= ((inverse << turn) | (inverse >> (8 - turn))) & 0xFF
        box[value] = out
    return bytes(box)


SBOX = _make_sbox()
SBOX2 = bytes(_gf_double(s) for s in SBOX)
SBOX3 = bytes(a ^ b for a, b in zip(SBOX, SBOX2))


def aes_round_keys(key):
    """Eleven round keys of 16 octets (FIPS 197, 5.2)."""
    words, rcon = [key[i:i + 4] for i in range(0, 16, 4)], 1
    for i in range(4, 44):
        word = words[-1]
        if i % 4 == 0:
            word = (word[1:] + word[:1]).translate(SBOX)
            word = bytes((word[0] ^ rcon,)) + word[1:]
            rcon = _gf_double(rcon)
        words.append(bytes(a ^ b for a, b in zip(words[i - 4], word)))
    return [b"".join(words[i:i + 4]) for i in range(0, 44, 4)]


def aes_block(key, block):
    """One block, step by step as FIPS 197 tells it.  Slow; the reference for aes_counter()."""
    keys = aes_round_keys(key)
    state = bytes(a ^ b for a, b in zip(block, keys[0]))
    for number, round_key in enumerate(keys[1:], 1):
        state = state.translate(SBOX)
        state = [state[(i + 4 * (i % 4)) % 16] for i in range(16)]
        if number < 10:
            state = _mix_columns(state)
        state = bytes(a ^ b for a, b in zip(state, round_key))
    return state


def _mix_columns(state):
    out = []
    for i in range(16):
        column = state[i - i % 4:i - i % 4 + 4]
        a, b, c, d = (column[(i + turn) % 4] for turn in range(4))
        out.append(_gf_double(a) ^ _gf_double(b) ^ b ^ c ^ d)
    return out


def _counter_planes(first, count):
    """Counter blocks of T7's clean form as 16 strings: string i holds octet i of every block."""
    counters = array.array("Q", range(first, min(first + 16 * count, M64 + 1), 16))
    counters.extend(range(0, 16 * (count - len(counters)), 16))
    if sys.byteorder == "little":
        counters.byteswap()
    raw = counters.tobytes()
    return [bytes(count)] * 8 + [raw[i::8] for i in range(8)]


def _number(plane, table):
    return int.from_bytes(plane.translate(table), "little")


def _xor_table(table, value):
    return bytes(entry ^ value for entry in table)


def aes_counter(key, first, count):
    """Encrypt `count` counter blocks, the first of value `first` (a multiple of 16), next block +16.

    All blocks go through a round together: table look-ups are bytes.translate() on one octet of every block, additions are
    XORs of long integers.  The round key is folded into the doubled S-box.
    """
    keys = aes_round_keys(key)
    identity = bytes(range(256))
    planes = [p.translate(_xor_table(identity, k)) for p, k in zip(_counter_planes(first, count), keys[0])]
    for round_key in keys[1:10]:
        shifted = [planes[(i + 4 * (i % 4)) % 16] for i in range(16)]
        once = [_number(p, SBOX) for p in shifted]
        thrice = [_number(p, SBOX3) for p in shifted]
        twice = [_number(p, _xor_table(SBOX2, k)) for p, k in zip(shifted, round_key)]
        planes = []
        for i in range(16):
            column = i - i % 4
            mixed = twice[i] ^ thrice[column + (i + 1) % 4] ^ once[column + (i + 2) % 4] ^ once[column + (i + 3) % 4]
            planes.append(mixed.to_bytes(count, "little"))
    out = bytearray(16 * count)
    for i, k in enumerate(keys[10]):
        out[i::16] = planes[(i + 4 * (i % 4)) % 16].translate(_xor_table(SBOX, k))
    return out


def keystream(key, position, length):
    """Keystream octets for `length` positions from `position` on, modulo 2^64 (S5.3, T7 clean form)."""
    first, skip = position & M64 & ~15, position & 15
    blocks, out = (skip + length + 15) // 16, bytearray()
    while blocks > 0:
        count = min(blocks, 1 << 14)
        out += aes_counter(key, first, count)
        first, blocks = (first + 16 * count) & M64, blocks - count
    return bytes(out[skip:skip + length])


def xor(left, right):
    """Octet-wise XOR of two strings of the same length."""
    return (int.from_bytes(left, "little") ^ int.from_bytes(right, "little")).to_bytes(len(left), "little")


def crypt(key, position, data):
    """Encrypt or decrypt `data`, whose first octet has this position; the AES key is the first 16 octets of `key`."""
    return xor(data, keystream(key[:16], position, len(data)))


# ---------------------------------------------------------------------------------------------------------------------------
# Keys and derived values


def hmac_sha1(key, data):
    return hmac.digest(key, data, "sha1")


Keys = collections.namedtuple("Keys", "sid nextk mk kec kac kes kas")


def key_schedule(ss):
    """Form A: everything that follows from ss[i] (T5)."""
    def number(value):
        return struct.pack(">I", value)

    def forty(mk, value):
        return hmac_sha1(mk, number(value) + b"\1") + hmac_sha1(mk, number(value) + b"\2")

    sid, nextk, mk = (hmac_sha1(ss, number(i)) for i in (0, 1, 2))
    return Keys(sid, nextk, mk, *(forty(mk, i) for i in (3, 4, 5, 6)))


def first_secret(n_s, k_c, pub_list, sym_list, sym_choice, n_c):
    """ss[0] of form A (T5)."""
    return hmac_sha1(n_s, k_c + pub_list + sym_list + sym_choice + n_c)


def token(key):
    """Token of the side that sent `key` in MP_CAPABLE (S2.2)."""
    return hashlib.sha1(key).digest()[:4]


def idsn(auth_key, sid):
    """Initial data sequence number of the side that sends with `auth_key` (S2.2)."""
    return int.from_bytes(hashlib.sha1(auth_key + sid).digest()[-8:], "big")


def join_hmac64(kx, ky, rx, ry):
    """HMAC in the JOIN SYN-ACK; X sent the JOIN SYN (S6.2)."""
    return hmac_sha1(ky + kx, ry + rx)[:8]


def join_hmac160(kx, ky, rx, ry):
    """HMAC in the JOIN ACK; X sent the JOIN SYN (S6.2)."""
    return hmac_sha1(kx + ky, rx + ry)


def add_addr_hmac64(kx, ky, address_id, address, port):
    """HMAC in ADD_ADDR; X is the sender, port two octets, zero if absent (S7.2)."""
    return hmac_sha1(kx + ky, bytes((address_id,)) + address + port)[-8:]


def fastclose_field(kx, ky, receiver_token):
    """Key field of MP_FASTCLOSE; X is the sender (S7.5)."""
    return hmac_sha1(kx + ky, b"SMPTCP fastclose" + receiver_token)[-8:]


# ---------------------------------------------------------------------------------------------------------------------------
# Numbers modulo 2^32


def nearest(reference, low):
    """The integer congruent to `low` modulo 2^32 that lies nearest to `reference`."""
    return reference + ((low - reference + (1 << 31)) & M32) - (1 << 31)


def signed64(value):
    """`value` modulo 2^64 as a number from -2^63 up."""
    return ((value + (1 << 63)) & M64) - (1 << 63)


# ---------------------------------------------------------------------------------------------------------------------------
# TCP segments and options


def walk_options(raw):
    """Split an option area into (kind, octets) pairs; return them and what is wrong with the rest, or None."""
    found, at = [], 0
    while at < len(raw):
        kind = raw[at]
        if kind == KIND_EOL:
            return found, "octets behind the end-of-options mark" if any(raw[at:]) else None
        if kind == KIND_NOP:
            at += 1
            continue
        size = raw[at + 1] if at + 1 < len(raw) else 0
        if size < 2 or at + size > len(raw):
            return found, f"option kind {kind} has length {size} with {len(raw) - at} octets left"
        found.append((kind, raw[at:at + size]))
        at += size
    return found, None


def covered_options(raw, sack_isn=None):
    """The octets of an option area that enter the MAC (T6, S5.4).

    With `sack_isn`, edges of SACK blocks enter as offsets from that initial sequence number.
    """
    out, at = b"", 0
    while at < len(raw):
        kind = raw[at]
        if kind in (KIND_EOL, KIND_NOP):
            at += 1
            continue
        size = raw[at + 1] if at + 1 < len(raw) else 0
        if size < 2 or at + size > len(raw):
            return out + raw[at:]
        if kind not in UNCOVERED_KINDS:
            out += _sack_offsets(raw[at:at + size], sack_isn) if kind == KIND_SACK and sack_isn is not None \
                else raw[at:at + size]
        at += size
    return out


def _sack_offsets(option, isn):
    edges = (len(option) - 2) // 4
    values = struct.unpack_from(f">{edges}I", option, 2)
    return option[:2] + struct.pack(f">{edges}I", *((v - isn) & M32 for v in values)) + option[2 + 4 * edges:]


class Segment:
    """One TCP segment with the addresses it travelled between.  `src` and `dst` are (address octets, port)."""

    __slots__ = ("frame", "src", "dst", "seq", "ack", "flags", "window", "urgent", "words", "raw_options", "options",
                 "fault", "payload")

    def __init__(self, frame, src_address, dst_address, tcp):
        src_port, dst_port, self.seq, self.ack, words, self.flags, self.window, _, self.urgent = \
            struct.unpack_from(">HHIIBBHHH", tcp)
        self.frame, self.src, self.dst = frame, (src_address, src_port), (dst_address, dst_port)
        self.words = words >> 4
        if self.words < 5 or 4 * self.words > len(tcp):
            raise ValueError(f"data offset {self.words} in a segment of {len(tcp)} octets")
        self.raw_options = tcp[20:4 * self.words]
        self.options, self.fault = walk_options(self.raw_options)
        self.payload = tcp[4 * self.words:]

    def all(self, kind):
        """All options of a kind, whole."""
        return [raw for k, raw in self.options if k == kind]

    def mptcp(self, subtype):
        """All MPTCP options of a subtype, whole."""
        return [raw for k, raw in self.options if k == KIND_MPTCP and len(raw) > 2 and raw[2] >> 4 == subtype]

    def crypt_code(self):
        """First sub-option code of a lone CRYPT option (0x01 for the empty one), or None."""
        found = self.all(KIND_CRYPT)
        if len(found) != 1:
            return None
        return found[0][2] if len(found[0]) > 2 else HELLO_CODES[0]

    def length(self):
        """Octets of sequence space."""
        return len(self.payload) + bool(self.flags & SYN) + bool(self.flags & FIN)


def mac_block(segment, position):
    """The 16-octet block M of T6, with the sequence number as given."""
    size = 4 * segment.words + len(segment.payload)
    return struct.pack(">HHBBHQ", 0x8000, size, segment.words, segment.flags, segment.urgent, position & M64)


def form_a_mac(key, segment, position, acknowledged):
    """F(M, options, payload) XOR G(A) of form A (T6)."""
    front = hmac_sha1(key, mac_block(segment, position) + covered_options(segment.raw_options) + segment.payload)
    return xor(front, hmac_sha1(key, struct.pack(">Q", acknowledged & M64)))


MacInput = collections.namedtuple("MacInput", "position acknowledged dsn data_ack tag peer_isn cover_window")


def smptcp_prefix(segment, given):
    """The 32-octet block P of S5.4."""
    return struct.pack(">BBBBHHIIQ8s", 0x53, 1, int(given.cover_window), 0, segment.window if given.cover_window else 0, 0,
                       (given.dsn or 0) >> 32, (given.data_ack or 0) >> 32,
                       given.acknowledged & M64 if segment.flags & ACK else 0, given.tag)


def smptcp_mac(key, segment, given):
    """The segment MAC of S5.4; 64-bit DSN and data ack are None when absent."""
    covered = covered_options(segment.raw_options, given.peer_isn)
    return hmac_sha1(key, smptcp_prefix(segment, given) + mac_block(segment, given.position) + covered + segment.payload)


Dss = collections.namedtuple("Dss", "ack ack_width dsn dsn_width offset length checksum fin size")


def parse_dss(raw):
    """A DSS option (RFC 6824, 3.3; S4.1), or None if its length does not fit its flags."""
    if len(raw) < 4:
        return None
    flags, at = raw[3], 4
    ack_width = (8 if flags & 2 else 4) if flags & 1 else 0
    dsn_width = (8 if flags & 8 else 4) if flags & 4 else 0
    plain = 4 + ack_width + (dsn_width + 6 if dsn_width else 0)
    if len(raw) != plain and not (dsn_width and len(raw) == plain + 2):
        return None
    ack = int.from_bytes(raw[at:at + ack_width], "big") if ack_width else None
    at += ack_width
    dsn = offset = length = None
    if dsn_width:
        dsn = int.from_bytes(raw[at:at + dsn_width], "big")
        offset, length = struct.unpack_from(">IH", raw, at + dsn_width)
    return Dss(ack, ack_width, dsn, dsn_width, offset, length, len(raw) != plain, bool(flags & 0x10), len(raw))


AddAddr = collections.namedtuple("AddAddr", "echo id address port hmac")

# length: octets of address, port, HMAC
ADD_ADDR_FORMS = {8: (4, 0, 0), 10: (4, 2, 0), 16: (4, 0, 8), 18: (4, 2, 8), 20: (16, 0, 0), 22: (16, 2, 0), 28: (16, 0, 8),
                  30: (16, 2, 8), 4: (0, 0, 0)}


def parse_add_addr(raw):
    """An ADD_ADDR option in the layout of S7.2, or None."""
    if len(raw) not in ADD_ADDR_FORMS:
        return None
    address, port, tag = ADD_ADDR_FORMS[len(raw)]
    at = 4 + address
    return AddAddr(raw[2] & 1, raw[3], raw[4:at], raw[at:at + port] if port else b"\0\0", raw[at + port:at + port + tag])


# ---------------------------------------------------------------------------------------------------------------------------
# INIT messages


Init1 = collections.namedtuple("Init1", "sym_list n_c choice modulus")


def parse_init1(payload):
    """Form A INIT1 (T4), or None."""
    if len(payload) < 8:
        return None
    kind, count, nonce, size = struct.unpack_from(">HHHH", payload)
    if kind != 1 or nonce != 16 or len(payload) != 8 + 4 * count + nonce + 4 + size:
        return None
    at = 8 + 4 * count
    return Init1(payload[8:at], payload[at:at + 16], payload[at + 17:at + 20], payload[at + 20:])


def parse_init2(payload):
    """Form A INIT2 (T4): the 4-octet choice, or None."""
    if len(payload) < 8 or payload[:2] != b"\0\2" or len(payload) != 8 + int.from_bytes(payload[2:4], "big"):
        return None
    return payload[4:8]


def choice_allowed(choice, pub_list):
    """Is the public entry of INIT1 a listed one, or a listed one narrowed (T2)?"""
    entries = [pub_list[i:i + 3] for i in range(0, len(pub_list), 3)]
    return any(choice[0] == e[0] and e[1] <= choice[1] <= choice[2] <= e[2] for e in entries)


# ---------------------------------------------------------------------------------------------------------------------------
# Capture file


def read_pcap(data):
    """Yield (link type, frame number, octets, length on the wire) of a classic pcap."""
    magics = {b"\xa1\xb2\xc3\xd4": ">", b"\xa1\xb2\x3c\x4d": ">", b"\xd4\xc3\xb2\xa1": "<", b"\x4d\x3c\xb2\xa1": "<"}
    order = magics.get(data[:4])
    if order is None or len(data) < 24:
        raise Unusable("not a classic pcap file")
    link = struct.unpack_from(order + "I", data, 20)[0] & 0x0FFFFFFF
    at, frame = 24, 0
    while at < len(data):
        frame += 1
        if at + 16 > len(data):
            raise Unusable(f"pcap ends within the header of frame {frame}")
        _, _, size, wire = struct.unpack_from(order + "IIII", data, at)
        if at + 16 + size > len(data):
            raise Unusable(f"pcap ends within frame {frame}")
        yield link, frame, data[at + 16:at + 16 + size], wire
        at += 16 + size


def network_layer(link, octets):
    """The IP packet of a frame, or None if it carries something else."""
    if link == 1:
        return octets[14:] if octets[12:14] in (b"\x08\x00", b"\x86\xdd") else None
    if link == 9:
        octets = octets[2:] if octets[:2] == b"\xff\x03" else octets
        return octets[2:] if octets[:2] in (b"\x00\x21", b"\x00\x57") else None
    if link in (101, 228, 229):
        return octets
    raise Unusable(f"link type {link} is not one of 1, 9, 101, 228, 229")


Packet = collections.namedtuple("Packet", "src dst protocol fragment body")


def parse_ip(octets):
    """An IPv4 or IPv6 packet; extension headers of IPv6 are skipped.  Raises ValueError."""
    version = octets[0] >> 4 if octets else 0
    if version == 4 and len(octets) >= 20:
        return _parse_ipv4(octets)
    if version == 6 and len(octets) >= 40:
        return _parse_ipv6(octets)
    raise ValueError("neither an IPv4 nor an IPv6 packet")


def _parse_ipv4(octets):
    header, total = 4 * (octets[0] & 15), int.from_bytes(octets[2:4], "big")
    if header < 20 or total < header or total > len(octets):
        raise ValueError("IPv4 lengths do not fit the frame")
    fragment = bool(int.from_bytes(octets[6:8], "big") & 0x3FFF)
    return Packet(octets[12:16], octets[16:20], octets[9], fragment, octets[header:total])


def _parse_ipv6(octets):
    total = 40 + int.from_bytes(octets[4:6], "big")
    if total > len(octets):
        raise ValueError("IPv6 length does not fit the frame")
    protocol, at, fragment = octets[6], 40, False
    while protocol in (0, 43, 44, 60) and at + 8 <= total:
        size = 8 if protocol == 44 else 8 * (octets[at + 1] + 1)
        fragment = fragment or protocol == 44
        protocol, at = octets[at], at + size
    return Packet(octets[8:24], octets[24:40], protocol, fragment, octets[at:total])


def load_segments(data, report):
    """All TCP segments of a pcap, in order; judges the frames themselves (checks capture, fragments, options)."""
    segments = []
    for link, frame, octets, wire in read_pcap(data):
        inner = network_layer(link, octets)
        if inner is None:
            report.good("capture", "not IP")
            continue
        try:
            packet = parse_ip(inner)
            report.test("fragments", not packet.fragment, frame, "an IP fragment", "packets")
            if packet.protocol != 6 or packet.fragment:
                report.good("capture", "fragments" if packet.fragment else "not TCP")
                continue
            segment = Segment(frame, packet.src, packet.dst, packet.body)
        except (ValueError, struct.error) as error:
            report.bad("capture", frame, str(error))
            continue
        report.test("capture", len(octets) == wire, frame, f"only {len(octets)} of {wire} octets captured", "TCP")
        room = len(segment.raw_options)
        report.test("options", segment.fault is None and room <= 40, frame, segment.fault, "segments")
        report.largest("options", "largest option area", room)
        segments.append(segment)
    return segments


# ---------------------------------------------------------------------------------------------------------------------------
# Key log


Secret = collections.namedtuple("Secret", "ss n_s agreed")


def parse_endpoint(text):
    """`address:port` or `[address]:port` as (address octets, port)."""
    address, _, port = text.rpartition(":")
    return ipaddress.ip_address(address.strip("[]")).packed, int(port)


def read_key_log(text):
    """{(client, server): Secret} from the lines of a key log; other lines are passed over."""
    found = collections.defaultdict(lambda: {"CRYPT_SS": [], "CRYPT_NS": []})
    for number, line in enumerate(text.splitlines(), 1):
        fields = line.split()
        if not fields or fields[0] not in ("CRYPT_SS", "CRYPT_NS"):
            continue
        try:
            label, when, client, server, role, value = fields
            float(when)
            if role not in ("C", "S"):
                raise ValueError("role is neither C nor S")
            found[parse_endpoint(client), parse_endpoint(server)][label].append(bytes.fromhex(value))
        except ValueError as error:
            raise Unusable(f"key log line {number}: {error}") from None
    return {pair: _secret(values) for pair, values in found.items()}


def _secret(values):
    ss, n_s = values["CRYPT_SS"], values["CRYPT_NS"]
    return Secret(ss[0] if ss else None, n_s[0] if n_s else None, len(set(ss)) <= 1 and len(set(n_s)) <= 1)


# ---------------------------------------------------------------------------------------------------------------------------
# Report


class Check:
    """Counts of one check and its first failure."""

    def __init__(self):
        self.kinds, self.failed, self.frame, self.reason, self.notes = collections.Counter(), 0, None, None, {}


class Report:
    """Results of all checks, in the order in which they were first named."""

    def __init__(self):
        self.checks = {}

    def check(self, name):
        return self.checks.setdefault(name, Check())

    def good(self, name, kind="done"):
        self.check(name).kinds[kind] += 1

    def bad(self, name, frame, reason, kind="wrong"):
        check = self.check(name)
        check.kinds[kind] += 1
        check.failed += 1
        if check.reason is None or (frame is not None and check.frame is not None and frame < check.frame):
            check.frame, check.reason = frame, reason

    def test(self, name, holds, frame, reason, kind="done"):
        """Record one result and return it."""
        if holds:
            self.good(name, kind)
        else:
            self.bad(name, frame, reason)
        return bool(holds)

    def note(self, name, label, value):
        self.check(name).notes[label] = value

    def largest(self, name, label, value):
        notes = self.check(name).notes
        notes[label] = max(value, notes.get(label, value))

    def ok(self):
        return not any(check.failed for check in self.checks.values())

    def lines(self):
        """One line per check."""
        for name, check in self.checks.items():
            parts = [f"{kind} {count}" for kind, count in check.kinds.items()]
            parts += [f"{label}: {value}" for label, value in check.notes.items()]
            line = f"{'FAIL' if check.failed else 'ok  '} {name:<12} {', '.join(parts) or 'nothing to check'}"
            if check.failed:
                where = f"first at frame {check.frame}: " if check.frame is not None else ""
                line += f" -- {check.failed} failed, {where}{check.reason}"
            yield line

    def as_json(self):
        return [{"name": name, "ok": not c.failed, "counts": dict(c.kinds), "failed": c.failed, "first_frame": c.frame,
                 "reason": c.reason, "notes": c.notes} for name, c in self.checks.items()]


SMPTCP_CHECKS = ("capture", "fragments", "options", "connections", "handshake", "key-exchange", "mac", "join", "control",
                 "mapping", "data-ack", "data-fin", "ciphertext", "stream")
TCPCRYPT_CHECKS = ("capture", "fragments", "options", "connections", "handshake", "key-exchange", "mac", "ciphertext", "stream")


# ---------------------------------------------------------------------------------------------------------------------------
# Flows: one TCP connection of the capture each


class Flow:
    """A TCP connection; side 0 sent the first SYN.  Positions are offsets from the ISN with wraps counted (S5.4)."""

    def __init__(self, segment):
        self.ends = (segment.src, segment.dst)
        self.isn, self.high, self.segments = [segment.seq, None], [0, 0], []
        self.flip, self.tag, self.nonces = 0, bytes(8), [None, None]
        self.accepted = self.confirmed = False
        self.data_ack_high = [0, 0]

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


# ---------------------------------------------------------------------------------------------------------------------------
# One direction of application data


class Stream:
    """Ciphertext of one direction by offset from its first octet; `base` is the position or DSN of that octet."""

    def __init__(self, name, base, key, room, report):
        self.name, self.base, self.key, self.report = name, base, key, report
        self.cipher, self.mask = bytearray(room), bytearray(room + 1)
        self.end = self.contiguous = 0
        self.fin = self.fin_frame = None
        self.pieces = []

    def add(self, offset, payload, frame):
        """Take in a segment's payload.  Every copy of an octet must have the same ciphertext (S5.3 a, b, d)."""
        stop = offset + len(payload)
        if offset < 0 or stop >= len(self.mask):
            self.report.bad("stream", frame, f"{self.name}: octets {offset} to {stop} of the stream lie outside of the "
                            f"{len(self.cipher)} octets captured in this direction", "octets out of range")
            return
        seen = self.mask[offset:stop]
        if 1 in seen:
            old = self.cipher[offset:stop]
            same = all(o == n for o, n, s in zip(old, payload, seen) if s) if 0 in seen else old == payload
            self.report.test("ciphertext", same, frame, f"{self.name}: offset {offset} was sent with other ciphertext before",
                             "repeated")
            if not same:
                return
        if 0 in seen:
            self.report.good("ciphertext", "first copies")
            self.pieces.append((offset, stop, frame))
        self.cipher[offset:stop] = payload
        self.mask[offset:stop] = b"\1" * len(payload)
        self.end = max(self.end, stop)
        self.contiguous = self.mask.find(0, self.contiguous)

    def close(self, offset, frame):
        """A DATA_FIN at this offset (S5.7)."""
        if self.fin is None:
            self.fin, self.fin_frame = offset, frame
        self.report.test("data-fin", offset == self.fin, frame, f"{self.name}: DATA_FIN at {offset}, before at {self.fin}",
                         self.name)

    def acknowledgeable(self):
        """First offset that may not yet be acknowledged."""
        return self.contiguous + (self.fin == self.contiguous)

    def complete(self):
        """No holes, nothing behind the DATA_FIN."""
        holds = self.contiguous == self.end
        self.report.test("stream", holds, self.frame_of(self.contiguous), f"{self.name}: hole at octet {self.contiguous} of "
                         f"{self.end}", self.name)
        return holds

    def frame_of(self, offset):
        """The frame that brought this octet, or the first beyond it."""
        return next((f for start, stop, f in self.pieces if stop > offset), None)

    def plain(self, limit):
        """The decrypted stream up to the first hole or the limit."""
        size = self.contiguous if limit is None else min(limit, self.contiguous)
        return crypt(self.key, self.base, bytes(self.cipher[:size]))


def compare_stream(stream, wanted, limit, report):
    """Compare a decrypted direction with the file that was sent; None stands for no file."""
    plain = stream.plain(limit)
    report.note("stream", f"{stream.name} octets", stream.contiguous)
    report.note("stream", f"{stream.name} sha256", hashlib.sha256(plain).hexdigest())
    if limit is not None and limit < stream.contiguous:
        report.note("stream", f"{stream.name} decrypted only", limit)
    if wanted is None:
        return
    part = wanted[:len(plain)]
    if plain != part:
        at = next((i for i, (a, b) in enumerate(zip(plain, part)) if a != b), min(len(plain), len(part)))
        report.bad(stream.name, stream.frame_of(at), f"octet {at} differs from the file", "compared")
        return
    report.test(stream.name, stream.contiguous == len(wanted), None,
                f"{stream.contiguous} octets, the file has {len(wanted)}", "compared")


# ---------------------------------------------------------------------------------------------------------------------------
# What both modes share


class Connection:
    """Handshake and keys of a connection; the modes derive from it."""

    init1_code = INIT1

    def __init__(self, flow, secret, options, report):
        self.initial, self.secret, self.options, self.report = flow, secret, options, report
        self.init = [flow.first(A, self.init1_code), flow.first(B, INIT2)]
        self.keys = key_schedule(secret.ss) if secret and secret.ss else None
        self.streams = None
        self.judged = collections.Counter()

    def test(self, check, holds, segment, reason, kind):
        return self.report.test(check, holds, segment.frame if segment else None, reason, kind)

    def ready(self):
        """Are there keys and a whole exchange, so that the rest can be judged?"""
        syn = self.initial.segments[0]
        found = self.test("connections", self.keys, syn, "the key log has no CRYPT_SS of this connection", "keys found")
        if self.secret:
            self.test("key-exchange", self.secret.agreed, syn, "the two sides logged different values", "sides agree")
        for segment, name in zip(self.init, (f"INIT1 (code {self.init1_code:#04x})", "INIT2")):
            found &= self.test("handshake", segment, syn, f"no {name} in this connection", name)
        return self.test("handshake", self.initial.isn[B] is not None, syn, "no SYN-ACK", "SYN-ACK") and found

    def first_non_syn(self, side):
        """Segments of a side without SYN and RST."""
        return [s for s in self.initial.segments if self.initial.side(s) == side and not s.flags & (SYN | RST)]

    def third_and_fourth(self):
        """The first non-SYN segments are INIT1 and INIT2, with that option of 3 octets alone (S3.4, S3.5, T3).

        What the server sent after INIT2 may overtake it on the way to a capture at the client.
        """
        for side, name in ((A, "third"), (B, "fourth")):
            wanted, segments = self.init[side], self.first_non_syn(side)
            early = segments[:segments.index(wanted)]
            late = side == B and all(s.all(KIND_MAC) and s.seq != wanted.seq for s in early)
            self.test("handshake", not early or late, segments[0], f"the {name} segment is not the INIT message", name)
            size = sum(len(raw) for kind, raw in wanted.options if kind in (KIND_MPTCP, KIND_CRYPT, KIND_MAC))
            self.test("handshake", size == 3, wanted, f"the {name} segment carries {size} octets of such options, not 3",
                      f"{name}: 3 octets")
            self.test("handshake", (wanted.seq - self.initial.isn[side]) & M32 == 1, wanted,
                      f"the {name} segment does not start at position 1", f"{name}: position 1")
        keyed = [s for s in self.first_non_syn(A) if s.all(KIND_MAC)]
        if keyed:
            self.test("handshake", keyed[0].frame > self.init[B].frame, keyed[0], "A uses keys before INIT2 came", "A waits")

    def exchange(self):
        """Does ss[0] follow from N_S and the messages seen (T5)?"""
        synack = next((s for s in self.initial.segments if s.flags & SYN and s.crypt_code() in PKCONF_CODES), None)
        first, choice = parse_init1(self.init[A].payload), parse_init2(self.init[B].payload)
        self.test("key-exchange", first, self.init[A], "INIT1 payload is malformed", "INIT1 payload")
        self.test("key-exchange", choice, self.init[B], "INIT2 payload is malformed", "INIT2 payload")
        if not (synack and first and choice):
            return
        pub_list = synack.all(KIND_CRYPT)[0][4:]
        self.test("key-exchange", choice_allowed(first.choice, pub_list), self.init[A],
                  "INIT1 chooses an algorithm that PKCONF does not list", "algorithm listed")
        self.test("key-exchange", choice == bytes.fromhex("00010001"), self.init[B], f"symmetric choice {choice.hex()} is not "
                  "AES-128-CTR with HMAC-SHA1", "cipher")
        if self.secret.n_s is None:
            self.report.note("key-exchange", "ss[0] not recomputed", "no CRYPT_NS")
            return
        ss = first_secret(self.secret.n_s, first.modulus, pub_list, first.sym_list, choice, first.n_c)
        self.test("key-exchange", ss == self.secret.ss, self.init[B], "ss[0] from N_S and the messages is not the logged ss",
                  "ss[0] recomputed")

    def is_init(self, flow, segment):
        """INIT1 or INIT2 or a repeat of it: same place, same option, same payload, no MAC (S5.8)."""
        wanted = self.init[flow.side(segment)]
        return flow is self.initial and segment.seq == wanted.seq and segment.payload == wanted.payload \
            and segment.crypt_code() == wanted.crypt_code()

    def exempt(self, flow, segment):
        """Name of the rule that lets a segment go without MAC, or None."""
        if segment.flags & SYN:
            return "SYN"
        if segment.flags & RST:
            return "RST without MAC"
        if self.is_init(flow, segment):
            return "INIT"
        return None

    def judge_mac(self, flow, segment, expected):
        """Exactly one MAC of 22 octets with the right tag, or an exemption (S5.8).  Returns whether it has a right MAC."""
        macs = segment.all(KIND_MAC)
        if not macs:
            rule = self.exempt(flow, segment)
            self.test("mac", rule, segment, f"no MAC on a segment with flags {segment.flags:#04x} and "
                      f"{len(segment.payload)} octets", rule or "missing")
            return False
        size = len(macs) == 1 and len(macs[0]) == 22
        if not self.test("mac", size, segment, "more than one MAC, or not 22 octets", "22 octets"):
            return False
        return self.test("mac", macs[0][2:] == expected(), segment, "wrong tag", "verified")

    def finish_streams(self):
        for stream, wanted in zip(self.streams, (self.options.up_data, self.options.down_data)):
            stream.complete()
            compare_stream(stream, wanted, self.options.decrypt_limit, self.report)


# ---------------------------------------------------------------------------------------------------------------------------
# SMPTCP


class SmptcpConnection(Connection):
    """An SMPTCP connection with all its subflows."""

    init1_code = INIT1_MP

    def __init__(self, flow, secret, options, report):
        super().__init__(flow, secret, options, report)
        self.flows, self.used_nonces = [flow], set()
        self.mp_keys = self.find_mp_keys()
        self.tokens = [token(k) if k else None for k in self.mp_keys]
        self.auth = (self.keys.kac, self.keys.kas) if self.keys else None

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
        if len(raw) != 12 or raw[4:8] not in self.tokens:
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
        self.syn_options(syn, "SYN", 15, FLAG_H | FLAG_G, HELLO_CODES, 3)
        answers = [s for s in self.initial.segments if s.flags & SYN and s.flags & ACK]
        self.syn_options(answers[0], "SYN-ACK", 22, FLAG_G, PKCONF_CODES, 10)
        self.test("handshake", not answers[0].all(KIND_TS), answers[0], "SYN-ACK carries timestamps", "no timestamps")
        again = sum(1 for s in self.initial.segments if s.flags & SYN) - 2
        self.report.note("handshake", "repeated SYNs", again)
        for segment in answers[1:]:
            self.test("handshake", segment.seq == self.initial.isn[B], segment, "SYN-ACK with another ISN", "SYN-ACK repeats")

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

    def join_syn(self, flow, segment):
        """SYN and SYN-ACK of a JOIN: layout, nonces, HMAC64 (S6.1, S6.2)."""
        side, joins = flow.side(segment), segment.mptcp(JOIN)
        size = 16 if side else 12
        right = len(joins) == 1 and len(joins[0]) == size and not segment.payload and not segment.all(KIND_CRYPT)
        if not self.test("join", right, segment, f"JOIN segment without one MP_JOIN of {size} octets", "layout"):
            return
        nonce = joins[0][-4:]
        if not self.test("join", flow.nonces[side] in (None, nonce), segment, "a repeat with another nonce", "nonce"):
            return
        flow.nonces[side] = nonce
        if side == 0:
            self.test("join", joins[0][4:8] == self.tokens[1 - self.role(flow, segment)], segment, "wrong token", "token")
            return
        self.join_answer(flow, segment, joins[0])

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
        """MACed segments follow the third ACK; data of X follows a MACed segment of Y (S6.3)."""
        self.test("join", flow.accepted, segment, "a MACed segment before a right third ACK", "after third ACK")
        if flow.side(segment) == 1:
            flow.confirmed = True
        elif segment.payload:
            self.test("join", flow.confirmed, segment, "data before the peer's first MACed segment", "after fourth segment")

    # -- exemptions

    def exempt(self, flow, segment):
        """S5.8 and S7.1: also the third ACK of a JOIN, and ADD_ADDR with HMAC for an IPv6 address."""
        rule = super().exempt(flow, segment)
        options = segment.all(KIND_MPTCP)
        if rule or segment.flags != ACK or segment.payload or len(options) != 1:
            return rule
        raw = options[0]
        if flow is not self.initial and flow.side(segment) == 0 and len(raw) == 24 and raw[2:4] == b"\x10\0":
            return "JOIN ACK"
        if len(raw) in (28, 30) and raw[2] == ADD_ADDR << 4:
            return "ADD_ADDR v6"
        return None

    # -- segments

    def prepare(self):
        """Set up both streams; the room of each is what the capture holds of that direction."""
        room = [0, 0]
        for flow in self.flows:
            for segment in flow.segments:
                room[self.role(flow, segment)] += len(segment.payload)
        bases = [(idsn(key, self.keys.sid) + 1) & M64 for key in self.auth]
        self.streams = [Stream(name, base, key, size, self.report) for name, base, key, size in
                        zip(("up", "down"), bases, (self.keys.kec, self.keys.kes), room)]

    def judge(self):
        if not self.ready():
            return
        self.syn_handshake()
        self.third_and_fourth()
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
            self.report.good("mac", "SYN")
            if flow is not self.initial:
                self.join_syn(flow, segment)
            return
        if flow.isn[1] is None:
            self.test("mac", segment.flags & RST, segment, "a segment before the SYN-ACK", "RST without MAC")
            return
        position, acknowledged = flow.place(segment)
        dss = self.find_dss(segment)
        given = self.mac_input(flow, segment, dss, position, acknowledged)
        key = self.auth[self.role(flow, segment)]
        self.judge_mac(flow, segment, lambda: smptcp_mac(key, segment, given))
        self.judge_content(flow, segment, dss, given)

    def find_dss(self, segment):
        """The one DSS of a segment, or None."""
        found = segment.mptcp(DSS)
        if not found:
            return None
        dss = parse_dss(found[0]) if len(found) == 1 else None
        self.test("mapping", dss, segment, "more than one DSS, or a malformed one", "DSS")
        return dss

    def mac_input(self, flow, segment, dss, position, acknowledged):
        """What the MAC needs beside the segment; short DSN and data ack become the nearest 64-bit value (S5.7)."""
        role = self.role(flow, segment)
        dsn = self.enlarge(self.streams[role], dss.dsn, dss.dsn_width) if dss else None
        data_ack = self.enlarge(self.streams[1 - role], dss.ack, dss.ack_width) if dss else None
        return MacInput(position, acknowledged, dsn, data_ack, flow.tag, flow.isn[1 - flow.side(segment)],
                        self.options.cover_window)

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
            right = len(raw) == 12 and raw[4:] == fastclose_field(mine, other, self.tokens[1 - role])
            self.test("control", right, segment, "wrong HMAC in MP_FASTCLOSE", "MP_FASTCLOSE")
        for name, subtype in (("MP_FAIL", FAIL), ("MP_CAPABLE", MPC), ("MP_JOIN", JOIN)):
            if segment.mptcp(subtype):
                self.report.bad("control", segment.frame, f"{name} in an established SMPTCP subflow")

    def judge_add_addr(self, segment, option, mine, other):
        if option and option.echo:
            self.test("control", not option.hmac and segment.all(KIND_MAC), segment, "ADD_ADDR echo with HMAC or without MAC",
                      "ADD_ADDR echo")
            return
        wanted = add_addr_hmac64(mine, other, option.id, option.address, option.port) if option and option.address else None
        self.test("control", option and option.hmac == wanted, segment, "wrong or no HMAC in ADD_ADDR", "ADD_ADDR HMAC")

    def judge_mapping(self, flow, segment, dss, given):
        """DSS of data segments, of DATA_FIN and of pure ACKs (S5.7)."""
        mapped = dss is not None and dss.dsn is not None
        if not segment.payload and not mapped:
            free = segment.flags & RST or segment.mptcp(ADD_ADDR) or segment.mptcp(FASTCLOSE) or not segment.all(KIND_MAC)
            self.test("mapping", free or (dss and dss.size == 8), segment, "a pure ACK without a 4-octet data ack",
                      "without data ack" if free else "data ack alone")
            return
        if not self.test("mapping", mapped, segment, f"{len(segment.payload)} octets without mapping", "with mapping"):
            return
        short = dss.ack_width == 4 and dss.dsn_width == 4 and not dss.checksum
        self.test("mapping", short, segment, "DSS is not a 4-octet data ack with a 4-octet mapping without checksum", "A4M4")
        wanted = (given.position & M32, len(segment.payload) + dss.fin) if segment.payload else (0, 1)
        self.test("mapping", (dss.offset, dss.length) == wanted and (segment.payload or dss.fin), segment,
                  f"mapping (subflow offset, length) is {dss.offset, dss.length}, the segment says {wanted}", "fits")
        self.take_data(flow, segment, dss, given.dsn)

    def take_data(self, flow, segment, dss, dsn):
        stream = self.streams[self.role(flow, segment)]
        offset = signed64(dsn - stream.base)
        if segment.payload:
            self.judged[id(flow)] += len(segment.payload)
            stream.add(offset, segment.payload, segment.frame)
        if dss.fin:
            stream.close(offset + len(segment.payload), segment.frame)

    def judge_data_ack(self, flow, segment, data_ack):
        """A data ack names nothing that the other side has not sent, and nothing before its first octet."""
        side, stream = flow.side(segment), self.streams[1 - self.role(flow, segment)]
        offset = signed64(data_ack - stream.base)
        limit = stream.acknowledgeable()
        self.test("data-ack", 0 <= offset <= limit, segment, f"data ack is at offset {offset}, only {limit} is in order",
                  f"for {stream.name}")
        if offset < flow.data_ack_high[side]:
            self.report.largest("data-ack", "largest step back within a subflow", flow.data_ack_high[side] - offset)
        flow.data_ack_high[side] = max(flow.data_ack_high[side], offset)

    def finish(self):
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


def judge_smptcp(flows, secrets, options, report):
    """Find initial subflows and their JOINs among the flows and judge each connection."""
    connections, joins = [], []
    for flow in flows:
        syn = flow.syn_options()
        if syn.mptcp(JOIN):
            joins.append(flow)
        elif syn.mptcp(MPC) or syn.all(KIND_CRYPT):
            connections.append(SmptcpConnection(flow, find_secret(flow, secrets), options, report))
        else:
            report.bad("connections", syn.frame, "a connection without MP_CAPABLE, MP_JOIN and CRYPT", "plain")
    for flow in joins:
        taken = any(connection.adopt(flow) for connection in connections)
        report.test("join", taken, flow.segments[0].frame, "a JOIN whose token belongs to no connection", "subflows")
    for connection in connections:
        connection.judge()
    return connections


# ---------------------------------------------------------------------------------------------------------------------------
# Plain tcpcrypt


class TcpcryptConnection(Connection):
    """A tcpcrypt connection, form A with the clean counter form (T6, T7)."""

    def syn_handshake(self):
        """HELLO in the SYN, PKCONF in the SYN-ACK, no role swap (T3)."""
        syn = self.initial.syn_options()
        self.test("handshake", syn.crypt_code() in HELLO_CODES, syn, "SYN has no CRYPT/HELLO", "SYN: HELLO")
        answers = [s for s in self.initial.segments if s.flags & SYN and s.flags & ACK]
        right = answers[0].crypt_code() in PKCONF_CODES and len(answers[0].all(KIND_CRYPT)[0]) >= 7
        self.test("handshake", right, answers[0], "SYN-ACK has no CRYPT/PKCONF", "SYN-ACK: PKCONF")

    def judge(self):
        if not self.ready():
            return
        self.syn_handshake()
        self.third_and_fourth()
        self.exchange()
        sides = ((A, "up", self.keys.kec), (B, "down", self.keys.kes))
        self.streams = [Stream(name, 1 + len(self.init[side].payload), key, self.room(side), self.report)
                        for side, name, key in sides]
        for segment in self.initial.segments:
            self.segment(segment)
        self.finish_streams()

    def room(self, side):
        return sum(len(s.payload) for s in self.initial.segments if self.initial.side(s) == side)

    def segment(self, segment):
        flow = self.initial
        if segment.flags & SYN:
            self.report.good("mac", "SYN")
            return
        if flow.isn[1] is None:
            self.test("mac", segment.flags & RST, segment, "a segment before the SYN-ACK", "RST without MAC")
            return
        position, acknowledged = flow.place(segment)
        side = flow.side(segment)
        key = (self.keys.kac, self.keys.kas)[side]
        self.judge_mac(flow, segment, lambda: form_a_mac(key, segment, position, acknowledged))
        if segment.payload and not self.is_init(flow, segment):
            self.streams[side].add(position - self.streams[side].base, segment.payload, segment.frame)


def judge_tcpcrypt(flows, secrets, options, report):
    connections = [TcpcryptConnection(flow, find_secret(flow, secrets), options, report) for flow in flows]
    for connection in connections:
        connection.judge()
    return connections


def find_secret(flow, secrets):
    return secrets.get(flow.ends)


# ---------------------------------------------------------------------------------------------------------------------------
# Plaintext on the wire


def payload_pieces(flows, connections):
    """(frame, payload) of every segment that is not an INIT message."""
    handshake = {c.init[side].payload for c in connections for side in (A, B) if c.init[side]}
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


# ---------------------------------------------------------------------------------------------------------------------------
# Self-test on published vectors


def _segment_of(text):
    return Segment(0, b"", b"", bytes.fromhex(text))


def selftest_smptcp(report):
    """Section 12 of smptcp.md."""
    kac, kas, sid = bytes(range(0x28)), bytes(range(0x28, 0x50)), bytes(range(0xA0, 0xB4))
    ra, rb = bytes.fromhex("a1a2a3a4"), bytes.fromhex("b1b2b3b4")
    token_a = token(b"\x11" * 8)
    first, stream = idsn(kac, sid) + 1, "32def76cba94a1cefc3e0019cd667c1b5d6e0a9a"
    key = bytes(range(0x40, 0x50))
    values = {
        "token A": (token_a, "3a88b7c3"), "token B": (token(b"\x22" * 8), "3a6a7596"),
        "IDSN A": (idsn(kac, sid).to_bytes(8, "big"), "a46f967f272ba737"),
        "IDSN B": (idsn(kas, sid).to_bytes(8, "big"), "4bdd362fe8975aa3"),
        "JOIN HMAC64": (join_hmac64(kac, kas, ra, rb), "0791f0a5785127e9"),
        "JOIN HMAC160": (join_hmac160(kac, kas, ra, rb), "7622c56818162faad506bd9088b7d366d5b2524e"),
        "ADD_ADDR HMAC64": (add_addr_hmac64(kas, kac, 2, bytes((10, 0, 9, 9)), bytes(2)), "308171e6f71ae8a9"),
        "FASTCLOSE": (fastclose_field(kas, kac, token_a), "3aaff4a7f7a083d7"),
        "keystream": (keystream(key, first, 20), stream),
        "keystream + 10": (keystream(key, first + 10, 10), stream[20:]),
        "ciphertext": (crypt(key, first, b"SMPTCP test vector 1"), "6193a738f9c481ba994d7439bb031f6f321c2aab"),
    }
    for name, (value, wanted) in values.items():
        report.test("smptcp", value.hex() == wanted, None, name, "values")
    selftest_macs(report, kac, kas, ra + rb)


def selftest_macs(report, kac, kas, tag):
    """MAC cases 1 to 5 of section 12: whole segments with the MAC zeroed."""
    zero, isn, joined = "00" * 20, (0xFFFFFFF0, 0x1000), (0xFFFFFC00, 7)
    dsn, data_ack = 0xA46F967F272BA738, 0x4BDD362FE8975AA4
    case1 = ("c0009c410000011900001109f018fa00000000001e122005e8975aa4272ba7380000012900144616" + zero
             + "6193a738f9c481ba994d7439bb031f6f321c2aab")
    case3 = "9c41c00100000008fffffc01f010fde8000000001e082001272ba74c050affffffe9000005754616" + zero
    case4 = "9c41c0010000000800000575f018fde8000000001e122005272ba74c000000050000000100054616" + zero + "0011223344"
    case5 = "c0009c410000012d00001109f010fa00000000001e122015e8975aa4272ba74c0000000000014616" + zero
    plain = MacInput(297, 265, dsn, data_ack, bytes(8), isn[1], True)
    cases = (
        (case1, kac, plain, "997e64a35037133122c60e4005e082cb69d1efc2"),
        (case1, kac, plain._replace(cover_window=False), "58f646ade90db8462c6466a4e1a5b2e2374edf9a"),
        (case3, kas, MacInput(1, 1, None, dsn + 20, tag, joined[0], True), "c4bda2288e8c372c1aa1a1eccf8017280bf48fc5"),
        (case4, kas, MacInput(1, 2421, 0x4BDD363000000005, dsn + 20, tag, joined[0], True),
         "7664ff9d91746cc54191b5490bf1fcc25bdf6750"),
        (case5, kac, plain._replace(position=317, dsn=dsn + 20), "1ad3493582824e5f10a03eaa2583d0bed9920533"),
    )
    for number, (text, key, given, wanted) in enumerate(cases, 1):
        segment = _segment_of(text)
        report.test("smptcp", smptcp_mac(key, segment, given).hex() == wanted, None, f"MAC case {number}", "MACs")


def selftest_file(report, path):
    """The form A and clean counter entries of tcpcrypt-vectors.json."""
    try:
        with open(path, encoding="utf-8") as source:
            content = json.load(source)
    except (OSError, ValueError) as error:
        report.bad("tcpcrypt", None, f"cannot read {path}: {error}")
        return
    for vector in content["vectors"]:
        name, given, wanted = vector["id"], vector["in"], vector["out"]
        if name == "A-keys":
            selftest_keys(report, given, wanted)
        elif name.startswith("A-mac-"):
            tag = selftest_form_a(bytes.fromhex(given["mac_key"]), bytes.fromhex(given["tcp_segment_mac_zeroed"]))
            report.test("tcpcrypt", tag.hex() == wanted["mac"], None, name, "MACs")
        elif name.startswith("ctr-stream-"):
            out = crypt(bytes.fromhex(given["aes_key"]), given["position"], bytes.fromhex(given["plaintext"]))
            report.test("tcpcrypt", out.hex() == wanted["ciphertext"], None, name, "keystreams")
    for capture in content.get("captured", ()):
        if capture["form"] == "A":
            selftest_capture(report, capture)
    for kind, least in (("keys", 2), ("MACs", 4), ("keystreams", 3)):
        report.test("tcpcrypt", report.check("tcpcrypt").kinds[kind] >= least, None, f"too few vectors: {kind}", "complete")


def selftest_keys(report, given, wanted):
    """The key schedule, and the schedule of the next session."""
    names = ("ns", "kc", "pub_cipher_list", "sym_cipher_list", "sym_cipher", "nc")
    ss = first_secret(*(bytes.fromhex(given[name]) for name in names))
    keys = key_schedule(ss)
    report.test("tcpcrypt", ss.hex() == wanted["ss0"], None, "ss[0]", "keys")
    for schedule, expected in ((keys, wanted), (key_schedule(keys.nextk), wanted["next_session"])):
        for field in Keys._fields:
            report.test("tcpcrypt", getattr(schedule, field).hex() == expected[field], None, f"A-keys {field}", "keys")


def selftest_form_a(key, tcp):
    """Form A proper: wire values in place of positions."""
    segment = Segment(0, b"", b"", tcp)
    return form_a_mac(key, segment, segment.seq, segment.ack)


def selftest_capture(report, capture):
    """MACs of segments that two tcpcrypt daemons exchanged, and ss[0] from their INIT messages."""
    keys = {name: bytes.fromhex(value) for name, value in capture["keys"].items()}
    segments = [(entry["from"], Segment(entry["n"], b"", b"", bytes.fromhex(entry["tcp"]))) for entry in capture["segments"]]
    for sender, segment in segments:
        for option in segment.all(KIND_MAC):
            tag = form_a_mac(keys["kac" if sender == "client" else "kas"], segment, segment.seq, segment.ack)
            report.test("tcpcrypt", tag == option[2:], None, f"captured segment {segment.frame}", "captured MACs")
    found = {segment.crypt_code(): segment for _, segment in segments if segment.crypt_code() is not None}
    first, choice = parse_init1(found[INIT1].payload), parse_init2(found[INIT2].payload)
    pub_list = found[PKCONF_CODES[0]].all(KIND_CRYPT)[0][4:]
    ss = first_secret(keys["ns"], first.modulus, pub_list, first.sym_list, choice, first.n_c) if first and choice else None
    report.test("tcpcrypt", ss == keys["ss"], None, "ss[0] of the captured handshake", "keys")


def selftest_aes(report):
    """FIPS 197 appendix C.1, and the fast counter mode against the plain block function."""
    block = aes_block(bytes(range(16)), bytes.fromhex("00112233445566778899aabbccddeeff"))
    report.test("aes", block.hex() == "69c4e0d86a7b0430d8cdb78070b4c55a", None, "FIPS 197 C.1", "blocks")
    key = bytes(range(7, 23))
    for first in (0, 0x1230, 1 << 40, M64 & ~15, (M64 & ~15) - 32):
        wanted = b"".join(aes_block(key, struct.pack(">QQ", 0, (first + 16 * i) & M64)) for i in range(5))
        report.test("aes", aes_counter(key, first, 5) == wanted, None, f"counter from {first:#x}", "counters")
    report.test("aes", keystream(key, 5, 300000)[299000:] == keystream(key, 299005, 1000), None, "long keystream", "counters")


def run_selftest():
    report = Report()
    selftest_aes(report)
    selftest_smptcp(report)
    selftest_file(report, os.path.join(os.path.dirname(os.path.abspath(__file__)), "data", "tcpcrypt-vectors.json"))
    return report


# ---------------------------------------------------------------------------------------------------------------------------
# Command line


def judge(capture, key_log, options):
    """Judge a capture (octets) with a key log (text); returns the report and a summary."""
    report = Report()
    for name in SMPTCP_CHECKS if options.mode == "SMPTCP" else TCPCRYPT_CHECKS:
        report.check(name)
    segments = load_segments(capture, report)
    flows = build_flows(segments, report)
    secrets = read_key_log(key_log)
    judge_mode = judge_smptcp if options.mode == "SMPTCP" else judge_tcpcrypt
    connections = judge_mode(flows, secrets, options, report)
    report.test("connections", connections, None, f"no {options.mode} connection in the capture", "judged")
    report.note("connections", "flows", len(flows))
    if options.plaintext_data is not None:
        judge_plaintext(options.plaintext_data, payload_pieces(flows, connections), report)
    return report, {"mode": options.mode, "segments": len(segments), "connections": len(connections), "flows": len(flows)}


def parse_arguments(arguments):
    parser = argparse.ArgumentParser(description="Judge SMPTCP and tcpcrypt connections from a pcap and a key log.")
    parser.add_argument("--pcap", metavar="FILE", help="merged capture of one host")
    parser.add_argument("--keys", metavar="FILE", help="key log with CRYPT_SS and CRYPT_NS lines")
    parser.add_argument("--mode", choices=("SMPTCP", "TCPCRYPT"), default="SMPTCP")
    parser.add_argument("--up", metavar="FILE", help="what the client sent to the server")
    parser.add_argument("--down", metavar="FILE", help="what the server sent to the client")
    parser.add_argument("--no-plaintext-of", metavar="FILE", help="no 16 consecutive octets of it may appear in a payload")
    parser.add_argument("--decrypt-limit", metavar="BYTES", type=int, help="decrypt only that much of each direction")
    parser.add_argument("--min-subflows", metavar="N", type=int, default=0, help="subflows that must have carried data")
    parser.add_argument("--no-cover-window", dest="cover_window", action="store_false",
                        help="the capture was made with CoverWindow = false")
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of lines")
    parser.add_argument("--selftest", action="store_true", help="check the script itself on published vectors")
    options = parser.parse_args(arguments)
    if not options.selftest and not (options.pcap and options.keys):
        parser.error("--pcap and --keys are needed, or --selftest")
    return options


def read_file(path):
    if path is None:
        return None
    try:
        with open(path, "rb") as source:
            return source.read()
    except OSError as error:
        raise Unusable(f"cannot read {path}: {error.strerror}") from None


def print_result(report, summary, as_json):
    if as_json:
        print(json.dumps({**summary, "ok": report.ok(), "checks": report.as_json()}, indent=2))
        return
    for line in report.lines():
        print(line)
    failed = [name for name, check in report.checks.items() if check.failed]
    verdict = f"{len(failed)} of {len(report.checks)} checks FAIL: {', '.join(failed)}" if failed else "everything holds"
    print(", ".join(f"{value} {label}" if label != "mode" else str(value) for label, value in summary.items()) + ": " + verdict)


def main(arguments=None):
    options = parse_arguments(arguments)
    try:
        if options.selftest:
            report, summary = run_selftest(), {"mode": "self-test"}
        else:
            options.up_data, options.down_data = read_file(options.up), read_file(options.down)
            options.plaintext_data = read_file(options.no_plaintext_of)
            key_log = read_file(options.keys).decode("utf-8", "replace")
            report, summary = judge(read_file(options.pcap), key_log, options)
    except Unusable as error:
        print(f"check-smptcp-pcap.py: {error}", file=sys.stderr)
        return 2
    print_result(report, summary, options.json)
    return 0 if report.ok() else 1


if __name__ == "__main__":
    sys.exit(main())
