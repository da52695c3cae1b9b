#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (c) 2026 The smptcp authors
"""Tests of check-mptcp-pcap.py.

A small generator writes connections of both versions over IPv4 and IPv6 in every link type, in which everything holds; then
one thing at a time is broken. Where the captures of the Linux kernel are at hand, they are judged too: the good ones pass, and
of the spoilt ones exactly the spoilt thing is reported.
"""

import argparse
import hashlib
import hmac
import importlib.util
import json
import os
import pathlib
import struct
import subprocess
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
HERE = pathlib.Path(__file__).resolve().parent
CHECKER = HERE / "check-mptcp-pcap.py"
CAPTURES = HERE / "data" / "captures"


def load_checker():
    spec = importlib.util.spec_from_file_location("check_mptcp_pcap", CHECKER)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


c = load_checker()
A, B, SYN, ACK = c.A, c.B, c.SYN, c.ACK
UP, DOWN = (bytes((i * i >> 3 ^ seed) & 255 for i in range(size)) for seed, size in ((5, 3001), (77, 2500)))
KEYS = (bytes.fromhex("0123456789abcdef"), bytes.fromhex("fedcba9876543210"))
NONCES = (b"\1\2\3\4", b"\5\6\7\x08")
ISN = ((1000, 4294967000), (70000, 80000))  # by subflow and side; one wraps
V4 = (((b"\x0a\1\1\1", 4000), (b"\x0a\1\1\2", 5000)), ((b"\x0a\1\2\1", 4001), (b"\x0a\1\1\2", 5000)))
V6 = tuple(tuple((b"\xfd\0" + bytes(10) + address, port) for address, port in pair) for pair in V4)
NONE = argparse.Namespace(up=None, down=None, min_subflows=0, closed=False)
LINKS = {1: (bytes(12) + b"\x08\x00", bytes(12) + b"\x86\xdd"), 9: (b"\x00\x21", b"\x00\x57"), 101: (b"", b"")}


def add(octets):
    """One's complement sum, slowly."""
    octets += bytes(len(octets) % 2)
    total = 0
    for at in range(0, len(octets), 2):
        total += octets[at] << 8 | octets[at + 1]
    return (total - 1) % 0xFFFF + 1 if total else 0


def mptcp(subtype, low, rest):
    return struct.pack(">BBB", 30, 3 + len(rest), subtype << 4 | low) + rest


class Record:
    """One segment before it is written; a test may change it."""

    def __init__(self, flow, side, flags, seq, ack, options, payload):
        self.flow, self.side, self.flags, self.seq, self.ack = flow, side, flags, seq, ack
        self.options, self.payload, self.spoil_sum = options, payload, False


class Sample:
    """Two subflows, UP and DOWN in mappings of 1000 octets that alternate between them, both DATA_FINs."""

    def __init__(self, version=1, checksum=True, wide=True, ends=V4, with_join=True):
        self.version, self.checksum, self.wide, self.ends = version, checksum, wide, ends
        self.hash = ("sha1", "sha256")[version]
        self.idsn = [int.from_bytes(self.digest(key)[-8:], "big") for key in KEYS]
        self.next, self.names, self.records = [[1, 1], [1, 1]], {}, []
        self.capable()
        if with_join:
            self.join()
            self.add_addr()
        self.data(A, UP, 2 if with_join else 1)
        self.data(B, DOWN, 2 if with_join else 1)
        self.end()

    def digest(self, key):
        return hashlib.new(self.hash, key).digest()

    def mac(self, key, text):
        return hmac.digest(key, text, self.hash)

    def add(self, name, flow, side, flags, options=(), payload=b"", at=None):
        seq = ISN[flow][side] + (self.next[flow][side] if at is None else at)
        ack = ISN[flow][1 - side] + self.next[flow][1 - side] if flags & ACK else 0
        record = Record(flow, side, flags, seq, ack, list(options), payload)
        if at is None:
            self.next[flow][side] += len(payload)
        self.names[name] = record
        self.records.append(record)
        return record

    def capable(self):
        flags = bytes(((0x80 if self.checksum else 0) | 1,))
        own = (KEYS[0], b"")[self.version]
        self.add("syn", 0, A, SYN, [mptcp(0, self.version, flags + own)], at=0)
        self.add("synack", 0, B, SYN | ACK, [mptcp(0, self.version, flags + KEYS[1])], at=0)
        self.add("third", 0, A, ACK, [mptcp(0, self.version, flags + KEYS[0] + KEYS[1])])

    def join(self):
        token = self.digest(KEYS[B])[:4]
        self.add("join-syn", 1, A, SYN, [mptcp(1, 1, b"\2" + token + NONCES[0])], at=0)
        proof = self.mac(KEYS[1] + KEYS[0], NONCES[1] + NONCES[0])[:8]
        self.add("join-synack", 1, B, SYN | ACK, [mptcp(1, 0, b"\0" + proof + NONCES[1])], at=0)
        proof = self.mac(KEYS[0] + KEYS[1], NONCES[0] + NONCES[1])[:20]
        self.add("join-ack", 1, A, ACK, [mptcp(1, 0, b"\0" + proof)])

    def add_addr(self):
        address = self.ends[0][B][0]
        if self.version == 0:
            self.add("add-addr", 0, B, ACK, [mptcp(3, 4 if len(address) == 4 else 6, b"\7" + address)])
            return
        proof = self.mac(KEYS[1] + KEYS[0], b"\7" + address + b"\0\0")[-8:]
        self.add("add-addr", 0, B, ACK, [mptcp(3, 0, b"\7" + address + proof)])
        self.add("echo", 0, A, ACK, [mptcp(3, 1, b"\7" + address)])

    def dss(self, side, ack, dsn=None, offset=0, length=0, payload=b"", fin=0, value=None):
        """A DSS; dsn and ack are positions, 1 is the first octet."""
        flags, rest = 1, struct.pack(">I", (self.idsn[1 - side] + ack) & 0xFFFFFFFF)
        if self.wide:
            flags, rest = 3, struct.pack(">Q", (self.idsn[1 - side] + ack) & c.M64)
        if dsn is not None:
            full = (self.idsn[side] + dsn) & c.M64
            flags |= (12 if self.wide else 4) | (16 if fin else 0)
            rest += struct.pack(">Q", full)[0 if self.wide else 4:] + struct.pack(">IH", offset, length)
            if self.checksum:
                total = 0xFFFF - add(struct.pack(">QIHH", full, offset, length, 0) + payload)
                rest += struct.pack(">H", total if value is None else value)
        return mptcp(2, 0, bytes((flags,)) + rest)

    def data(self, side, content, flows):
        for number, start in enumerate(range(0, len(content), 1000)):
            flow, piece = number % flows, content[start:start + 1000]
            option = self.dss(side, 1 if side == A else len(UP) + 1, start + 1, self.next[flow][side], len(piece), piece)
            # The mapping spans two segments, the second one without a DSS.
            self.add(f"{'ud'[side]}{number}a", flow, side, ACK, [option], piece[:600])
            self.add(f"{'ud'[side]}{number}b", flow, side, ACK, [], piece[600:])

    def end(self):
        self.add("fin-up", 0, A, ACK, [self.dss(A, len(DOWN) + 1, len(UP) + 1, 0, 1, fin=1)])
        self.add("fin-down", 0, B, ACK, [self.dss(B, len(UP) + 2, len(DOWN) + 1, 0, 1, fin=1)])
        self.add("last", 0, A, ACK, [self.dss(A, len(DOWN) + 2)])

    def packet(self, record):
        src, dst = self.ends[record.flow][record.side], self.ends[record.flow][1 - record.side]
        options = b"".join(record.options)
        options += b"\1" * (-len(options) % 4)
        tcp = struct.pack(">HHIIBBHHH", src[1], dst[1], record.seq & 0xFFFFFFFF, record.ack & 0xFFFFFFFF,
                          (20 + len(options)) // 4 << 4, record.flags, 65535, 0, 0) + options + record.payload
        total = 0xFFFF - add(src[0] + dst[0] + struct.pack(">II", len(tcp), 6) + tcp)
        total ^= 0x0101 if record.spoil_sum else 0
        tcp = tcp[:16] + struct.pack(">H", total) + tcp[18:]
        if len(src[0]) == 16:
            return struct.pack(">IHBB", 6 << 28, len(tcp), 6, 64) + src[0] + dst[0] + tcp
        return struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(tcp), 0, 0, 64, 6, 0) + src[0] + dst[0] + tcp

    def pcap(self, link=101):
        out = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, link)
        for number, record in enumerate(self.records):
            packet = self.packet(record)
            frame = LINKS[link][packet[0] >> 4 == 6] + packet
            out += struct.pack("<IIII", 0, number, len(frame), len(frame)) + frame
        return out


class CheckerCase(unittest.TestCase):
    def run_on(self, sample, link=101, **wishes):
        return c.judge(sample.pcap(link), argparse.Namespace(**{**vars(NONE), **wishes}))

    def holds(self, sample, link=101, **wishes):
        report, facts = self.run_on(sample, link, **wishes)
        self.assertTrue(report.ok(), "\n".join(report.lines()))
        return facts["connections"]

    def fails(self, sample, *names, at=None, **wishes):
        """Exactly these checks fail, the first of them at the record of that name."""
        report, _ = self.run_on(sample, **wishes)
        failed = {name for name, check in report.checks.items() if check.failed}
        self.assertEqual(failed, set(names), "\n".join(report.lines()))
        if at:
            self.assertEqual(report.check(names[0]).frame, sample.records.index(sample.names[at]) + 1)

    def flip(self, sample, name, octet, option=0):
        """Change one octet of an option of a record."""
        record = sample.names[name]
        raw = bytearray(record.options[option])
        raw[octet] ^= 1
        record.options[option] = bytes(raw)
        return sample


class Good(CheckerCase):
    def test_every_version_width_link_type_and_family(self):
        for version in (0, 1):
            for checksum in (False, True):
                for wide in (False, True):
                    for ends in (V4, V6):
                        for link in LINKS:
                            with self.subTest(version=version, checksum=checksum, wide=wide, link=link, v6=ends is V6):
                                found, = self.holds(Sample(version, checksum, wide, ends), link, closed=True, min_subflows=2)
                                self.assertEqual((found["version"], found["checksum"]), (version, checksum))
                                self.assertEqual(found["bytes"], {"up": len(UP), "down": len(DOWN)})

    def test_content(self):
        with tempfile.TemporaryDirectory() as directory:
            up, down = os.path.join(directory, "up"), os.path.join(directory, "down")
            pathlib.Path(up).write_bytes(UP)
            pathlib.Path(down).write_bytes(DOWN)
            self.holds(Sample(), up=up, down=down)
            self.fails(Sample(), "content", up=down)

    def test_facts(self):
        found, = self.holds(Sample())
        self.assertEqual(found["first_data_fin"], "up")
        self.assertEqual(found["add_addr"], [{"from": "B", "id": 7, "address": "10.1.1.2", "port": 0, "echoed": True}])
        self.assertEqual([s["payload"] for s in found["subflows"]], [{"up": 2000, "down": 1500}, {"up": 1001, "down": 1000}])
        self.assertEqual(found["subflows"][1]["backup"], {"initiator": True, "responder": False})
        self.assertEqual(found["checksums_verified"], 9)

    def test_plain_tcp_is_left_alone(self):
        sample = Sample()
        for record in sample.records:
            record.options = []
        report, facts = self.run_on(sample)
        self.assertTrue(report.ok())
        self.assertEqual((facts["connections"], facts["plain"]), ([], 2))
        self.fails(sample, "connections", closed=True)


class Broken(CheckerCase):
    def test_keys(self):
        for version in (0, 1):
            self.fails(self.flip(Sample(version, with_join=False), "third", 12), "keys", at="third")
            if version == 0:
                self.fails(self.flip(Sample(version, with_join=False), "third", 4), "keys", at="third")

    def test_token(self):
        sample = self.flip(Sample(), "join-syn", 4)
        report, facts = self.run_on(sample)
        self.assertEqual(report.check("join").frame, sample.records.index(sample.names["join-syn"]) + 1)
        self.assertEqual(len(facts["connections"][0]["subflows"]), 1)

    def test_hmac_of_the_synack(self):
        for version in (0, 1):
            # The subflow is not believed any more, so what only it carries is missing.
            report, _ = self.run_on(self.flip(Sample(version), "join-synack", 5))
            self.assertGreater(report.check("join-hmac").failed, 0)
            self.assertEqual(report.check("join-hmac").kinds["wrong"], 1)

    def test_hmac_of_the_third_ack(self):
        for version, octet in ((0, 4), (0, 23), (1, 4), (1, 23)):
            report, _ = self.run_on(self.flip(Sample(version), "join-ack", octet))
            self.assertEqual(report.check("join-hmac").failed, 1)

    def test_data_before_the_third_ack_of_a_join(self):
        sample = Sample()
        sample.records.remove(sample.names["join-ack"])
        report, _ = self.run_on(sample)
        self.assertGreater(report.check("join").failed, 0)

    def test_add_addr(self):
        self.fails(self.flip(Sample(), "add-addr", 15), "address", at="add-addr")
        self.fails(self.flip(Sample(), "echo", 3), "address", at="echo")

    def test_dss_checksum(self):
        for wide in (False, True):
            sample = Sample(wide=wide)
            self.fails(self.flip(sample, "u1a", len(sample.names["u1a"].options[0]) - 1), "checksum", at="u1a")
        sample = Sample()
        sample.names["u1b"].payload = b"!" + sample.names["u1b"].payload[1:]
        self.fails(sample, "checksum", at="u1a")

    def test_dss_checksum_missing_or_not_agreed(self):
        sample = Sample()
        sample.names["u1a"].options = [sample.names["u1a"].options[0][:1] + b"\x1a" + sample.names["u1a"].options[0][2:-2]]
        self.fails(sample, "checksum", at="u1a")
        sample = Sample(checksum=False)
        sample.names["u1a"].options = [sample.names["u1a"].options[0][:1] + b"\x1c" + sample.names["u1a"].options[0][2:] + b"\0\0"]
        report, _ = self.run_on(sample)
        self.assertGreater(report.check("checksum").failed, 0)

    def test_unmapped_octets(self):
        sample = Sample(checksum=False)
        sample.names["u1a"].options = []
        self.fails(sample, "unmapped", "stream", at="u1a")

    def test_mapping_of_another_offset(self):
        sample = Sample(checksum=False)
        sample.names["u2a"].options = [sample.dss(A, 1, 2001, 1002, 1000)]
        report, _ = self.run_on(sample)
        self.assertEqual((report.check("unmapped").failed, report.check("unmapped").frame),
                         (1, sample.records.index(sample.names["u2a"]) + 1))

    def test_contradicting_mapping(self):
        sample = Sample(checksum=False)
        sample.names["u2b"].options = [sample.dss(A, 1, 2500, 1001, 1000)]
        report, _ = self.run_on(sample)
        self.assertEqual(report.check("mapping").failed, 1)

    def test_wrong_idsn(self):
        sample = Sample(checksum=False, with_join=False)
        sample.idsn[A] += 7
        sample.records.clear()
        sample.next = [[1, 1], [1, 1]]
        sample.capable()
        sample.data(A, UP, 1)
        report, _ = self.run_on(sample)
        self.assertTrue(report.ok())  # nobody has acknowledged anything yet
        sample.add("ack", 0, B, ACK, [sample.dss(B, len(UP) + 1)])
        report, _ = self.run_on(sample)
        self.assertEqual(report.check("stream").failed, 1)

    def test_octets_that_change(self):
        sample = Sample(checksum=False)
        first = sample.names["u0b"]
        repeated = Record(first.flow, first.side, first.flags, first.seq, first.ack, [], bytes(len(first.payload)))
        sample.records.insert(sample.records.index(first) + 1, repeated)
        sample.names["repeated"] = repeated
        self.fails(sample, "repetition", at="repeated")
        repeated.payload = first.payload
        self.holds(sample)

    def test_reinjection_on_the_other_subflow(self):
        for payload, holds in ((UP[:1000], True), (UP[:999] + b"!", False)):
            sample = Sample(checksum=False)
            sample.add("again", 1, A, ACK, [sample.dss(A, 1, 1, sample.next[1][A], 1000)], payload)
            self.holds(sample) if holds else self.fails(sample, "repetition", at="again")

    def test_window_probe(self):
        """Linux probes a closed window with one octet of any value at a DSN that is acknowledged."""
        for position, length, holds in ((1000, 1, True), (1001, 1, False), (999, 2, False)):
            sample = Sample(checksum=False)
            dropped = [sample.names[name] for name in ("fin-up", "fin-down", "last")]
            sample.records = [r for r in sample.records if r not in dropped and not (r.side == B and r.payload)]
            sample.add("ack", 0, B, ACK, [sample.dss(B, 1001)])
            sample.add("probe", 1, A, ACK, [sample.dss(A, 1, position, sample.next[1][A], length)], b"\0" * length)
            self.holds(sample) if holds else self.fails(sample, "repetition", at="probe")

    def test_data_ack_of_nothing(self):
        sample = Sample()
        sample.names["u0a"].options = [sample.dss(A, 500, 1, 1, 1000, UP[:1000])]
        self.fails(sample, "data-ack", at="u0a")

    def test_data_fin(self):
        sample = Sample()
        sample.records.remove(sample.names["fin-down"])
        report, _ = self.run_on(sample, closed=True)
        self.assertGreater(report.check("data-fin").failed, 0)
        sample = Sample()
        sample.add("moved", 0, A, ACK, [sample.dss(A, 1, len(UP) + 5, 0, 1, fin=1)])
        report, _ = self.run_on(sample)
        self.assertEqual(report.check("data-fin").failed, 1)

    def test_fastclose(self):
        for key, holds in ((KEYS[B], True), (KEYS[A], False)):
            sample = Sample()
            sample.add("fastclose", 0, A, ACK, [mptcp(7, 0, b"\0" + key)])
            self.holds(sample) if holds else self.fails(sample, "fastclose", at="fastclose")

    def test_tcp_checksum(self):
        sample = Sample()
        sample.names["u0a"].spoil_sum = True
        self.fails(sample, "tcp-checksum", at="u0a")

    def test_malformed_dss(self):
        sample = Sample()
        sample.names["last"].options = [mptcp(2, 0, b"\3\1\2\3")]
        self.fails(sample, "dss", at="last")

    def test_what_is_no_pcap(self):
        with tempfile.NamedTemporaryFile() as file:
            file.write(b"hello")
            file.flush()
            run = subprocess.run([sys.executable, CHECKER, file.name], capture_output=True, check=False)
        self.assertEqual(run.returncode, 2)


@unittest.skipUnless(CAPTURES.is_dir(), "the kernel's captures are not in data/captures")
class Kernel(unittest.TestCase):
    """Captures of the Linux kernel."""

    # name: checks that must fail; everything else holds
    SPOILT = {
        "add-addr-wrong-hmac": {"address"}, "join-hijack": {"stream"}, "join-synack-wrong-hmac": {"join-hmac"},
        "join-third-ack-plain": {"join"}, "join-unknown-token": {"join"}, "join-wrong-hmac": {"join", "join-hmac"},
        "mp-fail-single-subflow": {"checksum"}, "mp-fail-two-subflows": {"checksum", "repetition"}, "strip-dss": {"unmapped"},
    }
    # name: keys, tokens and IDSNs known independently of this script (decimal IDSN by tshark)
    VALUES = {
        "single": ("2ccb88754438b9dc", "bd3debc2", 6670857464232549097, "9ed25d697266ec50", "ff4ea435", 7306324562205111498),
        "two-subflows": ("91d2bca2e8507bb0", "f4447b34", 10009219767783443619, "2493d03d44f7173c", "08b6874c",
                         10931709001241877602),
    }

    @staticmethod
    def judge(path):
        run = subprocess.run([sys.executable, CHECKER, "--json", path], capture_output=True, text=True, check=False)
        return json.loads(run.stdout)

    def captures(self):
        found = sorted(CAPTURES.glob("linux-mptcpv1-*.pcap"))
        self.assertTrue(found)
        return {path.stem.removeprefix("linux-mptcpv1-"): path for path in found}

    def test_exactly_the_spoilt_thing_fails(self):
        for name, path in self.captures().items():
            with self.subTest(name=name):
                failed = {check["name"] for check in self.judge(path)["checks"] if not check["ok"]}
                self.assertEqual(failed, self.SPOILT.get(name, set()))

    def test_keys_tokens_and_idsns(self):
        captures = self.captures()
        for name, (key_a, token_a, idsn_a, key_b, token_b, idsn_b) in self.VALUES.items():
            if name in captures:
                with self.subTest(name=name):
                    found = self.judge(captures[name])["connections"][0]
                    self.assertEqual((found["keys"], found["tokens"], found["idsn"]),
                                     ([key_a, key_b], [token_a, token_b], [idsn_a, idsn_b]))


if __name__ == "__main__":
    unittest.main()
