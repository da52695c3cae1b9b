#!/usr/bin/env python3
# Copyright (c) 2026 The smptcp authors
# SPDX-License-Identifier: GPL-2.0-only
"""The judge of random compositions itself: what it must not let pass.

    test_compositions.py --program build/bin/smptcp-transfer [unittest arguments]
"""

import pathlib
import random
import struct
import subprocess
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True

import compositions
import program_case


def composition(client="smptcp", server="smptcp", boxes=(), require=("none", "none"), loss=0, checksum=False):
    return compositions.Composition(client, server, "encryption", require, [list(boxes), []], loss, checksum, 1000, 1000, 1)


def row(mode="SMPTCP", octets="exact", client="closed", server="closed", mode_server=None):
    return {"mode_client": mode, "mode_server": mode_server or mode, "octets": octets, "end_client": client,
            "end_server": server}


def complaint(found, keyed=True, plaintext=0, **of):
    return compositions.complaint_about(composition(**of), found, keyed, plaintext)


class Judge(unittest.TestCase):
    def test_what_is_right_passes(self):
        self.assertIsNone(complaint(row()))
        self.assertIsNone(complaint(row("TCPCRYPT"), boxes=["strip-mptcp-syn"]))
        self.assertIsNone(complaint(row("MPTCP"), keyed=False, boxes=["strip-crypt-syn"]))
        self.assertIsNone(complaint(row("TCP"), keyed=False, loss=0.01))
        self.assertIsNone(complaint(row(octets="short", client="error", server="error"), boxes=["split"]))
        self.assertIsNone(complaint(row("none", "short", "error", "none"), server="legacy", require=("encryption", "none")))
        self.assertIsNone(complaint(row("TCP", "altered"), keyed=False, client="legacy", boxes=["alg"]))
        self.assertIsNone(complaint(row("MPTCP", "wrong"), keyed=False, client="mptcp", boxes=["alg-length"]))

    def test_wrong_and_changed_bytes(self):
        self.assertIn("wrong bytes", complaint(row(octets="wrong")))
        self.assertIn("wrong bytes", complaint(row("TCP", "wrong"), keyed=False, client="legacy", boxes=["alg-length"]))
        self.assertIn("wrong bytes",
                      complaint(row("MPTCP", "wrong"), keyed=False, client="mptcp", boxes=["alg-length"], checksum=True))
        self.assertIn("wrong bytes", complaint(row(octets="wrong"), boxes=["alg-length"]))
        self.assertIn("keys protect", complaint(row(octets="altered"), boxes=["alg"]))

    def test_hangs(self):
        for client, server in (("open", "open"), ("error", "open"), ("open", "closed"), ("open", "none")):
            self.assertIn("hangs", complaint(row(octets="short", client=client, server=server), boxes=["split"]))

    def test_an_end_that_cannot_have_heard_is_excused(self):
        unheard = row(octets="short", client="error", server="open")
        of = {"loss": 0.01, "boxes": ["split"]}
        lost = [(False, False), (True, False), (False, True)]
        found = [compositions.complaint_about(composition(**of), unheard, True, 0, way) for way in lost]
        self.assertIsNone(found[2])
        for complaint_ in found[:2]:
            self.assertIn("hangs", complaint_)
        refused = row("TCP", "short", "open", "none", "none")
        of = {"loss": 0.01, "boxes": ["strip-synack"], "require": ("none", "evidence")}
        found = [compositions.complaint_about(composition(**of), refused, False, 0, way) for way in lost]
        self.assertIsNone(found[1])
        self.assertIn("hangs", found[0])
        both = row(octets="short", client="open", server="open")
        self.assertIn("hangs", compositions.complaint_about(composition(**of), both, True, 0, (True, True)))

    def test_a_truncated_stream_is_no_normal_end(self):
        self.assertIn("normal end", complaint(row(octets="short", client="error"), boxes=["split"]))
        self.assertIn("normal end", complaint(row("TCP", "short"), keyed=False, client="legacy", boxes=["ack-proxy"]))
        self.assertIsNone(complaint(row("TCP", "short", server="error"), keyed=False, client="legacy", boxes=["ack-proxy"]))

    def test_errors_without_a_reason(self):
        for boxes in ((), ("nat", "duplicate", "reorder"), ("strip-mptcp-syn",)):
            self.assertIn("no reason", complaint(row(octets="short", client="error", server="error"), boxes=boxes))
        self.assertIn("no reason", complaint(row("MPTCP", "short", "error", "error"), client="mptcp", boxes=["split"]))

    def test_modes(self):
        self.assertIn("instead of", complaint(row("TCPCRYPT")))
        self.assertIn("instead of", complaint(row(), boxes=["strip-all-syn"]))
        self.assertIn("instead of", complaint(row(), server="mptcp", loss=0.01))
        self.assertIn("at the client", complaint(row("SMPTCP", mode_server="TCPCRYPT"), loss=0.01))
        strict = ("none", "encryption")
        self.assertIn("requires", complaint(row("TCP"), keyed=False, boxes=["strip-all-syn"], require=strict))
        self.assertIn("requires", complaint(row("TCPCRYPT"), server="tcpcrypt", require=("smptcp", "none")))

    def test_plaintext(self):
        self.assertIn("in clear", complaint(row(), plaintext=1))


class Eavesdropper(unittest.TestCase):
    def packets(self, kind):
        with tempfile.TemporaryDirectory() as directory:
            subprocess.run([program_case.ProgramTest.program, f"--client={kind}", f"--server={kind}", "--direction=both", "--bytes=50000",
                            "--keyBits=512", "--RngRun=77", f"--out={directory}"], capture_output=True, check=True)
            streams = [compositions.stream(seed, 50000) for seed in (77, 77 + 1000003)]
            return compositions.plaintext_packets(pathlib.Path(directory) / "client.pcap", streams)

    def test_sees_clear_modes_and_no_others(self):
        self.assertGreater(self.packets("legacy"), 60)
        self.assertGreater(self.packets("mptcp"), 60)
        self.assertEqual(self.packets("tcpcrypt"), 0)
        self.assertEqual(self.packets("smptcp"), 0)


    def test_sees_resets_that_are_lost(self):
        with tempfile.TemporaryDirectory() as directory:
            client, server = (pathlib.Path(directory) / host for host in ("client", "server"))
            reset = bytes([0x45] + 14 * [0] + [1, 10, 1, 1, 2] + 13 * [0] + [4] + 6 * [0])
            capture = lambda *found: bytes(24) + b"".join(bytes(8) + 2 * struct.pack("<I", len(p)) + p for p in found)
            for arrived in ((), (reset,)):
                client.write_bytes(capture(reset))
                server.write_bytes(capture(*arrived))
                self.assertEqual(compositions.lost_resets(client, server), (False, not arrived))


class Draw(unittest.TestCase):
    def test_everything_comes_up(self):
        drawn = [compositions.draw(random.Random(f"draw {index}"), index) for index in range(2000)]
        self.assertEqual({(d.client, d.server) for d in drawn},
                         {(a, b) for a in compositions.KINDS for b in compositions.KINDS})
        self.assertEqual(set().union(*map(compositions.boxes_of, drawn)), set(compositions.BOXES))
        self.assertEqual({level for d in drawn for level in d.require}, set(compositions.REFUSES))
        self.assertEqual({len(chain) for d in drawn for chain in d.chains}, {0, 1, 2, 3})
        self.assertGreater(sum(d.client == d.server == "smptcp" for d in drawn), 100)
        # The judge forgives errors, but of a good part of the compositions it wants every byte.
        self.assertGreater(sum(not compositions.may_end(d) for d in drawn), 600)

    def test_boxes_are_those_of_the_program(self):
        told = subprocess.run([program_case.ProgramTest.program, "--help"], capture_output=True, text=True, check=True).stdout
        lines = told.split("--middlebox", 1)[1].split("General Arguments")[0].splitlines()[1:]
        self.assertEqual({line.split()[0] for line in lines if line.strip() not in ("", "[none]")}, set(compositions.BOXES))


if __name__ == "__main__":
    program_case.main(__doc__)
