# SPDX-License-Identifier: GPL-2.0-only
# Copyright (c) 2026 The smptcp authors
"""Results of checks, and how they are told."""

import collections
import json


class Unusable(Exception):
    """The input cannot be judged at all (exit status 2)."""


class Check:
    """Counts of one check and its first failure."""

    def __init__(self):
        self.kinds, self.failed, self.frame, self.reason, self.notes = collections.Counter(), 0, None, None, {}


class Report:
    """Results of all checks, in the order in which they were first named."""

    def __init__(self):
        self.checks = {}

    def check(self, name):
        return self.checks.setdefault(name, Check())

    def good(self, name, kind="done"):
        self.check(name).kinds[kind] += 1

    def bad(self, name, frame, reason, kind="wrong"):
        check = self.check(name)
        check.kinds[kind] += 1
        check.failed += 1
        if check.reason is None or (frame is not None and check.frame is not None and frame < check.frame):
            check.frame, check.reason = frame, reason

    def test(self, name, holds, frame, reason, kind="done"):
        """Record one result and return it."""
        if holds:
            self.good(name, kind)
        else:
            self.bad(name, frame, reason)
        return bool(holds)

    def note(self, name, label, value):
        self.check(name).notes[label] = value

    def largest(self, name, label, value):
        notes = self.check(name).notes
        notes[label] = max(value, notes.get(label, value))

    def ok(self):
        return not any(check.failed for check in self.checks.values())

    def failed(self):
        """Names of the checks that failed."""
        return [name for name, check in self.checks.items() if check.failed]

    def lines(self):
        """One line per check."""
        for name, check in self.checks.items():
            parts = [f"{kind} {count}" for kind, count in check.kinds.items()]
            parts += [f"{label}: {value}" for label, value in check.notes.items()]
            line = f"{'FAIL' if check.failed else 'ok  '} {name:<12} {', '.join(parts) or 'nothing to check'}"
            if check.failed:
                where = f"first at frame {check.frame}: " if check.frame is not None else ""
                line += f" -- {check.failed} failed, {where}{check.reason}"
            yield line

    def as_json(self):
        return [{"name": name, "ok": not c.failed, "counts": dict(c.kinds), "failed": c.failed,
                 "first_frame": c.frame, "reason": c.reason, "notes": c.notes} for name, c in self.checks.items()]


def print_result(report, summary, as_json):
    """All checks and a verdict. `summary` maps labels to values; "mode" is told without its label."""
    if as_json:
        print(json.dumps({**summary, "ok": report.ok(), "checks": report.as_json()}, indent=2))
        return
    for line in report.lines():
        print(line)
    failed = report.failed()
    verdict = f"{len(failed)} of {len(report.checks)} checks FAIL: {', '.join(failed)}" if failed else "everything holds"
    parts = [f"{value} {label}" if label != "mode" else str(value) for label, value in summary.items()]
    print(", ".join(parts) + ": " + verdict)


def read_file(path):
    """All octets of a file; None for no file."""
    if path is None:
        return None
    try:
        with open(path, "rb") as source:
            return source.read()
    except OSError as error:
        raise Unusable(f"cannot read {path}: {error.strerror}") from None
