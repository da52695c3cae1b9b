#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (c) 2026 The smptcp authors
"""Tests of check-smptcp-pcap.py on synthetic captures.

A small generator writes captures in which everything holds; then one thing at a time is broken, and the test asks that
exactly that is reported.  Changes come in two sorts: to a record before it gets its MAC (a sender that does something wrong but
keeps its MACs right) and to the finished segment (something that happened on the way).
"""

import contextlib
import importlib.util
import io
import json
import os
import random
import shutil
import struct
import subprocess
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))


def load_checker():
    spec = importlib.util.spec_from_file_location("check_smptcp_pcap", os.path.join(HERE, "check-smptcp-pcap.py"))
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


c = load_checker()
A, B = c.A, c.B
HEADER = {1: bytes(12) + b"\x08\x00", 9: b"\x00\x21", 101: b"", 228: b""}
HEADER6 = {1: bytes(12) + b"\x86\xdd", 9: b"\x00\x57", 101: b"", 229: b""}


def octets(seed, size):
    return random.Random(seed).randbytes(size)


# -- frames


def ip_packet(src, dst, tcp, fragment=0):
    if len(src) == 16:
        return struct.pack(">IHBB", 6 << 28, len(tcp), 6, 64) + src + dst + tcp
    return struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(tcp), 0, fragment, 64, 6, 0) + src + dst + tcp


def write_pcap(packets, link=9, order=">", magic=0xA1B2C3D4):
    """A pcap of IP packets, one microsecond apart."""
    out = struct.pack(order + "IHHiIII", magic, 2, 4, 0, 0, 65535, link)
    for number, packet in enumerate(packets):
        frame = (HEADER if packet[0] >> 4 == 4 else HEADER6)[link] + packet
        out += struct.pack(order + "IIII", 0, number, len(frame), len(frame)) + frame
    return out


# -- options


def dss(ack=None, dsn=None, offset=0, length=0, fin=False):
    flags = (1 if ack is not None else 0) | (4 if dsn is not None else 0) | (0x10 if fin else 0)
    body = b"" if ack is None else struct.pack(">I", ack & c.M32)
    if dsn is not None:
        body += struct.pack(">IIH", dsn & c.M32, offset & c.M32, length)
    return bytes((30, 4 + len(body), 0x20, flags)) + body


def mptcp(subtype, low, body):
    return bytes((30, 3 + len(body), subtype << 4 | low)) + body


def init1_payload(sym_list, n_c, choice, modulus):
    return struct.pack(">HHHH", 1, len(sym_list) // 4, 16, len(modulus)) + sym_list + n_c + b"\0" + choice + modulus


def init2_payload(choice, ciphertext):
    return struct.pack(">HH", 2, len(ciphertext)) + choice + ciphertext


# -- generator


class Record:
    """One segment to be; `role` is A or B, positions are offsets from the ISN of the sender and of the other side."""

    def __init__(self, subflow, role, position, acknowledged, flags, options=(), payload=b"", mac=False, dsn=None,
                 data_ack=None, name=""):
        self.subflow, self.role, self.position, self.acknowledged = subflow, role, position, acknowledged
        self.flags, self.options, self.payload, self.mac = flags, list(options), payload, mac
        self.dsn, self.data_ack, self.name, self.window = dsn, data_ack, name, 60000
        self.fragment, self.tcp = 0, None

    def build(self, capture):
        """The segment as octets, with MAC if it is to have one."""
        subflow = self.subflow
        raw = b"".join(self.options) + (b"\x46\x16" + bytes(20) if self.mac else b"")
        raw += b"\1" * (-len(raw) % 4)
        ports = [subflow.ends[side][1] for side in (self.role, 1 - self.role)]
        header = struct.pack(">HHIIBBHHH", *ports, (subflow.isn[self.role] + self.position) & c.M32,
                             (subflow.isn[1 - self.role] + self.acknowledged) & c.M32 if self.flags & c.ACK else 0,
                             (20 + len(raw)) << 2, self.flags, self.window, 0, 0)
        self.tcp = header + raw + self.payload
        if self.mac:
            segment = c.Segment(0, b"", b"", self.tcp)
            self.tcp = self.tcp.replace(b"\x46\x16" + bytes(20), b"\x46\x16" + capture.tag(self, segment), 1)
        return self.tcp


class Subflow:
    """`ends` and `isn` by role."""

    def __init__(self, ends, isn, tag=bytes(8)):
        self.ends, self.isn, self.tag, self.next = ends, isn, tag, [1, 1]


class Capture:
    """A connection as one host would capture it: handshake, then whatever the test adds."""

    mode = "SMPTCP"

    def __init__(self, up=b"", down=b"", ipv6=False):
        self.up, self.down, self.records, self.ipv6 = up, down, [], ipv6
        self.pub_list, self.sym_list = bytes.fromhex("020404020606"), bytes.fromhex("0001000000000001")
        self.choice, self.n_c, self.n_s, self.modulus = bytes.fromhex("00010001"), octets(1, 16), octets(2, 16), octets(3, 256)
        self.ss = c.first_secret(self.n_s, self.modulus, self.pub_list, self.sym_list, self.choice, self.n_c)
        self.keys = c.key_schedule(self.ss)
        self.auth, self.encrypt = (self.keys.kac, self.keys.kas), (self.keys.kec, self.keys.kes)
        self.mp_keys = (octets(4, 8), octets(5, 8))
        self.base = [(c.idsn(key, self.keys.sid) + 1) & c.M64 for key in self.auth]
        self.sent = [0, 0]
        self.main = Subflow((self.address(1, 50000), self.address(2, 40001)), (0xFFFFFF00, 0x1000))
        self.init = (init1_payload(self.sym_list, self.n_c, bytes.fromhex("020404"), self.modulus),
                     init2_payload(self.choice, octets(6, 256)))

    def address(self, number, port):
        raw = bytes((0xFD,)) + bytes(14) + bytes((number,)) if self.ipv6 else bytes((10, 0, 0, number))
        return raw, port

    def add(self, *arguments, **named):
        record = Record(*arguments, **named)
        self.records.append(record)
        return record

    def named(self, name):
        return next(r for r in self.records if r.name == name)

    def frame(self, name):
        return 1 + [record.name for record in self.records].index(name)

    def tag(self, record, segment):
        given = c.MacInput(record.position, record.acknowledged, record.dsn, record.data_ack, record.subflow.tag,
                           record.subflow.isn[1 - record.role], True)
        return c.smptcp_mac(self.auth[record.role], segment, given)

    # handshakes

    def handshake(self):
        main, crypt = self.main, bytes((69, 10, 0x41, 8)) + self.pub_list
        mss = bytes.fromhex("02040590030302")
        self.add(main, A, 0, 0, c.SYN, [mss, b"\x1e\x0c\0\x03" + self.mp_keys[A], b"\x45\3\1"], name="syn")
        self.add(main, B, 0, 1, c.SYN | c.ACK, [mss, b"\x1e\x0c\0\x02" + self.mp_keys[B], crypt], name="synack")
        self.add(main, A, 1, 1, c.ACK, [b"\x45\3\x09"], self.init[A], name="init1")
        main.next[A] += len(self.init[A])
        self.add(main, B, 1, main.next[A], c.ACK, [b"\x45\3\x07"], self.init[B], name="init2")
        main.next[B] += len(self.init[B])
        self.ack(main, A, name="fifth")

    def join(self, x=A, tail=3):
        """A JOIN by A or B from the next address to the peer's."""
        y, nonces = 1 - x, (octets(10 + tail, 4), octets(20 + tail, 4))
        ends = [None, None]
        ends[x], ends[y] = self.address(tail, 50001), self.address(tail + 1, 40001)
        isn = [None, None]
        isn[x], isn[y] = 0xFFFFFF80, 7
        sub = Subflow(ends, isn, nonces[0] + nonces[1])
        kx, ky = self.auth[x], self.auth[y]
        self.add(sub, x, 0, 0, c.SYN, [mptcp(1, 0, b"\3" + c.token(self.mp_keys[y]) + nonces[0])], name="join-syn")
        answer = mptcp(1, 0, b"\4" + c.join_hmac64(kx, ky, *nonces) + nonces[1])
        self.add(sub, y, 0, 1, c.SYN | c.ACK, [answer], name="join-synack")
        self.add(sub, x, 1, 1, c.ACK, [mptcp(1, 0, b"\0" + c.join_hmac160(kx, ky, *nonces))], name="join-ack")
        self.ack(sub, y, name="join-fourth")
        return sub

    # established

    def data_ack(self, role):
        return (self.base[1 - role] + self.sent[1 - role]) & c.M64

    def ack(self, sub, role, extra=(), name="ack"):
        data_ack = self.data_ack(role)
        return self.add(sub, role, sub.next[role], sub.next[1 - role], c.ACK, [dss(data_ack), *extra], mac=True,
                        data_ack=data_ack, name=name)

    def data(self, sub, role, size, offset=None, fin=False, name="data"):
        """`size` octets of the role's file from `offset` on (the next ones if None)."""
        start = self.sent[role] if offset is None else offset
        dsn, data_ack = (self.base[role] + start) & c.M64, self.data_ack(role)
        payload = c.crypt(self.encrypt[role], dsn, (self.up, self.down)[role][start:start + size])
        place = sub.next[role] if payload else 0
        record = self.add(sub, role, sub.next[role], sub.next[1 - role], c.ACK | 8,
                          [dss(data_ack, dsn, place, len(payload) + fin, fin)], payload, True, dsn, data_ack, name)
        sub.next[role] += len(payload)
        self.sent[role] = max(self.sent[role], start + len(payload) + fin)
        return record

    def again(self, record, name="again"):
        """The same segment once more."""
        copy = Record(record.subflow, record.role, record.position, record.acknowledged, record.flags, record.options,
                      record.payload, record.mac, record.dsn, record.data_ack, name)
        self.records.append(copy)
        return copy

    def remap(self, record, **changes):
        """Write a record's DSS anew with something else in it."""
        wanted = {"ack": record.data_ack, "dsn": record.dsn, "offset": record.position, "length": len(record.payload)}
        record.options[0] = dss(**{**wanted, **changes})

    # output

    def key_log(self, ss=None, n_s=None):
        def name(end):
            address = c.ipaddress.ip_address(end[0])
            return f"[{address}]:{end[1]}" if self.ipv6 else f"{address}:{end[1]}"

        ends = " ".join(name(end) for end in self.main.ends)
        return "".join(f"{label} 0.{role == 'S':d}25 {ends} {role} {value.hex()}\n" for role in "CS"
                       for label, value in (("CRYPT_SS", ss or self.ss), ("CRYPT_NS", n_s or self.n_s)))

    def packets(self, on_the_way=None):
        built = []
        for record in self.records:
            tcp = bytearray(record.build(self))
            if on_the_way:
                on_the_way(record, tcp)
            src, dst = (record.subflow.ends[side][0] for side in (record.role, 1 - record.role))
            built.append(ip_packet(src, dst, bytes(tcp), record.fragment))
        return built


class TcpcryptCapture(Capture):
    """Plain tcpcrypt: one flow, form A's MAC over positions, keystream by position."""

    mode = "TCPCRYPT"

    def tag(self, record, segment):
        return c.form_a_mac(self.auth[record.role], segment, record.position, record.acknowledged)

    def handshake(self):
        super().handshake()
        self.named("syn").options = [b"\x45\3\1"]
        self.named("synack").options = [bytes((69, 10, 0x41, 8)) + self.pub_list]
        self.named("init1").options = [b"\x45\3\6"]
        self.named("fifth").options = []

    def data(self, sub, role, size, name="data"):
        start = self.sent[role]
        payload = c.crypt(self.encrypt[role], sub.next[role], (self.up, self.down)[role][start:start + size])
        record = self.add(sub, role, sub.next[role], sub.next[1 - role], c.ACK, [], payload, True, name=name)
        sub.next[role] += len(payload)
        self.sent[role] += len(payload)
        return record


UP, DOWN = octets(40, 9000), octets(41, 3000)


def sample(ipv6=False, joiner=A):
    """Two subflows, data both ways, ADD_ADDR, a loss, a reinjection, exempt segments, a clean end."""
    cap = Capture(UP, DOWN, ipv6)
    cap.handshake()
    cap.again(cap.named("init1"))
    cap.again(cap.named("init2"))
    add_addr(cap, B)
    sub = cap.join(joiner)
    cap.again(cap.named("join-ack"), "join-ack-again")
    cap.data(sub, 1 - joiner, 100, name="first")
    for number in range(4):
        cap.data(cap.main, A, 1000, name=f"up{number}")
        cap.data(sub, A, 800, name=f"sub{number}")
        sack = struct.pack(">BBII", 5, 10, sub.isn[A] + sub.next[A] + 9 & c.M32, sub.isn[A] + sub.next[A] + 90 & c.M32)
        cap.ack(sub, B, [sack], name=f"sack{number}")
        cap.data(sub, B, 500, name=f"down{number}")
    cap.again(cap.named("up2"), "retransmission")
    cap.data(sub, A, 1400, offset=500, name="reinjection")
    cap.data(cap.main, A, len(UP) - cap.sent[A], fin=True, name="fin-up")
    cap.data(cap.main, B, len(DOWN) - cap.sent[B], name="last-down")
    cap.data(cap.main, B, 0, fin=True, name="fin-down")
    cap.ack(cap.main, A, name="last-ack")
    cap.add(sub, A, sub.next[A], sub.next[B], c.RST | c.ACK, name="reset")
    return cap


def add_addr(cap, role):
    address = cap.address(4, 0)[0]
    tag = c.add_addr_hmac64(cap.auth[role], cap.auth[1 - role], 2, address, bytes(2))
    record = cap.add(cap.main, role, cap.main.next[role], cap.main.next[1 - role], c.ACK,
                     [mptcp(3, 0, b"\2" + address + tag)], mac=not cap.ipv6, name="add-addr")
    echo = mptcp(3, 1, b"\2") if cap.ipv6 else mptcp(3, 1, b"\2" + address)
    cap.add(cap.main, 1 - role, cap.main.next[1 - role], cap.main.next[role], c.ACK, [echo], mac=True, name="echo")
    return record


def tcpcrypt_sample():
    cap = TcpcryptCapture(UP, DOWN)
    cap.handshake()
    for number in range(3):
        cap.data(cap.main, A, 3000, name=f"up{number}")
        cap.data(cap.main, B, 1000, name=f"down{number}")
    cap.again(cap.named("up1"), "retransmission")
    for role in (A, B):
        cap.add(cap.main, role, cap.main.next[role], cap.main.next[1 - role], c.ACK | c.FIN, mac=True, name="fin")
    return cap


def run(cap, on_the_way=None, key_log=None, link=9, order=">", magic=0xA1B2C3D4, extra=(), plain=UP):
    """The checker's exit status and its JSON answer for a capture."""
    with tempfile.TemporaryDirectory() as folder:
        names = {}
        contents = {"pcap": write_pcap(cap.packets(on_the_way), link, order, magic), "up": cap.up, "down": cap.down,
                    "keys": (key_log or cap.key_log()).encode(), "no-plaintext-of": plain}
        for name, content in contents.items():
            names[name] = os.path.join(folder, name)
            with open(names[name], "wb") as out:
                out.write(content)
        arguments = [part for name, path in names.items() for part in (f"--{name}", path)]
        text = io.StringIO()
        with contextlib.redirect_stdout(text):
            status = c.main([*arguments, "--mode", cap.mode, "--json", *extra])
        return status, json.loads(text.getvalue())


class CheckerCase(unittest.TestCase):
    def holds(self, cap, **named):
        status, answer = run(cap, **named)
        self.assertEqual([x for x in answer["checks"] if not x["ok"]], [])
        self.assertEqual(status, 0)
        return {check["name"]: check for check in answer["checks"]}

    def breaks(self, cap, *names, at=None, **named):
        """Exactly these checks fail; `at` names the record at which the first of them does."""
        status, answer = run(cap, **named)
        failed = {check["name"]: check for check in answer["checks"] if not check["ok"]}
        self.assertEqual(sorted(failed), sorted(names), {n: x["reason"] for n, x in failed.items()})
        self.assertEqual(status, 1)
        if at:
            self.assertEqual(failed[names[0]]["first_frame"], cap.frame(at))

    def fails(self, cap, **where):
        """These checks fail, first at the named records; others may fail as well."""
        status, answer = run(cap)
        failed = {check["name"]: check["first_frame"] for check in answer["checks"] if not check["ok"]}
        self.assertEqual(status, 1)
        for check, name in where.items():
            self.assertEqual(failed.get(check), cap.frame(name), failed)


def flip(name, at):
    """Flip a bit of a finished segment; negative offsets count from the end."""
    def change(record, tcp):
        if record.name == name:
            tcp[at] ^= 1
    return change


class Whole(CheckerCase):
    def test_sample(self):
        checks = self.holds(sample(), extra=["--min-subflows", "2"])
        self.assertEqual(checks["mac"]["counts"]["INIT"], 4)
        self.assertEqual(checks["mac"]["counts"]["JOIN ACK"], 2)
        self.assertEqual(checks["mac"]["counts"]["RST without MAC"], 1)
        self.assertEqual(checks["stream"]["notes"]["up sha256"], c.hashlib.sha256(UP).hexdigest())
        self.assertEqual(checks["join"]["counts"]["HMAC160"], 2)

    def test_join_by_the_responder(self):
        self.holds(sample(joiner=B))

    def test_ipv6(self):
        checks = self.holds(sample(ipv6=True))
        self.assertEqual(checks["mac"]["counts"]["ADD_ADDR v6"], 1)
        self.assertEqual(checks["control"]["counts"]["ADD_ADDR HMAC"], 1)

    def test_tcpcrypt(self):
        self.holds(tcpcrypt_sample())

    def test_containers(self):
        for link in (1, 9, 101, 228):
            for order in "<>":
                for magic in (0xA1B2C3D4, 0xA1B23C4D):
                    self.holds(sample(), link=link, order=order, magic=magic)
        self.holds(sample(ipv6=True), link=229)

    def test_decrypt_limit(self):
        checks = self.holds(sample(), extra=["--decrypt-limit", "100"])
        self.assertEqual(checks["stream"]["notes"]["up decrypted only"], 100)

    def test_damaged_captures(self):
        """Whatever the octets, the answer is a verdict or "unusable", never a traceback."""
        source = random.Random(60)
        options = c.parse_arguments(["--pcap", "-", "--keys", "-"])
        options.up_data, options.down_data, options.plaintext_data = UP, DOWN, UP
        cap, whole = sample(), bytearray(write_pcap(sample().packets()))
        for _ in range(150):
            damaged = bytearray(whole)
            for _ in range(source.choice((1, 3, 30))):
                damaged[source.randrange(len(whole) if source.random() < 0.5 else 1200)] = source.choice((0, 1, 2, 30, 69, 255))
            try:
                report, _ = c.judge(bytes(damaged), cap.key_log(), options)
                list(report.lines())
            except c.Unusable:
                pass

    def test_selftest(self):
        text = io.StringIO()
        with contextlib.redirect_stdout(text):
            status = c.main(["--selftest"])
        self.assertEqual(status, 0, text.getvalue())

    def test_unusable(self):
        with contextlib.redirect_stderr(io.StringIO()):
            self.assertEqual(c.main(["--pcap", "/nonexistent", "--keys", "/nonexistent"]), 2)
        for text in ("CRYPT_SS 0 10.0.0.1:1 10.0.0.2:2 X 00", "CRYPT_SS 0 10.0.0.1:1 10.0.0.2:2 C zz", "CRYPT_NS 0"):
            with self.assertRaises(c.Unusable):
                c.read_key_log(text)
        for data in (b"", b"\n\r\r\n" + bytes(40), write_pcap(sample().packets())[:-1]):
            with self.assertRaises(c.Unusable):
                list(c.read_pcap(data))


class Macs(CheckerCase):
    def test_flipped_tag(self):
        self.breaks(sample(), "mac", at="up1", on_the_way=flip("up1", 20 + 18 + 2))

    def test_changed_window(self):
        self.breaks(sample(), "mac", at="up1", on_the_way=flip("up1", 15))

    def test_changed_sack(self):
        self.breaks(sample(), "mac", at="sack1", on_the_way=flip("sack1", 20 + 8 + 3))

    def test_changed_acknowledgment(self):
        self.breaks(sample(), "mac", at="last-ack", on_the_way=flip("last-ack", 11))

    def test_changed_payload(self):
        self.breaks(sample(), "mac", "up", at="up1", on_the_way=flip("up1", -1))

    def test_missing(self):
        for name in ("fifth", "join-fourth", "up1", "sack0", "last-ack"):
            cap = sample()
            cap.named(name).mac = False
            self.fails(cap, mac=name)

    def test_short(self):
        cap = sample()
        cap.named("last-ack").mac = False
        cap.named("last-ack").options.append(b"\x46\x12" + bytes(16))
        self.breaks(cap, "mac", at="last-ack")

    def test_reset_with_wrong_mac(self):
        cap = sample()
        cap.named("reset").mac = True
        self.holds(cap)
        self.breaks(cap, "mac", at="reset", on_the_way=flip("reset", -4))

    def test_segment_of_another_subflow(self):
        """A27: the tag of one subflow must not fit another."""
        cap = sample()
        record = cap.named("retransmission")
        record.subflow = Subflow(cap.main.ends, cap.main.isn, cap.named("sub1").subflow.tag)
        self.breaks(cap, "mac", at="retransmission")

    def test_upper_half_of_the_dsn(self):
        cap = sample()
        cap.named("up1").dsn ^= 1 << 40
        self.breaks(cap, "mac", at="up1")

    def test_window_uncovered(self):
        self.breaks(sample(), "mac", extra=["--no-cover-window"])

    def test_other_repeat_of_init(self):
        cap = sample()
        next(r for r in cap.records if r.name == "again").payload = bytes(300)
        self.fails(cap, mac="again")


class Handshake(CheckerCase):
    def test_no_hello(self):
        cap = sample()
        cap.named("syn").options.pop()
        self.breaks(cap, "handshake", at="syn")

    def test_flags(self):
        for name, value in (("syn", 0x01), ("syn", 0x02), ("synack", 0x01), ("synack", 0x03)):
            cap = sample()
            option = cap.named(name).options[1]
            cap.named(name).options[1] = option[:3] + bytes((value,)) + option[4:]
            self.breaks(cap, "handshake", at=name)

    def test_checksum_flag_has_no_meaning(self):
        cap = sample()
        option = cap.named("syn").options[1]
        cap.named("syn").options[1] = option[:3] + b"\x83" + option[4:]
        self.holds(cap)

    def test_plain_init1(self):
        cap = sample()
        cap.named("init1").options = [b"\x45\3\6"]
        cap.named("again").options = [b"\x45\3\6"]
        self.fails(cap, handshake="syn")

    def test_bare_ack_before_init1(self):
        cap = sample()
        bare = Record(cap.main, A, 1, 1, c.ACK, name="bare")
        cap.records.insert(2, bare)
        self.breaks(cap, "handshake", "mac", at="bare")

    def test_more_options_in_third(self):
        cap = sample()
        cap.named("init1").options.append(dss(5))
        self.fails(cap, handshake="init1")

    def test_wrong_n_s(self):
        cap = sample()
        self.breaks(cap, "key-exchange", key_log=cap.key_log(n_s=bytes(16)))

    def test_sides_disagree(self):
        cap = sample()
        log = cap.key_log() + cap.key_log(ss=bytes(20)).splitlines()[0] + "\n"
        self.breaks(cap, "key-exchange", key_log=log)

    def test_no_key(self):
        self.breaks(sample(), "connections", at="syn", key_log="# nothing\n")

    def test_init2_overtaken(self):
        """A capture at the client may see MACed data of the server before INIT2, but nothing MACed of the client."""
        cap = Capture(UP[:0], DOWN)
        cap.handshake()
        cap.data(cap.main, B, 1000, name="early")
        cap.data(cap.main, B, 2000, fin=True)
        cap.data(cap.main, A, 0, fin=True)
        self.holds(cap)
        cap.records.insert(3, cap.records.pop(5))
        self.holds(cap)
        cap.records.insert(3, cap.records.pop(5))
        self.assertEqual(cap.records[3].name, "fifth")
        self.fails(cap, handshake="fifth")


class Joins(CheckerCase):
    def test_token(self):
        cap = sample()
        option = cap.named("join-syn").options[0]
        cap.named("join-syn").options[0] = option[:4] + bytes(4) + option[8:]
        self.fails(cap, join="join-syn")

    def test_nonce(self):
        cap = sample()
        option = cap.named("join-syn").options[0]
        cap.named("join-syn").options[0] = option[:8] + bytes(4)
        self.fails(cap, join="join-synack", mac="join-fourth")

    def test_hmac64(self):
        self.breaks(sample(), "join", at="join-synack", on_the_way=flip("join-synack", 20 + 4))

    def test_hmac160(self):
        def change(record, tcp):
            if record.name.startswith("join-ack"):
                tcp[40] ^= 1
        self.breaks(sample(), "join", at="join-ack", on_the_way=change)

    def test_add_addr(self):
        cap = sample(ipv6=True)
        option = cap.named("add-addr").options[0]
        cap.named("add-addr").options[0] = option[:-1] + bytes((option[-1] ^ 1,))
        self.breaks(cap, "control", at="add-addr")

    def test_add_addr_v4_needs_mac(self):
        cap = sample()
        cap.named("add-addr").mac = False
        self.breaks(cap, "mac", at="add-addr")

    def test_no_third_ack(self):
        cap = sample()
        cap.records = [r for r in cap.records if not r.name.startswith("join-ack")]
        self.breaks(cap, "join", at="join-fourth")

    def test_data_before_the_fourth_segment(self):
        cap = sample()
        cap.records = [r for r in cap.records if r.name not in ("join-fourth", "first")]
        self.fails(cap, join="sub0")

    def test_fastclose(self):
        cap = sample()
        field = c.fastclose_field(cap.auth[B], cap.auth[A], c.token(cap.mp_keys[A]))
        main = cap.main
        record = cap.add(main, B, main.next[B], main.next[A], c.ACK, [mptcp(7, 0, b"\0" + field)], mac=True, name="fastclose")
        self.holds(cap)
        record.options = [mptcp(7, 0, b"\0" + bytes(8))]
        self.breaks(cap, "control", at="fastclose")


class Data(CheckerCase):
    def test_plaintext(self):
        """Plaintext in a segment whose MAC is right."""
        cap = sample()
        cap.named("up0").payload = UP[:100] + cap.named("up0").payload[100:]
        self.breaks(cap, "plaintext", "up", at="up0")

    def test_sixteen_octets_at_any_alignment(self):
        for start in range(8):
            for place in range(8):
                for size, leaks in ((15, False), (16, True)):
                    text = bytes(place) + UP[start:start + size] + bytes(9)
                    self.assertEqual(c.common_run(UP, text), place if leaks else None)

    def test_wrong_dsn(self):
        cap = sample()
        record = cap.named("fin-up")
        record.dsn += 16
        cap.remap(record, length=len(record.payload) + 1, fin=True)
        self.breaks(cap, "stream", "up", "data-ack", at="fin-up")

    def test_dsn_used_twice(self):
        cap = sample()
        record = cap.named("sub1")
        cap.again(record, "twice").payload = bytes(len(record.payload))
        self.breaks(cap, "ciphertext", at="twice")

    def test_mapping_fields(self):
        for changes in ({"offset": 1}, {"length": 999}):
            cap = sample()
            cap.remap(cap.named("up1"), **changes)
            self.breaks(cap, "mapping", at="up1")

    def test_mapping_without_data_ack(self):
        cap = sample()
        record = cap.named("up1")
        record.data_ack = None
        cap.remap(record)
        self.breaks(cap, "mapping", at="up1")

    def test_no_mapping(self):
        cap = sample()
        record = cap.named("retransmission")
        record.options, record.dsn = [dss(record.data_ack)], None
        self.breaks(cap, "mapping", at="retransmission")

    def test_data_fin(self):
        cap = sample()
        cap.records = [r for r in cap.records if r.name not in ("fin-down", "last-ack")]
        self.breaks(cap, "data-fin")

    def test_hole(self):
        cap = sample()
        cap.records.remove(cap.named("sub3"))
        self.fails(cap, stream="fin-up")

    def test_data_ack_of_nothing(self):
        cap = sample()
        record = cap.named("sack1")
        record.data_ack += 3000
        record.options[0] = dss(record.data_ack)
        self.breaks(cap, "data-ack", at="sack1")

    def test_other_file(self):
        cap = sample()
        cap.up = UP[:-1] + bytes((UP[-1] ^ 1,))
        self.breaks(cap, "up", at="fin-up")
        cap.up = UP + b"x"
        self.breaks(cap, "up")

    def test_fragment(self):
        cap = sample()
        cap.named("retransmission").fragment = 0x2000
        self.breaks(cap, "fragments", at="retransmission")

    def test_malformed_option(self):
        cap = sample()
        cap.named("last-ack").options.append(b"\xfd\x20")
        self.breaks(cap, "options", "mac", at="last-ack")

    def test_min_subflows(self):
        self.breaks(sample(), "connections", extra=["--min-subflows", "3"])


class Tcpcrypt(CheckerCase):
    def test_flipped_tag(self):
        self.breaks(tcpcrypt_sample(), "mac", at="up1", on_the_way=flip("up1", 30))

    def test_window_is_not_covered(self):
        self.holds(tcpcrypt_sample(), on_the_way=flip("up1", 15))

    def test_missing_mac(self):
        cap = tcpcrypt_sample()
        cap.named("fin").mac = False
        self.breaks(cap, "mac", at="fin")

    def test_wrong_keystream(self):
        cap = tcpcrypt_sample()
        record = cap.named("up2")
        record.payload = c.crypt(cap.encrypt[A], record.position + 16, UP[6000:])
        self.breaks(cap, "up", at="up2")

    def test_no_pkconf(self):
        cap = tcpcrypt_sample()
        cap.named("synack").options = []
        self.breaks(cap, "handshake", at="synack")

    def test_other_mode(self):
        cap = tcpcrypt_sample()
        cap.mode = "SMPTCP"
        self.fails(cap, handshake="syn")


class Aes(unittest.TestCase):
    @unittest.skipUnless(shutil.which("openssl"), "openssl is not installed")
    def test_against_openssl(self):
        key, blocks = octets(50, 16), b"".join(struct.pack(">QQ", 0, 16 * i) for i in range(70000))
        done = subprocess.run(["openssl", "enc", "-aes-128-ecb", "-K", key.hex(), "-nopad"], input=blocks, capture_output=True,
                              check=True)
        self.assertEqual(c.keystream(key, 0, len(blocks)), done.stdout)

    def test_wrap(self):
        key = octets(51, 16)
        self.assertEqual(c.keystream(key, c.M64 - 20, 60)[21:], c.keystream(key, 0, 39))


if __name__ == "__main__":
    unittest.main()
