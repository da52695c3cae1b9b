#!/usr/bin/env python3
# Copyright (c) 2026 The smptcp authors
# SPDX-License-Identifier: GPL-2.0-only
"""Asks a running tcpcrypt daemon things over its control port, from within the daemon's network namespace.

    tcpcryptd-control.py watch --seconds S    print "ready", collect the session IDs of all connections for S seconds,
                                              print them as a list in JSON
    tcpcryptd-control.py set OPTION --port P  switch an option on for the sockets bound to the local port P
"""

import argparse
import json
import socket
import struct
import sys
import time

CONTROL = ("127.0.0.1", 666)
# Request and reply: a number, own address and port, peer's address and port, flags (2: set), error, option, size of what
# follows. Addresses and ports in network order, the rest in the order of the host.
MESSAGE = struct.Struct("=I4sH2x4sH2xIIII")
# One connection: own address and port, peer's address and port, size of the session ID that follows.
CONNECTION = struct.Struct("=4s2s2x4s2s2s")
SET = 2
OPTIONS = {"swap-roles": 1, "application": 15, "no-cache": 101}
CONNECTIONS = 102
ROOM = 1900


def ask(option, *, flags=0, port=0, data=b""):
    """The data of the daemon's answer; OSError when it does not answer or refuses."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.settimeout(5)
        sock.connect(CONTROL)
        sock.send(MESSAGE.pack(1, bytes(4), socket.htons(port), bytes(4), 0, flags, 0, option, len(data)) + data)
        answer = sock.recv(4096)
    error, size = MESSAGE.unpack_from(answer)[6], MESSAGE.unpack_from(answer)[8]
    if error:
        raise OSError(f"the daemon refuses option {option}")
    return answer[MESSAGE.size:MESSAGE.size + size]


def sessions():
    """The session IDs of the daemon's encrypted connections."""
    # It writes as much as the request has room for.
    data, found = ask(CONNECTIONS, port=1, data=bytes(ROOM)), set()
    while len(data) >= CONNECTION.size:
        size = struct.unpack(">H", CONNECTION.unpack_from(data)[4])[0]
        found.add(data[CONNECTION.size:CONNECTION.size + size].hex())
        data = data[CONNECTION.size + size:]
    return found


def watch(seconds):
    print("ready", flush=True)
    deadline, seen = time.monotonic() + seconds, set()
    while time.monotonic() < deadline:
        seen |= sessions()
        time.sleep(0.02)
    print(json.dumps(sorted(seen)), flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    watcher = commands.add_parser("watch")
    watcher.add_argument("--seconds", type=float, default=10)
    setter = commands.add_parser("set")
    setter.add_argument("option", choices=sorted(OPTIONS))
    setter.add_argument("--port", type=int, required=True)
    options = parser.parse_args()
    if options.command == "watch":
        watch(options.seconds)
    else:
        ask(OPTIONS[options.option], flags=SET, port=options.port, data=struct.pack("=i", 1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
