#!/usr/bin/env python3
# Copyright (c) 2026 The smptcp authors
#
# SPDX-License-Identifier: GPL-2.0-only
"""Captures of MPTCP transfers as others read them: check-mptcp-pcap.py and, where there is one, tshark."""

import argparse
import hashlib
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

OPTIONS = None
CHECKER = pathlib.Path(__file__).with_name("check-mptcp-pcap.py")
ANALYSIS = ("-o", "tcp.check_checksum:TRUE", "-o", "mptcp.analyze_mappings:TRUE",
            "-o", "mptcp.relative_sequence_numbers:TRUE", "-o", "mptcp.analyze_mptcp:TRUE",
            "-o", "mptcp.intersubflows_retransmission:TRUE", "-o", "tcp.relative_sequence_numbers:TRUE")


def token_of(key, version):
    """Token of a key (RFC 6824 and RFC 8684, 3.2)."""
    digest = (hashlib.sha256 if version else hashlib.sha1)(key.to_bytes(8, "big")).digest()
    return int.from_bytes(digest[:4], "big")


class Captures(unittest.TestCase):
    KINDS = (("mptcp", 0), ("mptcp-v1", 1))

    @classmethod
    def setUpClass(cls):
        cls.directory = pathlib.Path(tempfile.mkdtemp())
        cls.text = cls.directory / "input.bin"
        cls.text.write_bytes(b"".join(hashlib.sha256(str(i).encode()).digest() for i in range(40_000)))
        cls.outs = {}

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.directory)

    def transfer(self, kind, checksum, loss="0.002"):
        """A transfer both ways over two paths; made once, used by every test."""
        name = f"{kind}-{checksum}"
        if name not in self.outs:
            out = self.directory / name
            run = subprocess.run([OPTIONS.program, f"--out={out}", f"--client={kind}", f"--server={kind}",
                                  f"--file={self.text}", "--direction=both", f"--loss={loss}",
                                  f"--ns3::SmptcpStack::Checksum={str(checksum).lower()}"],
                                 capture_output=True, text=True, timeout=300, check=False)
            self.assertEqual(run.returncode, 0, run.stdout + run.stderr)
            self.outs[name] = out
        return self.outs[name]

    def each(self):
        return [(version, self.transfer(kind, checksum) / f"{host}.pcap")
                for kind, version in self.KINDS for checksum in (False, True) for host in ("client", "server")]

    def test_the_checker_finds_nothing_wrong(self):
        for version, pcap in self.each():
            check = subprocess.run([sys.executable, str(CHECKER), str(pcap), "--up", str(self.text), "--down",
                                    str(self.text), "--min-subflows", "2", "--closed"],
                                   capture_output=True, text=True, check=False)
            self.assertEqual(check.returncode, 0, check.stdout + check.stderr)

    def test_the_checker_finds_a_changed_capture(self):
        data = bytearray((self.transfer("mptcp-v1", True) / "client.pcap").read_bytes())
        data[len(data) // 2] ^= 1
        changed = self.directory / "changed.pcap"
        changed.write_bytes(data)
        check = subprocess.run([sys.executable, str(CHECKER), str(changed), "--up", str(self.text), "--down",
                                str(self.text)], capture_output=True, text=True, check=False)
        self.assertNotEqual(check.returncode, 0)

    @unittest.skipUnless(shutil.which("tshark"), "needs tshark")
    def test_tshark_finds_nothing_to_complain_about(self):
        for version, pcap in self.each():
            self.assertEqual(self.tshark(pcap, "_ws.malformed || tcp.checksum.status==0 || mptcp.connection.echoed_key_mismatch "
                                               "|| mptcp.connection.missing_algorithm "
                                               "|| mptcp.connection.unsupported_algorithm "
                                               "|| mptcp.dss.infinite_mapping"), [], pcap)

    @unittest.skipUnless(shutil.which("tshark"), "needs tshark")
    def test_tshark_derives_the_token_that_the_join_names(self):
        for version, pcap in self.each():
            keys = [int(row[0].split(",")[0], 0) for row in
                    self.tshark(pcap, "tcp.flags.ack==1 && tcp.flags.syn==1 && tcp.options.mptcp.subtype==0",
                                "tcp.options.mptcp.sendkey")]
            self.assertEqual(len(keys), 1)
            joins = self.tshark(pcap, "tcp.flags.syn==1 && tcp.flags.ack==0 && tcp.options.mptcp.subtype==1",
                                "tcp.options.mptcp.recvtok", "mptcp.stream", "tcp.stream")
            self.assertTrue(joins)
            for token, stream, tcp in joins:
                self.assertEqual(int(token, 0), token_of(keys[0], version))
                self.assertEqual(stream, "0", "grouped with the initial subflow")
                self.assertNotEqual(tcp, "0")
            expected = {int(row[0], 0) for row in self.tshark(pcap, "mptcp.expected_token", "mptcp.expected_token")}
            self.assertIn(token_of(keys[0], version), expected)

    @unittest.skipUnless(shutil.which("tshark"), "needs tshark")
    def test_tshark_counts_data_from_one_on_both_sides(self):
        for version, pcap in self.each():
            for source in self.tshark(pcap, "tcp.flags.syn==1 && tcp.stream==0", "ip.src"):
                rows = self.tshark(pcap, f"ip.src=={source[0]} && tcp.len>0 && tcp.options.mptcp.subtype==2 && "
                                         "mptcp.dss.dsn && tcp.stream==0", "mptcp.dss.dsn", "tcp.seq")
                self.assertTrue(rows)
                lowest = min(int(row[0], 0) for row in rows)
                first = min(int(row[1]) for row in rows)
                # The first data of version 1's client are in MP_CAPABLE: the first DSS follows them.
                self.assertEqual(lowest, first, pcap)
                if version == 0:
                    self.assertEqual(lowest, 1, pcap)

    @staticmethod
    def tshark(pcap, display_filter, *fields):
        arguments = [part for field in fields or ("frame.number",) for part in ("-e", field)]
        run = subprocess.run(["tshark", "-r", str(pcap), *ANALYSIS, "-Y", display_filter, "-T", "fields", *arguments],
                             capture_output=True, text=True, check=False)
        if run.returncode != 0:
            raise AssertionError(run.stderr)
        return [line.split("\t") for line in run.stdout.splitlines()]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--program", required=True, help="path of smptcp-transfer")
    OPTIONS, rest = parser.parse_known_args()
    unittest.main(argv=[sys.argv[0], *rest])
