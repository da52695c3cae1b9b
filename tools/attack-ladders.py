#!/usr/bin/env python3
# Copyright (c) 2026 The smptcp authors
# SPDX-License-Identifier: GPL-2.0-only
"""Ladder diagrams of attacks, drawn from the captures and the story of a run of smptcp-attack.

    attack-ladders.py DIR                                    the ladder of a run: DIR is its attack/ directory
    attack-ladders.py --program build/bin/smptcp-attack --out doc/attacks/ladders [A01 ...]
                                                             run attacks (all without names) and write a file for each

Three lines of life: the victims A and B, and X for whoever stands between or elsewhere.  A segment in the captures of both
victims went through; one that only its sender has went no further than X; one that only its receiver has came from X.
"""

import argparse
import collections
import pathlib
import re
import struct
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "src" / "smptcp" / "test"))

from judge.capture import load_segment, read_pcap  # noqa: E402
from judge.report import Report  # noqa: E402
from judge.tcp import (ADD_ADDR, DSS, FAIL, FASTCLOSE, JOIN, MPC, PRIO, REMOVE_ADDR, TCPRST, KIND_CRYPT,  # noqa: E402
                       KIND_MAC, KIND_MPTCP, KIND_SACK, KIND_TS, RST, SYN, parse_dss)

LANE = 22               # characters between two lines of life
HANDSHAKE_LINES = 6     # shown from the beginning
AROUND = 1              # segments shown before and behind what the attacker does
DEEDS = 6               # of the attacker's, with distinct reasons, that are shown
LAST_LINES = 3          # shown from the end
MATCH_SECONDS = 5.0     # a segment arrives within so long, or did not arrive

CRYPT_CODES = {1: "HELLO", 2: "HELLO app", 4: "NEXTK2", 5: "NEXTK2 app", 6: "INIT1", 7: "INIT2", 9: "INIT1_MP", 0x41: "PKCONF",
               0x42: "PKCONF app", 0x84: "NEXTK1", 0x85: "NEXTK1 app"}

Event = collections.namedtuple("Event", "time frames start end segment")
Deed = collections.namedtuple("Deed", "time words key")


class Ladder:
    """What a run's captures say, in order of time."""

    def __init__(self, directory):
        self.directory = pathlib.Path(directory)
        self.deeds = self._read_story()
        self.events = self._join(self._read("a.pcap"), self._read("b.pcap"))

    def _read(self, name):
        data = (self.directory / name).read_bytes()
        times = self._times(data)
        segments = []
        report = Report()
        for captured in read_pcap(data):
            segment = load_segment(captured, report)
            if segment is not None:
                segments.append((times[segment.frame - 1], segment))
        return segments

    @staticmethod
    def _times(data):
        order = "<" if data[:1] in (b"\xd4", b"\x4d") else ">"
        fraction = 1e9 if data[:4] in (b"\x4d\x3c\xb2\xa1", b"\xa1\xb2\x3c\x4d") else 1e6
        times, at = [], 24
        while at < len(data):
            seconds, part, size, _ = struct.unpack_from(order + "IIII", data, at)
            times.append(seconds + part / fraction)
            at += 16 + size
        return times

    def _read_story(self):
        deeds = []
        pattern = re.compile(r"^\s+(\d+\.\d+)  (.*?)(?:  \[(\S+):(\d+) > (\S+):(\d+) (.*) seq (\d+) ack (\d+) len (\d+)\])?$")
        for line in (self.directory / "story.txt").read_text().splitlines():
            found = pattern.match(line)
            if found:
                key = None
                if found.group(3):
                    key = (found.group(3), int(found.group(4)), found.group(5), int(found.group(6)), int(found.group(8)),
                           int(found.group(10)), "RST" in found.group(7))
                deeds.append(Deed(float(found.group(1)), found.group(2), key))
        return deeds

    def _join(self, at_a, at_b):
        """Match what one end sent with what the other got."""
        events = []
        for sent, got, near, far in ((at_a, at_b, "A", "B"), (at_b, at_a, "B", "A")):
            arrivals = collections.defaultdict(list)
            for time, segment in got:
                if side(segment.dst) == far or side(segment.src) != far:
                    arrivals[identity(segment)].append((time, segment))
            for time, segment in sent:
                if side(segment.src) != near or self._came_in(segment, near):
                    continue
                match = next((pair for pair in arrivals[identity(segment)] if 0 <= pair[0] - time < MATCH_SECONDS), None)
                if match:
                    arrivals[identity(segment)].remove(match)
                    frames = {near: segment.frame, far: match[1].frame}
                    events.append(Event(time, frames, near, far, segment))
                else:
                    events.append(Event(time, {near: segment.frame}, near, "X", segment))
            for pairs in arrivals.values():
                for time, segment in pairs:
                    if side(segment.src) != far:
                        events.append(Event(time, {far: segment.frame}, "X", far, segment))
        events.sort(key=lambda event: event.time)
        return events

    @staticmethod
    def _came_in(segment, near):
        """Whether a segment with the near end's source came to it from outside: it is for the near end itself."""
        return side(segment.dst) == near

    def text(self):
        """The ladder in lines."""
        chosen = self._choose()
        lines = [f"{'seconds':>10}  {'frames':<13}A{'X':>{LANE}}{'B':>{LANE}}"]
        last = -1
        for index in sorted(chosen):
            if index != last + 1:
                lines.append(f"{'...':>10}")
            lines.append(self._line(self.events[index]))
            lines.extend(" " * 25 + note for note in chosen[index])
            last = index
        if last + 1 < len(self.events):
            lines.append(f"{'...':>10}")
        return "\n".join(line.rstrip() for line in lines) + "\n"

    def _choose(self):
        """Numbers of the events to show, with notes from the story."""
        chosen = {index: [] for index in range(min(HANDSHAKE_LINES, len(self.events)))}
        shown = collections.OrderedDict()
        for deed in self.deeds:
            if deed.words not in shown and len(shown) < DEEDS:
                shown[deed.words] = deed
        for deed in shown.values():
            index = self._find(deed)
            if index is None:
                continue
            for near in range(max(0, index - AROUND), min(len(self.events), index + AROUND + 1)):
                chosen.setdefault(near, [])
            note = f"X: {deed.words}"
            if note not in chosen[index]:
                chosen[index].append(note)
        ends = [i for i, event in enumerate(self.events) if event.segment.flags & RST][:LAST_LINES]
        for index in [*range(max(0, len(self.events) - LAST_LINES), len(self.events)), *ends]:
            chosen.setdefault(index, [])
        return chosen

    def _find(self, deed):
        """The event a deed is about: the segment it names, else the next one on the ladder."""
        for index, event in enumerate(self.events):
            if event.time < deed.time - MATCH_SECONDS:
                continue
            if deed.key is None and event.time >= deed.time:
                return index
            if deed.key is not None and self._key(event.segment) == deed.key and "X" in (event.start, event.end):
                return index
            if deed.key is not None and self._key(event.segment) == deed.key and event.time <= deed.time + MATCH_SECONDS:
                return index
        return None

    @staticmethod
    def _key(segment):
        return (dotted(segment.src[0]), segment.src[1], dotted(segment.dst[0]), segment.dst[1], segment.seq,
                len(segment.payload), bool(segment.flags & RST))

    @staticmethod
    def _line(event):
        places = {"A": 0, "X": LANE, "B": 2 * LANE}
        start, end = places[event.start], places[event.end]
        left, right = min(start, end), max(start, end)
        lane = [" "] * (2 * LANE + 1)
        for place in places.values():
            lane[place] = "|"
        for place in range(left + 1, right):
            lane[place] = "-"
        lane[right - 1 if end > start else left + 1] = ">" if end > start else "<"
        frames = " ".join(f"{where.lower()}{event.frames[where]}" for where in "AB" if where in event.frames)
        path = f"path {event.segment.src[0][2]}" if side(event.segment.src) != "X" else "from X"
        return f"{event.time:10.6f}  {frames:<13}{''.join(lane)}  {path}: {in_words(event.segment)}"


def side(end):
    """Whose address it is: the bench gives A 10.1.*, B 10.2.*."""
    return {1: "A", 2: "B"}.get(end[0][1], "X") if end[0][0] == 10 else "X"


def dotted(address):
    """An IPv4 address as people write it."""
    return ".".join(str(octet) for octet in address)


def identity(segment):
    """What makes two captured segments the same."""
    return (segment.src, segment.dst, segment.seq, segment.ack, segment.flags, segment.window, segment.raw_options,
            segment.payload)


def in_words(segment):
    """A segment in a line."""
    names = ("FIN", "SYN", "RST", "PSH", "ACK", "URG", "ECE", "CWR")
    flags = " ".join(name for bit, name in enumerate(names) if segment.flags >> bit & 1) or "no flags"
    words = [flags, f"seq {segment.seq}", f"ack {segment.ack}"]
    if segment.payload:
        words.append(f"{len(segment.payload)} octets")
    return ", ".join(words + [text for text in map(option_in_words, segment.options) if text])


def option_in_words(option):
    """An option in a word or two; an empty string for those that every TCP has."""
    kind, raw = option
    if kind == KIND_CRYPT:
        return "CRYPT " + CRYPT_CODES.get(raw[2] if len(raw) > 2 else 1, f"0x{raw[2]:02x}" if len(raw) > 2 else "")
    if kind == KIND_MAC:
        return "MAC"
    if kind == KIND_SACK:
        return "SACK"
    if kind == KIND_TS:
        return "timestamps"
    return mptcp_in_words(raw) if kind == KIND_MPTCP and len(raw) > 2 else ""


def mptcp_in_words(raw):
    """An MPTCP option."""
    subtype = raw[2] >> 4
    if subtype == MPC:
        return f"MP_CAPABLE v{raw[2] & 15}" + {12: " key", 20: " both keys", 22: " both keys", 24: " both keys"}.get(len(raw), "")
    if subtype == JOIN:
        return {12: "MP_JOIN token ", 16: "MP_JOIN HMAC ", 24: "MP_JOIN HMAC "}.get(len(raw), "MP_JOIN ") + raw[4:8].hex()
    if subtype == DSS:
        dss = parse_dss(raw)
        if dss is None:
            return "malformed DSS"
        parts = [f"data ack {dss.ack & 0xffffffff:08x}"] if dss.ack is not None else []
        if dss.dsn is not None:
            parts.append(f"DSN {dss.dsn & 0xffffffff:08x} length {dss.length}" + (" DATA_FIN" if dss.fin else ""))
        return "DSS " + ", ".join(parts)
    names = {ADD_ADDR: "ADD_ADDR", REMOVE_ADDR: "REMOVE_ADDR", PRIO: "MP_PRIO", FAIL: "MP_FAIL", FASTCLOSE: "MP_FASTCLOSE",
             TCPRST: "MP_TCPRST"}
    return names.get(subtype, f"MPTCP subtype {subtype}")


def expected(program):
    """Attack to {protocol: outcome}, from the program's own list."""
    listed = subprocess.run([program, "--list"], capture_output=True, text=True, check=True).stdout
    cells, attack = {}, None
    for line in listed.splitlines():
        if not line.startswith(" "):
            attack = line.split()[0]
        found = re.match(r"\s+expected: (.*)", line)
        if found:
            words = found.group(1).split()
            cells[attack] = dict(zip(words[::2], words[1::2]))
    return cells


def representatives(cells):
    """The protocols whose runs say most: one where it succeeds, MPTCP first, and SMPTCP beside it."""
    order = ("mptcp", "mptcp-v1", "tcp", "tcpcrypt", "mptcp-tcpcrypt", "smptcp-literal", "smptcp")
    success = [name for name in order if cells.get(name) == "succeeds"]
    chosen = success[:1] or [name for name in order if name in cells][:1]
    if "smptcp" in cells and "smptcp" not in chosen:
        chosen.append("smptcp")
    return chosen


def draw(program, attack, protocols, out):
    """Run an attack and write its ladders. Returns true when the runs were as expected."""
    good = True
    text = ""
    for protocol in protocols:
        with tempfile.TemporaryDirectory(prefix="smptcp-ladder-") as directory:
            command = [program, f"--attack={attack}", f"--protocol={protocol}", f"--out={directory}"]
            run = subprocess.run(command, capture_output=True, text=True, check=False)
            good = good and run.returncode == 0
            observed = re.search(r"^observed: (\w+)", run.stdout, re.M)
            evidence = re.search(r"^evidence: (.*)", run.stdout, re.M)
            if not observed:
                print(f"{attack} on {protocol}: {run.stderr.strip()}", file=sys.stderr)
                continue
            text += (("\n\n" if text else "") + f"smptcp-attack --attack={attack} --protocol={protocol}\n"
                     f"{observed.group(1)}: {evidence.group(1)}\n\n" + Ladder(pathlib.Path(directory) / "attack").text())
    (out / f"{attack}.txt").write_text(text)
    return good


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", help="smptcp-attack")
    parser.add_argument("--out", help="directory for a file for each attack")
    parser.add_argument("names", nargs="*", help="the attack/ directory of a run, or ids of attacks")
    options = parser.parse_args()
    if not options.program:
        if len(options.names) != 1 or not (pathlib.Path(options.names[0]) / "story.txt").exists():
            parser.error("give the attack/ directory of a run of smptcp-attack, or --program and --out")
        print(Ladder(options.names[0]).text(), end="")
        return 0
    if not options.out:
        parser.error("--program needs --out")
    out = pathlib.Path(options.out)
    out.mkdir(parents=True, exist_ok=True)
    cells = expected(options.program)
    unknown = [name for name in options.names if name not in cells]
    if unknown:
        parser.error(f"unknown attack {unknown[0]}: use {', '.join(cells)}")
    good = True
    for attack in options.names or cells:
        good = draw(options.program, attack, representatives(cells[attack]), out) and good
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
