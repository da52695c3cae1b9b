#!/usr/bin/env python3
# Copyright (c) 2026 The smptcp authors
# SPDX-License-Identifier: GPL-2.0-only
"""smptcp-compat-matrix from outside: the cells under both policies, its files, its exit status.

    test_compat_matrix.py --program build/bin/smptcp-compat-matrix [unittest arguments]
"""

import csv

import program_case

KINDS = ("smptcp", "mptcp", "mptcp-v1", "tcpcrypt", "legacy", "mptcp-tcpcrypt")
COLUMNS = ("client server policy middlebox expected_client expected_server mode_client mode_server bytes_ok first_byte_s "
           "subflows encrypted verdict").split()
# smptcp.md 9.1 and 9.2, row by row; "?" is what the policy decides
TABLE = """
SMPTCP   MPTCP TCP   TCPCRYPT TCP ?
MPTCP    MPTCP TCP   TCP      TCP MPTCP
TCP      TCP   MPTCP TCP      TCP TCP
TCPCRYPT TCP   TCP   TCPCRYPT TCP TCPCRYPT
TCP      TCP   TCP   TCP      TCP TCP
?        MPTCP TCP   TCPCRYPT TCP ?
"""
KEYED = ("SMPTCP", "TCPCRYPT", "STACKED")
# smptcp.md 9.5: what a box makes of the mode that two hosts would agree on; other modes stay what they are
BOXES = {
    "nat": {},
    "strip-mptcp-syn": {"SMPTCP": "TCPCRYPT", "MPTCP": "TCP"},
    "strip-synack": {"SMPTCP": "TCP", "MPTCP": "TCP", "TCPCRYPT": "TCP"},
    "drop-unknown-syn": {"SMPTCP": "TCP", "MPTCP": "TCP", "TCPCRYPT": "TCP"},
    "strip-third": {"SMPTCP": "error", "MPTCP": "TCP", "TCPCRYPT": "error"},
    "split": {"SMPTCP": "error", "TCPCRYPT": "error"},
    "window": {"SMPTCP": "error"},
    "nat,strip-crypt-syn,window": {"SMPTCP": "MPTCP", "TCPCRYPT": "TCP"},
}


class MatrixTest(program_case.ProgramTest):
    def run_program(self, *arguments, out="out"):
        run = super().run_program(*arguments, out=out)
        table = self.directory / out / "matrix.csv"
        rows = list(csv.DictReader(table.read_text().splitlines())) if table.exists() else []
        return run, rows

    def test_every_pair_under_every_policy(self):
        cells = [line.split() for line in TABLE.strip().splitlines()]
        for policy, decided, alike in (("encryption", "TCPCRYPT", "TCPCRYPT"), ("multipath", "MPTCP", "MPTCP"),
                                       ("stacked", "TCPCRYPT", "STACKED")):
            run, rows = self.run_program(f"--policy={policy}", out=policy)
            self.assertEqual(run.returncode, 0, run.stdout + run.stderr)
            self.assertEqual(list(rows[0]), COLUMNS)
            self.assertEqual([(r["client"], r["server"]) for r in rows], [(a, b) for a in KINDS for b in KINDS])
            for row in rows:
                with self.subTest(policy=policy, client=row["client"], server=row["server"]):
                    chosen = alike if row["client"] == row["server"] else decided
                    mode = cells[KINDS.index(row["client"])][KINDS.index(row["server"])].replace("?", chosen)
                    self.assertEqual((row["mode_client"], row["mode_server"]), (mode, mode))
                    self.assertEqual((row["bytes_ok"], row["verdict"], row["policy"]), ("1", "ok", policy))
                    self.assertEqual(row["encrypted"], "1" if mode in KEYED else "0")
                    self.assertEqual(row["subflows"], "2" if mode in ("SMPTCP", "MPTCP", "STACKED") else "1")
                    trips = 2.5 if mode in KEYED else 1.5
                    self.assertGreaterEqual(float(row["first_byte_s"]), 0.1 * trips)
                    self.assertLess(float(row["first_byte_s"]), 0.1 * trips + 0.0025)
                    self.assertGreater((self.directory / policy / f"{row['client']}-{row['server']}.pcap").stat().st_size,
                                       200000)

    def test_a_pair_alone_is_the_same_to_the_octet(self):
        self.run_program(out="all")
        for client, server in (("smptcp", "smptcp"), ("mptcp-tcpcrypt", "smptcp"), ("legacy", "legacy")):
            run, rows = self.run_program(f"--pair={client}:{server}", out="one")
            self.assertEqual((run.returncode, len(rows)), (0, 1))
            name = f"{client}-{server}.pcap"
            self.assertEqual((self.directory / "one" / name).read_bytes(), (self.directory / "all" / name).read_bytes())

    def test_what_is_not_as_expected_is_told_and_fails(self):
        # A public key does not fit segments of 256 octets, so that nobody gets any encryption.
        run, rows = self.run_program("--segmentSize=256")
        self.assertEqual(run.returncode, 1)
        wrong = {(r["client"], r["server"]) for r in rows if r["verdict"] != "ok"}
        crypt = {"smptcp", "tcpcrypt", "mptcp-tcpcrypt"}
        self.assertEqual(wrong, {(a, b) for a in crypt for b in crypt})
        self.assertIn("smptcp to smptcp: other mode, expected SMPTCP", run.stdout)
        self.assertTrue(all(r["bytes_ok"] == "1" for r in rows))

    def test_boxes_make_of_every_pair_what_the_table_says(self):
        for box, becomes in BOXES.items():
            run, rows = self.run_program("--kinds=smptcp,mptcp,tcpcrypt,legacy", f"--middlebox={box}")
            self.assertEqual((run.returncode, len(rows)), (0, 16), run.stdout + run.stderr)
            for row in rows:
                with self.subTest(box=box, client=row["client"], server=row["server"]):
                    cells = TABLE.strip().splitlines()[KINDS.index(row["client"])].split()
                    mode = cells[KINDS.index(row["server"])]
                    outcome = becomes.get(mode, mode)
                    self.assertEqual((row["middlebox"], row["expected_client"]), (box.replace(",", "+"), outcome))
                    self.assertEqual(row["mode_client"], outcome)
                    self.assertIn(row["mode_server"], ("error", "none") if outcome == "error" else (outcome,))
                    self.assertEqual((row["bytes_ok"], row["verdict"]), ("0" if outcome == "error" else "1", "ok"))
                    self.assertEqual(row["encrypted"], "1" if outcome in KEYED or outcome == "error" else "0")

    def test_a_gateway_alters_clear_modes_only(self):
        _, rows = self.run_program("--kinds=smptcp,mptcp,legacy", "--bytes=400000", "--middlebox=alg")
        for row in rows:
            with self.subTest(client=row["client"], server=row["server"]):
                self.assertEqual(row["verdict"], "ok")
                self.assertEqual(row["bytes_ok"], "0")
                self.assertEqual(row["mode_client"] == "error", row["client"] == row["server"] == "smptcp")

    def test_a_box_that_does_nothing_is_not_as_expected(self):
        # Segments that are smaller than its pieces are not split.
        run, rows = self.run_program("--pair=smptcp:smptcp", "--segmentSize=500", "--middlebox=split")
        self.assertEqual((run.returncode, rows[0]["mode_client"], rows[0]["verdict"]), (1, "SMPTCP", "other mode"))
        self.assertIn("expected error", run.stdout)

    def test_stacked_connections_and_boxes(self):
        for box, outcome in (("nat", "STACKED"), ("strip-mptcp-syn", "TCPCRYPT"), ("strip-crypt-syn", "MPTCP"),
                             ("split", "error"), ("strip-third", "error"), ("window", "STACKED")):
            run, rows = self.run_program("--pair=mptcp-tcpcrypt:mptcp-tcpcrypt", "--policy=stacked", f"--middlebox={box}")
            self.assertEqual((run.returncode, rows[0]["mode_client"], rows[0]["verdict"]), (0, outcome, "ok"), run.stdout)

    def test_help_tells_the_boxes(self):
        run = self.run_bare("--help")
        self.assertEqual(run.returncode, 0, run.stderr)
        for box in ("nat ", "split ", "drop-unknown-syn ", "reorder-options "):
            self.assertIn(box, run.stdout)

    def test_bad_arguments_get_one_line(self):
        for arguments, allowed in ((("--policy=none",), "encryption, multipath or stacked"),
                                   (("--kinds=smptcp,foo",), "mptcp-tcpcrypt"), (("--kinds=,",), "mptcp-tcpcrypt"),
                                   (("--pair=smptcp",), "CLIENT:SERVER"), (("--pair=a:b",), "mptcp-tcpcrypt"),
                                   (("--bytes=1",), "1000 to 10000000"),
                                   (("--segmentSize=1500",), "100 to 1460"), (("--out=/proc/none",), "--out"),
                                   (("--middlebox=nat,firewall",), "strip-third"), (("--middlebox=,",), "strip-third"),
                                   (("--middlebox=1:nat",), "without paths")):
            self.check_refused(arguments, allowed)


if __name__ == "__main__":
    program_case.main(__doc__)
