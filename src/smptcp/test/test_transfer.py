#!/usr/bin/env python3
# Copyright (c) 2026 The smptcp authors
# SPDX-License-Identifier: GPL-2.0-only
"""smptcp-transfer judged from outside: delivery, goodput, failover, captures, determinism, bad arguments.

    test_transfer.py --program build/bin/smptcp-transfer [--long] [unittest arguments]

--long runs the goodput test on the full 10 + 30 Mbit/s for a minute (1.2 GB of captures in the temporary directory);
without it the rates are a quarter of that.
"""

import argparse
import csv
import hashlib
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

CHECKER = pathlib.Path(__file__).with_name("check-smptcp-pcap.py")
PAYLOAD_SHARE = 0.94541  # largest payload of SMPTCP on Ethernet-size packets over PPP: 1420 of 1502 octets
OPTIONS = None


def text_file(directory, size):
    """A file whose plaintext would be noticed on the wire."""
    path = pathlib.Path(directory) / "input.txt"
    lines = (f"line {number} of a text that must not be seen on any path\n" for number in range(size))
    written = 0
    with open(path, "w") as out:
        for line in lines:
            written += out.write(line)
            if written >= size:
                break
    return path


class TransferTest(unittest.TestCase):
    def setUp(self):
        self.directory = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.directory)

    def run_program(self, *arguments, name="out"):
        out = self.directory / name
        run = subprocess.run([OPTIONS.program, f"--out={out}", *arguments],
                             capture_output=True, text=True, timeout=900, check=False)
        return run, out

    def transfer(self, *arguments, name="out"):
        run, out = self.run_program(*arguments, name=name)
        self.assertEqual(run.returncode, 0, run.stdout + run.stderr)
        row = next(csv.DictReader(open(out / "transfer.csv")))
        self.assertEqual(row["sha256_ok"], "1")
        self.assertEqual(row["mac_failures"], "0")
        row["gap"] = float(re.search(r"longest gap ([0-9.]+) s", run.stdout).group(1))
        return row, out

    def check_pcap(self, out, *arguments, mode="SMPTCP"):
        for host in ("client", "server"):
            check = subprocess.run(
                [sys.executable, str(CHECKER), "--pcap", str(out / f"{host}.pcap"), "--keys",
                 str(out / "keys.log"), "--mode", mode, *arguments],
                capture_output=True, text=True, check=False)
            self.assertEqual(check.returncode, 0, check.stdout + check.stderr)


class Delivery(TransferTest):
    def test_a_20_mb_file_in_every_direction_with_loss(self):
        for direction in ("up", "down", "both"):
            for loss in ("0", "0.001", "0.01"):
                with self.subTest(direction=direction, loss=loss):
                    row, _ = self.transfer("--bytes=20000000", f"--direction={direction}", f"--loss={loss}")
                    self.assertEqual((row["mode_client"], row["mode_server"]), ("SMPTCP", "SMPTCP"))
                    self.assertEqual(row["subflows"], "2")

    def test_goodput_is_at_least_93_percent_of_the_sum_of_the_links(self):
        rates = (10, 30) if OPTIONS.long else (2.5, 7.5)
        predicted = sum(rates) * 1e6 * PAYLOAD_SHARE
        row, _ = self.transfer(f"--paths={rates[0]}Mbps/10ms,{rates[1]}Mbps/40ms",
                               f"--bytes={int(predicted * 62 / 8)}")
        self.assertGreater(float(row["seconds"]), 60)
        self.assertGreaterEqual(float(row["goodput_bps"]), 0.93 * predicted)
        self.assertLessEqual(float(row["goodput_bps"]), 1.0002 * predicted)

    def test_a_failed_path_costs_one_timeout(self):
        for min_rto, lowest, highest in (("200ms", 0.2, 0.23 * 1.2), ("1s", 1.0, 1.03 * 1.2)):
            with self.subTest(min_rto=min_rto):
                row, _ = self.transfer("--paths=10Mbps/10ms,10Mbps/20ms", "--bytes=25000000",
                                       "--failPath=1@10", f"--minRto={min_rto}", "--buffer=4000000")
                self.assertGreaterEqual(row["gap"], lowest)
                self.assertLessEqual(row["gap"], highest)


class Capture(TransferTest):
    def test_every_mac_and_the_plaintext_from_pcap_and_key_log(self):
        text = text_file(self.directory, 3_000_000)
        for direction in ("up", "down", "both"):
            with self.subTest(direction=direction):
                _, out = self.transfer(f"--file={text}", f"--direction={direction}", "--loss=0.005",
                                       "--reorder=0.01", "--duplicate=0.01")
                sides = {"up": ["--up", text], "down": ["--down", text],
                         "both": ["--up", text, "--down", text]}[direction]
                self.check_pcap(out, *map(str, sides), "--no-plaintext-of", str(text), "--min-subflows", "2")

    def test_tcpcrypt_alone(self):
        text = text_file(self.directory, 500_000)
        _, out = self.transfer(f"--file={text}", "--client=tcpcrypt", "--server=smptcp", "--loss=0.005")
        self.check_pcap(out, "--up", str(text), "--no-plaintext-of", str(text), mode="TCPCRYPT")

    def test_stacked(self):
        text = text_file(self.directory, 1_000_000)
        row, out = self.transfer(f"--file={text}", "--client=mptcp-tcpcrypt", "--server=mptcp-tcpcrypt", "--direction=both",
                                 "--attributes=Prefer=stacked", "--loss=0.005", "--reorder=0.01", "--duplicate=0.01")
        self.assertEqual((row["mode_client"], row["mode_server"]), ("STACKED", "STACKED"))
        self.check_pcap(out, "--up", str(text), "--down", str(text), "--no-plaintext-of", str(text), "--min-subflows", "2",
                        mode="STACKED")

    def test_an_altered_capture_does_not_pass(self):
        _, out = self.transfer("--bytes=200000")
        capture = bytearray((out / "client.pcap").read_bytes())
        capture[len(capture) // 2] ^= 1
        (out / "client.pcap").write_bytes(capture)
        check = subprocess.run([sys.executable, str(CHECKER), "--pcap", str(out / "client.pcap"), "--keys",
                                str(out / "keys.log"), "--mode", "SMPTCP"], capture_output=True, check=False)
        self.assertNotEqual(check.returncode, 0)

    @unittest.skipUnless(shutil.which("tshark"), "needs tshark")
    def test_tshark_finds_nothing_malformed_and_labels_mptcp(self):
        for pair in (("smptcp", "smptcp"), ("mptcp", "mptcp"), ("smptcp", "mptcp"), ("tcpcrypt", "tcpcrypt")):
            with self.subTest(pair=pair):
                _, out = self.transfer("--bytes=300000", f"--client={pair[0]}", f"--server={pair[1]}")
                for pcap in sorted(out.glob("*.pcap")):
                    self.assertEqual(self.tshark(pcap, "_ws.malformed || tcp.checksum.status==0 || "
                                                       "ip.flags.mf==1 || ip.frag_offset>0"), [])
                if pair[0] != "tcpcrypt":
                    for subtype in (0, 1, 2, 3):
                        self.assertTrue(self.tshark(out / "client.pcap",
                                                    f"tcp.options.mptcp.subtype=={subtype}"))

    @staticmethod
    def tshark(pcap, display_filter):
        run = subprocess.run(["tshark", "-r", str(pcap), "-o", "tcp.check_checksum:TRUE", "-Y", display_filter,
                              "-T", "fields", "-e", "frame.number"], capture_output=True, text=True, check=True)
        return run.stdout.split()


class Determinism(TransferTest):
    def digests(self, run):
        _, out = self.transfer("--bytes=400000", "--loss=0.01", "--reorder=0.01", "--direction=both",
                               "--middlebox=nat,1:lose,2:duplicate", f"--RngRun={run}", name=f"run{run}")
        return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(out.iterdir())}

    def test_same_seed_same_pcap_another_seed_another(self):
        first, again, other = self.digests(7), self.digests(7), self.digests(8)
        self.assertEqual(first, again)
        for name in ("client.pcap", "server.pcap", "keys.log", "client-path1.pcap", "server-path2.pcap"):
            self.assertNotEqual(first[name], other[name])


class Connections(TransferTest):
    def test_each_of_several_has_a_row_and_its_keys(self):
        _, out = self.transfer("--bytes=50000", "--direction=both", "--connections=3", "--keyBits=512")
        rows = list(csv.DictReader(open(out / "transfer.csv")))
        self.assertEqual([(row["bytes"], row["sha256_ok"], row["mode_server"]) for row in rows], 3 * [("100000", "1", "SMPTCP")])
        secrets = {line.split()[-1] for line in (out / "keys.log").read_text().splitlines() if line.startswith("CRYPT_SS")}
        self.assertEqual(len(secrets), 3)
        self.check_pcap(out)

    def test_attributes_of_one_host(self):
        forms = ("--client=tcpcrypt", "--server=tcpcrypt", "--bytes=1000")
        row, _ = self.transfer(*forms, "--clientAttributes=TcpcryptForm=B")
        self.assertEqual(row["mode_client"], "TCP", "nothing in common")
        row, _ = self.transfer(*forms, "--attributes=TcpcryptForm=B")
        self.assertEqual(row["mode_client"], "TCPCRYPT")

    def test_a_refusal_names_its_cause(self):
        for refuser, arguments in (("client", ("--server=legacy", "--clientAttributes=Require=smptcp")),
                                   ("server", ("--client=legacy", "--serverAttributes=Require=smptcp"))):
            with self.subTest(refuser=refuser):
                run, _ = self.run_program("--bytes=1000", "--stop=20", *arguments)
                self.assertEqual(run.returncode, 1)
                self.assertEqual(len(run.stderr.strip().splitlines()), 1, run.stderr)
                self.assertRegex(run.stderr, f"no connection: the {refuser} refused|no connection within")


class Middleboxes(TransferTest):
    def test_stand_on_the_path_that_was_named(self):
        row, out = self.transfer("--bytes=300000", "--middlebox=2:nat,1:duplicate")
        self.assertEqual((row["mode_client"], row["subflows"], row["octets"]), ("SMPTCP", "2", "exact"))
        run, _ = self.run_program("--bytes=300000", "--middlebox=2:nat,1:duplicate")
        self.assertRegex(run.stdout, r"path 1, duplicate: [0-9]+ packets, 0 changed, 0 dropped, [1-9]")
        self.assertRegex(run.stdout, r"path 2, nat: ([0-9]+) packets, \1 changed, 0 dropped, 0 made")

    def test_what_becomes_of_octets_and_of_both_ends_is_told(self):
        for arguments, octets, ends in (((), "exact", ("closed", "closed")),
                                        (("--client=legacy", "--middlebox=alg"), "altered", ("closed", "closed")),
                                        (("--client=tcpcrypt", "--middlebox=split"), "short", ("error", "error")),
                                        (("--middlebox=strip-third",), "short", ("error", "none"))):
            with self.subTest(arguments=arguments):
                run, out = self.run_program("--bytes=400000", "--direction=both", "--keyBits=512", *arguments)
                row = next(csv.DictReader(open(out / "transfer.csv")))
                self.assertEqual((row["octets"], (row["end_client"], row["end_server"])), (octets, ends), run.stderr)
                self.assertEqual(run.returncode, 0 if octets == "exact" else 1)


class BadArguments(TransferTest):
    TABLE = (
        (("--bytes=1000", "--client=smtcp"), "smptcp, mptcp, mptcp-v1, tcpcrypt, legacy, mptcp-tcpcrypt"),
        (("--bytes=1000", "--server="), "smptcp, mptcp, mptcp-v1, tcpcrypt, legacy, mptcp-tcpcrypt"),
        (("--file=/nonexistent/file",), "--file=PATH"),
        (("--file=/",), "--file=PATH"),
        ((), "--file=PATH or --bytes=N"),
        (("--bytes=1000", "--file=/etc/hostname"), "either --file=PATH or --bytes=N"),
        (("--bytes=1000", "--paths="), "RATE/DELAY"),
        (("--bytes=1000", "--paths=10Mbps"), "RATE/DELAY"),
        (("--bytes=1000", "--paths=10Mbps/10ms,"), "RATE/DELAY"),
        (("--bytes=1000", "--paths=0Mbps/10ms"), "RATE/DELAY"),
        (("--bytes=1000", "--paths=-1Mbps/10ms"), "RATE/DELAY"),
        (("--bytes=1000", "--paths=nanMbps/10ms"), "RATE/DELAY"),
        (("--bytes=1000", "--paths=10Mbps/10parsecs"), "RATE/DELAY"),
        (("--bytes=1000", "--loss=1.5"), "from 0 to below 1"),
        (("--bytes=1000", "--reorder=-1"), "from 0 to below 1"),
        (("--bytes=1000", "--direction=sideways"), "up, down or both"),
        (("--bytes=1000", "--failPath=3@1"), "INDEX@TIME"),
        (("--bytes=1000", "--failPath=soon"), "INDEX@TIME"),
        (("--bytes=1000", "--port=0"), "1 to 65535"),
        (("--bytes=1000", "--writeSize=-2"), "-1 (random)"),
        (("--bytes=1000", "--congestion=ns3::Node"), "ns3::TcpNewReno"),
        (("--bytes=1000", "--middlebox=firewall"), "strip-third"),
        (("--bytes=1000", "--middlebox=nat,"), "strip-third"),
        (("--bytes=1000", "--middlebox=3:nat"), "PATH from 1 to 2"),
        (("--bytes=1000", "--middlebox=x:nat"), "PATH from 1 to 2"),
        (("--bytes=1000", "--keyBits=1000"), "multiple of 512"),
        (("--bytes=1000", "--minRto=soon"), "such as 200ms"),
        (("--bytes=1000", "--connections=0"), "1 to 1000"),
        (("--bytes=1000", "--profile=hard"), "ns3-stock or rfc5961"),
        (("--bytes=1000", "--attributes=Require"), "NAME=VALUE"),
        (("--bytes=1000", "--attributes=Require=all"), "none, evidence, encryption or smptcp"),
        (("--bytes=1000", "--clientAttributes=Colour=red"), "no ns3::SmptcpStack::Colour"),
        (("--bytes=1000", "--serverAttributes=KeyBits=many"), "--serverAttributes=KeyBits=many"),
        (("--bytes=1000", "--ns3::SmptcpStack::Require=all"), "none, evidence, encryption or smptcp"),
        (("--bytes=1000", "--ns3::SmptcpStack::KeyBits=100"), "multiple of 512"),
        (("--bytes=1000", "--ns3::SmptcpStack::KeyBits=many"), "--ns3::SmptcpStack::KeyBits=many"),
        (("--bytes=1000", "--ns3::SmptcpStack::Colour=red"), "no ns3::SmptcpStack::Colour"),
        (("--bytes=1000", "--ns3::TcpSocket::SegmentSize"), "segment size"),
    )

    def test_each_gets_one_line_naming_what_is_allowed(self):
        for arguments, hint in self.TABLE:
            with self.subTest(arguments=arguments):
                run, _ = self.run_program(*arguments)
                self.assertGreater(run.returncode, 0, "no signal, no success")
                self.assertEqual(len(run.stderr.strip().splitlines()), 1, run.stderr)
                self.assertIn(hint, run.stderr)

    def test_unknown_option_and_unwritable_directory(self):
        run, _ = self.run_program("--bytes=1000", "--colour=red")
        self.assertGreater(run.returncode, 0)
        (self.directory / "file").write_text("")
        run = subprocess.run([OPTIONS.program, "--bytes=1000", f"--out={self.directory}/file"],
                             capture_output=True, text=True, check=False)
        self.assertGreater(run.returncode, 0)
        self.assertIn("--out=", run.stderr)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", required=True, help="the smptcp-transfer to judge")
    parser.add_argument("--long", action="store_true", help="full-rate goodput test")
    OPTIONS, rest = parser.parse_known_args()
    unittest.main(argv=[sys.argv[0], *rest])
