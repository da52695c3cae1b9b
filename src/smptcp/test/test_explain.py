#!/usr/bin/env python3
# Copyright (c) 2026 The smptcp authors
# SPDX-License-Identifier: GPL-2.0-only
"""smptcp-explain judged from outside: MACs, decrypted text, tokens of real captures, damaged files, pictures.

    test_explain.py --program build/bin/smptcp-explain --transfer build/bin/smptcp-transfer [unittest arguments]
"""

import argparse
import csv
import pathlib
import random
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree

CAPTURES = pathlib.Path(__file__).with_name("data") / "captures"
TEXT = "".join(f"Line {number} has <tags> & \"quotes\" that must survive.\n" for number in range(9000)).encode("ascii")
EXCERPT = 48
RAW, ETHERNET, PPP, COOKED = 101, 1, 9, 113
OPTIONS = None

EVENT = re.compile(r"^ *(\d+) +([\d.]+) +(\d+)  \|([<x>-]+)\|  (.*?)(?:  \[(.*)\])?$")


class Pcap:
    """A classic little-endian pcap in memory, to be altered."""

    def __init__(self, path):
        data = pathlib.Path(path).read_bytes()
        self.head, self.frames, at = data[:24], [], 24
        while at < len(data):
            seconds, fraction, size, _ = struct.unpack_from("<4I", data, at)
            self.frames.append((seconds, fraction, bytearray(data[at + 16:at + 16 + size])))
            at += 16 + size

    def write(self, path, link=None, kept=None):
        """Write it, perhaps as another link type, perhaps with only the first octets of each frame."""
        head = self.head if link is None else self.head[:20] + struct.pack("<I", link)
        with open(path, "wb") as out:
            out.write(head)
            for seconds, fraction, frame in self.frames:
                out.write(struct.pack("<4I", seconds, fraction, len(frame[:kept]), len(frame)) + frame[:kept])
        return path


def tcp_of(frame):
    """Offset of the TCP header and of the payload in a raw IPv4 frame."""
    ip = (frame[0] & 15) * 4
    return ip, ip + (frame[ip + 12] >> 4) * 4


def as_ipv6(frame):
    """The same segment between IPv6 addresses; no MAC covers addresses."""
    ip, _ = tcp_of(frame)
    source, destination = (bytes.fromhex("20010db8") + bytes(8) + bytes(frame[at:at + 4]) for at in (12, 16))
    return bytearray(struct.pack(">IHBB", 6 << 28, len(frame) - ip, 6, 64) + source + destination + frame[ip:])


def excerpt(octets):
    return "".join(chr(octet) if 32 <= octet < 127 else "." for octet in octets[:EXCERPT])


def explain(*arguments):
    return subprocess.run([OPTIONS.program, *map(str, arguments)], capture_output=True, text=True, timeout=120, check=False)


class Event:
    """One segment of the text ladder."""

    def __init__(self, match):
        self.frame, self.subflow = int(match[1]), int(match[3])
        self.up, self.headline, self.mac = ">" in match[4], match[5], match[6]
        self.details = []

    def number(self, name):
        found = re.search(rf"\b{name} (\d+)", self.headline)
        return int(found[1]) if found else None


def events(output):
    found = []
    for line in output.splitlines():
        match = EVENT.match(line)
        if match:
            found.append(Event(match))
        elif found and "|        |    " in line:
            found[-1].details.append(line.split("|        |    ", 1)[1])
    return found


class ExplainTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.directory = pathlib.Path(tempfile.mkdtemp())
        cls.addClassCleanup(shutil.rmtree, cls.directory)
        cls.file = cls.directory / "input.txt"
        cls.file.write_bytes(TEXT)

    @classmethod
    def transfer(cls, kind, *arguments, name=None):
        out = cls.directory / (name or kind)
        if not out.exists():
            subprocess.run([OPTIONS.transfer, f"--client={kind}", f"--server={kind}", f"--file={cls.file}", f"--out={out}",
                            *arguments], check=True, capture_output=True, timeout=300)
        return out

    def explained(self, *arguments):
        result = explain(*arguments)
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        return result.stdout

    def refused(self, *arguments):
        result = explain(*arguments)
        self.assertGreater(result.returncode, 0, "neither accepted nor killed")
        self.assertEqual(result.stdout, "")
        self.assertEqual(len(result.stderr.splitlines()), 1, result.stderr)
        return result.stderr

    def all_of(self, out, *arguments):
        return self.explained(out / "client.pcap", f"--keys={out / 'keys.log'}", "--from=1", *arguments)

    def assert_macs(self, output, wrong=0, missing=0, unchecked=0):
        found = re.search(r"MACs: (\d+) ok, (\d+) wrong, (\d+) missing, (\d+) not checked", output)
        self.assertEqual(tuple(map(int, found.groups()[1:])), (wrong, missing, unchecked))
        return int(found[1])


    def assert_all_macs(self, output):
        """Every segment behind INIT2 has a MAC that is right, or is one of those that have none."""
        all_events = events(output)
        right = [event for event in all_events if event.mac == "MAC ok"]
        self.assertEqual(self.assert_macs(output), len(right))
        others = [event for event in all_events if event.mac != "MAC ok"]
        for event in others:
            opening = "SYN" in event.headline or any("CRYPT INIT" in line for line in event.details)
            # A stacked JOIN has no keys yet at its third and fourth segments.
            opening |= "STACKED" in output and event.subflow > 1 and event.headline == "ACK seq 1 ack 1"
            self.assertTrue(opening or event.mac == "exempt from MAC", event.headline)
        self.assertGreater(len(right), 100)

    def assert_text_by_dsn(self, output, mode="SMPTCP"):
        """The excerpts of both subflows are the text at their DSNs, and nothing of it is missing."""
        self.assertIn(f"connection 1: {mode}\n", output)
        covered, subflows = set(), set()
        for event in events(output):
            text = " ".join(event.details)
            mapping = re.search(r"DSN (\d+) length (\d+) at (\d+)", text)
            if mapping:
                dsn, length, at = map(int, mapping.groups())
                self.assertEqual(event.number("seq"), at)
                wanted = excerpt(TEXT[dsn - 1:dsn - 1 + length])
                self.assertIn(f'{length} octets decrypted: "{wanted}"', text)
                covered.update(range(dsn - 1, dsn - 1 + length))
                subflows.add(event.subflow)
        self.assertEqual(covered, set(range(len(TEXT))))
        self.assertEqual(subflows, {1, 2})

    def assert_text_by_position(self, output, start=None):
        """tcpcrypt: the excerpts are the text at their positions, which INIT1 shifts."""
        self.assertIn("connection 1: TCPCRYPT", output)
        all_events = events(output)
        first = start or 1 + next(event.number("len") for event in all_events if "CRYPT INIT1" in event.details)
        octets = 0
        for event in all_events:
            length = event.number("len")
            if event.mac == "MAC ok" and event.up and length:
                at = event.number("seq") - first
                self.assertIn(f'{length} octets decrypted: "{excerpt(TEXT[at:at + length])}"', " ".join(event.details))
                octets += 0 if "repeat" in event.headline else length
        self.assertEqual(octets, len(TEXT))


class OwnCaptures(ExplainTest):
    def test_smptcp_has_right_macs_and_the_text_of_the_file(self):
        output = self.all_of(self.transfer("smptcp"))
        self.assert_all_macs(output)
        self.assert_text_by_dsn(output)
        for words in ("HELLO", "PKCONF RSA-2048 RSA-3072", "INIT1_MP", "INIT1: RSA modulus of 2048 bits", "INIT2: 256 octets",
                      "ADD_ADDR id 1 10.1.2.2", "ADD_ADDR echo", "MP_JOIN token", "(right)", "DATA_FIN"):
            self.assertIn(words, output)

    def test_tcpcrypt_has_right_macs_and_the_text_of_the_file(self):
        output = self.all_of(self.transfer("tcpcrypt"))
        self.assert_all_macs(output)
        self.assert_text_by_position(output)

    def test_mptcp_of_both_versions_shows_mappings_and_clear_text(self):
        for kind, version in (("mptcp", 0), ("mptcp-v1", 1)):
            with self.subTest(kind=kind):
                output = self.all_of(self.transfer(kind))
                self.assertIn(f"connection 1: MPTCP version {version}\n", output)
                self.assertNotIn("WRONG", output)
                self.assertIn("(right)", output)
                shown = 0
                for event in events(output):
                    text = " ".join(event.details)
                    mapping = re.search(r"DSN (\d+) length (\d+) at (\d+)", text)
                    if mapping and event.number("len") and int(mapping[3]) == event.number("seq"):
                        at = int(mapping[1]) - 1
                        self.assertIn(f'in clear: "{excerpt(TEXT[at:at + event.number("len")])}"', text)
                        shown += 1
                self.assertGreater(shown, 50)

    def test_plain_tcp(self):
        output = self.all_of(self.transfer("legacy"))
        self.assertIn("connection 1: TCP\n", output)
        self.assertIn(f'in clear: "{excerpt(TEXT)}"', output)
        self.assertNotIn("token", output)

    def test_without_keys_nothing_is_judged(self):
        for kind in ("smptcp", "tcpcrypt"):
            output = self.explained(self.transfer(kind) / "client.pcap", "--from=1")
            self.assertEqual(self.assert_macs(output, unchecked=len(re.findall("MAC not checked: no keys", output))), 0)
            self.assertNotIn("decrypted", output)
            self.assertIn(" encrypted", output)

    def test_elided_runs_are_counted(self):
        out = self.transfer("smptcp")
        arguments = (out / "client.pcap", f"--keys={out / 'keys.log'}")
        short, everything = self.explained(*arguments), self.explained(*arguments, "--from=1")
        left_out = sum(int(number) for number in re.findall(r"(\d+) (?:data segment|ACK|other segment)s?\b", short))
        self.assertEqual(len(events(short)) + left_out, len(events(everything)))
        self.assertGreater(left_out, len(events(short)))
        limited = self.explained(*arguments, "--limit=3")
        self.assertEqual([event.frame for event in events(limited)], [1, 2, 3])
        ranged = self.explained(*arguments, "--from=5", "--to=9")
        self.assertEqual([event.frame for event in events(ranged)], [5, 6, 7, 8, 9])


class Variants(ExplainTest):
    """Other forms of protection; the key log tells which."""

    def variant(self, kind, *settings):
        attributes = [f"--ns3::SmptcpStack::{setting}" for setting in settings]
        out = self.transfer(kind, *attributes, name="-".join((kind, *settings)))
        output = self.all_of(out)
        self.assert_all_macs(output)
        return out, output

    def test_smptcp(self):
        for setting in ("MacTagOctets=16", "MacTagOctets=12", "MacTagOctets=10", "MacTagOctets=8", "SubflowKeys=true",
                        "SeedLiteral=true", "SidOctets=8", "CoverWindow=false"):
            with self.subTest(setting=setting):
                self.assert_text_by_dsn(self.variant("smptcp", setting)[1])

    def test_tcpcrypt(self):
        for settings in (("TcpcryptForm=B",), ("TcpcryptWire=daemon",), ("TcpcryptForm=B", "TcpcryptWire=daemon"),
                         ("TcpcryptForm=B", "MacTagOctets=8"), ("MacTagOctets=10",)):
            with self.subTest(settings=settings):
                out, output = self.variant("tcpcrypt", *settings)
                self.assert_text_by_position(output)
                self.assertIn("ECDHE" if "TcpcryptForm=B" in settings else "RSA-2048", output)
                self.assert_macs(self.explained(out / "client.pcap"), unchecked=len(re.findall("MAC ok", output)))

    def test_stacked(self):
        for settings in ((), ("TcpcryptForm=B",), ("TcpcryptWire=daemon", "RandomIsn=true"), ("MacTagOctets=10",)):
            with self.subTest(settings=settings):
                _, output = self.variant("mptcp-tcpcrypt", "Prefer=stacked", *settings)
                self.assertIn("joined by A", output)
                self.assertEqual(len(re.findall("CRYPT INIT1", output)), 2)
                self.assert_text_by_dsn(output, "STACKED")

    def test_sequence_spaces_and_joins_of_another_kind(self):
        for setting in ("SparseMapping=4", "TestIsn=4294900000", "TestIdsnLow=fffffc00", "RandomIsn=true", "SynHmac=true"):
            with self.subTest(setting=setting):
                output = self.variant("smptcp", setting)[1]
                self.assertIn("joined by A", output)
                if setting == "SynHmac=true":
                    self.assertRegex(output, r"MP_JOIN token \w+, address id 1, nonce \w+, HMAC \w+ \(right\)")
                if setting != "SparseMapping=4":
                    self.assert_text_by_dsn(output)

    def test_another_profile_makes_macs_wrong(self):
        out = self.transfer("smptcp")
        log = (out / "keys.log").read_text()
        path = self.directory / "profile.log"
        for old, new, verdict in (("window=1", "window=0", "MAC WRONG"), ("subkey=0", "subkey=1", "MAC WRONG"),
                                  ("tag=20", "tag=12", "MAC MISSING")):
            with self.subTest(new=new):
                self.assertIn(old, log)
                path.write_text(log.replace(old, new))
                found = events(self.explained(out / "client.pcap", f"--keys={path}", "--from=1"))
                bad = {event.subflow for event in found if event.mac == verdict}
                self.assertEqual(bad, {2} if "subkey" in old else {1, 2})


class Tampered(ExplainTest):
    def tampered(self, change):
        """Explain a capture after `change` of one data frame; returns the frame and the output."""
        out = self.transfer("smptcp")
        pcap = Pcap(out / "client.pcap")
        frame = next(event.frame for event in events(self.all_of(out)) if event.number("len") == 1420) + 3
        change(pcap.frames[frame - 1][2])
        path = pcap.write(self.directory / "tampered.pcap")
        return frame, self.explained(path, f"--keys={out / 'keys.log'}")

    def test_one_altered_octet_of_payload_is_one_wrong_mac(self):
        def change(frame):
            frame[tcp_of(frame)[1] + 700] ^= 1
        frame, output = self.tampered(change)
        self.assert_macs(output, wrong=1)
        self.assertEqual([event.frame for event in events(output) if event.mac == "MAC WRONG"], [frame])

    def test_an_altered_dsn_is_a_wrong_mac(self):
        def change(frame):
            frame[tcp_of(frame)[0] + 20 + 8] ^= 0x80  # DSS: 4 octets of head, 4 of data ack, then the DSN
        frame, output = self.tampered(change)
        self.assert_macs(output, wrong=1)
        self.assertEqual([event.frame for event in events(output) if event.mac == "MAC WRONG"], [frame])

    def test_a_mac_taken_off_is_missing(self):
        def change(frame):
            tcp, payload = tcp_of(frame)
            self.assertEqual(frame[tcp + 38], 70)
            frame[tcp + 38:payload] = bytes([1]) * (payload - tcp - 38)
        frame, output = self.tampered(change)
        self.assert_macs(output, missing=1)
        self.assertEqual([event.frame for event in events(output) if event.mac == "MAC MISSING"], [frame])

    def test_a_segment_cut_by_the_capture_is_not_judged(self):
        def change(frame):
            del frame[tcp_of(frame)[1]:]  # the end is not there although the IP header tells of it
        _, output = self.tampered(change)
        self.assertIn("segment not captured whole", self.explained(self.directory / "tampered.pcap", "--from=1"))
        self.assert_macs(output, unchecked=1)


class OtherForms(ExplainTest):
    def same(self, pcap, out, keys=None, **how):
        path = pcap.write(self.directory / "other.pcap", **how)
        keys = keys or out / "keys.log"
        return self.explained(path, f"--keys={keys}")

    def test_every_link_type(self):
        out = self.transfer("smptcp")
        wanted = self.explained(out / "client.pcap", f"--keys={out / 'keys.log'}")
        for link, header in ((ETHERNET, bytes(12) + b"\x08\x00"), (PPP, b"\x00\x21"), (COOKED, bytes(14) + b"\x08\x00")):
            pcap = Pcap(out / "client.pcap")
            pcap.frames = [(seconds, fraction, bytearray(header) + frame) for seconds, fraction, frame in pcap.frames]
            self.assertEqual(self.same(pcap, out, link=link), wanted)

    def test_ipv6(self):
        out = self.transfer("smptcp")
        wanted = self.explained(out / "client.pcap", f"--keys={out / 'keys.log'}")
        pcap = Pcap(out / "client.pcap")
        pcap.frames = [(seconds, fraction, as_ipv6(frame)) for seconds, fraction, frame in pcap.frames]
        keys = self.directory / "keys6.log"
        keys.write_text(re.sub(r" 10\.1\.(\d)\.(\d):", r" [2001:db8::a01:\g<1>0\2]:", (out / "keys.log").read_text()))
        output = self.same(pcap, out, keys)
        self.assertIn("subflow 1: A [2001:db8::a01:101]:", output)
        self.assertEqual(self.assert_macs(output), self.assert_macs(wanted))

    def test_two_sightings_are_one_packet(self):
        out = self.transfer("smptcp", "--loss=0.02", "--duplicate=0.02", name="lossy")
        keys = f"--keys={out / 'keys.log'}"
        client = self.explained(out / "client.pcap", keys)
        self.assertEqual(self.explained(out / "client.pcap", out / "client.pcap", keys).split("\n\n")[0],
                         client.split("\n\n")[0])
        both = self.explained(out / "client.pcap", out / "server.pcap", keys)
        counts = [int(re.search(r"(\d+) segments", text)[1]) for text in
                  (client, self.explained(out / "server.pcap", keys), both)]
        self.assertLessEqual(max(counts[:2]), counts[2])
        self.assertLess(counts[2], 1.2 * max(counts[:2]))
        self.assert_macs(both)
        times = [float(value) for value in re.findall(r"^ *\d+ +([\d.]+) +\d+  \|", both, re.M)]
        self.assertEqual(times, sorted(times))

    def test_a_syn_in_the_middle_is_no_new_connection_but_ports_are_used_again(self):
        out = self.transfer("smptcp")
        frames = Pcap(out / "client.pcap").frames
        wanted = self.explained(out / "client.pcap", f"--keys={out / 'keys.log'}")
        pcap = Pcap(out / "client.pcap")
        forged = (frames[100][0], frames[100][1], bytearray(frames[0][2]))
        tcp = tcp_of(forged[2])[0]
        forged[2][tcp + 4:tcp + 8] = bytes.fromhex("12345678")
        pcap.frames.insert(100, forged)
        output = self.same(pcap, out)
        self.assertNotIn("connection 2", output)
        self.assertEqual(self.assert_macs(output), self.assert_macs(wanted))
        pcap.frames = frames + frames  # the same again, and of course the same keys
        output = self.same(pcap, out)
        self.assertEqual(len(re.findall(r"^connection \d: SMPTCP$", output, re.M)), 2)
        self.assertEqual(output.count(re.search("keys from.*", wanted)[0]), 2)
        self.assertEqual(output.count("subflow 2"), 2)
        self.assertNotIn("connection 2", self.explained(self.directory / "other.pcap", "--connection=1"))

    def test_a_capture_that_begins_later(self):
        out = self.transfer("smptcp")
        pcap = Pcap(out / "client.pcap")
        del pcap.frames[:40]
        output = self.same(pcap, out)
        self.assertIn("its beginning was not captured", output)
        self.assertNotIn("WRONG", output)

    def test_a_short_capture_length(self):
        pcap = Pcap(self.transfer("smptcp") / "client.pcap")
        output = self.explained(pcap.write(self.directory / "snapped.pcap", kept=80), "--from=1")
        self.assertIn("not captured whole", output)


class RealCaptures(ExplainTest):
    def test_tokens_and_hmacs_are_those_of_the_table(self):
        with open(CAPTURES / "captures.csv", encoding="ascii") as table:
            rows = list(csv.DictReader(table))
        self.assertGreater(len(rows), 20)
        for row in rows:
            with self.subTest(file=row["file"]):
                output = self.explained(CAPTURES / f"{row['file']}.pcap", "--from=1")
                if row["token_b"]:
                    self.assertIn(f"token A {row['token_a']}, IDSN A {row['idsn_a']}, "
                                  f"token B {row['token_b']}, IDSN B {row['idsn_b']}", output)
                wrong = [int(entry.split("@")[1]) for entry in row["wrong"].split() if "hmac@" in entry]
                found = [event.frame for event in events(output) if "(WRONG)" in " ".join(event.details)]
                self.assertEqual(found, wrong)
                right = output.count("(right)")
                self.assertEqual(right, int(row["join_hmacs"] or 0) + int(row["add_addr_hmacs"] or 0))

    def test_what_the_captures_are_about(self):
        wanted = {
            "two-subflows": "joined by A", "backup-join": ", backup", "remove-addr": "REMOVE_ADDR id", "mp-prio": "MP_PRIO backup",
            "fastclose-unread": "MP_FASTCLOSE", "mp-fail-single-subflow": "infinite mapping", "checksum": "checksums",
            "join-unknown-token": "of no connection in the capture", "v0-syn": "MP_CAPABLE version 0"}
        for name, words in wanted.items():
            with self.subTest(name=name):
                self.assertIn(words, self.explained(CAPTURES / f"linux-mptcpv1-{name}.pcap"))


class Pictures(ExplainTest):
    def test_a_picture_is_xml_and_has_every_segment_of_the_ladder(self):
        out = self.transfer("smptcp")
        svg = self.directory / "ladder.svg"
        for arguments in ((out / "client.pcap", f"--keys={out / 'keys.log'}", "--from=1"), (out / "client.pcap",),
                          (CAPTURES / "linux-mptcpv1-mp-fail-two-subflows.pcap",)):
            output = self.explained(*arguments, f"--svg={svg}")
            root = xml.etree.ElementTree.parse(svg).getroot()
            self.assertEqual(root.tag, "{http://www.w3.org/2000/svg}svg")
            arrows = root.findall("{http://www.w3.org/2000/svg}path")
            self.assertEqual(len(arrows), len(events(output)))
            words = [text.text for text in root.findall("{http://www.w3.org/2000/svg}text")]
            for event in events(output):
                self.assertTrue(any(event.headline in word for word in words))

    def test_a_wrong_mac_is_red(self):
        out = self.transfer("smptcp")
        pcap = Pcap(out / "client.pcap")
        frame = pcap.frames[10][2]
        frame[-1] ^= 1
        svg = self.directory / "red.svg"
        self.explained(pcap.write(self.directory / "red.pcap"), f"--keys={out / 'keys.log'}", f"--svg={svg}")
        arrows = xml.etree.ElementTree.parse(svg).getroot().findall("{http://www.w3.org/2000/svg}path")
        self.assertEqual([arrow.get("class") for arrow in arrows].count("bad"), 1)


class Damaged(ExplainTest):
    def test_cut_files_get_one_line(self):
        whole = (CAPTURES / "linux-mptcpv1-single.pcap").read_bytes()
        path = self.directory / "cut.pcap"
        for size in (*range(0, 24, 5), 25, 39, 41, 100, len(whole) - 1):
            with self.subTest(size=size):
                path.write_bytes(whole[:size])
                self.refused(path)
        path.write_bytes(whole[:24])
        self.assertIn("no TCP packet", self.refused(path))

    def test_other_files_get_one_line(self):
        path = self.directory / "other"
        path.write_bytes(bytes.fromhex("0a0d0d0a") + bytes(60))
        self.assertIn("pcapng", self.refused(path))
        path.write_bytes(b"no capture at all, but text that is long enough")
        self.refused(path)
        Pcap(CAPTURES / "linux-mptcpv1-single.pcap").write(path, link=147)
        self.assertIn("link type 147", self.refused(path))
        self.refused(self.directory)
        self.refused(self.directory / "absent")

    def test_bad_arguments_get_one_line(self):
        capture = CAPTURES / "linux-mptcpv1-single.pcap"
        for arguments in ((), (capture, "--form=1"), (capture, "--from=x"), (capture, "--from=9", "--to=2"), (capture, "-x"),
                          (capture, "--limit=-1"), (capture, "--connection=9"), (capture, "--keys=/absent"),
                          (capture, f"--svg={self.directory}/absent/x.svg")):
            with self.subTest(arguments=arguments):
                self.refused(*arguments)
        self.assertIn("--svg", self.explained("--help"))

    def test_bad_key_logs_get_one_line(self):
        out = self.transfer("smptcp")
        log = (out / "keys.log").read_text()
        path = self.directory / "bad.log"
        for text in ("CRYPT_SS\n", "CRYPT_SS 0.1 nowhere 10.1.1.2:40001 C 00\n", log.replace("CRYPT_SS ", "CRYPT_SS x"),
                     re.sub(r"(CRYPT_SS .*)..\n", r"\1\n", log)):
            path.write_text(text)
            self.assertIn("line 1 ", self.refused(out / "client.pcap", f"--keys={path}"))

    def test_a_profile_not_known_is_said(self):
        out = self.transfer("smptcp")
        path = self.directory / "future.log"
        fields = re.search(r"CRYPT_SS (\S+ \S+ \S+ \S+)", (out / "keys.log").read_text())[1]
        path.write_text((out / "keys.log").read_text() + f"CRYPT_PROFILE {fields} counter=sideways\n")
        output = self.explained(out / "client.pcap", f"--keys={path}")
        self.assertIn("counter=sideways", output)
        self.assertNotIn("WRONG", output)
        path.write_text((out / "keys.log").read_text().replace("form=A", "form=B"))
        output = self.explained(out / "client.pcap", f"--keys={path}")
        self.assertIn("a secret that is not of the form's length", output)
        self.assertNotIn(" ok, 0 wrong", output.replace(" 0 ok, 0 wrong", ""))

    def test_malformed_packets_are_shown(self):
        pcap = Pcap(self.transfer("smptcp") / "client.pcap")
        offset, option, stray = (pcap.frames[number][2] for number in (8, 9, 10))
        offset[tcp_of(offset)[0] + 12] = 0x40  # a data offset below 5
        option[tcp_of(option)[0] + 21] = 0  # an option of length 0
        stray[12:16] = bytes((192, 0, 2, 1))
        stray[tcp_of(stray)[0] + 12] = 0xf0
        del stray[40:]
        output = self.explained(pcap.write(self.directory / "bad.pcap"), "--from=1")
        self.assertIn("malformed TCP header", [event.headline for event in events(output)])
        self.assertIn("malformed option area", output)
        self.assertRegex(output, r"frame 11: 192\.0\.2\.1:\d+ to ")

    def test_random_damage_is_survived(self):
        dice = random.Random(4711)
        out = self.transfer("smptcp")
        sources = [out / "client.pcap", *sorted(CAPTURES.glob("*.pcap"))]
        for run in range(60):
            pcap = Pcap(dice.choice(sources))
            pcap.frames = pcap.frames[:60]
            for _, _, frame in pcap.frames:
                for _ in range(dice.choice((0, 0, 1, 3, 20))):
                    if frame:
                        frame[dice.randrange(min(len(frame), 90))] = dice.randrange(256)
                if dice.random() < 0.1:
                    del frame[dice.randrange(len(frame) + 1):]
            with self.subTest(run=run):
                svg = self.directory / "damaged.svg"
                result = explain(pcap.write(self.directory / "damaged.pcap"), f"--keys={out / 'keys.log'}", "--from=0",
                                 f"--svg={svg}")
                self.assertEqual((result.returncode, result.stderr), (0, ""))
                xml.etree.ElementTree.parse(svg)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True)
    parser.add_argument("--transfer", required=True)
    OPTIONS, rest = parser.parse_known_args()
    unittest.main(argv=[sys.argv[0], *rest])
