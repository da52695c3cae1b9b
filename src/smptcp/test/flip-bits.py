#!/usr/bin/env python3
# Copyright (c) 2026 The smptcp authors
# SPDX-License-Identifier: GPL-2.0-only
"""Flip single bits in captures of real transfers: the judge must notice each in a covered field and none in a free one.

For each way of protecting a connection smptcp-transfer makes a short capture; then bits of random octets of random fields are
flipped, one at a time. A failure names frame, octet and bit, and the seed repeats it.

    flip-bits.py --program build/bin/smptcp-transfer --flips 1000
    flip-bits.py --program build/bin/smptcp-transfer --mode tag12 --seed 7
"""

import argparse
import importlib.util
import pathlib
import random
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True

from judge.capture import read_pcap
from judge.flips import Flipper, flip_many
from judge.keylog import read_key_log
from transfer_modes import MODES

HERE = pathlib.Path(__file__).parent
SPEC = importlib.util.spec_from_file_location("check_smptcp_pcap", HERE / "check-smptcp-pcap.py")
CHECKER = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(CHECKER)


def make_flipper(out, kind, host):
    """The flipper of a host's capture of a finished transfer."""
    options = CHECKER.parse_arguments(["--pcap", "-", "--keys", "-", "--mode", kind])
    options.up_data = options.down_data = options.plaintext_data = None

    def judge(segments, secrets, report):
        return CHECKER.judge_segments(segments, secrets, options, report)[1]

    frames = read_pcap((out / f"{host}.pcap").read_bytes())
    return Flipper(frames, read_key_log((out / "keys.log").read_text()), judge)


def campaign(program, name, arguments, out):
    """Complaints about one mode."""
    mode = MODES[name]
    command = [program, f"--out={out}", f"--RngRun={arguments.seed}", "--direction=both", "--bytes=15000", "--loss=0.01",
               "--paths=1Mbps/20ms,2Mbps/5ms", "--keyBits=512", *mode.arguments]
    run = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    if run.returncode != 0:
        return [f"exit status {run.returncode}: {(run.stderr or run.stdout).strip()}"], {}
    complaints, counts = [], {}
    for host in ("client", "server"):
        flipper = make_flipper(out, mode.kind, host)
        if not flipper.report.ok():
            return [f"{host}.pcap does not hold as it is: {', '.join(flipper.report.failed())}"], {}
        found, counted = flip_many(flipper, arguments.flips // 2, random.Random(f"{name} {host} {arguments.seed}"))
        complaints += [f"{host}.pcap: {complaint}" for complaint in found]
        counts = {key: counts.get(key, 0) + counted.get(key, 0) for key in {**counts, **counted}}
    return complaints, counts


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", required=True, help="the smptcp-transfer that makes the captures")
    parser.add_argument("--flips", type=int, default=1000, help="covered bits and free bits to flip in each mode")
    parser.add_argument("--mode", choices=sorted(MODES), action="append", help="only this mode; may be given again")
    parser.add_argument("--seed", type=int, default=1, help="seed of the transfer and of the flips")
    parser.add_argument("--verbose", action="store_true", help="also tell how often each field was hit")
    arguments = parser.parse_args()
    bad = 0
    for name in arguments.mode or MODES:
        with tempfile.TemporaryDirectory() as directory:
            complaints, counts = campaign(arguments.program, name, arguments, pathlib.Path(directory))
        bad += bool(complaints)
        print(f"{name}: {sum(counts.values())} flips of {len(counts)} fields, {len(complaints)} wrong", flush=True)
        for complaint in complaints[:5]:
            print(f"  {complaint}")
        if arguments.verbose:
            print("".join(f"  {count:5} {field}\n" for field, count in sorted(counts.items())), end="")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
