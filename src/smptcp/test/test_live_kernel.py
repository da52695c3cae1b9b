#!/usr/bin/env python3
# Copyright (c) 2026 The smptcp authors
# SPDX-License-Identifier: GPL-2.0-only
"""smptcp-live against the Linux kernel, each case in a network namespace of its own, in both roles.

    test_live_kernel.py --program build/bin/smptcp-live [unittest arguments]

What is believed is what the kernel says (its MPTcpExt counters, MPTCP_INFO), the SHA-256 of the files and the capture,
judged by check-mptcp-pcap.py. Without root, /dev/net/tun or a kernel with MPTCP the whole is skipped with exit status 77;
cases of a protocol that the program does not know are skipped one by one. The reason is printed in either case.
"""

import argparse
import collections
import csv
import functools
import hashlib
import itertools
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

HERE = pathlib.Path(__file__).resolve().parent
PEER = HERE / "live-kernel-peer.py"
INTRUDER = HERE / "live-raw-peer.py"
CHECKER = HERE / "check-mptcp-pcap.py"
PORT = 5000
NS3, KERNEL = ("10.90.1.33", "10.90.2.33"), ("10.90.1.2", "10.90.2.2")
INTRUDER_ADDRESS = "10.90.2.66"
ROLES = ("client", "server")
MEGABYTE = 1_000_000
SKIPPED = 77
OPTIONS = None
NUMBERS = itertools.count(1)

# Counters of MPTcpExt that say that a connection is, or is about to be, no MPTCP any more.
# A JOIN it refuses is none of them: it takes none once a direction has ended, and on a busy machine one may come so late.
DECAY = re.compile(r"Fallback|Infinite|MPFail|DataCsumErr|DSSNotMatching|DSSNoMatch|DSSCorruption|Blackhole|HMacFailure|"
                   r"NoTokenFound")


def why_not(mptcp=True):
    """The reason why nothing can run here, or None; with `mptcp` the kernel must have that."""
    if os.geteuid() != 0:
        return "not root: network namespaces and taps need it"
    if not shutil.which("ip"):
        return "no ip command (iproute2)"
    try:
        os.close(os.open("/dev/net/tun", os.O_RDWR))
    except OSError as error:
        return f"/dev/net/tun does not open: {error.strerror}"
    enabled = pathlib.Path("/proc/sys/net/mptcp/enabled")
    if mptcp and (not enabled.exists() or enabled.read_text().strip() != "1"):
        return "the kernel has no MPTCP, or it is switched off (net.mptcp.enabled)"
    name = f"smptcp-{os.getpid()}-try"
    made = subprocess.run(["ip", "netns", "add", name], capture_output=True, text=True, check=False)
    if made.returncode != 0:
        return f"no network namespace can be made: {made.stderr.strip()}"
    tap = subprocess.run(["ip", "-n", name, "tuntap", "add", "dev", "tap1", "mode", "tap"], capture_output=True, text=True,
                         check=False)
    subprocess.run(["ip", "netns", "del", name], check=False)
    return f"no tap can be made: {tap.stderr.strip()}" if tap.returncode != 0 else None


@functools.lru_cache(maxsize=None)
def knows(protocol):
    """Does the program know the protocol? It complains of that before anything else."""
    run = subprocess.run([OPTIONS.program, f"--protocol={protocol}"], capture_output=True, text=True, check=False)
    return "--protocol=" not in run.stderr


def sha256(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


class Lab:
    """A namespace with taps for the kernel's end; ns-3 opens them from within."""

    def __init__(self):
        self.name = f"smptcp-{os.getpid()}-{next(NUMBERS)}"
        self.children = []
        self.ip("netns", "add", self.name)
        self.inside("ip", "link", "set", "lo", "up")
        for number, address in enumerate(KERNEL, 1):
            tap = f"tap{number}"
            self.inside("ip", "tuntap", "add", "dev", tap, "mode", "tap")
            self.inside("ip", "link", "set", tap, "address", f"02:00:00:00:0{number}:02")
            self.inside("ip", "addr", "add", f"{address}/24", "dev", tap)
            self.sysctl(f"net.ipv6.conf.{tap}.disable_ipv6=1")
            self.inside("ip", "link", "set", tap, "up")

    @staticmethod
    def ip(*arguments):
        subprocess.run(["ip", *arguments], check=True)

    def inside(self, *command):
        return subprocess.run(["ip", "netns", "exec", self.name, *map(str, command)], check=True, capture_output=True,
                              text=True).stdout

    def sysctl(self, setting):
        self.inside("sysctl", "-qw", setting)

    def mptcp(self, *arguments):
        self.inside("ip", "mptcp", *arguments)

    def start(self, *command):
        child = subprocess.Popen(["ip", "netns", "exec", self.name, *map(str, command)], stdout=subprocess.PIPE,
                                 stderr=subprocess.PIPE, text=True)
        self.children.append(child)
        return child

    def counters(self):
        """MPTcpExt of the namespace by name; a kernel that lacks one counts 0."""
        lines = [line.split() for line in self.inside("cat", "/proc/net/netstat").splitlines() if line.startswith("MPTcpExt:")]
        return collections.Counter({name: int(value) for name, value in zip(lines[0][1:], lines[1][1:])})

    def close(self):
        """Once or more: end what still runs, remove the namespace."""
        for child in self.children:
            if child.poll() is None:
                child.kill()
            child.communicate()
        self.children.clear()
        if self.name:
            subprocess.run(["ip", "netns", "del", self.name], check=False)
            self.name = None


Result = collections.namedtuple("Result", "status stdout stderr row kernel counters out seconds others")


class LiveTest(unittest.TestCase):
    protocol = "tcp"

    def setUp(self):
        if not knows(self.protocol):
            self.skipTest(f"this build has no kind {self.protocol}")
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix="smptcp-live-"))
        self.addCleanup(shutil.rmtree, self.directory)
        self.lab = self.new_lab()

    def new_lab(self):
        lab = Lab()
        self.addCleanup(lab.close)
        return lab

    def fresh(self):
        """Another namespace, for the next part of a case: counters at 0, no memory of earlier connections."""
        self.lab.close()
        self.lab = self.new_lab()
        return self.lab

    def file(self, name, size):
        path = self.directory / name
        path.write_bytes(os.urandom(size))
        return path

    def live_command(self, role, out, *arguments, taps=2, protocol=None):
        return [OPTIONS.program, "--tap=" + ",".join(f"tap{n}" for n in range(1, taps + 1)),
                "--address=" + ",".join(NS3[:taps]), f"--peer={KERNEL[0]}", f"--port={PORT}", f"--role={role}",
                f"--protocol={protocol or self.protocol}", f"--send={self.directory / 'up'}",
                f"--receive={self.directory / 'from-kernel'}", f"--out={out}", "--timeout=20", *arguments]

    def peer_command(self, role, *arguments):
        return [sys.executable, PEER, "--role", role, "--address", NS3[0], "--port", PORT, "--send",
                self.directory / "down", "--receive", self.directory / "from-ns3", *arguments]

    def exchange(self, role, sizes=(MEGABYTE, MEGABYTE), kernel=(), live=(), taps=2, protocol=None, others=()):
        """ns-3 in this role sends sizes[0] octets and the kernel sizes[1]; `others` are started before the client."""
        self.file("up", sizes[0])
        self.file("down", sizes[1])
        out = self.directory / f"out-{next(NUMBERS)}"
        began = time.monotonic()
        ns3 = self.live_command(role, out, *live, taps=taps, protocol=protocol)
        peer = self.peer_command("server" if role == "client" else "client", *kernel)
        server, client = (peer, ns3) if role == "client" else (ns3, peer)
        first = self.lab.start(*server)
        heard = first.stdout.readline()
        self.assertRegex(heard, "^(ready|listening)", "the server did not come up" if heard else str(first.communicate()))
        spies = [self.lab.start(*command) for command in others]
        for spy in spies:
            spy.stdout.readline()
        second = self.lab.start(*client)
        answers = {child: child.communicate(timeout=60) for child in (second, first, *spies)}
        live_child, peer_child = (second, first) if role == "client" else (first, second)
        self.assertEqual(peer_child.returncode, 0, answers[peer_child][1])
        with open(out / "live.csv") as table:
            row = next(csv.DictReader(table), {})
        return Result(live_child.returncode, *answers[live_child], row,
                      json.loads(answers[peer_child][0].splitlines()[-1]), self.lab.counters(), out,
                      time.monotonic() - began, [json.loads(answers[spy][0].splitlines()[-1]) for spy in spies])

    def good(self, result, mode):
        """Both files crossed, both ends are content, and the program says so."""
        self.assertEqual(result.status, 0, result.stdout + result.stderr)
        self.assertIsNone(result.kernel["error"])
        self.assertTrue(result.kernel["ended"])
        self.assertEqual(sha256(self.directory / "up"), sha256(self.directory / "from-ns3"))
        self.assertEqual(sha256(self.directory / "down"), sha256(self.directory / "from-kernel"))
        self.assertEqual((result.row["mode"], result.row["clean"]), (mode, "1"))
        self.assertIn(f"mode {mode}", result.stdout)
        self.assertIn("closed cleanly", result.stdout)
        return result

    def bad(self, result, *words):
        self.assertGreater(result.status, 0, result.stdout)
        self.assertEqual(len(result.stderr.strip().splitlines()), 1, result.stderr)
        for word in words:
            self.assertIn(word, result.stderr)
        self.assertEqual(result.row["clean"], "0")
        return result


class PlainTcp(LiveTest):
    mode = "TCP"

    def test_files_of_1_and_5_megabytes_cross_both_ways(self):
        for role in ROLES:
            for size in (MEGABYTE, 5 * MEGABYTE):
                with self.subTest(role=role, size=size):
                    self.good(self.exchange(role, (size, size)), self.mode)

    def test_the_pcaps_hold_every_octet_and_a_right_checksum(self):
        result = self.good(self.exchange("client"), self.mode)
        self.assertEqual(sorted(path.name for path in result.out.iterdir()),
                         ["host.pcap", "keys.log", "live.csv", "tap1.pcap", "tap2.pcap"])
        facts = judge(self, result.out / "tap1.pcap")
        self.assertEqual(facts["connections"], [])
        self.assertGreater(facts["segments"], 2 * MEGABYTE / 1500)

    def test_empty_files(self):
        for role in ROLES:
            for sizes in ((0, 0), (0, MEGABYTE), (MEGABYTE, 0), (1, 0), (0, 1)):
                with self.subTest(role=role, sizes=sizes):
                    self.good(self.exchange(role, sizes), self.mode)

    def test_one_connection_after_the_other(self):
        for role in ROLES:
            with self.subTest(role=role):
                result = self.exchange(role, (20000, 20000), ["--times", "3"], ["--connections=3"])
                for name in ("up", "down"):
                    path = self.directory / name
                    path.write_bytes(path.read_bytes() * 3)
                self.good(result, self.mode)
                self.assertEqual(len((result.out / "live.csv").read_text().splitlines()), 1 + 3)

    def test_either_side_may_end_first(self):
        for role in ROLES:
            with self.subTest(role=role, first="ns-3"):
                # The kernel sends nothing before ns-3 has ended, so this hangs if ns-3 waits for the kernel.
                self.good(self.exchange(role, kernel=["--hold"]), self.mode)
            with self.subTest(role=role, first="kernel"):
                self.good(self.exchange(role, (5 * MEGABYTE, 1000)), self.mode)

    def test_an_abort_by_the_kernel_is_no_success(self):
        for role in ROLES:
            with self.subTest(role=role):
                result = self.bad(self.exchange(role, (5 * MEGABYTE, 5 * MEGABYTE), ["--abort-after", "100000"]), "cut")
                self.assertLess(int(result.row["bytes_received"]), 5 * MEGABYTE)
                self.assertLess(result.seconds, 10)

    def test_an_abort_after_all_octets_is_no_success_either(self):
        for role in ROLES:
            with self.subTest(role=role):
                self.bad(self.exchange(role, (1000, 0), ["--abort-after", "1000", "--pause", "60"]), "cut")

    def test_an_abort_by_ns3_reaches_the_kernel(self):
        for role in ROLES:
            with self.subTest(role=role):
                result = self.bad(self.exchange(role, (MEGABYTE, 5 * MEGABYTE), live=["--abortAfter=100000"]), "abortAfter")
                self.assertIn(result.kernel["error"], ("ECONNRESET", "EPIPE"))
                self.assertEqual(result.row["bytes_received"], "100000")

    def test_a_kernel_that_never_ends_runs_into_the_timeout(self):
        for role in ROLES:
            with self.subTest(role=role):
                result = self.bad(self.exchange(role, (1000, 1000), ["--never-end", "--timeout", "6"], ["--timeout=2"]),
                                  "after 2 s", "peer has not ended")
                self.assertEqual(result.row["bytes_received"], "1000")

    def test_nobody_there(self):
        self.file("up", 1000)
        out = self.directory / "out"
        for arguments, word in (((), "refused"), (("--peer=10.90.1.99", "--timeout=2"), "no connection within 2 s")):
            with self.subTest(word=word):
                run = self.lab.start(*self.live_command("client", out, *arguments))
                _, stderr = run.communicate(timeout=30)
                self.assertGreater(run.returncode, 0)
                self.assertIn(word, stderr)
        run = self.lab.start(*self.live_command("server", out, "--timeout=2"))
        _, stderr = run.communicate(timeout=30)
        self.assertGreater(run.returncode, 0)
        self.assertIn("no connection within 2 s", stderr)


class Tcpcrypt(PlainTcp):
    """A host with tcpcrypt finds no partner in the kernel and speaks plain TCP, in every case of the above."""

    protocol = "tcpcrypt"


class Fallback(LiveTest):
    """What the kernel's MPTCP makes of hosts that do not speak its version."""

    def test_no_option_or_another_version_gives_plain_tcp(self):
        for protocol, role in itertools.product(("tcp", "mptcp", "smptcp"), ROLES):
            with self.subTest(protocol=protocol, role=role):
                if not knows(protocol):
                    self.skipTest(f"this build has no kind {protocol}")
                self.fresh()
                result = self.good(self.exchange(role, kernel=["--mptcp"], protocol=protocol), "TCP")
                self.assertIsNone(result.kernel["info_last"])
                self.assertEqual(result.counters["MPJoinSynRx"] + result.counters["MPJoinSynTx"], 0)


class BadArguments(unittest.TestCase):
    GOOD = {"tap": "tap1,tap2", "address": "10.90.1.33,10.90.2.33", "peer": "10.90.1.2", "port": "5000", "role": "client",
            "protocol": "tcp", "send": "/dev/null", "receive": "/dev/null"}
    TABLE = (
        ({"protocol": "mptcp-v7"}, "tcp, "),
        ({"protocol": ""}, "tcp, "),
        ({"role": "spectator"}, "client or server"),
        ({"role": None}, "client or server"),
        ({"port": "0"}, "1 to 65535"),
        ({"port": "65536"}, "1 to 65535"),
        ({"port": "http"}, "1 to 65535"),
        ({"port": None}, "1 to 65535"),
        ({"connections": "0"}, "1 to 1000"),
        ({"connections": "many"}, "1 to 1000"),
        ({"timeout": "0"}, "seconds"),
        ({"timeout": "soon"}, "seconds"),
        ({"timeout": "nan"}, "seconds"),
        ({"tap": "tap1"}, "as many"),
        ({"tap": None}, "as many"),
        ({"tap": "tap1,tap1"}, "each tap once"),
        ({"tap": "tap1,"}, "as many"),
        ({"tap": "tap1,a-name-that-is-too-long"}, "1 to 15"),
        ({"tap": "tap1,../tap2"}, "1 to 15"),
        ({"address": "10.90.1.33,here"}, "IPv4"),
        ({"address": "10.90.1.33,10.90.1.34"}, "/24"),
        ({"address": "10.90.1.33,300.1.1.1"}, "IPv4"),
        ({"address": "10.90.1.33,fd00::1"}, "IPv4"),
        ({"peer": None}, "--peer="),
        ({"peer": "kernel"}, "IPv4"),
        ({"peer": "10.90.3.2"}, "/24"),
        ({"peer": "10.90.1.33"}, "other end"),
        ({"send": None}, "--send=FILE"),
        ({"receive": None}, "--receive=FILE"),
        ({"send": "/nonexistent/file"}, "--send="),
        ({"send": "/"}, "--send="),
        ({"receive": "/nonexistent/file"}, "--receive="),
        ({"out": "/dev/null/out"}, "--out="),
        ({"abortAfter": "-1"}, "number of bytes"),
        ({"colour": "red"}, "--tap"),
        ({}, "ip tuntap add"),
    )

    def test_each_gets_one_line_naming_what_is_allowed(self):
        for changes, hint in self.TABLE:
            with self.subTest(changes=changes), tempfile.TemporaryDirectory() as directory:
                options = {"out": directory, **self.GOOD, **changes}
                run = subprocess.run([OPTIONS.program, *(f"--{k}={v}" for k, v in options.items() if v is not None)],
                                     capture_output=True, text=True, timeout=60, check=False)
                self.assertGreater(run.returncode, 0, "no signal, no success")
                self.assertEqual(len(run.stderr.strip().splitlines()), 1, run.stderr)
                self.assertIn(hint, run.stderr)


def judge(test, pcap, *arguments):
    """Facts about a capture in which everything holds."""
    run = subprocess.run([sys.executable, str(CHECKER), "--json", *map(str, arguments), str(pcap)], capture_output=True,
                         text=True, check=False)
    test.assertEqual(run.returncode, 0, run.stderr)
    return json.loads(run.stdout)


class Mptcp(LiveTest):
    """MPTCP v1 with the kernel."""

    protocol = "mptcp-v1"

    def setUp(self):
        super().setUp()
        self.prepare()

    def prepare(self):
        self.lab.mptcp("limits", "set", "subflows", "4", "add_addr_accepted", "4")

    def fresh(self):
        super().fresh()
        self.prepare()
        return self.lab

    def multipath(self, role, *arguments, kernel=(), **more):
        """An exchange that must remain MPTCP from SYN to DATA_FIN; returns result and facts of the capture."""
        result = self.good(self.exchange(role, *arguments, kernel=["--mptcp", *kernel], **more), "MPTCP")
        counters = result.counters
        self.assertEqual({name: value for name, value in counters.items() if value and DECAY.search(name)}, {})
        self.assertIsNotNone(result.kernel["info_first"], "MPTCP_INFO fails: the kernel has fallen back")
        self.assertIsNotNone(result.kernel["info_last"], "MPTCP_INFO fails: the kernel has fallen back")
        if role == "client":
            self.assertEqual((counters["MPCapableSYNRX"], counters["MPCapableACKRX"]), (1, 1))
        else:
            self.assertEqual((counters["MPCapableSYNTX"], counters["MPCapableSYNACKRX"]), (1, 1))
        ns3, linux = self.directory / "up", self.directory / "down"
        facts = judge(self, result.out / "host.pcap", "--closed", "--up", ns3 if role == "client" else linux, "--down",
                      linux if role == "client" else ns3)
        self.assertEqual([c["version"] for c in facts["connections"]], [1])
        return result, facts["connections"][0]

    def joins(self, counters, sent=0, received=0):
        """The kernel's counters of JOIN: those it sent and those it received, each up to the end of its handshake."""
        self.assertEqual(counters.get("MPJoinRejected", 0), 0)
        self.assertEqual((counters["MPJoinSynTx"], counters["MPJoinSynAckRx"]), (sent, sent))
        self.assertEqual((counters["MPJoinSynRx"], counters["MPJoinAckRx"]), (received, received))

    def without_second_address_of_ns3(self):
        """The kernel takes no ADD_ADDR, so the only joins are its own (it answers with the echo all the same)."""
        self.lab.mptcp("limits", "set", "subflows", "4", "add_addr_accepted", "0")


class OneSubflow(Mptcp):
    def test_files_cross_on_one_subflow(self):
        for role, size in itertools.product(ROLES, (MEGABYTE, 5 * MEGABYTE)):
            with self.subTest(role=role, size=size):
                self.fresh()
                result, connection = self.multipath(role, (size, size), taps=1)
                self.joins(result.counters)
                self.assertEqual(len(connection["subflows"]), 1)
                self.assertFalse(connection["checksum"])

    def test_empty_files(self):
        for role in ROLES:
            for sizes in ((0, 0), (0, MEGABYTE), (MEGABYTE, 0), (1, 0), (0, 1)):
                with self.subTest(role=role, sizes=sizes):
                    self.fresh()
                    self.multipath(role, sizes, taps=1)

    def test_data_fin_from_either_side_first(self):
        for role in ROLES:
            with self.subTest(role=role, first="ns-3"):
                self.fresh()
                _, connection = self.multipath(role, kernel=["--hold"], taps=1)
                self.assertEqual(connection["first_data_fin"], "up" if role == "client" else "down")
            with self.subTest(role=role, first="kernel"):
                self.fresh()
                _, connection = self.multipath(role, (5 * MEGABYTE, 1000), taps=1)
                self.assertEqual(connection["first_data_fin"], "down" if role == "client" else "up")

    def test_checksums(self):
        for role in ROLES:
            with self.subTest(role=role):
                self.fresh().sysctl("net.mptcp.checksum_enabled=1")
                result, connection = self.multipath(role, taps=1)
                self.assertTrue(connection["checksum"])
                self.assertGreater(connection["checksums_verified"], 100)
                self.assertEqual(result.kernel["info_first"]["checksum"], 1)


class MoreSubflows(Mptcp):
    def check_both_carry(self, connection):
        for subflow in connection["subflows"]:
            self.assertTrue(subflow["joined"])

    def test_ns3_joins_by_itself(self):
        result, connection = self.multipath("client", (5 * MEGABYTE, 5 * MEGABYTE))
        self.joins(result.counters, received=1)
        self.assertEqual(len(connection["subflows"]), 2)
        self.check_both_carry(connection)
        self.assertEqual(result.kernel["most_subflows"], 1)
        self.assertEqual(result.row["subflows"], "2")
        self.assertTrue(all(s["payload"]["up"] > 0 for s in connection["subflows"]), "ns-3 sent on one subflow only")

    def test_the_kernel_joins(self):
        self.without_second_address_of_ns3()
        self.lab.mptcp("endpoint", "add", KERNEL[1], "id", "3", "subflow")
        result, connection = self.multipath("server", (5 * MEGABYTE, 5 * MEGABYTE))
        self.joins(result.counters, sent=1)
        self.assertEqual(len(connection["subflows"]), 2)
        self.check_both_carry(connection)
        self.assertEqual(result.kernel["most_subflows"], 1)
        self.assertEqual(result.row["subflows"], "2")

    def test_the_kernel_announces_its_address(self):
        self.lab.mptcp("endpoint", "add", KERNEL[1], "id", "7", "signal")
        result, connection = self.multipath("client", (5 * MEGABYTE, 5 * MEGABYTE), kernel=["--pause", "1"])
        announced = [a for a in connection["add_addr"] if a["from"] == "B"]
        self.assertEqual([(a["id"], a["address"], a["echoed"]) for a in announced], [(7, KERNEL[1], True)])
        self.assertEqual((result.counters["AddAddrTx"], result.counters["EchoAdd"]), (1, 1))
        # How many pairs of addresses ns-3 joins is its own affair; each must end well, and one goes to the new address.
        joins = connection["subflows"][1:]
        self.joins(result.counters, received=len(joins))
        self.assertIn(KERNEL[1], [s["responder"].rsplit(":", 1)[0] for s in joins])
        self.check_both_carry(connection)

    def test_ns3_announces_its_address(self):
        result, connection = self.multipath("server", (5 * MEGABYTE, 5 * MEGABYTE), kernel=["--pause", "1"])
        announced = [a for a in connection["add_addr"] if a["from"] == "B"]
        self.assertEqual([(a["address"], a["echoed"]) for a in announced], [(NS3[1], True)])
        self.assertEqual((result.counters["AddAddr"], result.counters["EchoAddTx"]), (1, 1))
        self.joins(result.counters, sent=1)
        self.assertEqual([s["responder"] for s in connection["subflows"][1:]], [f"{NS3[1]}:{PORT}"])
        self.check_both_carry(connection)

    def test_a_backup_subflow_of_the_kernel_carries_nothing_of_ns3(self):
        self.without_second_address_of_ns3()
        self.lab.mptcp("endpoint", "add", KERNEL[1], "id", "3", "subflow", "backup")
        result, connection = self.multipath("server", (5 * MEGABYTE, 5 * MEGABYTE))
        self.joins(result.counters, sent=1)
        second = connection["subflows"][1]
        self.assertTrue(second["backup"]["initiator"])
        self.assertEqual(second["payload"], {"up": 0, "down": 0})

    def test_checksums_on_two_subflows(self):
        self.lab.sysctl("net.mptcp.checksum_enabled=1")
        result, connection = self.multipath("client", (5 * MEGABYTE, 5 * MEGABYTE))
        self.joins(result.counters, received=1)
        self.assertTrue(connection["checksum"])
        self.assertEqual(result.counters["DataCsumErr"], 0)

    def test_data_fin_from_either_side_first(self):
        for role in ROLES:
            with self.subTest(role=role, first="ns-3"):
                self.fresh()
                self.multipath(role, kernel=["--hold"])
            with self.subTest(role=role, first="kernel"):
                self.fresh()
                self.multipath(role, (5 * MEGABYTE, 1000))


class Ends(Mptcp):
    def fastclose(self, result):
        facts = judge(self, result.out / "host.pcap")
        self.assertGreater(facts["connections"][0]["fastclose"], 0)
        self.assertIsNotNone(result.kernel["info_first"])

    def test_fastclose_by_the_kernel(self):
        for role, taps in itertools.product(ROLES, (1, 2)):
            with self.subTest(role=role, taps=taps):
                self.fresh()
                result = self.bad(self.exchange(role, (5 * MEGABYTE, 5 * MEGABYTE), ["--mptcp", "--abort-after", "100000"],
                                                taps=taps), "cut")
                self.assertGreater(result.counters["MPFastcloseTx"], 0)
                self.assertLess(result.seconds, 10)
                self.fastclose(result)

    def test_fastclose_by_ns3(self):
        for role, taps in itertools.product(ROLES, (1, 2)):
            with self.subTest(role=role, taps=taps):
                self.fresh()
                result = self.bad(self.exchange(role, (MEGABYTE, 5 * MEGABYTE), ["--mptcp"], ["--abortAfter=100000"],
                                                taps=taps), "abortAfter")
                self.assertGreater(result.counters["MPFastcloseRx"], 0)
                self.assertIn(result.kernel["error"], ("ECONNRESET", "EPIPE"))
                self.fastclose(result)

    def test_a_plain_socket_of_the_kernel_gets_plain_tcp(self):
        for role in ROLES:
            with self.subTest(role=role):
                self.fresh()
                result = self.good(self.exchange(role), "TCP")
                self.assertEqual(sum(result.counters[name] for name in ("MPJoinSynRx", "MPJoinSynTx")), 0)

    def test_a_kernel_without_mptcp_gets_plain_tcp(self):
        for role in ROLES:
            with self.subTest(role=role):
                self.fresh().sysctl("net.mptcp.enabled=0")
                self.good(self.exchange(role), "TCP")


class Intrusion(Mptcp):
    def intrude(self, wrong):
        """Somebody joins the connection of a kernel client and ns-3 while the client pauses and neither side has ended."""
        self.without_second_address_of_ns3()
        intruder = [sys.executable, INTRUDER, "--listen", "tap1", "--tap", "tap2", "--source", INTRUDER_ADDRESS, "--target",
                    NS3[1], "--port", PORT, "--wrong", wrong]
        result = self.exchange("server", (5 * MEGABYTE, MEGABYTE), ["--mptcp", "--deaf", "--pause", "6"], others=[intruder])
        return result, result.others[0]

    def test_a_wrong_token_is_refused(self):
        result, answers = self.intrude("token")
        self.assertEqual((answers["syn"], answers["reason"]), ("rst", 1))
        self.good(result, "MPTCP")
        self.assertEqual(result.row["subflows"], "1")

    def test_a_wrong_hmac_is_refused(self):
        result, answers = self.intrude("hmac")
        self.assertEqual((answers["syn"], answers["ack"], answers["reason"]), ("synack", "rst", 1))
        self.assertTrue(answers["server_hmac"])
        self.good(result, "MPTCP")
        self.assertEqual(result.row["subflows"], "1")

    def test_who_knows_the_keys_gets_in(self):
        """The counter-check: the same intruder with the right values, which is why MPTCP alone is not enough."""
        _, answers = self.intrude("nothing")
        self.assertEqual((answers["syn"], answers["ack"], answers["server_hmac"]), ("synack", "ack", True))


def main():
    global OPTIONS
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", required=True, help="the smptcp-live to judge")
    OPTIONS, rest = parser.parse_known_args()
    OPTIONS.program = os.path.abspath(OPTIONS.program)
    return run_tests(why_not(), rest)


def run_tests(reason, arguments):
    """Run the tests of the program unless there is a reason not to. Returns the exit status."""
    if reason:
        print(f"SKIPPED: {reason}")
        return SKIPPED
    run = unittest.main(argv=[sys.argv[0], *arguments], exit=False)
    for why, number in collections.Counter(why for _, why in run.result.skipped).items():
        print(f"skipped {number}: {why}")
    return 0 if run.result.wasSuccessful() else 1


if __name__ == "__main__":
    sys.exit(main())
