#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (c) 2026 The smptcp authors
"""Judge SMPTCP, tcpcrypt and stacked connections from a pcap and a key log.

The script shares no code with the module: it derives every key from the logged shared secret, recomputes every segment MAC
and every HMAC, decrypts the payload and compares it with the files that were sent.  The key log's lines CRYPT_PROFILE say how
connections are protected.  Python's standard library suffices; the parts are in judge/.

  check-smptcp-pcap.py --pcap client.pcap --keys keys.log --up sent.bin --no-plaintext-of sent.bin
  check-smptcp-pcap.py --pcap client.pcap --keys keys.log --mode TCPCRYPT --down sent.bin
  check-smptcp-pcap.py --selftest

The pcap must be the merged capture of one host: all its interfaces, each packet once, in the order in which the host sent and
received them.  Exit status: 0 everything holds, 1 something does not, 2 the arguments or files are unusable.
"""

import argparse
import sys

sys.dont_write_bytecode = True

from judge.capture import load_segments
from judge.flows import build_flows
from judge.keylog import read_key_log
from judge.plaintext import judge_plaintext, payload_pieces
from judge.report import Report, Unusable, print_result, read_file
from judge.selftest import run_selftest
from judge.smptcp import judge_smptcp
from judge.stacked import judge_stacked
from judge.tcpcrypt import judge_tcpcrypt

CHECKS = {
    "SMPTCP": ("capture", "fragments", "options", "connections", "handshake", "key-exchange", "mac", "join", "control",
               "mapping", "data-ack", "data-fin", "ciphertext", "stream"),
    "TCPCRYPT": ("capture", "fragments", "options", "connections", "handshake", "key-exchange", "mac", "ciphertext",
                 "stream"),
}
CHECKS["STACKED"] = CHECKS["SMPTCP"]
JUDGES = {"SMPTCP": judge_smptcp, "TCPCRYPT": judge_tcpcrypt, "STACKED": judge_stacked}


def judge(capture, key_log, options):
    """Judge a capture (octets) with a key log (text); returns the report and a summary."""
    report = Report()
    segments = load_segments(capture, report)
    flows, connections = judge_segments(segments, read_key_log(key_log), options, report)
    return report, {"mode": options.mode, "segments": len(segments), "connections": len(connections), "flows": len(flows)}


def judge_segments(segments, secrets, options, report):
    """Judge the segments of load_segments() and fill the report; returns flows and connections."""
    for name in CHECKS[options.mode]:
        report.check(name)
    flows = build_flows(segments, report)
    connections = JUDGES[options.mode](flows, secrets, options, report)
    report.test("connections", connections, None, f"no {options.mode} connection in the capture", "judged")
    report.note("connections", "flows", len(flows))
    if options.plaintext_data is not None:
        judge_plaintext(options.plaintext_data, payload_pieces(flows, connections), report)
    return flows, connections


def parse_arguments(arguments):
    parser = argparse.ArgumentParser(description="Judge SMPTCP, tcpcrypt and stacked connections from a pcap and a key log.")
    parser.add_argument("--pcap", metavar="FILE", help="merged capture of one host")
    parser.add_argument("--keys", metavar="FILE", help="key log with CRYPT_SS and CRYPT_NS lines")
    parser.add_argument("--mode", choices=tuple(CHECKS), default="SMPTCP")
    parser.add_argument("--up", metavar="FILE", help="what the client sent to the server")
    parser.add_argument("--down", metavar="FILE", help="what the server sent to the client")
    parser.add_argument("--no-plaintext-of", metavar="FILE", help="no 16 consecutive octets of it may appear in a payload")
    parser.add_argument("--decrypt-limit", metavar="BYTES", type=int, help="decrypt only that much of each direction")
    parser.add_argument("--min-subflows", metavar="N", type=int, default=0, help="subflows that must have carried data")
    parser.add_argument("--no-cover-window", dest="cover_window", action="store_false",
                        help="the capture was made with CoverWindow = false")
    parser.add_argument("--wide", action="store_true",
                        help="so much was outstanding that DSNs and data acks of 8 octets are in place (S5.7)")
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of lines")
    parser.add_argument("--selftest", action="store_true", help="check the script itself on published vectors")
    options = parser.parse_args(arguments)
    if not options.selftest and not (options.pcap and options.keys):
        parser.error("--pcap and --keys are needed, or --selftest")
    return options


def main(arguments=None):
    options = parse_arguments(arguments)
    try:
        if options.selftest:
            report, summary = run_selftest(), {"mode": "self-test"}
        else:
            options.up_data, options.down_data = read_file(options.up), read_file(options.down)
            options.plaintext_data = read_file(options.no_plaintext_of)
            key_log = read_file(options.keys).decode("utf-8", "replace")
            report, summary = judge(read_file(options.pcap), key_log, options)
    except Unusable as error:
        print(f"check-smptcp-pcap.py: {error}", file=sys.stderr)
        return 2
    print_result(report, summary, options.json)
    return 0 if report.ok() else 1


if __name__ == "__main__":
    sys.exit(main())
