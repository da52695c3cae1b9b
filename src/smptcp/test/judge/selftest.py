# SPDX-License-Identifier: GPL-2.0-only
# Copyright (c) 2026 The smptcp authors
"""The judges' own arithmetic on published vectors and captured handshakes."""

import json
import os

from . import aes
from .aes import COUNTER_FORMS, DaemonCounter, crypt
from .arithmetic import M64
from .keys import (FORMS, Sending, add_addr_hmac64, fastclose_field, idsn, join_hmac64, join_hmac160, join_syn_hmac64,
                   subflow_key, token)
from .mac import MacInput, daemon_number, smptcp_mac, tcpcrypt_mac
from .messages import PKCONF_CODES, Init1, Init2, parse_init1, parse_init2
from .report import Report
from .tcp import KIND_MAC, SYN, Segment

VECTORS = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "data", "tcpcrypt-vectors.json")


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
        "V-SUBKEY": (subflow_key(kac, ra, rb),
                     "5c3837fb01c13cfda2095b7c59c5f1a89f26aa05d28af01bc7704ec354471b6ec73f17de2191ac87"),
        "V-SYNHMAC": (join_syn_hmac64(kac, kas, token(b"\x22" * 8), ra), "6770335eaf4dc823"),
        "FASTCLOSE": (fastclose_field(kas, kac, token_a), "3aaff4a7f7a083d7"),
        "keystream": (crypt(key, first, bytes(20)), stream),
        "keystream + 10": (crypt(key, first + 10, bytes(10)), stream[20:]),
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
    """tcpcrypt-vectors.json: key schedules, MACs and keystreams of both forms, and two captured handshakes."""
    try:
        with open(path, encoding="utf-8") as source:
            content = json.load(source)
    except (OSError, ValueError) as error:
        report.bad("tcpcrypt", None, f"cannot read {path}: {error}")
        return
    for vector in content["vectors"]:
        name, given, wanted = vector["id"], vector["in"], vector["out"]
        if name == "A-keys":
            selftest_keys_a(report, given, wanted)
        elif name.startswith("B-keys-"):
            selftest_keys_b(report, name, given, wanted)
        elif name[1:].startswith("-mac-"):
            selftest_mac(report, name, given, wanted)
        elif name.startswith("ctr-"):
            form = COUNTER_FORMS["daemon" if "daemon" in name else "clean"]
            start = given["seq" if "daemon" in name else "position"]
            out = crypt(bytes.fromhex(given["aes_key"]), start, bytes.fromhex(given["plaintext"]), form)
            report.test("tcpcrypt", out.hex() == wanted["ciphertext"], None, name, "keystreams")
    for capture in content.get("captured", ()):
        selftest_capture(report, capture)
    for kind, least in (("keys of form A", 2), ("keys of form B", 3), ("MACs of form A", 4), ("MACs of form B", 4),
                        ("keystreams", 7), ("captured MACs", 9)):
        report.test("tcpcrypt", report.check("tcpcrypt").kinds[kind] >= least, None, f"too few vectors: {kind}", "complete")


def selftest_keys_a(report, given, wanted):
    """The key schedule, and the schedule of the next session."""
    ns, kc, pub_list, sym_list, choice, nc = (bytes.fromhex(given[name]) for name in (
        "ns", "kc", "pub_cipher_list", "sym_cipher_list", "sym_cipher", "nc"))
    form = FORMS["A"]
    ss = form.first_secret(ns, pub_list, Init1(b"", sym_list, nc, b"", kc), Init2(b"", choice, None))
    keys = form.schedule(ss)
    report.test("tcpcrypt", ss.hex() == wanted["ss0"], None, "ss[0]", "keys of form A")
    for schedule, expected in ((keys, wanted), (form.schedule(keys.nextk), wanted["next_session"])):
        found = {"sid": schedule.sid, "nextk": schedule.nextk, "mk": schedule.mk, "kec": schedule.c.enc,
                 "kac": schedule.c.mac, "kes": schedule.s.enc, "kas": schedule.s.mac}
        for field, value in found.items():
            report.test("tcpcrypt", value.hex() == expected[field], None, f"A-keys {field}", "keys of form A")


def selftest_keys_b(report, name, given, wanted):
    """The key schedule with one value of the octet of application support."""
    one, two, nc, pms, pub_list = (bytes.fromhex(given[key]) for key in ("init1", "init2", "nc", "pms", "pub_cipher_list"))
    form, first = FORMS["B"], parse_init1("B", one)
    report.test("tcpcrypt", first and first.n_c == nc, None, f"{name}: N_C of INIT1", "keys of form B")
    ss = form.first_secret(pms, pub_list, Init1(one, b"", nc, b"", b""), Init2(two, b"", None))
    report.test("tcpcrypt", ss.hex() == wanted["ss0"], None, f"{name} ss[0]", "keys of form B")
    keys = form.schedule(ss, given["app_support"])
    found = {"sid": keys.sid, "nextk": keys.nextk, "mk": keys.mk, "c_enc": keys.c.enc, "c_mac": keys.c.mac,
             "c_ack": keys.c.ack, "s_enc": keys.s.enc, "s_mac": keys.s.mac, "s_ack": keys.s.ack}
    for field, value in found.items():
        report.test("tcpcrypt", value.hex() == wanted[field], None, f"{name} {field}", "keys of form B")


def selftest_mac(report, name, given, wanted):
    """One segment as the daemon of that form numbers it."""
    form, segment = name[0], Segment(0, b"", b"", bytes.fromhex(given["tcp_segment_mac_zeroed"]))
    key = bytes.fromhex(given["mac_key"])
    sending = Sending(b"", key, bytes.fromhex(given.get("ack_key", given["mac_key"])))
    numbers = (daemon_number(form, segment.seq, given.get("isn_sender", 0)),
               daemon_number(form, segment.ack, given.get("isn_receiver", 0)))
    tag = tcpcrypt_mac(form, sending, segment, *numbers)
    report.test("tcpcrypt", tag.hex() == wanted["mac"], None, name, f"MACs of form {form}")


def selftest_capture(report, capture):
    """A connection of two tcpcrypt daemons: ss[0] from their INIT messages, every MAC, readable payload."""
    form, logged = FORMS[capture["form"]], {name: bytes.fromhex(value) for name, value in capture["keys"].items()
                                            if name != "isn_local_peer"}
    segments = [(entry["from"] == "server", Segment(entry["n"], b"", b"", bytes.fromhex(entry["tcp"])))
                for entry in capture["segments"]]
    isn = [next(s.seq for server, s in segments if server == side and s.flags & SYN) for side in (False, True)]
    found = {segment.crypt_code(): segment for _, segment in segments if segment.crypt_code() is not None}
    first, second = parse_init1(form.name, found[form.init1].payload), parse_init2(form.name, found[form.init2].payload)
    pub_list = found[PKCONF_CODES[0]].crypt()[2:]
    ss = form.first_secret(logged["ns" if form.name == "A" else "pms"], pub_list, first, second) if first and second else None
    report.test("tcpcrypt", ss == logged["ss"], None, "ss[0] of the captured handshake", f"keys of form {form.name}")
    keys = form.schedule(logged["ss"], 0)
    for server, segment in segments:
        sending = keys.s if server else keys.c
        numbers = (daemon_number(form.name, segment.seq, isn[server]), daemon_number(form.name, segment.ack, isn[not server]))
        for option in segment.all(KIND_MAC):
            tag = tcpcrypt_mac(form.name, sending, segment, *numbers)
            report.test("tcpcrypt", tag == option[2:], None, f"captured segment {segment.frame}", "captured MACs")
            text = crypt(sending.enc, segment.seq, segment.payload, DaemonCounter)
            report.test("tcpcrypt", text.isascii(), None, f"captured segment {segment.frame} is no text", "captured texts")


def selftest_aes(report):
    """FIPS 197 appendix C.1, and the fast counter mode against the plain block function."""
    block = aes.block(bytes(range(16)), bytes.fromhex("00112233445566778899aabbccddeeff"))
    report.test("aes", block.hex() == "69c4e0d86a7b0430d8cdb78070b4c55a", None, "FIPS 197 C.1", "blocks")
    key = bytes(range(7, 23))
    for first in (0, 0x1230, 1 << 40, M64 & ~15, (M64 & ~15) - 32):
        for form in COUNTER_FORMS.values():
            counters, _ = form.counters(form.home(first), first, first + 80)
            wanted = b"".join(aes.block(key, bytes(8) + number.to_bytes(8, form.order)) for number in counters)
            report.test("aes", aes.counter_blocks(key, counters, form.order) == wanted, None, f"counter from {first:#x}",
                        "counters")
    long = crypt(key, 5, bytes(300000))
    report.test("aes", long[299000:] == crypt(key, 299005, bytes(1000)), None, "long keystream", "counters")


def run_selftest():
    report = Report()
    selftest_aes(report)
    selftest_smptcp(report)
    selftest_file(report, VECTORS)
    return report
