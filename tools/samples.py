#!/usr/bin/env python3
# Copyright (c) 2026 The smptcp authors
# SPDX-License-Identifier: GPL-2.0-only
"""Run the commands that README.md and the manual show, and compare what they print with what is shown there.

A sample is a block (``` in Markdown, an indented literal in RST) with lines "$ COMMAND"; what follows a command, up to the
next one, is its output. "..." as a line stands for any lines left out, at the end of a line for any rest of it. Only
programs whose output the seed determines are run: those of build/bin/, and with --all also ./smptcp run, ./smptcp explain,
tshark and the checkers, in the order of the page. Exit status 1 when a page is not true; --update rewrites its lines
where only numbers differ.
"""

import argparse
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
PAGES = ["README.md", "doc/tutorial.rst", "doc/compatibility.rst", "doc/scenarios.rst"]
LONG = ["doc/handover.rst"]  # minutes
SHORT = ("build/bin/",)
ALL = SHORT + ("./smptcp run", "./smptcp explain", "tshark", "python3 src/")
NUMBERS = re.compile(r"[0-9][0-9a-f.]*|\b[0-9a-f]{8,}\b")
MEASURED = re.compile(r"\b(CPU|wall clock|minutes on|processor time)\b")  # differs from machine to machine


class Sample:
    """A command and the lines of the page that show its output."""

    def __init__(self, command, first, indent):
        self.command = command
        self.first = first  # line of the page where the output begins
        self.indent = indent
        self.lines = []


def samples_of(text):
    """Yield the samples of a page."""
    sample = None
    continued = False
    fenced = False
    for number, line in enumerate(text):
        if line.startswith("```"):
            fenced = not fenced
            sample = None
            continue
        indent = len(line) - len(line.lstrip())
        if continued:
            sample.command += " " + line.strip().rstrip("\\").strip()
            continued = line.endswith("\\")
            sample.first = number + 1
        elif line.lstrip().startswith("$ ") and (fenced or indent >= 4):
            if sample:
                yield sample
            sample = Sample(line.strip()[2:].rstrip("\\").strip(), number + 1, indent)
            continued = line.endswith("\\")
        elif sample and (fenced or indent >= sample.indent or not line.strip()):
            sample.lines.append(line[sample.indent:])
        else:
            if sample:
                yield sample
            sample = None
        if sample and fenced and number + 1 < len(text) and text[number + 1].startswith("```"):
            yield sample
    if sample:
        yield sample


def form(line):
    """What stays of a line when its numbers are taken out."""
    return re.sub(r" +", " ", NUMBERS.sub("#", line)).strip()


def matches(shown, printed):
    """Whether the page's line is the program's."""
    if shown.endswith("..."):
        return printed.startswith(shown[:-3].rstrip())
    return shown.rstrip() == printed.rstrip()


def compare(sample, printed):
    """The lines of the page as they should be, and those that the program never prints."""
    at = 0
    right, missing = [], []
    for shown in sample.lines:
        if shown.strip() in ("", "...") or MEASURED.search(shown):
            right.append(shown)
            continue
        if shown.rstrip() in printed[:at]:
            right.append(shown)  # of the other of the two output streams, which may come first
            continue
        exact = next((i for i in range(at, len(printed)) if matches(shown, printed[i])), None)
        cut = form(shown[:-3] if shown.endswith("...") else shown)
        alike = next((i for i in range(at, len(printed))
                      if (form(printed[i]).startswith(cut) if shown.endswith("...") else form(printed[i]) == cut)), None)
        if exact is not None:
            right.append(shown)
            at = exact + 1
        elif alike is not None:
            line = printed[alike].rstrip()
            right.append(line[:len(shown) - 3] + "..." if shown.endswith("...") else line)
            at = alike + 1
        else:
            right.append(shown)
            missing.append(shown)
    return right, missing


def run(command, directory):
    """Lines that a command prints, errors among them."""
    done = subprocess.run(["bash", "-c", command], cwd=directory, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True, check=False)
    return done.stdout.splitlines()


def check_page(page, options, directory):
    """Number of lines of a page that are not true; rewrite it when asked to."""
    text = (ROOT / page).read_text().split("\n")
    wrong = 0
    for sample in samples_of(text):
        if not sample.command.startswith(ALL if options.all else SHORT) or not any(line.strip() for line in sample.lines):
            continue
        right, missing = compare(sample, run(sample.command, directory))
        for shown, line in zip(sample.lines, right):
            if shown != line or shown in missing:
                wrong += 1
                print(f"{page}: $ {sample.command}\n  shown   {shown}\n  printed {'-' if shown in missing else line}")
        if options.update:
            text[sample.first:sample.first + len(right)] = [(" " * sample.indent + line).rstrip() for line in right]
    if options.update:
        (ROOT / page).write_text("\n".join(text))
    return wrong


def main():
    """Entry point."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", default=ROOT / "build", type=pathlib.Path, help="directory where the module was built")
    parser.add_argument("--all", action="store_true", help="run everything that can be run, in the source directory")
    parser.add_argument("--update", action="store_true", help="write what is printed now into the pages")
    parser.add_argument("pages", nargs="*", help="pages, relative to the source directory")
    options = parser.parse_args()
    pages = [page for page in options.pages or PAGES + (LONG if options.all else []) if (ROOT / page).exists()]
    with tempfile.TemporaryDirectory(prefix="smptcp-samples-") as scratch:
        directory = ROOT
        if not options.all:
            directory = pathlib.Path(scratch)
            (directory / "build").symlink_to(options.build.resolve())
            for name in ("src", "examples"):
                (directory / name).symlink_to(ROOT / name)
        wrong = sum(check_page(page, options, directory) for page in pages)
    print(f"{wrong} lines of {', '.join(pages)} are not what is printed" if wrong else "what the pages show is printed")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
