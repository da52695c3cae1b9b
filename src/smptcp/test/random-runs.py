#!/usr/bin/env python3
# Copyright (c) 2026 The smptcp authors
# SPDX-License-Identifier: GPL-2.0-only
"""Short random transfers: every pair of host kinds under loss, reordering, duplication and odd write sizes.

Each run is one command of smptcp-transfer; a run that fails prints that command, which repeats it exactly. Between
SMPTCP hosts the capture is handed to check-smptcp-pcap.py as well.

    random-runs.py --program build/bin/smptcp-transfer --runs 200 --seed 1
"""

import argparse
import csv
import pathlib
import random
import shlex
import subprocess
import sys
import tempfile

KINDS = ("smptcp", "mptcp", "mptcp-v1", "tcpcrypt", "legacy")
MODES = {  # smptcp.md 9.1, unordered pairs
    ("smptcp", "smptcp"): "SMPTCP", ("mptcp", "smptcp"): "MPTCP", ("smptcp", "tcpcrypt"): "TCPCRYPT",
    ("mptcp", "mptcp"): "MPTCP", ("mptcp-v1", "mptcp-v1"): "MPTCP", ("tcpcrypt", "tcpcrypt"): "TCPCRYPT",
}
CHECKER = pathlib.Path(__file__).with_name("check-smptcp-pcap.py")


def make_command(program, rng, index, out):
    """The command of run number `index`; pairs of kinds take turns so that all of them come up."""
    pairs = [(client, server) for client in KINDS for server in KINDS]
    client, server = pairs[index % len(pairs)]
    paths = ",".join(
        f"{rng.choice((2, 5, 10, 30, 100))}Mbps/{rng.choice((1, 5, 10, 25, 60))}ms"
        for _ in range(rng.choice((1, 2, 2, 3))))
    loss = rng.choice((0, 0, 0.001, 0.01, 0.02))
    direction = rng.choice(("up", "down", "both"))
    if client == "legacy" and direction == "down" and loss:
        direction = "both"  # ns-3's own client never repeats a lost third ACK: a server that waits to speak hangs
    command = [
        program, f"--client={client}", f"--server={server}", f"--paths={paths}",
        f"--bytes={rng.choice((1, 1419, 1420, 1421, 30000, 200000, 600000))}",
        f"--direction={direction}", f"--loss={loss}",
        f"--reorder={rng.choice((0, 0, 0.01, 0.05))}",
        f"--duplicate={rng.choice((0, 0, 0.01, 0.05))}",
        f"--writeSize={rng.choice((0, -1, -1, 100, 1420, 5000))}",
        f"--keyBits={rng.choice((512, 1024, 2048))}",
        f"--RngRun={rng.randrange(1, 1 << 30)}", f"--out={out}",
    ]
    return command, (client, server)


def judge(command, pair, out):
    """Run the command; return a complaint or None."""
    try:
        run = subprocess.run(command, capture_output=True, text=True, timeout=300)
    except subprocess.TimeoutExpired:
        return "hangs"
    if run.returncode != 0:
        return f"exit status {run.returncode}: {(run.stderr or run.stdout).strip().splitlines()[-1:]}"
    row = next(csv.DictReader(open(out / "transfer.csv")))
    lossless = "--loss=0" in command
    expected = MODES.get(tuple(sorted(pair)), "TCP")
    if lossless and row["mode_client"] != expected:
        return f"mode {row['mode_client']} instead of {expected}"
    if row["mac_failures"] != "0":
        return f"{row['mac_failures']} MAC failures without an attacker"
    if row["mode_client"] in ("SMPTCP", "TCPCRYPT"):
        check = subprocess.run(
            [sys.executable, str(CHECKER), "--pcap", str(out / "client.pcap"), "--keys",
             str(out / "keys.log"), "--mode", row["mode_client"]], capture_output=True, text=True)
        if check.returncode != 0:
            failed = [line for line in check.stdout.splitlines() if line.startswith("FAIL")]
            return "pcap: " + "; ".join(failed or [check.stderr.strip()])
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", required=True, help="the smptcp-transfer to run")
    parser.add_argument("--runs", type=int, default=200, help="number of runs")
    parser.add_argument("--seed", type=int, default=1, help="seed of the choice of runs")
    arguments = parser.parse_args()
    rng = random.Random(arguments.seed)
    failures = 0
    with tempfile.TemporaryDirectory() as directory:
        out = pathlib.Path(directory)
        for index in range(arguments.runs):
            command, pair = make_command(arguments.program, rng, index, out)
            complaint = judge(command, pair, out)
            if complaint:
                failures += 1
                replay = [part if not part.startswith("--out=") else "--out=results/replay" for part in command]
                print(f"run {index}: {complaint}\n  replay: {shlex.join(replay)}", flush=True)
    print(f"{arguments.runs} runs, {failures} failed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
