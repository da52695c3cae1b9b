#!/usr/bin/env python3
# Copyright (c) 2026 The smptcp authors
# SPDX-License-Identifier: GPL-2.0-only
"""smptcp-attack-matrix from outside: the whole matrix, its table, and what it says of a wrong command line.

    test_attack_matrix.py --program build/bin/smptcp-attack-matrix [unittest arguments]
"""

import csv

import program_case

COLUMNS = ["attack", "protocol", "profile", "seed", "expected", "observed", "evidence", "agrees"]


class AttackMatrixTest(program_case.ProgramTest):
    def rows(self):
        with open(self.directory / "attacks.csv", newline="", encoding="utf-8") as file:
            reader = csv.DictReader(file)
            self.assertEqual(reader.fieldnames, COLUMNS)
            return list(reader)

    def test_every_cell_is_as_expected(self):
        run = self.run_program()
        self.assertEqual(run.returncode, 0, run.stdout + run.stderr)
        rows = self.rows()
        for row in rows:
            with self.subTest(attack=row["attack"], protocol=row["protocol"], profile=row["profile"]):
                self.assertEqual(row["agrees"], "yes", row["evidence"])
                self.assertEqual(row["observed"], row["expected"])
        self.assertEqual({row["observed"] for row in rows}, {"succeeds", "fails"})
        self.assertIn(f"{len(rows)} of {len(rows)} cells as expected", run.stdout)

    def test_a_row_of_it_with_two_seeds_and_captures(self):
        run = self.run_program("--attacks=A11", "--protocols=tcp,smptcp", "--seeds=2", "--firstSeed=7", "--captures=1")
        self.assertEqual(run.returncode, 0, run.stdout + run.stderr)
        self.assertEqual({row["seed"] for row in self.rows()}, {"7", "8"})
        self.assertTrue((self.directory / "A11-smptcp-ns3-stock-8" / "attack" / "b.pcap").exists())

    def test_bad_arguments(self):
        for argument, allowed in (("--attacks=A99", "A02"), ("--protocols=udp", "smptcp-literal"),
                                  ("--profiles=none", "ns3-stock"), ("--seeds=0", "1 to"), ("--jobs=0", "1 to")):
            self.check_refused((argument,), allowed)


if __name__ == "__main__":
    program_case.main(__doc__)
