# SPDX-License-Identifier: GPL-2.0-only
# Copyright (c) 2026 The smptcp authors
"""Captures: classic pcap, IPv4 and IPv6, and the TCP segments in them."""

import collections
import struct

from .report import Unusable
from .tcp import Segment


def read_pcap(data):
    """Yield (link type, frame number, octets, length on the wire) of a classic pcap."""
    magics = {b"\xa1\xb2\xc3\xd4": ">", b"\xa1\xb2\x3c\x4d": ">", b"\xd4\xc3\xb2\xa1": "<", b"\x4d\x3c\xb2\xa1": "<"}
    order = magics.get(data[:4])
    if order is None or len(data) < 24:
        raise Unusable("not a classic pcap file")
    link = struct.unpack_from(order + "I", data, 20)[0] & 0x0FFFFFFF
    at, frame = 24, 0
    while at < len(data):
        frame += 1
        if at + 16 > len(data):
            raise Unusable(f"pcap ends within the header of frame {frame}")
        _, _, size, wire = struct.unpack_from(order + "IIII", data, at)
        if at + 16 + size > len(data):
            raise Unusable(f"pcap ends within frame {frame}")
        yield link, frame, data[at + 16:at + 16 + size], wire
        at += 16 + size


def network_layer(link, octets):
    """The IP packet of a frame, or None if it carries something else."""
    if link == 1:
        return octets[14:] if octets[12:14] in (b"\x08\x00", b"\x86\xdd") else None
    if link == 9:
        octets = octets[2:] if octets[:2] == b"\xff\x03" else octets
        return octets[2:] if octets[:2] in (b"\x00\x21", b"\x00\x57") else None
    if link in (101, 228, 229):
        return octets
    raise Unusable(f"link type {link} is not one of 1, 9, 101, 228, 229")


Packet = collections.namedtuple("Packet", "src dst protocol fragment body")


def parse_ip(octets):
    """An IPv4 or IPv6 packet; extension headers of IPv6 are skipped.  Raises ValueError."""
    version = octets[0] >> 4 if octets else 0
    if version == 4 and len(octets) >= 20:
        return _parse_ipv4(octets)
    if version == 6 and len(octets) >= 40:
        return _parse_ipv6(octets)
    raise ValueError("neither an IPv4 nor an IPv6 packet")


def _parse_ipv4(octets):
    header, total = 4 * (octets[0] & 15), int.from_bytes(octets[2:4], "big")
    if header < 20 or total < header or total > len(octets):
        raise ValueError("IPv4 lengths do not fit the frame")
    fragment = bool(int.from_bytes(octets[6:8], "big") & 0x3FFF)
    return Packet(octets[12:16], octets[16:20], octets[9], fragment, octets[header:total])


def _parse_ipv6(octets):
    total = 40 + int.from_bytes(octets[4:6], "big")
    if total > len(octets):
        raise ValueError("IPv6 length does not fit the frame")
    protocol, at, fragment = octets[6], 40, False
    while protocol in (0, 43, 44, 60) and at + 8 <= total:
        size = 8 if protocol == 44 else 8 * (octets[at + 1] + 1)
        fragment = fragment or protocol == 44
        protocol, at = octets[at], at + size
    return Packet(octets[8:24], octets[24:40], protocol, fragment, octets[at:total])


def load_segments(data, report):
    """All TCP segments of a pcap, in order; judges the frames themselves (checks capture, fragments, options)."""
    found = (load_segment(frame, report) for frame in read_pcap(data))
    return [segment for segment in found if segment is not None]


def load_segment(captured, report):
    """The TCP segment of one frame of read_pcap(), or None."""
    link, frame, octets, wire = captured
    inner = network_layer(link, octets)
    if inner is None:
        report.good("capture", "not IP")
        return None
    try:
        packet = parse_ip(inner)
        report.test("fragments", not packet.fragment, frame, "an IP fragment", "packets")
        if packet.protocol != 6 or packet.fragment:
            report.good("capture", "fragments" if packet.fragment else "not TCP")
            return None
        segment = Segment(frame, packet.src, packet.dst, packet.body)
    except (ValueError, struct.error) as error:
        report.bad("capture", frame, str(error))
        return None
    report.test("capture", len(octets) == wire, frame, f"only {len(octets)} of {wire} octets captured", "TCP")
    room = len(segment.raw_options)
    report.test("options", segment.fault is None and room <= 40, frame, segment.fault, "segments")
    report.largest("options", "largest option area", room)
    return segment
