#!/usr/bin/env python3
# Copyright (c) 2026 The smptcp authors
# SPDX-License-Identifier: GPL-2.0-only
"""smptcp-attack from outside: cells of every chapter, what it prints, the frame it names, its exit status.

    test_attack.py --program build/bin/smptcp-attack [unittest arguments]
"""

import re
import struct

import program_case

PROTOCOLS = ("tcp", "mptcp", "mptcp-v1", "tcpcrypt", "smptcp", "smptcp-literal")
# attacks.md section 7; A10 on tcpcrypt as corrected in doc/attacks.rst
SUCCEEDS = {"A00": {"tcp", "mptcp", "mptcp-v1"}, "A01": {"mptcp", "mptcp-v1"}, "A02": {"tcp", "mptcp", "mptcp-v1"}, "A10": {"tcp"}, "A11": {"tcp", "tcpcrypt"}}

# Of the attacks on data, acknowledgments and tags the cells that decide; smptcp-attack-matrix has all of them. With the
# defence off a failure has to become a success, except where the defence is another path.
DECIDING = (("A12", "mptcp", "succeeds"), ("A12", "smptcp", "fails"), ("A13v", "mptcp", "fails"), ("A14", "mptcp", "succeeds"),
            ("A16", "mptcp-v1", "succeeds"), ("A16", "smptcp", "fails"), ("A17", "tcpcrypt", "succeeds"),
            ("A17", "smptcp", "fails"), ("A19a", "smptcp", "fails"), ("A26", "smptcp", "fails"), ("A27", "smptcp", "fails"),
            ("A28", "smptcp", "fails"), ("A15v", "smptcp", "fails"), ("A26v", "tcpcrypt", "succeeds"),
            ("A28d", "mptcp", "succeeds"), ("A28d", "smptcp", "fails"), ("A34", "tcpcrypt", "succeeds"), ("A34", "smptcp", "fails"))

# Joins, addresses, the control plane and floods: what MPTCP and SMPTCP come to (attacks.md section 7)
AGAINST_MPTCP = {"A03": ("succeeds", "fails"), "A03b": ("succeeds", "succeeds"), "A04": ("succeeds", "fails"),
                 "A05": ("succeeds", "fails"), "A05v": ("fails", "fails"), "A06": ("succeeds", "succeeds"),
                 "A06b": ("succeeds", "fails"), "A07a": ("succeeds", "succeeds"), "A07b": ("succeeds", "succeeds"),
                 "A07v": ("fails", "fails"), "A20": ("succeeds", "fails"), "A21": ("succeeds", "fails"),
                 "A22": ("succeeds", "fails")}

# Attacks on handshakes, and what one path shows: where there is something to attack, and where it succeeds. What stands
# for a variant of the matrix has a letter behind its number.
STACKED = "mptcp-tcpcrypt"
CRYPT = {"tcpcrypt", STACKED, "smptcp", "smptcp-literal"}
MULTIPATH = {"mptcp", "mptcp-v1", STACKED, "smptcp", "smptcp-literal"}
OURS = {"smptcp", "smptcp-literal"}
HANDSHAKES = {
    "A08": (CRYPT, CRYPT),
    "A09": (MULTIPATH, set()),
    "A23": (MULTIPATH, MULTIPATH),
    "A23v": (OURS, set()),
    "A24": (CRYPT, CRYPT),
    "A24v": (CRYPT, {"tcpcrypt", STACKED}),
    "A24g": (OURS, OURS),
    "A24e": (CRYPT, set()),
    "A25": (CRYPT, CRYPT),
    "A25b": (OURS | {STACKED}, {STACKED}),
    "A25bv": (OURS | {STACKED}, set()),
    "A25c": (CRYPT, OURS | {STACKED}),
    "A25cv": (CRYPT, set()),
    "A29": (CRYPT | MULTIPATH | {"tcp"}, CRYPT | MULTIPATH | {"tcp"}),
    "A29i": (CRYPT, CRYPT),
    "A29v": (CRYPT | MULTIPATH, CRYPT | MULTIPATH),
    "A30": (MULTIPATH, MULTIPATH),
    "A31": (CRYPT | MULTIPATH | {"tcp"}, CRYPT | MULTIPATH),
    "A33": (CRYPT, set()),
    "A33v": (CRYPT, CRYPT),
}


def frames(capture):
    """The frames of a classic pcap, without link headers."""
    octets = capture.read_bytes()
    link = struct.unpack("<I", octets[20:24])[0]
    at = 24
    while at < len(octets):
        size = struct.unpack("<I", octets[at + 8:at + 12])[0]
        yield octets[at + 16 + (2 if link == 9 else 0):at + 16 + size]
        at += 16 + size


class AttackTest(program_case.ProgramTest):
    def check(self, attack, seed):
        for protocol in PROTOCOLS if attack != "A01" else [p for p in PROTOCOLS if p not in ("tcp", "tcpcrypt")]:
            with self.subTest(protocol=protocol, seed=seed):
                run = self.run_program(f"--attack={attack}", f"--protocol={protocol}", f"--RngRun={seed}")
                self.assertEqual(run.returncode, 0, run.stdout + run.stderr)
                outcome = "succeeds" if protocol in SUCCEEDS[attack] else "fails"
                self.assertIn(f"observed: {outcome}\nexpected: {outcome} [", run.stdout)
                self.assertNotIn("not carried out", run.stdout)
                self.assertEqual((self.directory / "control" / "story.txt").read_text().count("forged"), 0)

    def test_hijack_after_the_handshake(self):
        for seed in (1, 2):
            self.check("A01", seed)
        run = self.run_program("--attack=A01", "--protocol=mptcp")
        inserted = re.search(r"attack: .* inserted=([0-9.e+]+)", run.stdout)
        self.assertGreaterEqual(float(inserted.group(1)), 1000, "nothing of the attacker's own reached the application")
        # A protocol without JOIN has nothing to attack.
        run = self.run_program("--attack=A01", "--protocol=tcp")
        self.assertEqual((run.returncode, len(run.stderr.strip().splitlines())), (1, 1))

    def test_eavesdropping(self):
        for seed in (1, 2):
            self.check("A02", seed)

    def test_blind_reset(self):
        self.check("A10", 1)

    def test_reset_on_the_path(self):
        for seed in (1, 2):
            self.check("A11", seed)

    def test_handshakes(self):
        # The rest is left to smptcp-attack-matrix.
        for attack, (there, succeeds) in HANDSHAKES.items():
            for protocol in ("tcpcrypt", STACKED, "smptcp"):
                with self.subTest(attack=attack, protocol=protocol):
                    run = self.run_program(f"--attack={attack}", f"--protocol={protocol}")
                    if protocol not in there:
                        self.assertEqual((run.returncode, run.stdout), (1, ""))
                        self.assertIn("nothing to attack", run.stderr)
                        continue
                    self.assertEqual(run.returncode, 0, run.stdout + run.stderr)
                    outcome = "succeeds" if protocol in succeeds else "fails"
                    self.assertIn(f"observed: {outcome}\nexpected: {outcome} [", run.stdout)
                    self.assertNotIn("not carried out", run.stdout)

    def evidence(self, attack, protocol, name):
        """A number measured in the attacked run."""
        run = self.run_program(f"--attack={attack}", f"--protocol={protocol}")
        return float(re.search(rf"^attack: .* {name}=([0-9.e+]+)", run.stdout, re.MULTILINE).group(1))

    def test_the_man_in_the_middle_alters_and_is_counted(self):
        self.assertGreaterEqual(self.evidence("A25", "smptcp", "altered"), 1000)
        self.assertGreater(self.evidence("A25b", "smptcp", "join_hmac_failures"), 0)
        self.assertEqual(self.evidence("A25bv", "smptcp", "join_hmac_failures"), 0)
        self.assertEqual(self.evidence("A23", "smptcp", "plaintext"), 0)

    def test_data_acknowledgments_and_tags(self):
        for attack, protocol, outcome in DECIDING:
            with self.subTest(attack=attack, protocol=protocol):
                run = self.run_program(f"--attack={attack}", f"--protocol={protocol}")
                self.assertEqual(run.returncode, 0, run.stdout + run.stderr)
                self.assertIn(f"observed: {outcome}\nexpected: {outcome} [", run.stdout)
                self.assertEqual("undefended: succeeds" in run.stdout, outcome == "fails" and attack not in ("A15v", "A19a"),
                                 run.stdout)

    def test_a_forger_off_the_path_is_not_behind_the_clock_of_whom_it_plays(self):
        # Hardened hosts drop what has an old timestamp; when the forged one is old depends on the moment.
        for seed in (1, 6):
            run = self.run_program("--attack=A04", "--protocol=mptcp-v1", "--profile=rfc5961", f"--RngRun={seed}")
            self.assertEqual(run.returncode, 0, run.stdout + run.stderr)
            self.assertIn("undefended: succeeds", run.stdout)

    def test_runs_of_different_seeds_differ(self):
        stories = set()
        for seed in (1, 2, 3):
            self.run_program("--attack=A11", "--protocol=tcp", f"--RngRun={seed}")
            stories.add((self.directory / "attack" / "story.txt").read_text())
        self.assertEqual(len(stories), 3)

    def test_what_is_modified_in_flight_differs_between_the_victims_captures(self):
        run = self.run_program("--attack=A13", "--protocol=mptcp")
        number = int(re.search(r"shown by .* b.pcap frame (\d+)", run.stdout).group(1))
        altered = list(frames(self.directory / "attack" / "b.pcap"))[number - 1]
        place = (altered[12:24], altered[24:28])  # addresses and ports, sequence number
        sent = [frame for frame in frames(self.directory / "attack" / "a.pcap")
                if (frame[12:24], frame[24:28]) == place and len(frame) == len(altered)]
        self.assertTrue(sent)
        self.assertNotEqual(sent[0][-100:], altered[-100:])

    def test_joins_addresses_control_options_and_floods(self):
        for attack, outcomes in AGAINST_MPTCP.items():
            for protocol, outcome in zip(("mptcp", "smptcp"), outcomes):
                with self.subTest(attack=attack, protocol=protocol):
                    run = self.run_program(f"--attack={attack}", f"--protocol={protocol}", "--RngRun=1")
                    self.assertEqual(run.returncode, 0, run.stdout + run.stderr)
                    self.assertIn(f"observed: {outcome}\nexpected: {outcome} [", run.stdout)
                    self.assertRegex(run.stdout, r"shown by .*frame \d+")

    def test_half_open_joins_are_bounded_and_free_again_with_synhmac(self):
        for attack, protocol, most in (("A06", "mptcp", 4), ("A06", "smptcp", 2), ("A06v", "smptcp", 0)):
            run = self.run_program(f"--attack={attack}", f"--protocol={protocol}")
            self.assertEqual(run.returncode, 0, run.stdout + run.stderr)
            self.assertEqual(re.search(r"attack: .* most_half_open=(\d+)", run.stdout).group(1), str(most), attack)

    def test_the_frame_it_names_is_the_forged_segment(self):
        run = self.run_program("--attack=A11", "--protocol=tcp")
        named = re.search(r"shown by .* b.pcap frame (\d+)", run.stdout)
        self.assertIsNotNone(named, run.stdout)
        packet = list(frames(self.directory / "attack" / "b.pcap"))[int(named.group(1)) - 1]
        self.assertEqual((packet[9], packet[33]), (6, 4), "TCP, and RST alone")
        story = (self.directory / "attack" / "story.txt").read_text()
        told = re.search(r"10\.1\.1\.1:\d+ > 10\.2\.1\.1:5001 RST seq (\d+)", story)
        self.assertEqual(struct.unpack(">I", packet[24:28])[0], int(told.group(1)))

    def test_same_seed_same_octets(self):
        captures = []
        for _ in range(2):
            self.run_program("--attack=A11", "--protocol=smptcp", "--RngRun=3")
            captures.append((self.directory / "attack" / "a.pcap").read_bytes())
        self.assertEqual(captures[0], captures[1])

    def test_list_and_bad_arguments(self):
        listed = self.run_program("--list")
        self.assertEqual(listed.returncode, 0)
        for attack in SUCCEEDS:
            self.assertIn(attack, listed.stdout)
        for arguments, allowed in ((("--attack=A99",), "A02"), (("--protocol=udp",), "smptcp-literal"),
                                   (("--out=/proc/none",), "--out")):
            self.check_refused(arguments, allowed)


if __name__ == "__main__":
    program_case.main(__doc__)
