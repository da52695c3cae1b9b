#!/usr/bin/env python3
# Copyright (c) 2026 The smptcp authors
# SPDX-License-Identifier: GPL-2.0-only
"""The kernel's end of a connection: an ordinary socket program, plain TCP or MPTCP.

Prints "ready" once it listens or is about to connect, and at the end one line of JSON: octets sent and received, the
error that ended it (a name of errno) or null, and what MPTCP_INFO said at the first octets and at the end, null where
the connection is not (or no more) MPTCP.
"""

import argparse
import errno
import json
import selectors
import socket
import struct
import sys
import time

IPPROTO_MPTCP, SOL_MPTCP, MPTCP_INFO = 262, 284, 1
PIECE = 1 << 16


def mptcp_info(sock):
    """The head of struct mptcp_info as a dictionary, or None when the connection is plain TCP."""
    try:
        raw = sock.getsockopt(SOL_MPTCP, MPTCP_INFO, 128)
    except OSError:
        return None
    subflows, signalled, accepted = raw[0], raw[1], raw[2]
    flags, token = struct.unpack_from("=II", raw, 8)
    # After token: write_seq, snd_una, rcv_nxt (8 octets each), local_addr_used, local_addr_max, csum_enabled.
    return {"subflows": subflows, "add_addr_signal": signalled, "add_addr_accepted": accepted, "flags": flags,
            "token": token, "checksum": raw[42] if len(raw) > 42 else 0}


class Peer:
    """One connection, sending and receiving at the same time."""

    def __init__(self, options, sock, again):
        self.options, self.sock = options, sock
        with open(options.send, "rb") as source:
            self.data = memoryview(source.read())
        self.sent, self.received, self.ended, self.shut = 0, 0, False, False
        self.info_first, self.looks = None, 0
        self.most_subflows = 0
        self.file = open(options.receive, "ab" if again else "wb")
        self.pause_until = time.monotonic() + options.pause
        self.end_from = time.monotonic() + options.end_after

    def may_send(self):
        held = self.options.hold and not self.ended
        done = self.sent == len(self.data) and not self.may_end()
        return not (self.shut or done or held) and time.monotonic() >= self.pause_until

    def may_end(self):
        return not self.options.never_end and time.monotonic() >= self.end_from

    def step_send(self):
        if self.sent < len(self.data):
            self.sent += self.sock.send(self.data[self.sent:self.sent + PIECE])
        if self.sent == len(self.data) and self.may_end():
            self.sock.shutdown(socket.SHUT_WR)
            self.shut = True

    def step_receive(self):
        octets = self.sock.recv(PIECE)
        self.ended = not octets
        self.received += len(octets)
        self.file.write(octets)

    def look(self):
        info = mptcp_info(self.sock)
        if self.looks == 0 or (self.looks == 1 and self.sent + self.received > 0):
            self.info_first = info
            self.looks += 1
        self.most_subflows = max(self.most_subflows, info["subflows"] if info else 0)

    def run(self):
        """Until both directions have ended, or the time to abort has come."""
        self.look()
        self.sock.setblocking(False)
        selector = selectors.DefaultSelector()
        selector.register(self.sock, selectors.EVENT_READ)
        deadline = time.monotonic() + self.options.timeout
        while not (self.ended and self.shut) and time.monotonic() < deadline:
            deaf = self.ended or (self.options.deaf and time.monotonic() < self.pause_until)
            wanted = (0 if deaf else selectors.EVENT_READ) | (selectors.EVENT_WRITE if self.may_send() else 0)
            if wanted:
                selector.modify(self.sock, wanted)
            else:
                time.sleep(0.01)
                continue
            for _, ready in selector.select(0.05):
                if ready & selectors.EVENT_WRITE:
                    self.step_send()
                if ready & selectors.EVENT_READ:
                    self.step_receive()
            self.look()
            if self.options.abort_after is not None and self.received >= self.options.abort_after:
                self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                return

    def report(self, error):
        self.file.close()
        return {"sent": self.sent, "received": self.received, "ended": self.ended, "error": error,
                "info_first": self.info_first, "info_last": mptcp_info(self.sock), "most_subflows": self.most_subflows}


def new_socket(options):
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM, IPPROTO_MPTCP if options.mptcp else 0)
    sock.settimeout(options.timeout)
    return sock


def listen(options):
    """A listening socket. It stays open: the kernel takes an MP_JOIN only while somebody listens on its port."""
    sock = new_socket(options)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    sock.bind(("", options.port))  # joins come to any address
    sock.listen(1)
    return sock


def connect(options):
    sock = new_socket(options)
    if options.source:
        sock.bind((options.source, 0))
    sock.connect((options.address, options.port))
    return sock


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--role", choices=("client", "server"), required=True)
    parser.add_argument("--address", help="the server's, for a client")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--source", help="the client's")
    parser.add_argument("--mptcp", action="store_true", help="an MPTCP socket")
    parser.add_argument("--send", required=True, help="file")
    parser.add_argument("--receive", required=True, help="file")
    parser.add_argument("--hold", action="store_true", help="send nothing before the peer has ended")
    parser.add_argument("--pause", type=float, default=0, help="send nothing for so many seconds")
    parser.add_argument("--deaf", action="store_true", help="and receive nothing during --pause")
    parser.add_argument("--never-end", action="store_true", help="do not end the own direction")
    parser.add_argument("--end-after", type=float, default=0, help="do not end it before so many seconds")
    parser.add_argument("--abort-after", type=int, help="reset the connection after so many received octets")
    parser.add_argument("--times", type=int, default=1, help="connections, one after the other; the last is reported")
    parser.add_argument("--timeout", type=float, default=30, help="seconds to wait for a connection, and to keep one")
    options = parser.parse_args()
    error, peer = None, None
    listener = listen(options) if options.role == "server" else None
    print("ready", flush=True)
    try:
        for number in range(options.times):
            sock = listener.accept()[0] if listener else connect(options)
            peer = Peer(options, sock, again=number > 0)
            peer.run()
            if number + 1 < options.times:
                peer.report(None)
                peer.sock.close()
    except OSError as problem:
        error = errno.errorcode.get(problem.errno, type(problem).__name__)
    report = peer.report(error) if peer else {"sent": 0, "received": 0, "error": error, "info_first": None}
    if peer:
        peer.sock.close()
    print(json.dumps(report), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
