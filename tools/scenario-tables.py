#!/usr/bin/env python3
# Copyright (c) 2026 The smptcp authors
# SPDX-License-Identifier: GPL-2.0-only
"""Put the numbers of a run of smptcp-scenario into the tables of the manual.

    scenario-tables.py results/scenarios/scenario.csv doc/scenario-congestion.rst doc/scenario-control.rst

A table that is to be written stands behind the comment ".. numbers of S5"; ".. numbers of S5: share1 share2" takes these
metrics alone.  A scenario that the run did not have keeps its table.
"""

import argparse
import csv
import math
import pathlib
import re
import sys

COLUMNS = (("variant", 24), ("metric", 24), ("predicted", 12), ("band", 18), ("measured", 22))
MARK = re.compile(r"^\.\. numbers of (\S+?)(?::(.*))?$")


def number(text):
    """Four digits."""
    return f"{float(text):.4g}"


def with_interval(measured, half):
    """A mean with half its interval: two digits of that, and as many places of the mean."""
    if not half or float(half) == 0 or not math.isfinite(float(half)):
        return number(measured)
    places = min(6, max(0, 1 - math.floor(math.log10(float(half)))))
    return f"{float(measured):.{places}f} +- {float(half):.{places}f}"


def cells(row):
    """A row of scenario.csv as the cells of its line."""
    low, high = row["low"], row["high"]
    band = ""
    if low and high:
        band = f"{number(low)} to {number(high)}"
    elif low:
        band = f"at least {number(low)}"
    elif high:
        band = f"at most {number(high)}"
    measured = with_interval(row["measured"], row["ci95"]) if row["measured"] else ""
    if row["verdict"] not in ("inside", "none"):
        measured = f"{measured} ({row['verdict']})" if measured else row["verdict"]
    return row["variant"], row["metric"], number(row["predicted"]) if row["predicted"] else "", band, measured


def table(rows):
    """A list-table of reStructuredText, in lines."""
    lines = [".. list-table::", "   :header-rows: 1", "   :widths: " + " ".join(str(width) for _, width in COLUMNS), ""]
    before = None
    for line in [[name for name, _ in COLUMNS]] + [list(cells(row)) for row in rows]:
        first = "" if line[0] == before else line[0]
        before = line[0]
        for at, cell in enumerate([first] + line[1:]):
            lines.append((("   * - " if at == 0 else "     - ") + cell).rstrip())
    return lines


def rewrite(lines, results):
    """The page with its tables replaced."""
    out = []
    at = 0
    while at < len(lines):
        out.append(lines[at])
        mark = MARK.match(lines[at])
        at += 1
        if not mark or mark.group(1) not in results:
            continue
        metrics = (mark.group(2) or "").split()
        rows = [row for row in results[mark.group(1)] if not metrics or row["metric"] in metrics]
        while at < len(lines) and not lines[at].strip():
            at += 1
        if at < len(lines) and lines[at].startswith(".. list-table::"):
            at += 1
            while at < len(lines) and (not lines[at].strip() or lines[at].startswith(" ")):
                at += 1
        out += [""] + table(rows) + [""]
    return out


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("results", help="scenario.csv of a run")
    parser.add_argument("pages", nargs="+", help="pages of the manual")
    options = parser.parse_args()
    results = {}
    try:
        with open(options.results, encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                results.setdefault(row["scenario"], []).append(row)
        for page in map(pathlib.Path, options.pages):
            page.write_text("\n".join(rewrite(page.read_text(encoding="utf-8").split("\n"), results)), encoding="utf-8")
    except (OSError, KeyError, ValueError) as error:
        sys.exit(f"scenario-tables.py: {error}")


if __name__ == "__main__":
    main()
