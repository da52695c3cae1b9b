#!/usr/bin/env python3
# Copyright (c) 2026 The smptcp authors
# SPDX-License-Identifier: GPL-2.0-only
"""smptcp-scenario from outside: bad files, a small scenario inside and one outside its band, its tables and plots.

    test_scenario.py --program build/bin/smptcp-scenario [unittest arguments]
"""

import csv
import pathlib
import subprocess
import sys

import program_case

TABLES = pathlib.Path(__file__).resolve().parents[3] / "tools" / "scenario-tables.py"

TOPOLOGY = """
duration 4s
warmup 1s
host c kind=mptcp
host s kind=mptcp
router r1
router r2
link c r1 rate=8Mbps delay=5ms queue=droptail:50p name=upper
link r1 s rate=80Mbps delay=1ms queue=droptail:50p
link c r2 rate=4Mbps delay=5ms queue=droptail:50p name=lower
link r2 s rate=80Mbps delay=1ms queue=droptail:50p
path p1 c r1 s
path p2 c r2 s
flow f from=c to=s paths=$paths segment=1400
"""
SCENARIO = TOPOLOGY + """
title One path and two
default paths=p1 rate=8
variant one
variant two paths=p1,p2 rate=12
variant rare extra paths=p2 rate=4
let share goodput(f) / $rate
expect use predicted=0.958 low=0.90 high=0.9602 share
expect gain predicted=1.5 low=1.4 high=1.6 variant=two goodput(f) / one:goodput(f)
measure rate goodput(f)
plot rates x=rate y=use,rate
"""


class ScenarioTest(program_case.ProgramTest):
    def write(self, text, name="S.topo"):
        path = self.directory / name
        path.write_text(text)
        return f"--topology={path}"

    def run_file(self, text, *arguments, out="out"):
        """Run it. Returns what came of it, and the rows of scenario.csv."""
        run = self.run_program(self.write(text), "--seeds=2", *arguments, out=out)
        table = self.directory / out / "scenario.csv"
        return run, list(csv.DictReader(table.read_text().splitlines())) if table.exists() else []

    def test_inside_its_bands(self):
        run, rows = self.run_file(SCENARIO)
        self.assertEqual(run.returncode, 0, run.stdout + run.stderr)
        self.assertEqual(list(rows[0]), "scenario variant metric predicted low high measured ci95 verdict".split())
        self.assertEqual([(row["variant"], row["metric"], row["verdict"]) for row in rows],
                         [("one", "use", "inside"), ("one", "rate", "none"),
                          ("two", "use", "inside"), ("two", "gain", "inside"), ("two", "rate", "none")])
        values = {(row["variant"], row["metric"]): float(row["measured"]) for row in rows}
        self.assertAlmostEqual(values["one", "use"] * 8, values["one", "rate"], delta=0.01)
        self.assertAlmostEqual(values["two", "rate"] / values["one", "rate"], values["two", "gain"], delta=0.01)
        for seed in (1, 2):
            self.assertIn(f"S two seed {seed}: ", run.stderr)
        self.assertIn("(4 of 4)", run.stderr)
        self.assertTrue((self.directory / "out" / "S-rates.plt").exists())
        self.assertTrue((self.directory / "out" / "S.plt").exists())

    def test_tables_of_the_manual(self):
        run, rows = self.run_file(SCENARIO)
        self.assertEqual(run.returncode, 0, run.stdout + run.stderr)
        page = self.directory / "page.rst"
        page.write_text("Before\n\n.. numbers of S: use\n\n.. list-table::\n   :widths: 1\n\n   * - old\n\n"
                        "Between\n\n.. numbers of T\n\nBehind\n")
        command = [sys.executable, TABLES, self.directory / "out" / "scenario.csv", page]
        self.assertEqual(subprocess.run(command, check=False).returncode, 0)
        first = page.read_text()
        self.assertEqual(subprocess.run(command, check=False).returncode, 0)
        self.assertEqual(page.read_text(), first)  # once is enough
        self.assertNotIn("old", first)
        self.assertNotIn("gain", first)
        self.assertTrue(first.startswith("Before\n\n.. numbers of S: use\n\n.. list-table::\n"))
        self.assertTrue(first.endswith("\n\nBetween\n\n.. numbers of T\n\nBehind\n"))
        use = [float(row["measured"]) for row in rows if row["metric"] == "use"]
        cells = [line[7:].split(" +- ")[0] for line in first.split("\n") if line.startswith("     - 0.9")]
        self.assertEqual([round(float(cell), 3) for cell in cells if " to " not in cell and cell != "0.958"],
                         [round(value, 3) for value in use])
        odd = self.directory / "odd.csv"
        odd.write_text("scenario,variant,metric,predicted,low,high,measured,ci95,verdict\n"
                       "T,one,gone,1,0,2,,,failed\nT,one,endless,1,0,,inf,nan,outside\nT,one,null,,,,nan,nan,none\n")
        self.assertEqual(subprocess.run([sys.executable, TABLES, odd, page], check=False).returncode, 0)
        self.assertIn("     - 0 to 2\n     - failed\n", page.read_text())
        missing = subprocess.run([sys.executable, TABLES, "none.csv", page], capture_output=True, text=True, check=False)
        self.assertEqual((missing.returncode, missing.stderr.count("\n")), (1, 1))

    def test_flows_and_subflows(self):
        run, _ = self.run_file(SCENARIO, "--variant=two")
        self.assertEqual(run.returncode, 0, run.stdout + run.stderr)
        rows = list(csv.DictReader((self.directory / "out" / "flows.csv").read_text().splitlines()))
        found = {(row["variant"], row["seed"], row["part"]): float(row["value"]) for row in rows
                 if row["quantity"] == "goodput" and row["of"] == "f"}
        for variant, parts in (("one", 1), ("two", 2)):  # one runs as well: two is compared with it
            for seed in "12":
                total = sum(found[variant, seed, str(part)] for part in range(1, parts + 1))
                self.assertAlmostEqual(total / found[variant, seed, ""], 1, delta=0.03)

    def test_flows_of_a_span(self):
        text = TOPOLOGY.replace("warmup 1s", "warmup 1s\nspan late from=2s to=4s").replace("$paths", "p1,p2")
        run, _ = self.run_file(text)
        self.assertEqual(run.returncode, 0, run.stdout + run.stderr)
        lines = list(csv.reader((self.directory / "out" / "flows.csv").read_text().splitlines()))
        self.assertEqual(lines[0], "scenario variant seed quantity of part span value".split())
        self.assertEqual({len(line) for line in lines}, {len(lines[0])})
        found = {tuple(line[3:7]) for line in lines}
        for expected in (("goodput", "f", "", ""), ("goodput", "f", "", "late"), ("goodput", "f", "2", "late"),
                         ("mean", "all", "1", "late"), ("sent", "upper", "back", "late"), ("sent", "upper", "", ""),
                         ("events", "", "", ""), ("events", "", "", "late")):
            self.assertIn(expected, found)
        self.assertEqual({line[6] for line in lines[1:]}, {"", "late"})

    def test_names_that_tables_cannot_hold(self):
        for text, said in ((TOPOLOGY + 'variant "a,b"', "impossible name 'a,b'"),
                           (TOPOLOGY + 'expect "a b" low=1 1', "impossible name 'a b'"),
                           (TOPOLOGY + 'plot ../p x=rate y=use', "impossible name '../p'"),
                           (TOPOLOGY.replace("flow f ", 'flow "f g" '), "impossible name 'f g'")):
            self.check_refused([self.write(text + "\n"), "--seeds=1", "--set=paths=p1"], said)
        self.check_refused([self.write(TOPOLOGY, "a,b.topo"), "--seeds=1", "--set=paths=p1"], "without commas")

    def test_without_an_end_is_not_inside(self):
        run, rows = self.run_file(SCENARIO + "expect endless low=0 goodput(f) / missing(f)\n", "--variant=one")
        self.assertEqual(run.returncode, 1, run.stderr)
        self.assertEqual([row["verdict"] for row in rows if row["metric"] == "endless"], ["outside"])
        one, rows = self.run_file(SCENARIO + "expect endless low=0 goodput(f) / missing(f)\n", "--variant=one",
                                  "--seeds=1", out="single")
        self.assertEqual(one.returncode, 1, one.stderr)
        self.assertEqual([row["verdict"] for row in rows if row["metric"] == "endless"], ["outside"])

    def test_outside_its_band(self):
        run, rows = self.run_file(SCENARIO + "expect absurd low=19 goodput(f)\n")
        self.assertEqual(run.returncode, 1)
        self.assertEqual([row["verdict"] for row in rows if row["metric"] == "absurd"], ["outside", "outside"])
        self.assertEqual(rows[-1]["high"], "")

    def test_a_quantity_that_nobody_measures(self):
        run, rows = self.run_file(SCENARIO + "expect odd low=0 goodput(g)\n")
        self.assertEqual(run.returncode, 1)
        self.assertIn("'goodput(g)'", run.stdout)
        self.assertEqual([row["verdict"] for row in rows if row["metric"] == "odd"], ["failed", "failed"])

    def test_variants_on_request_and_variables(self):
        run, rows = self.run_file(SCENARIO, "--variant=rare", "--set=rate=8")
        self.assertEqual(run.returncode, 1)  # 4 Mbit/s in parts of 8
        self.assertEqual({row["variant"] for row in rows}, {"rare"})
        self.assertLess(float(rows[0]["measured"]), 0.5)

    def test_without_expectations(self):
        run, rows = self.run_file(TOPOLOGY, "--set=paths=p1")
        self.assertEqual((run.returncode, rows), (0, []), run.stdout + run.stderr)
        self.assertIn("goodput", (self.directory / "out" / "flows.csv").read_text())

    def test_same_seed_same_numbers(self):
        tables = []
        for out in ("a", "b"):
            self.run_file(SCENARIO, "--variant=one", out=out)
            tables.append((self.directory / out / "flows.csv").read_text())
        self.assertEqual(*tables)

    def test_list(self):
        every = self.run_bare("--list")
        self.assertEqual(every.returncode, 0)
        self.assertIn("S5 ", every.stdout)
        one = self.run_bare("--list", "--scenario=S5")
        self.assertEqual(one.returncode, 0)
        self.assertIn("variant", one.stdout)
        self.assertIn("predicted", one.stdout)

    def test_every_built_in_file_can_be_read(self):
        run = self.run_bare("--list", "--scenario=all")
        self.assertEqual((run.returncode, run.stderr), (0, ""))

    def test_refuses_wrong_files(self):
        for text, said in (("frobnicate x", "frobnicate"), ("variant", "write: variant"), ("variant a\nvariant a", "already"),
                           ("expect x low=1 (1", "expression"), ("expect x 1", "low=NUMBER"),
                           ("expect x low=y 1", "'y'"), ("expect x low=1", "write: expect"),
                           ("expect x low=1 mid=2 1", "no option 'mid'"), ("expect x low=1 b: + 1", "should be"),
                           ("expect x low=1 b:a", "unknown variant 'b'"), ("expect x low=1 variant=b 1", "unknown variant 'b'"),
                           ("expect x low=$nothing 1", "nothing"),
                           ("let x b:y\nexpect z low=0 x", "unknown variant 'b'"), ("measure x low=1 1", "no option 'low'"),
                           ("default x", "write: default"), ("expect x low=0 goodput(f", "should be"), ("let x", "write: let"), ("plot p x=rate", "write: plot")):
            lines = len((TOPOLOGY + text).splitlines())
            self.check_refused([self.write(TOPOLOGY + text + "\n"), "--seeds=1", "--set=paths=p1"], said)
            if said != "unknown variant 'b'":
                self.check_refused([self.write(TOPOLOGY + text + "\n"), "--seeds=1", "--set=paths=p1"], f"S.topo:{lines}: ")

    def test_refuses_wrong_arguments(self):
        good = self.write(SCENARIO)
        for arguments, said in ((["--scenario=S99"], "S5"), (["--topology=/nowhere.topo"], "readable"), ([], "--scenario"),
                                ([good, "--scenario=S5"], "exclude"), ([good, "--variant=none"], "one, two, rare"),
                                ([good, "--seeds=0"], "1 to"), ([good, "--set=x"], "VARIABLE=VALUE"),
                                ([good, "--what=1"], "--scenario")):
            self.check_refused(arguments, said)


if __name__ == "__main__":
    program_case.main(__doc__)
