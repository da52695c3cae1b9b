#!/usr/bin/env python3
# Copyright (c) 2026 The smptcp authors
# SPDX-License-Identifier: GPL-2.0-only
"""Short random transfers under loss, reordering, duplication and odd write sizes, judged from outside.

Three sets: "pairs" takes every pair of host kinds in turn, "alike" SMPTCP, tcpcrypt or the two stacked at both ends with
any mixture of their variants (tag sizes, forms, counters, swapped roles, resumed sessions, ISNs that wrap ...). Each run is
one command of smptcp-transfer; a run that fails prints that command, which repeats it exactly. Every byte must arrive, in
the right mode, without a MAC failure, and captures with keys are handed to check-smptcp-pcap.py.

"compat" puts middleboxes between the pairs, with a policy, a level of Require and losses (compositions.py): a run either
delivers every byte in a mode that the composition allows, or tells both applications that it does not. None hangs, none
delivers a wrong byte, none sends a byte in clear once there are keys.

    random-runs.py --program build/bin/smptcp-transfer --runs 200 --seed 1
    random-runs.py --program build/bin/smptcp-transfer --set alike --runs 2000 --jobs 2
    random-runs.py --program build/bin/smptcp-transfer --set compat --runs 5000 --jobs 2
"""

import argparse
import collections
import concurrent.futures
import csv
import pathlib
import random
import shlex
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True

import compositions
from transfer_modes import random_smptcp, random_stacked, random_tcpcrypt

KINDS = ("smptcp", "mptcp", "mptcp-v1", "tcpcrypt", "legacy", "mptcp-tcpcrypt")
MODES = {  # smptcp.md 9.1, unordered pairs
    ("smptcp", "smptcp"): "SMPTCP", ("mptcp", "smptcp"): "MPTCP", ("smptcp", "tcpcrypt"): "TCPCRYPT",
    ("mptcp", "mptcp"): "MPTCP", ("mptcp-v1", "mptcp-v1"): "MPTCP", ("tcpcrypt", "tcpcrypt"): "TCPCRYPT",
    ("mptcp-tcpcrypt", "smptcp"): "TCPCRYPT", ("mptcp", "mptcp-tcpcrypt"): "MPTCP", ("mptcp-tcpcrypt", "tcpcrypt"): "TCPCRYPT",
    ("mptcp-tcpcrypt", "mptcp-tcpcrypt"): "TCPCRYPT",
}
CHECKER = pathlib.Path(__file__).with_name("check-smptcp-pcap.py")
TIME_LIMIT_S = 300

# mode: what must come of it without losses; composition: of set compat alone
Run = collections.namedtuple("Run", "command mode loss composition", defaults=(None,))


def make_pair(rng, index):
    """Kinds and mode of run `index`: the pairs take turns so that all of them come up."""
    pairs = [(client, server) for client in KINDS for server in KINDS]
    client, server = pairs[index % len(pairs)]
    return MODES.get(tuple(sorted((client, server))), "TCP"), [f"--client={client}", f"--server={server}"]


def make_alike(rng, index):
    """The same protocol at both ends, in one of its variants."""
    mode = (random_smptcp, random_tcpcrypt, random_stacked)[index % 3](rng)
    return mode.kind, list(mode.arguments)


SETS = {"pairs": make_pair, "alike": make_alike, "compat": None}


def make_run(arguments, index):
    """Run number `index`, whatever other runs there are."""
    rng = random.Random(f"{arguments.set} {arguments.seed} {index}")
    if arguments.set == "compat":
        composition = compositions.draw(rng, index)
        return Run([arguments.program, *compositions.arguments(composition, rng)], None, composition.loss, composition)
    mode, hosts = SETS[arguments.set](rng, index)
    paths = ",".join(
        f"{rng.choice((2, 5, 10, 30, 100))}Mbps/{rng.choice((1, 5, 10, 25, 60))}ms"
        for _ in range(rng.choice((1, 2, 2, 3))))
    loss = rng.choice((0, 0, 0.001, 0.01, 0.02, 0.03))
    direction = rng.choice(("up", "down", "both"))
    if "--client=legacy" in hosts and direction == "down" and loss:
        direction = "both"  # ns-3's own client never repeats a lost third ACK: a server that waits to speak hangs
    write_size = rng.choice((0, -1, -1, 1, 7, 100, 1420, 5000, 65536, 1 << 20))
    most = 20000 if write_size == 1 else 200000 if write_size == 7 else 1500000 if write_size == 1 << 20 else 600000
    size = min(most, rng.choice((1, 1419, 1420, 1421, 30000, 200000, 600000, 1500000)))
    buffers = ["--buffer=4000000"] if write_size == 1 << 20 else []
    return Run([
        arguments.program, *hosts, f"--paths={paths}", f"--bytes={size}", f"--direction={direction}", f"--loss={loss}",
        f"--reorder={rng.choice((0, 0, 0.01, 0.05))}", f"--duplicate={rng.choice((0, 0, 0.01, 0.05))}",
        f"--writeSize={write_size}", *buffers, f"--keyBits={rng.choice((512, 1024, 2048))}",
        f"--RngRun={rng.randrange(1, 1 << 30)}"], mode, loss)


def judge(run, out):
    """Make the run; return (complaint or None, what came of it)."""
    try:
        done = subprocess.run([*run.command, f"--out={out}"], capture_output=True, text=True, timeout=TIME_LIMIT_S, check=False)
    except subprocess.TimeoutExpired:
        return "hangs", "hang"
    if run.composition:
        return judge_composition(run.composition, done, out)
    if done.returncode != 0:
        return f"exit status {done.returncode}: {(done.stderr or done.stdout).strip().splitlines()[-1:]}", "error"
    with open(out / "transfer.csv", encoding="utf-8") as table:
        rows = list(csv.DictReader(table))
    modes = {row["mode_client"] for row in rows}
    if not run.loss and modes != {run.mode}:
        return f"mode {', '.join(modes)} instead of {run.mode}", "mode"
    failures = sum(int(row["mac_failures"]) for row in rows)
    if failures:
        return f"{failures} MAC failures without an attacker", "MAC failure"
    if len(modes) == 1 and modes <= {"SMPTCP", "TCPCRYPT", "STACKED"}:
        return check_captures(out, *modes), modes.pop()
    return None, "/".join(sorted(modes))


def judge_composition(composition, done, out):
    """The same for a run that may fail, but in order."""
    if done.returncode not in (0, 1):
        return f"exit status {done.returncode}: {done.stderr.strip().splitlines()[-1:]}", "crash"
    with open(out / "transfer.csv", encoding="utf-8") as table:
        rows = list(csv.DictReader(table))
    if len(rows) != 1:
        return f"no result: {done.stderr.strip().splitlines()[-1:]}", "crash"
    row, plaintext = rows[0], 0
    keyed = "CRYPT_SS" in (out / "keys.log").read_text(encoding="ascii")
    if keyed:
        streams = [compositions.stream(composition.seed, composition.up),
                   compositions.stream(composition.seed + 1000003, composition.down)]
        plaintext = sum(compositions.plaintext_packets(out / f"{host}.pcap", streams) for host in ("client", "server"))
    lost = compositions.lost_resets(out / "client.pcap", out / "server.pcap") if row["octets"] == "short" else (False, False)
    complaint = compositions.complaint_about(composition, row, keyed, plaintext, lost)
    if complaint:
        complaint += f" ({(done.stderr.strip().splitlines() or ['no error'])[-1]})"
    return complaint, "ended with an error" if row["octets"] == "short" else row["mode_client"]


def check_captures(out, mode):
    """Both hosts' captures; a complaint or None."""
    for host in ("client", "server"):
        check = subprocess.run(
            [sys.executable, str(CHECKER), "--pcap", str(out / f"{host}.pcap"), "--keys", str(out / "keys.log"), "--mode",
             mode], capture_output=True, text=True, check=False)
        if check.returncode != 0:
            failed = [line for line in check.stdout.splitlines() if line.startswith("FAIL")]
            return f"{host}.pcap: " + "; ".join(failed or [check.stderr.strip()])
    return None


def one(arguments, index):
    """Run number `index`: (index, run, complaint, outcome)."""
    run = make_run(arguments, index)
    with tempfile.TemporaryDirectory() as directory:
        complaint, outcome = judge(run, pathlib.Path(directory))
    return index, run, complaint, outcome


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", required=True, help="the smptcp-transfer to run")
    parser.add_argument("--set", choices=sorted(SETS), default="pairs", help="which hosts meet")
    parser.add_argument("--runs", type=int, default=200, help="number of runs")
    parser.add_argument("--first", type=int, default=0, help="number of the first run")
    parser.add_argument("--seed", type=int, default=1, help="seed of the choice of runs")
    parser.add_argument("--jobs", type=int, default=1, help="runs at a time")
    arguments = parser.parse_args()
    failures, outcomes = 0, collections.Counter()
    with concurrent.futures.ThreadPoolExecutor(max(1, arguments.jobs)) as pool:
        numbers = range(arguments.first, arguments.first + arguments.runs)
        for index, run, complaint, outcome in pool.map(lambda number: one(arguments, number), numbers):
            outcomes[outcome] += 1
            if complaint:
                failures += 1
                print(f"run {index}: {complaint}\n  replay: {shlex.join([*run.command, '--out=results/replay'])}", flush=True)
    told = ", ".join(f"{outcome} {count}" for outcome, count in sorted(outcomes.items()))
    print(f"{arguments.runs} runs ({told}), {failures} failed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
