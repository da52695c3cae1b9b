#!/usr/bin/env python3
# Copyright (c) 2026 The smptcp authors
# SPDX-License-Identifier: GPL-2.0-only
"""smptcp-option-space against the tables of the protocol's specification, cell by cell.

    test_option_space.py --program build/bin/smptcp-option-space [unittest arguments]

The tables below are the specification's own text (sections 3.2, 3.3, 4.4 and 4.5); nothing is computed from sizes here.
"""

import argparse
import csv
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

OPTIONS = None

COLUMNS = [(mac, ts) for mac in (0, 22, 18, 14, 12, 10) for ts in (0, 1)]

# 4.4: octets left / SACK blocks that fit, or how many octets too long
DATA = """
none 0 | 40/4 | 30/3 | 18/2 | 8/0 | 22/2 | 12/1 | 26/3 | 16/1 | 28/3 | 18/2 | 30/3 | 20/2
A4 8 | 32/3 | 22/2 | 10/1 | 0/0 | 14/1 | 4/0 | 18/2 | 8/0 | 20/2 | 10/1 | 22/2 | 12/1
A8 12 | 28/3 | 18/2 | 6/0 | no (+4) | 10/1 | 0/0 | 14/1 | 4/0 | 16/1 | 6/0 | 18/2 | 8/0
M4 14 | 26/3 | 16/1 | 4/0 | no (+6) | 8/0 | no (+2) | 12/1 | 2/0 | 14/1 | 4/0 | 16/1 | 6/0
M4c 16 | 24/2 | 14/1 | 2/0 | no (+8) | 6/0 | no (+4) | 10/1 | 0/0 | 12/1 | 2/0 | 14/1 | 4/0
M8 18 | 22/2 | 12/1 | 0/0 | no (+10) | 4/0 | no (+6) | 8/0 | no (+2) | 10/1 | 0/0 | 12/1 | 2/0
M8c 20 | 20/2 | 10/1 | no (+2) | no (+12) | 2/0 | no (+8) | 6/0 | no (+4) | 8/0 | no (+2) | 10/1 | 0/0
A4M4 18 | 22/2 | 12/1 | 0/0 | no (+10) | 4/0 | no (+6) | 8/0 | no (+2) | 10/1 | 0/0 | 12/1 | 2/0
A4M4c 20 | 20/2 | 10/1 | no (+2) | no (+12) | 2/0 | no (+8) | 6/0 | no (+4) | 8/0 | no (+2) | 10/1 | 0/0
A8M4 22 | 18/2 | 8/0 | no (+4) | no (+14) | 0/0 | no (+10) | 4/0 | no (+6) | 6/0 | no (+4) | 8/0 | no (+2)
A8M4c 24 | 16/1 | 6/0 | no (+6) | no (+16) | no (+2) | no (+12) | 2/0 | no (+8) | 4/0 | no (+6) | 6/0 | no (+4)
A4M8 22 | 18/2 | 8/0 | no (+4) | no (+14) | 0/0 | no (+10) | 4/0 | no (+6) | 6/0 | no (+4) | 8/0 | no (+2)
A4M8c 24 | 16/1 | 6/0 | no (+6) | no (+16) | no (+2) | no (+12) | 2/0 | no (+8) | 4/0 | no (+6) | 6/0 | no (+4)
A8M8 26 | 14/1 | 4/0 | no (+8) | no (+18) | no (+4) | no (+14) | 0/0 | no (+10) | 2/0 | no (+8) | 4/0 | no (+6)
A8M8c 28 | 12/1 | 2/0 | no (+10) | no (+20) | no (+6) | no (+16) | no (+2) | no (+12) | 0/0 | no (+10) | 2/0 | no (+8)
M4i 12 | 28/3 | 18/2 | 6/0 | no (+4) | 10/1 | 0/0 | 14/1 | 4/0 | 16/1 | 6/0 | 18/2 | 8/0
A4M4i 16 | 24/2 | 14/1 | 2/0 | no (+8) | 6/0 | no (+4) | 10/1 | 0/0 | 12/1 | 2/0 | 14/1 | 4/0
"""

# 4.5: option, its octets, sum with MAC 22, left, DSS A4 also
CONTROL = """
MP_JOIN ACK | 24 | 46 | no | no
ADD_ADDR v4 HMAC | 16 | 38 | 2 | no
ADD_ADDR v4 HMAC+port | 18 | 40 | 0 | no
ADD_ADDR v4 echo | 8 | 30 | 10 | yes
ADD_ADDR v4 echo+port | 10 | 32 | 8 | yes
ADD_ADDR v6 no HMAC | 20 | 42 | no | no
ADD_ADDR v6 echo, id only | 4 | 26 | 14 | yes
ADD_ADDR v6 HMAC | 28 | 50 | no | no
ADD_ADDR v6 HMAC+port | 30 | 52 | no | no
REMOVE_ADDR 1 id | 4 | 26 | 14 | yes
REMOVE_ADDR 2 ids | 5 | 27 | 13 | yes
REMOVE_ADDR 3 ids | 6 | 28 | 12 | yes
REMOVE_ADDR 4 ids | 7 | 29 | 11 | yes
REMOVE_ADDR 5 ids | 8 | 30 | 10 | yes
REMOVE_ADDR 6 ids | 9 | 31 | 9 | yes
REMOVE_ADDR 7 ids | 10 | 32 | 8 | yes
MP_PRIO | 3 | 25 | 15 | yes
MP_FASTCLOSE | 12 | 34 | 6 | no
"""

# 3.2 and 3.3: segment, algorithms of PKCONF, added, sum, padded, fits, what the order of D-5 keeps
HANDSHAKE = """
SYN | 0 | MSS+WS+SACK-perm+TS | 34 | 36 | yes | MSS+WS+SACK-perm+TS
SYN/ACK | 2 | MSS | 26 | 28 | yes | MSS
SYN/ACK | 2 | MSS+WS | 29 | 32 | yes | MSS+WS
SYN/ACK | 2 | MSS+WS+SACK-perm | 31 | 32 | yes | MSS+WS+SACK-perm
SYN/ACK | 2 | MSS+WS+TS | 39 | 40 | yes | MSS+WS+TS
SYN/ACK | 2 | MSS+SACK-perm+TS | 38 | 40 | yes | MSS+SACK-perm+TS
SYN/ACK | 2 | WS+SACK-perm+TS | 37 | 40 | yes | WS+SACK-perm+TS
SYN/ACK | 2 | MSS+WS+SACK-perm+TS | 41 | - | no | MSS+WS+SACK-perm
SYN/ACK | 1 | MSS+WS+SACK-perm+TS | 38 | 40 | yes | MSS+WS+SACK-perm+TS
SYN/ACK | 3 | MSS+WS+SACK-perm | 34 | 36 | yes | MSS+WS+SACK-perm
SYN/ACK | 3 | MSS+WS+TS | 42 | - | no | MSS+WS
"""


def rows(text):
    return [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]


def run(*arguments):
    return subprocess.run([OPTIONS.program, *arguments], capture_output=True, text=True, timeout=60, check=False)


class Tables(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.directory = pathlib.Path(tempfile.mkdtemp())
        cls.addClassCleanup(shutil.rmtree, cls.directory)
        cls.result = run(f"--out={cls.directory / 'made' / 'here'}")
        assert cls.result.returncode == 0, cls.result.stderr

    def table(self, name):
        with open(self.directory / "made" / "here" / name, encoding="ascii") as file:
            return list(csv.DictReader(file))

    def test_every_cell_of_data_segments(self):
        table = self.table("data.csv")
        self.assertEqual(list(table[0]), ["dss", "mac", "ts", "used", "left", "sack_blocks"])
        found = {(row["dss"], int(row["mac"]), int(row["ts"])): row for row in table}
        self.assertEqual(len(found), len(table))
        self.assertEqual(len(table), 17 * 12)
        for head, *cells in rows(DATA):
            dss, octets = head.split()
            self.assertEqual(found[dss, 0, 0]["used"], octets)
            for column, cell in zip(COLUMNS, cells, strict=True):
                with self.subTest(dss=dss, column=column):
                    row = found[(dss, *column)]
                    left = int(row["left"])
                    self.assertEqual(f"{left}/{row['sack_blocks']}" if row["sack_blocks"] else f"no (+{-left})", cell)
                    self.assertEqual(int(row["used"]), 40 - left)

    def test_every_cell_of_control_options(self):
        table = [list(row.values()) for row in self.table("control.csv")]
        self.assertEqual(table, rows(CONTROL))

    def test_every_line_about_syn_and_syn_ack(self):
        names = ("segment", "algorithms", "added", "sum", "padded", "fits", "kept")
        table = [[row[name] for name in names] for row in self.table("handshake.csv")]
        for line in rows(HANDSHAKE):
            with self.subTest(line=line):
                self.assertEqual(table.count(line), 1)
        for row in self.table("handshake.csv"):
            self.assertLessEqual(int(row["kept_sum"]), 40)
            self.assertEqual(row["fits"] == "yes", row["kept"] == row["added"])

    def test_the_text_has_the_same_cells(self):
        lines = [re.split(r"  +", line.strip()) for line in self.result.stdout.splitlines()]
        for head, *cells in rows(DATA):
            self.assertIn(head.split() + cells, lines)
        for line in rows(CONTROL):
            self.assertIn(line, lines)


class CommandLine(unittest.TestCase):
    def test_without_out_only_tables(self):
        result = run()
        self.assertEqual(result.returncode, 0)
        self.assertIn("A4M4", result.stdout)

    def test_help(self):
        result = run("--help")
        self.assertEqual(result.returncode, 0)
        self.assertIn("--out", result.stdout)

    def test_bad_arguments_get_one_line(self):
        with tempfile.NamedTemporaryFile() as file:
            for argument in ("--ouch=x", "--out", "--out=", "results", f"--out={file.name}/below"):
                with self.subTest(argument=argument):
                    result = run(argument)
                    self.assertNotEqual(result.returncode, 0)
                    self.assertEqual(result.stdout, "")
                    self.assertEqual(len(result.stderr.splitlines()), 1, result.stderr)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True)
    OPTIONS, rest = parser.parse_known_args()
    unittest.main(argv=[sys.argv[0], *rest])
