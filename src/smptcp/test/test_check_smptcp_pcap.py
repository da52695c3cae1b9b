#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (c) 2026 The smptcp authors
"""Tests of check-smptcp-pcap.py on made-up captures (made_captures.py).

One thing at a time is broken, and the test asks that exactly that is reported.
"""

import contextlib
import hashlib
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

from judge.aes import crypt
from judge.arithmetic import M64
from judge.capture import read_pcap
from judge.flips import Flipper, flip_many
from judge.keylog import read_key_log
from judge.keys import fastclose_field, token
from judge.plaintext import common_run
from judge.report import Unusable
from judge.tcp import A, ACK, B, RST
from made_captures import (DOWN, UP, Capture, Record, Subflow, dss, mptcp, octets, sample, sparse_sample, tcpcrypt_sample,
                           write_pcap)

HERE = os.path.dirname(os.path.abspath(__file__))


def load_checker():
    spec = importlib.util.spec_from_file_location("check_smptcp_pcap", os.path.join(HERE, "check-smptcp-pcap.py"))
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


c = load_checker()


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


def flip(name, at, mask=1):
    """Flip bits of a finished segment; negative offsets count from the end."""
    def change(record, tcp):
        if record.name == name:
            tcp[at] ^= mask
    return change


class Whole(CheckerCase):
    def test_sample(self):
        checks = self.holds(sample(), extra=["--min-subflows", "2"])
        self.assertEqual(checks["mac"]["counts"]["INIT"], 4)
        self.assertEqual(checks["mac"]["counts"]["JOIN ACK"], 2)
        self.assertEqual(checks["mac"]["counts"]["RST without MAC"], 1)
        self.assertEqual(checks["stream"]["notes"]["up sha256"], hashlib.sha256(UP).hexdigest())
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
            except Unusable:
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
            with self.assertRaises(Unusable):
                read_key_log(text)
        for data in (b"", b"\n\r\r\n" + bytes(40), write_pcap(sample().packets())[:-1]):
            with self.assertRaises(Unusable):
                list(read_pcap(data))


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
        record.subflow = Subflow(cap.main.ends, cap.main.isn, cap.main.sending, cap.named("sub1").subflow.tag)
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
        bare = Record(cap.main, A, 1, 1, ACK, name="bare")
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

    def test_reset_where_the_third_ack_was_lost(self):
        cap = sample()
        sub = cap.join(tail=5)
        cap.records = [r for r in cap.records if r.subflow is not sub or r.position == 0]
        cap.add(sub, A, 1, 1, ACK | RST, mac=True, name="give-up")
        self.holds(cap)
        cap.named("give-up").flags = ACK
        self.fails(cap, join="give-up")

    def test_data_before_the_fourth_segment(self):
        cap = sample()
        cap.records = [r for r in cap.records if r.name not in ("join-fourth", "first")]
        self.fails(cap, join="sub0")

    def test_fastclose(self):
        cap = sample()
        field = fastclose_field(cap.auth[B], cap.auth[A], token(cap.mp_keys[A]))
        main = cap.main
        record = cap.add(main, B, main.next[B], main.next[A], ACK, [mptcp(7, 0, b"\0" + field)], mac=True, name="fastclose")
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
                    self.assertEqual(common_run(UP, text), place if leaks else None)

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

    def test_wide_forms(self):
        """Mappings and data acks of 8 octets, each alone, only where so much was outstanding (S5.7)."""
        cap = sample()
        record, ack = cap.named("up1"), cap.named("sack1")
        record.options[0] = bytes((30, 18, 0x20, 12)) + struct.pack(">QIH", record.dsn, record.position, len(record.payload))
        record.data_ack = None
        ack.options = [bytes((30, 12, 0x20, 3)) + struct.pack(">Q", ack.data_ack)]
        self.breaks(cap, "mapping", at="up1")
        checks = self.holds(cap, extra=["--wide"])
        self.assertEqual(checks["mapping"]["counts"]["M8"], 1)

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
        record.payload = crypt(cap.keys.c.enc, record.position + 16, UP[6000:])
        self.breaks(cap, "up", at="up2")

    def test_no_pkconf(self):
        cap = tcpcrypt_sample()
        cap.named("synack").options = []
        self.breaks(cap, "handshake", at="synack")

    def test_other_mode(self):
        cap = tcpcrypt_sample()
        cap.mode = "SMPTCP"
        self.fails(cap, handshake="syn")


TAG_SIZES = ("20", "16", "12", "10", "8")


class Modes(CheckerCase):
    """Every way of protecting a connection: the capture holds, and does not hold as another one."""

    SMPTCP = [{"tag": tag} for tag in TAG_SIZES] + [
        {"subkey": "1"}, {"window": "0"}, {"sid": "8"}, {"literal": "1"}, {"idsnlow": "fffffff0"},
        {"subkey": "1", "tag": "12", "window": "0", "sid": "8", "idsnlow": "ffffffff"}]
    TCPCRYPT = [{"form": form, "counter": counter, "initiator": initiator, "resumed": resumed}
                for form in "AB" for counter in ("clean", "daemon")
                for initiator, resumed in (("C", "0"), ("S", "0"), ("C", "1"), ("S", "1"))] + [
        {"tag": tag} for tag in TAG_SIZES]

    @staticmethod
    def log_as(cap, **other):
        """The key log of another mode with the same secrets."""
        kept, cap.pairs = cap.pairs, {**cap.pairs, **other}
        log, cap.pairs = cap.key_log(), kept
        return log

    def test_smptcp(self):
        for pairs in self.SMPTCP:
            with self.subTest(pairs):
                checks = self.holds(sample(**pairs), extra=["--min-subflows", "2"])
                self.assertEqual(checks["stream"]["notes"]["down sha256"], hashlib.sha256(DOWN).hexdigest())

    def test_smptcp_of_another_mode(self):
        for pairs, other in (({"tag": "12"}, {"tag": "10"}), ({"tag": "12"}, {"tag": "16"}), ({"window": "0"}, {"window": "1"}),
                             ({"window": "1"}, {"window": "0"}), ({"subkey": "1"}, {"subkey": "0"}),
                             ({"subkey": "0"}, {"subkey": "1"}), ({"literal": "0"}, {"literal": "1"})):
            with self.subTest(pairs=pairs, other=other):
                cap = sample(**pairs)
                _, answer = run(cap, key_log=self.log_as(cap, **other))
                failed = [check["name"] for check in answer["checks"] if not check["ok"]]
                self.assertIn("mac", failed)

    def test_other_data_sequence_numbers(self):
        """Another SID width or low half moves the IDSN: octets lie outside of the stream, however right their MACs."""
        for other in ({"sid": "8"}, {"idsnlow": "00000000"}):
            cap = sample()
            _, answer = run(cap, key_log=self.log_as(cap, **other))
            failed = [check["name"] for check in answer["checks"] if not check["ok"]]
            self.assertIn("stream", failed)

    def test_seed_literal_shares_keystream(self):
        """A26: the checker decrypts such a capture and tells what was given away."""
        counts = self.holds(sample(literal="1"))["ciphertext"]["counts"]
        self.assertGreater(counts["keystream used for two different octets"], 0)
        self.assertNotIn("keystream used for two different octets", self.holds(sample())["ciphertext"]["counts"])

    def test_sub_keys_encrypt_anew(self):
        """A reinjection under another subflow's keys is other ciphertext of the same octets; other octets are noticed."""
        cap = sample(subkey="1")
        record = cap.named("reinjection")
        record.payload = bytes((record.payload[0] ^ 1,)) + record.payload[1:]
        self.breaks(cap, "stream", at="reinjection")

    def test_one_position_two_octets(self):
        """Keystream by position: a position of a subflow must not be used for another DSN's octets."""
        cap = sample(subkey="1")
        record = cap.again(cap.named("sub1"), "other")
        record.payload = bytes(len(record.payload))
        self.breaks(cap, "ciphertext", at="other")

    def test_sparse(self):
        for order in (0, 1):
            checks = self.holds(sparse_sample(order))
            self.assertEqual(checks["mapping"]["counts"]["mapped elsewhere"], 6)

    def test_sparse_without_its_mapping(self):
        cap = sparse_sample()
        cap.records.remove(cap.named("first1"))
        status, answer = run(cap)
        failed = {check["name"]: check["first_frame"] for check in answer["checks"] if not check["ok"]}
        self.assertEqual(failed.get("mapping"), cap.frame("second1"))
        self.assertEqual(status, 1)

    def test_sparse_mappings_have_a_longest(self):
        cap = sparse_sample()
        _, answer = run(cap, key_log=self.log_as(cap, sparse="2"))
        self.assertEqual([check["name"] for check in answer["checks"] if not check["ok"]], ["mapping"])

    def test_dense_profile_does_not_take_sparse_mappings(self):
        cap = sparse_sample()
        _, answer = run(cap, key_log=self.log_as(cap, sparse="1"))
        self.assertIn("mapping", [check["name"] for check in answer["checks"] if not check["ok"]])

    def test_join_with_hmac_in_the_syn(self):
        checks = self.holds(sample(syn_hmac=True))
        self.assertEqual(checks["join"]["counts"]["HMAC64 in the SYN"], 1)
        self.breaks(sample(syn_hmac=True), "join", at="join-syn", on_the_way=flip("join-syn", 20 + 19))

    def test_tcpcrypt(self):
        for pairs in self.TCPCRYPT:
            with self.subTest(pairs):
                self.holds(tcpcrypt_sample(**pairs))

    def test_tcpcrypt_of_another_mode(self):
        for pairs, other in (({"counter": "daemon"}, {"counter": "clean"}), ({"counter": "clean"}, {"counter": "daemon"}),
                             ({"form": "B", "counter": "daemon"}, {"counter": "clean"}), ({"tag": "8"}, {"tag": "10"})):
            with self.subTest(pairs=pairs, other=other):
                cap = tcpcrypt_sample(**pairs)
                _, answer = run(cap, key_log=self.log_as(cap, **other))
                self.assertIn("mac", [check["name"] for check in answer["checks"] if not check["ok"]])
        for pairs, other in (({}, {"form": "B"}), ({}, {"initiator": "S"}), ({"initiator": "S"}, {"initiator": "C"}),
                             ({}, {"resumed": "1"}), ({"resumed": "1"}, {"resumed": "0"})):
            with self.subTest(pairs=pairs, other=other):
                cap = tcpcrypt_sample(**pairs)
                _, answer = run(cap, key_log=self.log_as(cap, **other))
                self.assertIn("handshake", [check["name"] for check in answer["checks"] if not check["ok"]])

    def test_application_support_enters_the_keys_of_form_b(self):
        for initiator in "CS":
            for resumed in "01":
                for application in range(4):
                    with self.subTest(initiator=initiator, resumed=resumed, application=application):
                        cap = tcpcrypt_sample(form="B", initiator=initiator, resumed=resumed, application=application)
                        self.holds(cap)
                        hello = cap.named("synack" if (initiator, resumed) == ("S", "0") else "syn")
                        code = hello.options[1][2] ^ (1 if resumed == "1" else 3)
                        hello.options[1] = hello.options[1][:2] + bytes((code,)) + hello.options[1][3:]
                        _, answer = run(cap)
                        self.assertIn("mac", [check["name"] for check in answer["checks"] if not check["ok"]])

    def test_session_named_in_the_syn(self):
        cap = tcpcrypt_sample(resumed="1")
        option = cap.named("syn").options[1]
        cap.named("syn").options[1] = option[:-1] + bytes((option[-1] ^ 1,))
        self.breaks(cap, "key-exchange", at="syn")

    def test_daemon_keystream_follows_the_segment(self):
        """Cut differently, the same octets are other ciphertext; with the clean counter they would have to be the same."""
        for counter in ("daemon", "clean"):
            cap = tcpcrypt_sample(counter=counter)
            cap.main.next[A], cap.sent[A] = cap.named("up1").position + 17, 3017
            cap.data(cap.main, A, 100, name="cut")
            self.holds(cap)
            record = cap.named("cut")
            record.payload = bytes((record.payload[0] ^ 1,)) + record.payload[1:]
            self.breaks(cap, "stream" if counter == "daemon" else "ciphertext", at="cut")

    def test_bad_profiles(self):
        line = "CRYPT_PROFILE 0 10.0.0.1:1 10.0.0.2:2 C "
        for text in ("form=C", "tag=11", "window=2", "sparse=0", "sparse=x", "sid=9", "idsnlow=123456789", "form", "initiator=A"):
            with self.assertRaises(Unusable, msg=text):
                read_key_log(line + text)
        secrets = read_key_log(line + "form=B unknown=7\n" + line + "form=A\n")
        self.assertFalse(next(iter(secrets.values())).agreed)


class Exemptions(CheckerCase):
    """Exactly the segments of S5.8 and S7.1 go without MAC."""

    def bare(self, cap, *options, flags=ACK, payload=b"", sub=None, role=A):
        sub = sub or cap.main
        cap.add(sub, role, sub.next[role], sub.next[1 - role], flags, list(options), payload, name="bare")
        return cap

    def test_nothing_else_goes_without(self):
        self.breaks(self.bare(sample()), "mac", at="bare")
        self.breaks(self.bare(sample(), b"\x45\3\x07"), "mac", at="bare")
        self.breaks(self.bare(sample(), b"\x45\3\x09"), "mac", at="bare")
        self.fails(self.bare(sample(), payload=b"clear text"), mac="bare")
        self.fails(self.bare(tcpcrypt_sample(), payload=b"clear text"), mac="bare")
        self.breaks(self.bare(tcpcrypt_sample(), bytes((69, 7, 0x41, 5)) + bytes.fromhex("020404")), "mac", at="bare")

    def test_join_ack_belongs_to_its_subflow_and_side(self):
        cap = sample()
        option = cap.named("join-ack").options[0]
        for sub, role in ((cap.main, A), (cap.named("join-ack").subflow, B)):
            cap = sample()
            sub = cap.main if sub.tag == bytes(8) else cap.named("join-ack").subflow
            self.fails(self.bare(cap, option, sub=sub, role=role), mac="bare")

    def test_syn_in_the_middle(self):
        """A SYN has no MAC to get wrong: it must be that of the handshake again."""
        cap = sample()
        cap.again(cap.named("synack"))
        self.holds(cap)
        _, answer = run(cap, on_the_way=flip("last-ack", 13, 2))
        self.assertLessEqual({"handshake", "mac"}, {check["name"] for check in answer["checks"] if not check["ok"]})


class Flips(unittest.TestCase):
    """flips.py on made-up captures: a bit in a covered field is noticed, one in a free field is not."""

    @staticmethod
    def flipper(cap, judge=None):
        options = c.parse_arguments(["--pcap", "-", "--keys", "-", "--mode", cap.mode])
        options.up_data = options.down_data = options.plaintext_data = None
        return Flipper(read_pcap(write_pcap(cap.packets())), read_key_log(cap.key_log()), judge or (
            lambda segments, secrets, report: c.judge_segments(segments, secrets, options, report)[1]))

    def test_every_mode(self):
        samples = [sample(**pairs) for pairs in Modes.SMPTCP if pairs != {"literal": "1"}] + [
            sample(literal="1"), sample(ipv6=True), sample(syn_hmac=True), sparse_sample()] + [
            tcpcrypt_sample(**pairs) for pairs in Modes.TCPCRYPT]
        for cap in samples:
            with self.subTest(mode=cap.mode, **cap.pairs):
                flipper = self.flipper(cap)
                self.assertEqual(flipper.report.failed(), [])
                complaints, _ = flip_many(flipper, 10, random.Random(7))
                self.assertEqual(complaints, [])

    def test_a_judge_that_sees_nothing_or_too_much_is_found_out(self):
        flipper = self.flipper(sample())
        for broken, wrong in ((lambda segments, secrets, report: [], "goes unnoticed"),
                              (lambda segments, secrets, report: report.bad("x", 1, "x"), "is noticed")):
            flipper.judge = broken
            complaints, _ = flip_many(flipper, 20, random.Random(8))
            self.assertGreater(len(complaints), 12)  # what spoils the options is noticed before the judge is asked
            self.assertTrue(all(text.endswith(wrong) for text in complaints))

    def test_fields(self):
        """Which octets of a known segment are covered: a data segment of 40 octets of options, window covered or not."""
        for window in "01":
            cap = sample(window=window)
            fields, number = self.flipper(cap).fields, cap.frame("up1")
            covered = {place.octet - 22 for places in fields.covered.values() for place in places if place.frame == number}
            free = {place.octet - 22 for places in fields.free.values() for place in places if place.frame == number}
            window_octets = {14, 15}
            header = {4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 18, 19} | (window_octets if window == "1" else set())
            self.assertEqual(covered, header | set(range(20, 60 + 1000)))
            self.assertEqual({octet for octet in free if octet >= 0},
                             {0, 1, 2, 3, 12, 16, 17} | (window_octets if window == "0" else set()))


class Aes(unittest.TestCase):
    @unittest.skipUnless(shutil.which("openssl"), "openssl is not installed")
    def test_against_openssl(self):
        key, blocks = octets(50, 16), b"".join(struct.pack(">QQ", 0, 16 * i) for i in range(70000))
        done = subprocess.run(["openssl", "enc", "-aes-128-ecb", "-K", key.hex(), "-nopad"], input=blocks, capture_output=True,
                              check=True)
        self.assertEqual(crypt(key, 0, bytes(len(blocks))), done.stdout)

    def test_wrap(self):
        key = octets(51, 16)
        self.assertEqual(crypt(key, M64 - 20, bytes(60))[21:], crypt(key, 0, bytes(39)))


if __name__ == "__main__":
    unittest.main()
