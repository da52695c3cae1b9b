#!/usr/bin/env python3
# Copyright (c) 2026 The smptcp authors
# SPDX-License-Identifier: GPL-2.0-only
"""smptcp-handover from outside: what each mode does before and after the Wi-Fi is lost, its files, its exit status.

    test_handover.py --program build/bin/smptcp-handover [unittest arguments]
"""

import csv
import pathlib
import struct
import subprocess
import sys

import program_case

CHECKER = pathlib.Path(__file__).with_name("check-smptcp-pcap.py")
MODES = ("fullmesh", "backup", "break-before-make")
COLUMNS = ("mode protocol direction agreed exact failed_at_s wifi_lost_at_s before_mbps during_mbps after_mbps longest_gap_s "
           "longest_gap_at_s octets octets_wifi octets_lte octets_lte_before_loss subflows").split()
# The Wi-Fi ends some 5 s after the connection has begun.
WALK = ("--from=88", "--speed=5", "--duration=12")
LTE_NETWORK = bytes([7])  # first octet of the phone's address in the LTE


def join_syns(capture):
    """(time, source address, backup flag) of each SYN with MP_JOIN in a pcap of link type RAW."""
    data = capture.read_bytes()
    found, at = [], 24
    while at < len(data):
        seconds, micros, size = struct.unpack_from("<III", data, at)
        frame = data[at + 16:at + 16 + size]
        at += 16 + size
        header = (frame[0] & 15) * 4
        tcp = frame[header:]
        if frame[9] != 6 or tcp[13] & 0x12 != 0x02:
            continue
        options, end = 20, (tcp[12] >> 4) * 4
        while options < end and tcp[options] != 0:
            if tcp[options] == 1:
                options += 1
                continue
            if tcp[options] == 30 and tcp[options + 2] >> 4 == 1:
                found.append((seconds + micros / 1e6, frame[12:16], tcp[options + 2] & 1))
            options += tcp[options + 1]
    return found


class HandoverTest(program_case.ProgramTest):
    def walk(self, *arguments, out="out"):
        run = self.run_program(*WALK, *arguments, out=out)
        with open(self.directory / out / "summary.csv", newline="", encoding="ascii") as table:
            rows = {row["mode"]: row for row in csv.DictReader(table)}
        return run, rows

    def curve(self, mode, interface, begin, end, out="out"):
        """Goodputs of an interface in the intervals that end between two times."""
        with open(self.directory / out / mode / "handover.csv", newline="", encoding="ascii") as table:
            return [float(row["goodput_mbps"]) for row in csv.DictReader(table)
                    if row["interface"] == interface and begin < float(row["time_s"]) <= end]

    def check_exact(self, run, row):
        self.assertEqual(run.returncode, 0, run.stdout + run.stderr)
        self.assertEqual((row["exact"], float(row["failed_at_s"])), ("1", 0))
        self.assertGreater(int(row["octets"]), 5000000)

    def test_every_mode_keeps_its_promise(self):
        run, rows = self.walk("--pcap=1")
        self.assertEqual(list(rows), list(MODES))
        for mode, row in rows.items():
            with self.subTest(mode=mode):
                self.check_exact(run, row)
                self.assertEqual(list(row), COLUMNS)
                self.assertEqual(row["agreed"], "SMPTCP")
                lost = float(row["wifi_lost_at_s"])
                self.assertTrue(5 < lost < 8, lost)
                self.assertGreater(float(row["after_mbps"]), 12)  # an LTE of 5 MHz
                self.assertGreater(int(row["octets_wifi"]), 1000000)
                self.assertEqual(sum(self.curve(mode, "wifi", lost + 0.01, 12)), 0)
                joins = join_syns(self.directory / "out" / mode / "phone.pcap")
                self.assertEqual([(join[1][:1], join[2]) for join in joins], [(LTE_NETWORK, 1 if mode == "backup" else 0)])
                self.assertEqual(joins[0][0] < lost, mode != "break-before-make")
                self.assertLess(joins[0][0], lost + 0.01)
        # Full mesh uses both; a backup waits until the Wi-Fi is silent; and before the break there is nothing to use.
        self.assertGreater(int(rows["fullmesh"]["octets_lte_before_loss"]), 2000000)
        self.assertEqual(sum(self.curve("backup", "lte", 0, 2)), 0)
        self.assertGreater(min(self.curve("backup", "wifi", 1.3, 2)), 1)
        self.assertEqual(int(rows["break-before-make"]["octets_lte_before_loss"]), 0)
        gaps = {mode: float(row["longest_gap_s"]) for mode, row in rows.items()}
        self.assertLess(gaps["fullmesh"], gaps["break-before-make"])
        self.assertLess(gaps["backup"], gaps["break-before-make"])
        # Ten beacons are missed, of 0.1 s each; then a JOIN and the data
        self.assertTrue(0.5 < gaps["break-before-make"] < 2, gaps)

    def test_the_capture_stands_up_to_the_checker(self):
        run, rows = self.walk("--mode=break-before-make", "--from=105", "--duration=5", "--pcap=1")
        self.assertEqual((run.returncode, rows["break-before-make"]["subflows"]), (0, "2"), run.stdout)
        directory = self.directory / "out" / "break-before-make"
        check = subprocess.run([sys.executable, CHECKER, "--pcap", directory / "phone.pcap", "--keys", directory / "keys.log",
                                "--mode", "SMPTCP", "--min-subflows", "2"], capture_output=True, text=True, check=False)
        self.assertEqual(check.returncode, 0, check.stdout + check.stderr)

    def test_plain_tcp_does_not_survive(self):
        run, rows = self.walk("--protocol=legacy")
        row = rows["one-path"]
        self.assertEqual(run.returncode, 1)
        self.assertEqual((row["agreed"], row["exact"], row["octets_lte"]), ("TCP", "0", "0"))
        self.assertEqual(float(row["after_mbps"]), 0)
        self.assertGreater(float(row["longest_gap_s"]), 10)

    def test_upwards_in_clear(self):
        run, rows = self.walk("--protocol=mptcp-v1", "--direction=up", "--mode=break-before-make")
        row = rows["break-before-make"]
        self.check_exact(run, row)
        self.assertEqual((row["agreed"], row["octets_lte_before_loss"]), ("MPTCP", "0"))
        self.assertGreater(float(row["after_mbps"]), 5)

    def test_back_in_the_wifi_it_is_used_again(self):
        run, rows = self.walk("--protocol=mptcp", "--mode=backup", "--from=105", "--turnBack=4", "--duration=12")
        self.check_exact(run, rows["backup"])
        self.assertEqual(rows["backup"]["subflows"], "3")
        lost = float(rows["backup"]["wifi_lost_at_s"])
        self.assertEqual(sum(self.curve("backup", "wifi", lost + 0.01, lost + 1)), 0)
        # The subflow in the Wi-Fi is a regular one again, so the backup rests.
        self.assertGreater(min(self.curve("backup", "wifi", 10.5, 12)), 1)
        self.assertLess(max(self.curve("backup", "lte", 11, 12)), 0.1)

    def test_the_same_seed_gives_the_same_walk(self):
        captures = []
        for out in ("a", "b", "c"):
            self.walk("--mode=fullmesh", "--duration=5", "--pcap=1", f"--RngRun={2 if out == 'c' else 1}", out=out)
            captures.append((self.directory / out / "fullmesh" / "server.pcap").read_bytes())
        self.assertEqual(captures[0], captures[1])
        self.assertNotEqual(captures[0], captures[2])

    def test_bad_arguments_get_one_line(self):
        for arguments, allowed in ((("--mode=both",), "break-before-make"), (("--protocol=quic",), "mptcp-v1"),
                                   (("--protocol=tcpcrypt", "--mode=backup"), "one path"), (("--direction=out",), "both"),
                                   (("--speed=-1",), "0 to 100"), (("--duration=1",), "5 to 3600"), (("--from=0",), "1 to"),
                                   (("--interval=0",), "0.01 to 10"), (("--scheduler=ns3::MptcpLia",), "scheduler"),
                                   (("--congestion=none",), "congestion control"), (("--out=/proc/none",), "--out")):
            self.check_refused(arguments, allowed)


if __name__ == "__main__":
    program_case.main(__doc__)
