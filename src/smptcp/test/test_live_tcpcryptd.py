#!/usr/bin/env python3
# Copyright (c) 2026 The smptcp authors
# SPDX-License-Identifier: GPL-2.0-only
"""smptcp-live against a real tcpcrypt daemon, in network namespaces, in both roles.

    test_live_tcpcryptd.py --program build/bin/smptcp-live --tcpcryptd PATH [--form-b PATH] [unittest arguments]

The daemon is one of the years with 22-octet MAC options (form A); without --tcpcryptd the environment variable TCPCRYPTD
names it. It protects the connections of an ordinary program on the kernel, as in test_live_kernel.py. What is believed is
the SHA-256 of the files, the session IDs the daemon knows, and the capture. Without a daemon, root, /dev/net/tun or a
kernel with queues for iptables the whole is skipped with exit status 77 and the reason. A second daemon, of the years with
18-octet MAC options (--form-b or TCPCRYPTD_B), is tried as well where there is one.
"""

import argparse
import collections
import itertools
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import time
import unittest

import test_live_kernel as kernel
from judge.capture import load_segments
from judge.keys import FormA
from judge.mac import tcpcrypt_mac
from judge.report import Report
from test_live_kernel import HERE, KERNEL, MEGABYTE, NS3, PORT, ROLES, SKIPPED

CONTROL = HERE / "tcpcryptd-control.py"
QUEUE = 666       # of netfilter; the daemon's default
CRYPT, MAC, SACK_PERMITTED, MSS = 69, 70, 4, 2
FIN, SYN, RST = 1, 2, 4
HELLO, NEXTK2, INIT1, INIT2, PKCONF, NEXTK1 = 1, 4, 6, 7, 0x41, 0x84
INIT1_B, INIT2_B = 7, 8
OPTIONS = None


def iptables():
    """The command that knows the target NFQUEUE, or None."""
    return shutil.which("iptables-legacy") or shutil.which("iptables")


def why_not(daemon):
    """The reason why nothing can run here, or None."""
    if not daemon:
        return "no tcpcrypt daemon: say where one is with --tcpcryptd or in TCPCRYPTD"
    if not os.access(daemon, os.X_OK):
        return f"no tcpcrypt daemon at {daemon}"
    reason = kernel.why_not(mptcp=False)
    if reason:
        return reason
    if not iptables():
        return "no iptables command"
    try:
        DaemonLab(daemon).close()
    except (subprocess.CalledProcessError, OSError) as error:
        return f"the daemon does not start: {getattr(error, 'stderr', None) or error}"
    return None


class DaemonLab(kernel.Lab):
    """The kernel's end with a daemon that takes every TCP segment in and out of it."""

    def __init__(self, daemon, *arguments, loss=None):
        super().__init__()
        self.daemon = None
        try:
            for sender in ("ns-3", "kernel") if loss else ():
                self.lose(sender, "-m", "statistic", "--mode", "random", "--probability", loss)
            for chain in ("INPUT", "OUTPUT"):
                self.inside(iptables(), "-w", "-A", chain, "-p", "tcp", "-j", "NFQUEUE", "--queue-num", QUEUE)
            self.start_daemon(daemon, *arguments)
        except Exception:
            self.close()
            raise

    def lose(self, sender, *match):
        """Lose what matches of what ns-3 or the kernel's end sends, on the wire: before and behind the daemon."""
        chain = "PREROUTING" if sender == "ns-3" else "POSTROUTING"
        self.inside(iptables(), "-w", "-t", "mangle", "-A", chain, "-p", "tcp", *match, "-j", "DROP")

    def start_daemon(self, *command):
        self.log = open(f"/tmp/{self.name}.log", "w+")
        self.daemon = subprocess.Popen(["ip", "netns", "exec", self.name, *command],
                                       stdout=self.log, stderr=subprocess.STDOUT)
        deadline = time.monotonic() + 20
        while not self.ready():
            if self.daemon.poll() is not None or time.monotonic() > deadline:
                raise OSError(f"it does not come up: {self.said()[-300:]}")
            time.sleep(0.05)

    def ready(self):
        """It has the queue, which it takes when its keys are made; what comes from then on waits for it there."""
        queues = self.inside("cat", "/proc/net/netfilter/nfnetlink_queue").splitlines()
        return any(line.split()[0] == str(QUEUE) for line in queues)

    def said(self):
        """What the daemon has printed so far, as far as it has left its buffer."""
        self.log.flush()
        return pathlib.Path(self.log.name).read_text(errors="replace")

    def control(self, *arguments):
        return self.inside(sys.executable, CONTROL, *arguments)

    def close(self):
        if self.daemon:
            self.alive = self.daemon.poll() is None
            self.daemon.terminate()
            self.daemon.wait()
            self.daemon = None
            self.log.close()
            os.unlink(self.log.name)
        super().close()


Session = collections.namedtuple("Session", "role secret keys")


def sessions_of(out):
    """The sessions in the key log of ns-3, in the order of the connections, with what follows from the secrets."""
    for line in (out / "keys.log").read_text().splitlines():
        label, *_, role, secret = line.split()
        if label == "CRYPT_SS":
            yield Session(role, bytes.fromhex(secret), FormA.schedule(bytes.fromhex(secret)))


def suboption(segment):
    """The first code in the CRYPT option of a segment, HELLO for an empty option, or None without one."""
    for raw in segment.all(CRYPT):
        return raw[2] if len(raw) > 2 else HELLO
    return None


class Wire:
    """The segments of the connections in a capture, as they were on the wire between ns-3 and the daemon."""

    def __init__(self, path):
        self.segments = load_segments(path.read_bytes(), Report())

    def is_ns3(self, segment):
        return segment.src[0] == socket.inet_aton(NS3[0])

    def connections(self):
        """Lists of segments by connection, in the order of their SYNs."""
        found = {}
        for segment in self.segments:
            found.setdefault(frozenset((segment.src, segment.dst)), []).append(segment)
        return list(found.values())

    def handshake(self, number=0):
        """Who said what in CRYPT options, without repeats."""
        said = ((("ns-3" if self.is_ns3(s) else "daemon"), suboption(s)) for s in self.connections()[number])
        return list(dict.fromkeys(one for one in said if one[1] is not None))


class DaemonTest(kernel.LiveTest):
    protocol = "tcpcrypt"
    arguments = ("-c",)  # no session is kept, so that every connection exchanges keys
    loss = None

    def daemon(self):
        """The daemon and its arguments."""
        return (OPTIONS.tcpcryptd, *self.arguments)

    def new_lab(self):
        lab = DaemonLab(*self.daemon(), loss=self.loss)
        self.addCleanup(lab.close)
        return lab

    def protected(self, result):
        """Both files crossed under tcpcrypt, and the daemon is still there. Returns the capture."""
        self.good(result, "TCPCRYPT")
        self.assertIsNone(self.lab.daemon.poll(), self.lab.said()[-500:])
        return Wire(result.out / "tap1.pcap")

    def incomplete(self, result, mode="TCPCRYPT"):
        """The transfer failed, and what ns-3 received until then is right."""
        self.bad(result)
        self.assertEqual(result.row["mode"], mode)
        received = (self.directory / "from-kernel").read_bytes()
        self.assertTrue((self.directory / "down").read_bytes().startswith(received))
        return received


class Transfers(DaemonTest):
    def test_files_cross_both_ways(self):
        for role, size in itertools.product(ROLES, (3000, MEGABYTE, 5 * MEGABYTE)):
            with self.subTest(role=role, size=size):
                self.protected(self.exchange(role, (size, size)))

    def test_beyond_the_repeat_of_the_keystream(self):
        """After 16 MiB the daemon's keystream repeats; that is bad for secrecy, and must not be for the stream."""
        for role, sizes in itertools.product(ROLES, ((18 * MEGABYTE, 1000), (1000, 18 * MEGABYTE))):
            with self.subTest(role=role, sizes=sizes):
                self.protected(self.exchange(role, sizes))

    def test_empty_files(self):
        for role in ROLES:
            for sizes in ((0, 0), (0, MEGABYTE), (MEGABYTE, 0), (1, 0), (0, 1)):
                with self.subTest(role=role, sizes=sizes):
                    self.protected(self.exchange(role, sizes))

    def test_either_side_may_end_first(self):
        for role in ROLES:
            with self.subTest(role=role, first="ns-3"):
                self.protected(self.exchange(role, kernel=["--hold"]))
            with self.subTest(role=role, first="kernel"):
                self.protected(self.exchange(role, (5 * MEGABYTE, 1000)))

    def test_an_abort_by_the_kernel(self):
        """The daemon puts a MAC on its RST."""
        for role in ROLES:
            with self.subTest(role=role):
                result = self.bad(self.exchange(role, (5 * MEGABYTE, 5 * MEGABYTE), ["--abort-after", "100000"]), "cut")
                self.assertLess(result.seconds, 10)
                wire = Wire(result.out / "tap1.pcap")
                resets = [s for s in wire.segments if s.flags & RST and not wire.is_ns3(s)]
                self.assertTrue(any(s.all(MAC) for s in resets))

    def test_an_abort_by_ns3(self):
        for role in ROLES:
            with self.subTest(role=role):
                result = self.bad(self.exchange(role, (MEGABYTE, 5 * MEGABYTE), ["--timeout", "8"], ["--abortAfter=100000"]),
                                  "abortAfter")
                # An RST that the kernel finds out of place it answers, and by then ns-3 may be gone.
                self.assertIn(result.kernel["error"], ("ECONNRESET", "EPIPE", None))
                self.assertFalse(result.kernel["ended"])


class OnTheWire(DaemonTest):
    EXCHANGE = {"client": [("ns-3", HELLO), ("daemon", PKCONF), ("ns-3", INIT1), ("daemon", INIT2)],
                "server": [("daemon", HELLO), ("ns-3", PKCONF), ("daemon", INIT1), ("ns-3", INIT2)]}

    def test_both_ends_know_the_same_session(self):
        for role in ROLES:
            with self.subTest(role=role):
                watch = [sys.executable, CONTROL, "watch", "--seconds", "3"]
                result = self.exchange(role, kernel=["--pause", "1"], others=[watch])
                self.protected(result)
                (session,) = sessions_of(result.out)
                self.assertEqual(result.others[0], [session.keys.sid.hex()])
                self.assertEqual(session.role, "C" if role == "client" else "S")

    def test_every_segment_is_sealed_and_nothing_is_in_clear(self):
        for role in ROLES:
            with self.subTest(role=role):
                result = self.exchange(role)
                wire = self.protected(result)
                self.assertEqual(wire.handshake(), self.EXCHANGE[role])
                (session,) = sessions_of(result.out)
                ours, theirs = session.keys.c, session.keys.s
                if session.role == "S":
                    ours, theirs = theirs, ours
                (connection,) = wire.connections()
                exchanged = max(i for i, s in enumerate(connection) if suboption(s) is not None)
                ended, sealed = False, 0
                for segment in connection[exchanged + 1:]:
                    mine = wire.is_ns3(segment)
                    if not segment.all(MAC):
                        # The daemon forgets a connection with the end, and its kernel goes on in clear.
                        self.assertTrue(ended and not mine, f"frame {segment.frame} has no MAC")
                        continue
                    (option,) = segment.all(MAC)
                    expected = tcpcrypt_mac("A", ours if mine else theirs, segment, segment.seq, segment.ack)
                    self.assertEqual(option[2:], expected, f"frame {segment.frame}")
                    sealed += 1
                    ended = ended or bool(segment.flags & (FIN | RST))
                self.assertGreater(sealed, 2 * MEGABYTE / 1500)
                self.assertEqual(self.in_clear(wire), [])

    def test_plain_tcp_is_in_clear(self):
        """The counter-check, and a peer without tcpcrypt: the daemon leaves it alone."""
        for role in ROLES:
            with self.subTest(role=role):
                result = self.good(self.exchange(role, protocol="tcp"), "TCP")
                wire = Wire(result.out / "tap1.pcap")
                self.assertEqual(self.in_clear(wire), ["up", "down"])
                self.assertFalse(any(s.all(MAC) for s in wire.segments))

    def in_clear(self, wire):
        """The names of the files that can be read on the wire."""
        payloads = [segment.payload for segment in wire.segments]
        heads = {name: (self.directory / name).read_bytes()[:64] for name in ("up", "down")}
        return [name for name, head in heads.items() if any(head in payload for payload in payloads)]

    def test_a_peer_without_sack_and_with_less_room(self):
        """The daemon takes SACK-permitted from SYNs and tells its kernel a segment size 40 octets smaller than ours."""
        for role in ROLES:
            with self.subTest(role=role):
                wire = self.protected(self.exchange(role))
                syn = next(s for s in wire.segments if s.flags & SYN and not wire.is_ns3(s))
                self.assertEqual(syn.all(SACK_PERMITTED), [])
                (mss,) = next(s for s in wire.segments if s.flags & SYN and wire.is_ns3(s)).all(MSS)
                largest = max(len(s.payload) for s in wire.segments if not wire.is_ns3(s))
                self.assertEqual(largest, int.from_bytes(mss[2:], "big") - 40)


class Losses(DaemonTest):
    """Segments lost between both: nearly all can be made good."""

    CASES = set(itertools.product(ROLES, ("ns-3", "kernel"), ((CRYPT, 0), (CRYPT, 1), (MAC, 0), (MAC, 1))))

    def lose_once(self, sender, kind, number):
        """Lose the segment of this number, from 0, among those of a sender that have an option of this kind."""
        self.lab.lose(sender, "--tcp-option", kind, "-m", "statistic", "--mode", "nth", "--every", 100000, "--packet", number)

    def survives(self, cases, exchange):
        for role, sender, (kind, number) in sorted(cases):
            with self.subTest(role=role, sender=sender, kind=kind, number=number):
                self.fresh()
                self.lose_once(sender, kind, number)
                wire = self.protected(self.exchange(role, (20000, 20000)))
                self.assertEqual(wire.handshake(), exchange[role])


class LossesFormA(Losses):
    LOST_INIT2 = ("client", "kernel", (CRYPT, 1))

    def test_of_the_handshake_and_of_the_first_sealed_segments(self):
        self.survives(self.CASES - {self.LOST_INIT2}, OnTheWire.EXCHANGE)

    def test_of_the_daemons_init2_does_no_harm(self):
        """It repeats INIT2 sealed and moved by the length of INIT2, so nobody can read it. Nothing wrong may come of it."""
        role, sender, (kind, number) = self.LOST_INIT2
        self.lose_once(sender, kind, number)
        self.assertEqual(self.incomplete(self.exchange(role, (20000, 20000)), mode="none"), b"")

    def test_of_all_acknowledgments_of_init2_for_a_while(self):
        """The same sealed repeats reach an end that has the keys, in the place of data that the kernel has not sent yet."""
        self.lab.lose("ns-3", "--tcp-option", MAC, "-m", "quota", "--quota", 5000)
        wire = self.protected(self.exchange("client", (3000, 4000), ["--pause", "1"]))
        repeats = [s for s in wire.segments if suboption(s) == INIT2]
        self.assertGreater(len(repeats), 1)

    def test_of_the_last_data_of_the_kernel_does_no_harm(self):
        """The kernel ends second: with that FIN the daemon forgets the connection and the repeats come in clear."""
        for role in ROLES:
            with self.subTest(role=role):
                self.fresh()
                self.lab.lose("kernel", "--tcp-flags", "FIN", "FIN", "-m", "quota", "--quota", 4000)
                result = self.exchange(role, (1000, 3000), ["--hold", "--timeout", "8"], ["--timeout=4"])
                self.incomplete(result)


class FormB(Losses):
    """The daemon of the later years, with keys by Diffie-Hellman."""

    EXCHANGE = {"client": [("ns-3", HELLO), ("daemon", PKCONF), ("ns-3", INIT1_B), ("daemon", INIT2_B)],
                "server": [("daemon", HELLO), ("ns-3", PKCONF), ("daemon", INIT1_B), ("ns-3", INIT2_B)]}

    def setUp(self):
        if not OPTIONS.form_b:
            self.skipTest("no daemon of form B: say where one is with --form-b or in TCPCRYPTD_B")
        super().setUp()

    def daemon(self):
        # No talk with a server of its own, control socket and root directory in a place of ours.
        return (OPTIONS.form_b, "-c", "-f", "-u", self.directory / "control", "-J", self.directory, "-U", "nobody")

    def live_command(self, role, out, *arguments, **keywords):
        return super().live_command(role, out, "--ns3::SmptcpStack::TcpcryptForm=B", *arguments, **keywords)

    def test_files_cross_both_ways(self):
        for role, size in itertools.product(ROLES, (3000, MEGABYTE, 5 * MEGABYTE)):
            with self.subTest(role=role, size=size):
                self.assertEqual(self.protected(self.exchange(role, (size, size))).handshake(), self.EXCHANGE[role])

    def test_losses_of_the_handshake_and_of_the_first_sealed_segments(self):
        self.survives(self.CASES, self.EXCHANGE)


class LossyPath(DaemonTest):
    """Repeats are cut in other places than what they repeat, and the keystream depends on where a segment starts."""

    loss = 0.02
    LOSSY_S, END_S = 3, 4

    def test_files_cross(self):
        """Until the kernel ends: the daemon would forget the connection, and what is lost then would come in clear."""
        heal = ["sh", "-c", f"echo ready; sleep {self.LOSSY_S}; {iptables()} -w -t mangle -F && echo true"]
        for role in ROLES:
            with self.subTest(role=role):
                self.fresh()
                result = self.exchange(role, kernel=["--end-after", self.END_S], others=[heal])
                wire = self.protected(result)
                for ours in (True, False):
                    data = [s for s in wire.segments if s.payload and wire.is_ns3(s) == ours]
                    self.assertGreater(len(data), len({s.seq for s in data}), "nothing was repeated")


class RoleSwap(Losses):
    """The passive opener asks for role C, and the active one answers its INIT1."""

    EXCHANGE = {"client": [("ns-3", HELLO), ("daemon", HELLO), ("ns-3", PKCONF), ("daemon", INIT1), ("ns-3", INIT2)],
                "server": [("daemon", HELLO), ("ns-3", HELLO), ("daemon", PKCONF), ("ns-3", INIT1), ("daemon", INIT2)]}

    def exchange(self, role, *arguments, **keywords):
        if role == "client":
            self.lab.control("set", "swap-roles", "--port", PORT)
        return super().exchange(role, *arguments, live=["--ns3::SmptcpStack::RoleSwap=1"], **keywords)

    def test_files_cross(self):
        for role in ROLES:
            with self.subTest(role=role):
                result = self.exchange(role)
                self.assertEqual(self.protected(result).handshake(), self.EXCHANGE[role])
                self.assertEqual([s.role for s in sessions_of(result.out)], ["S" if role == "client" else "C"])

    def test_losses(self):
        lost_hello = ("client", "kernel", (CRYPT, 0))
        self.survives(self.CASES - {lost_hello}, self.EXCHANGE)
        # The daemon does not put HELLO on a repeated SYN/ACK.
        self.fresh()
        self.lose_once("kernel", CRYPT, 0)
        self.good(self.exchange("client", (20000, 20000)), "TCP")


class SeveralConnections(DaemonTest):
    TIMES = 3

    def several(self, role, entries):
        """TIMES connections, one after the other, with room for so many sessions at ns-3."""
        watch = [sys.executable, CONTROL, "watch", "--seconds", "6"]
        result = self.exchange(role, (20000, 20000), ["--times", self.TIMES, "--pause", "0.5"],
                               [f"--connections={self.TIMES}", f"--ns3::SmptcpStack::SessionCacheEntries={entries}"],
                               others=[watch])
        for name in ("up", "down"):
            path = self.directory / name
            path.write_bytes(path.read_bytes() * self.TIMES)
        wire, sessions = self.protected(result), list(sessions_of(result.out))
        self.assertEqual(len(wire.connections()), self.TIMES)
        self.assertEqual(len(sessions), self.TIMES)
        self.assertEqual(set(result.others[0]), {session.keys.sid.hex() for session in sessions})
        self.assertEqual(wire.handshake(0), OnTheWire.EXCHANGE[role])
        return wire, sessions


class Resumption(SeveralConnections):
    """The daemon keeps sessions: later connections take the one of the first a step further."""

    arguments = ()

    def test_connections_share_a_session(self):
        for role in ROLES:
            with self.subTest(role=role):
                self.fresh()
                wire, sessions = self.several(role, entries=8)
                opener, other = ("ns-3", "daemon") if role == "client" else ("daemon", "ns-3")
                for number in range(1, self.TIMES):
                    self.assertEqual(wire.handshake(number), [(opener, NEXTK1), (other, NEXTK2)])
                for before, after in zip(sessions, sessions[1:]):
                    self.assertEqual(after.secret, before.keys.nextk)

    def test_a_server_that_keeps_no_session_asks_for_a_new_one(self):
        wire, _ = self.several("server", entries=0)
        self.assertEqual(wire.handshake(1), [("daemon", NEXTK1), *OnTheWire.EXCHANGE["server"][1:]])


class NoResumption(SeveralConnections):
    """The daemon keeps no sessions."""

    def test_a_daemon_that_keeps_no_session_gets_a_new_one(self):
        wire, _ = self.several("client", entries=8)
        self.assertEqual(wire.handshake(1), [("ns-3", NEXTK1), *OnTheWire.EXCHANGE["client"][1:]])


def main():
    global OPTIONS
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", required=True, help="the smptcp-live to judge")
    parser.add_argument("--tcpcryptd", default=os.environ.get("TCPCRYPTD"), help="the daemon")
    parser.add_argument("--form-b", default=os.environ.get("TCPCRYPTD_B"), help="one of form B, if there is one")
    OPTIONS, rest = parser.parse_known_args()
    OPTIONS.program = os.path.abspath(OPTIONS.program)
    kernel.OPTIONS = OPTIONS
    return kernel.run_tests(why_not(OPTIONS.tcpcryptd), rest)


if __name__ == "__main__":
    sys.exit(main())
