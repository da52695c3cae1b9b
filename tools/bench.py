#!/usr/bin/env python3
# Copyright (c) 2026 The smptcp authors
#
# SPDX-License-Identifier: GPL-2.0-only
"""What do tcpcrypt, MPTCP and SMPTCP cost beside stock TCP? Runs smptcp-bench for each, interleaved, and writes
bench-DATE.txt and bench-DATE.csv. The method is described in doc/bench.rst."""

import argparse
import concurrent.futures
import csv
import datetime
import io
import math
import os
import re
import statistics
import subprocess
import sys
import tempfile

STOCK = "legacy"
# What a cost may be, as a ratio to stock TCP on the same number of paths
LIMITS = {
    ("instructions", "tcpcrypt", 1): 1.20,
    ("instructions", "mptcp", 2): 1.25,
    ("instructions", "smptcp", 2): 1.35,
    ("user_cpu", "smptcp", 2): 1.60,
    ("memory", "tcpcrypt", 1): 3.0,
    ("memory", "mptcp", 1): 3.0,
    ("memory", "smptcp", 1): 3.0,
}
LARGEST_EXPONENT = 1.05
COLUMNS = ["date", "machine", "section", "kind", "paths", "bytes", "metric", "value", "low", "high", "ratio",
           "ratio_low", "ratio_high", "limit", "met"]
CONFIGURATIONS = [(STOCK, 1), ("tcpcrypt", 1), (STOCK, 2), ("mptcp", 2), ("smptcp", 2)]


def fail(line):
    sys.exit(f"bench.py: {line}")


def machine_kind():
    """Number of CPUs, architecture, model, and whether a hypervisor is seen: no names of hosts"""
    with open("/proc/cpuinfo", encoding="ascii", errors="replace") as info:
        text = info.read()
    found = re.search(r"model name\s*: (.*)", text)
    model = found.group(1).strip() if found else "unknown CPU"
    kind = "virtual machine" if "hypervisor" in text else "machine"
    return f"{os.cpu_count()}-core {os.uname().machine} {kind} ({model})"


class Bench:
    """One run of everything"""

    def __init__(self, options):
        self.options = options
        self.date = datetime.date.today().isoformat()
        self.machine = machine_kind()
        self.rows = []
        self.text = io.StringIO()

    def say(self, line=""):
        print(line, flush=True)
        self.text.write(line + "\n")

    def command(self, kind, paths, **job):
        named = [f"--{name}={value}" for name, value in job.items()]
        return [self.options.program, f"--kind={kind}", f"--paths={paths}", *named]

    @staticmethod
    def execute(command):
        """Run a program that prints one CSV row; the row"""
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            reason = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
            fail(f"'{' '.join(command)}' failed: {reason}")
        return next(csv.DictReader(io.StringIO(done.stdout)))

    def run(self, kind, paths, **job):
        return self.execute(self.command(kind, paths, **job))

    def count(self, job):
        """Instructions of one run under callgrind"""
        kind, paths, size, timestamps = job
        with tempfile.TemporaryDirectory() as directory:
            out = os.path.join(directory, "callgrind.out")
            command = self.command(kind, paths, bytes=size, nullCrypto=1, timestamps=int(timestamps))
            self.execute(["valgrind", "--tool=callgrind", f"--callgrind-out-file={out}", *command])
            with open(out, encoding="utf-8", errors="replace") as profile:
                sums = [line.split()[1] for line in profile if line.startswith(("summary:", "totals:"))]
        if not sums:
            fail(f"callgrind left no sum for {kind}")
        return int(sums[0])

    def add(self, section, kind, paths, size, metric, value, stock=None):
        """A row. value and stock are numbers, or lists of runs whose median counts."""
        values, stocks = (v if isinstance(v, list) else [v] for v in (value, stock))
        row = dict.fromkeys(COLUMNS, "")
        middle = statistics.median(values)
        row.update(date=self.date, machine=self.machine, section=section, kind=kind, paths=paths, bytes=size,
                   metric=metric, value=f"{middle:.6g}")
        if isinstance(value, list):
            row.update(low=f"{min(values):.6g}", high=f"{max(values):.6g}")
        judged, limit = middle, LARGEST_EXPONENT if metric == "exponent" and kind == "smptcp" else None
        if stock is not None:
            judged, limit = middle / statistics.median(stocks), LIMITS.get((section, kind, paths))
            row["ratio"] = f"{judged:.3f}"
            if isinstance(value, list):
                ratios = [mine / theirs for mine, theirs in zip(values, stocks)]
                row.update(ratio_low=f"{min(ratios):.3f}", ratio_high=f"{max(ratios):.3f}")
        if limit is not None and not metric.startswith("rss"):
            row.update(limit=f"{limit:.2f}", met="yes" if judged <= limit else "no")
        self.rows.append(row)
        return row

    @staticmethod
    def verdict(row):
        return f"at most {row['limit']}: {'met' if row['met'] == 'yes' else 'MISSED'}" if row["limit"] else ""

    # --- sections ---------------------------------------------------------------------------------------------------

    def instructions(self):
        small = 3_000_000
        large = small + self.options.counted
        variants = [(*configuration, False) for configuration in CONFIGURATIONS] + [(STOCK, 1, True)]
        self.say("(a) Instructions for each delivered GB in steady state, null cipher and null tag\n"
                 f"    (callgrind, difference of {large} and {small} bytes)")
        jobs = [(kind, paths, size, stamps) for kind, paths, stamps in variants for size in (large, small)]
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            sums = dict(zip(jobs, pool.map(self.count, jobs)))

        def per_gb(kind, paths, stamps):
            difference = sums[kind, paths, large, stamps] - sums[kind, paths, small, stamps]
            return difference / self.options.counted * 1e9

        for kind, paths, stamps in variants:
            name = "legacy-timestamps" if stamps else kind
            row = self.add("instructions", name, paths, self.options.counted, "instructions_per_gb",
                           per_gb(kind, paths, stamps), per_gb(STOCK, paths, False))
            self.say(f"    {name:18} {paths} path(s)  {float(row['value']) / 1e9:7.2f} G  x {row['ratio']}  "
                     f"{self.verdict(row)}")
        self.say()

    def user_cpu(self):
        size = self.options.bytes
        self.say("(b) User CPU for each delivered GB in steady state, real cryptography\n"
                 f"    (medians of {self.options.rounds} interleaved runs of {size} bytes, lowest to highest; the "
                 "spread of a ratio is\n    that of the runs of one round)")
        runs = {configuration: [] for configuration in CONFIGURATIONS}
        for _ in range(self.options.rounds):
            for kind, paths in CONFIGURATIONS:
                row = self.run(kind, paths, bytes=size)
                runs[kind, paths].append(float(row["steady_user_s_per_gb"]))
        for kind, paths in CONFIGURATIONS:
            row = self.add("user_cpu", kind, paths, size, "user_s_per_gb", runs[kind, paths], runs[STOCK, paths])
            self.say(f"    {kind:18} {paths} path(s)  {float(row['value']):6.2f} s ({float(row['low']):.2f} to "
                     f"{float(row['high']):.2f})  x {row['ratio']} ({row['ratio_low']} to {row['ratio_high']})  "
                     f"{self.verdict(row)}")
        self.say()

    def crypto(self):
        self.say("(c) The cryptography alone (user CPU)")
        row = self.execute([self.options.program, "--crypto=1"])
        for metric, value in row.items():
            if metric != "segment":
                self.add("crypto", "", "", row["segment"], metric, float(value))
                self.say(f"    {metric:28} {float(value):.3g}")
        self.say()

    def memory(self):
        count = self.options.connections
        self.say(f"(d) Memory of an idle connection, both ends, {count} at once, after 1000 bytes one way")
        for paths, kinds in ((1, [STOCK, "tcpcrypt", "mptcp", "smptcp"]), (2, [STOCK, "mptcp", "smptcp"])):
            stock = None
            for kind in kinds:
                row = self.run(kind, paths, connections=count)
                heap, resident = (float(row[f"{name}_octets_per_connection"]) for name in ("heap", "rss"))
                stock = stock or (heap, resident)
                line = self.add("memory", kind, paths, 1000, "heap_octets_per_connection", heap, stock[0])
                self.add("memory", kind, paths, 1000, "rss_octets_per_connection", resident, stock[1])
                self.say(f"    {kind:18} {paths} path(s)  heap {heap / 1000:6.1f} kB  resident "
                         f"{resident / 1000:6.1f} kB  x {line['ratio']}  {self.verdict(line)}")
        self.say()

    def handshakes(self):
        count = self.options.handshakes
        self.say("(e) Handshakes: connections opened, 1000 bytes sent, closed, for each second of user CPU\n"
                 f"    (medians of {self.options.rounds} interleaved runs of {count}; RSA 2048, the key pair made "
                 "before)")
        kinds = [STOCK, "tcpcrypt", "mptcp", "smptcp"]
        runs = {kind: [] for kind in kinds}
        for _ in range(self.options.rounds):
            for kind in kinds:
                runs[kind].append(float(self.run(kind, 1, handshakes=count)["handshakes_per_s"]))
        for kind in kinds:
            row = self.add("handshakes", kind, 1, 1000, "handshakes_per_s", runs[kind], runs[STOCK])
            self.say(f"    {kind:18} {float(row['value']):8.0f} ({float(row['low']):.0f} to {float(row['high']):.0f})")
        self.say()

    def scaling(self):
        self.say("(f) Growth of the user CPU of a whole transfer: exponents of a power law")
        sizes = [10_000_000, 100_000_000, self.options.largest]
        share = self.options.bytes // 2
        for kind in (STOCK, "smptcp"):
            self.grow(kind, "bytes", [(size, 2, size) for size in sizes])
        for kind in (STOCK, "smptcp"):
            self.grow(kind, "subflows", [(paths, paths, paths * share) for paths in (1, 2, 4, 8)])
        self.say()

    def grow(self, kind, what, points):
        """Points are (abscissa, paths, bytes)."""
        costs = []
        for _, paths, size in points:
            repeats = 3 if size <= 100_000_000 else 1
            user = statistics.median(float(self.run(kind, paths, bytes=size)["user_s"]) for _ in range(repeats))
            costs.append(user)
            self.add(f"scaling_{what}", kind, paths, size, "user_s_per_gb", user / size * 1e9)
        logs = [(math.log(x), math.log(cost)) for (x, _, _), cost in zip(points, costs)]
        middle_x, middle_y = (statistics.mean(axis) for axis in zip(*logs))
        exponent = (sum((x - middle_x) * (y - middle_y) for x, y in logs) /
                    sum((x - middle_x) ** 2 for x, _ in logs))
        row = self.add(f"scaling_{what}", kind, "", "", "exponent", exponent)
        steps = ", ".join(f"{x}: {cost / size * 1e9:.1f}" for (x, _, size), cost in zip(points, costs))
        self.say(f"    {kind:18} by {what:8}  {exponent:.3f}  {self.verdict(row)}\n"
                 f"                       s/GB at {steps}")

    def wrap(self):
        size = self.options.wrap
        self.say(f"(g) {size} bytes on one subflow: sequence numbers wrap, every byte is compared")
        for kind in ("tcpcrypt", "smptcp"):
            row = self.run(kind, 1, bytes=size)
            self.add("wrap", kind, 1, size, "user_s", float(row["user_s"]))
            self.say(f"    {kind:18} delivered as sent, {float(row['user_s']):.0f} s of user CPU")
        self.say()

    # --- all of it --------------------------------------------------------------------------------------------------

    def write(self):
        stem = os.path.join(self.options.out, f"bench-{self.date}")
        try:
            os.makedirs(self.options.out, exist_ok=True)
            with open(stem + ".csv", "w", newline="", encoding="utf-8") as out:
                writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
                writer.writeheader()
                writer.writerows(self.rows)
            with open(stem + ".txt", "w", encoding="utf-8") as out:
                out.write(self.text.getvalue())
        except OSError as error:
            fail(f"cannot write to --out={self.options.out}: {error.strerror}")
        print(f"files: {stem}.txt, {stem}.csv")

    def all(self):
        self.say(f"smptcp bench, {self.date}, {self.machine}\n"
                 "Ratios to stock TCP: ns-3's own sockets, one connection for each path, the same bytes, segments of "
                 "1400\nbytes, no timestamps.\n")
        self.instructions()
        self.user_cpu()
        self.crypto()
        self.memory()
        self.handshakes()
        self.scaling()
        self.wrap()
        missed = [f"{row['section']} {row['kind']} {row['paths']}".strip() for row in self.rows if row["met"] == "no"]
        self.say("Missed: " + ", ".join(missed) if missed else "Every figure is met.")
        self.write()


def positive(text):
    if not text.isdigit() or int(text) == 0:
        raise argparse.ArgumentTypeError("give a whole number above 0")
    return int(text)


class Parser(argparse.ArgumentParser):
    """One line for a mistake"""

    def error(self, message):
        fail(f"{message} (see --help)")


def main():
    parser = Parser(description=__doc__)
    parser.add_argument("--program", required=True, help="path of smptcp-bench")
    parser.add_argument("--out", default="results/bench", help="directory for bench-DATE.txt and .csv")
    parser.add_argument("--rounds", type=positive, default=5, help="interleaved runs whose median counts")
    parser.add_argument("--bytes", type=positive, default=100_000_000, help="bytes of a run of (b)")
    parser.add_argument("--counted", type=positive, default=8_000_000, help="bytes whose instructions are counted")
    parser.add_argument("--largest", type=positive, default=1_000_000_000, help="largest transfer of (f)")
    parser.add_argument("--wrap", type=positive, default=4_400_000_000, help="bytes of (g), above 4 GiB")
    parser.add_argument("--connections", type=positive, default=1000, help="idle connections of (d)")
    parser.add_argument("--handshakes", type=positive, default=300, help="connections of a run of (e)")
    options = parser.parse_args()
    if not os.access(options.program, os.X_OK):
        fail(f"no program '{options.program}': give --program=PATH of smptcp-bench, or use ./smptcp bench")
    Bench(options).all()


if __name__ == "__main__":
    main()
