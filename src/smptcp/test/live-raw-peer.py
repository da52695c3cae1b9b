#!/usr/bin/env python3
# Copyright (c) 2026 The smptcp authors
# SPDX-License-Identifier: GPL-2.0-only
"""A host made of raw frames that tries to join somebody else's MPTCP v1 connection.

It reads the keys of a connection on one tap and sends an MP_JOIN of its own from another, with a wrong token, a wrong
HMAC, or (the counter-check) all correct. Prints one line of JSON: how the JOIN SYN and the third ACK were answered
("synack", "ack", "rst" or "none"), the reason of an MP_TCPRST, and whether the server's HMAC was right.
"""

import argparse
import hashlib
import hmac
import json
import os
import socket
import struct
import sys
import time

MAC = bytes.fromhex("020000000066")
BROADCAST = b"\xff" * 6
FIN, SYN, RST, ACK = 1, 2, 4, 16
ETH_P_ALL, ETHERTYPE_IPV4, ETHERTYPE_ARP = 3, b"\x08\x00", b"\x08\x06"
MPTCP, MP_CAPABLE, MP_JOIN, DSS, MP_TCPRST = 30, 0, 1, 2, 8


def checksum(octets):
    octets += b"\0" * (len(octets) % 2)
    total = sum(struct.unpack(f"!{len(octets) // 2}H", octets))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def open_tap(name):
    tap = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETH_P_ALL))
    tap.bind((name, 0))
    return tap


class Segment:
    """What is needed of a received TCP segment, or no object for anything else."""

    @staticmethod
    def of(frame):
        if frame[12:14] != ETHERTYPE_IPV4 or frame[23] != 6:
            return None
        return Segment(frame[14:])

    def __init__(self, packet):
        header = 4 * (packet[0] & 15)
        self.src, self.dst = packet[12:16], packet[16:20]
        tcp = packet[header:struct.unpack_from("!H", packet, 2)[0]]
        self.sport, self.dport, self.seq, self.ack, offset, self.flags = struct.unpack_from("!HHIIBB", tcp)
        self.options, at, end = {}, 20, 4 * (offset >> 4)
        while at < end and tcp[at] != 0:
            size = 1 if tcp[at] == 1 else tcp[at + 1]
            if tcp[at] == MPTCP:
                self.options[tcp[at + 2] >> 4] = tcp[at:at + size]
            at += size


def read_keys(tap, port, deadline):
    """Both keys of the next connection to `port`: (client's, server's)."""
    while time.monotonic() < deadline:
        segment = Segment.of(tap.recv(65536))
        if segment and segment.dport == port:
            option = segment.options.get(MP_CAPABLE, b"")
            if len(option) >= 20:
                return option[4:12], option[12:20]
    raise TimeoutError("no MP_CAPABLE with two keys")


class Intruder:
    def __init__(self, tap, source, target, port):
        self.tap, self.source, self.target = open_tap(tap), socket.inet_aton(source), socket.inet_aton(target)
        self.sport, self.dport = 20000 + int.from_bytes(os.urandom(2), "big") % 20000, port
        self.tap.settimeout(0.1)
        self.target_mac = None

    def arp(self, operation, mac, address):
        body = struct.pack("!HHBBH", 1, 0x0800, 6, 4, operation) + MAC + self.source + mac + address
        self.tap.send((BROADCAST if operation == 1 else mac) + MAC + ETHERTYPE_ARP + body)

    def frames(self, seconds):
        """Frames that come within the time; ARP is answered on the way."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            try:
                frame = self.tap.recv(65536)
            except socket.timeout:
                continue
            if frame[12:14] == ETHERTYPE_ARP and frame[20:22] == b"\0\1" and frame[38:42] == self.source:
                self.arp(2, frame[22:28], frame[28:32])
            yield frame

    def resolve(self):
        for _ in range(10):
            self.arp(1, bytes(6), self.target)
            for frame in self.frames(0.5):
                if frame[12:14] == ETHERTYPE_ARP and frame[20:22] == b"\0\2" and frame[28:32] == self.target:
                    self.target_mac = frame[22:28]
                    return
        raise TimeoutError("no answer to ARP")

    def send(self, flags, seq, ack, options):
        options += b"\1" * (-len(options) % 4)
        tcp = struct.pack("!HHIIBBHHH", self.sport, self.dport, seq, ack, (20 + len(options)) // 4 << 4, flags, 65535, 0, 0)
        tcp += options
        pseudo = self.source + self.target + struct.pack("!HH", 6, len(tcp))
        tcp = tcp[:16] + struct.pack("!H", checksum(pseudo + tcp)) + tcp[18:]
        ip = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(tcp), 1, 0, 64, 6, 0) + self.source + self.target
        ip = ip[:10] + struct.pack("!H", checksum(ip)) + ip[12:]
        self.tap.send(self.target_mac + MAC + ETHERTYPE_IPV4 + ip + tcp)

    def answer(self, seconds, wanted):
        """The first segment to this host that `wanted` accepts."""
        for frame in self.frames(seconds):
            segment = Segment.of(frame)
            if segment and segment.dst == self.source and segment.dport == self.sport and wanted(segment):
                return segment
        return None


def name(segment):
    if segment is None:
        return "none"
    return "rst" if segment.flags & RST else "synack" if segment.flags & SYN else "ack"


def reason(segment):
    option = segment.options.get(MP_TCPRST, b"") if segment else b""
    return option[3] if len(option) == 4 else None


def join(intruder, what, key_a, key_b):
    """Play the client of the connection: key_a is its key, key_b the server's."""
    token, nonce, isn = hashlib.sha256(key_b).digest()[:4], os.urandom(4), 0x01020304
    if what == "token":
        token = bytes((token[0] ^ 1,)) + token[1:]
    intruder.send(SYN, isn, 0, struct.pack("!BBBB", MPTCP, 12, MP_JOIN << 4, 9) + token + nonce)
    first = intruder.answer(2, lambda s: s.flags & (SYN | RST))
    result = {"syn": name(first), "ack": None, "reason": reason(first), "server_hmac": None}
    option = first.options.get(MP_JOIN, b"") if first else b""
    if name(first) != "synack" or len(option) != 16:
        return result
    theirs = option[12:16]
    result["server_hmac"] = hmac.digest(key_b + key_a, theirs + nonce, "sha256")[:8] == option[4:12]
    proof = hmac.digest(key_a + key_b, nonce + theirs, "sha256")[:20]
    if what == "hmac":
        proof = bytes((proof[0] ^ 1,)) + proof[1:]
    intruder.send(ACK, isn + 1, first.seq + 1, struct.pack("!BBBB", MPTCP, 24, MP_JOIN << 4, 0) + proof)
    # A repeated SYN/ACK is no answer; what follows an accepted third ACK carries a DSS (RFC 8684, 3.2).
    second = intruder.answer(3, lambda s: s.flags & RST or (not s.flags & SYN and DSS in s.options))
    result["ack"], result["reason"] = name(second), reason(second)
    return result


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--listen", required=True, help="tap on which the keys pass")
    parser.add_argument("--tap", required=True, help="tap to join from")
    parser.add_argument("--source", required=True, help="an address nobody else has")
    parser.add_argument("--target", required=True, help="the server's")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--wrong", choices=("token", "hmac", "nothing"), required=True)
    options = parser.parse_args()
    ear = open_tap(options.listen)
    ear.settimeout(20)
    print("ready", flush=True)
    key_a, key_b = read_keys(ear, options.port, time.monotonic() + 20)
    intruder = Intruder(options.tap, options.source, options.target, options.port)
    intruder.resolve()
    time.sleep(0.3)
    print(json.dumps(join(intruder, options.wrong, key_a, key_b)), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
