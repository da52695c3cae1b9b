# SPDX-License-Identifier: GPL-2.0-only
# Copyright (c) 2026 The smptcp authors
"""One direction of application data."""

import hashlib

from .arithmetic import Space


class Stream:
    """The octets of one direction by offset from the first; `base` is the position or DSN of that octet.

    What came is kept as pieces that refer to a ledger; plain() puts the decrypted pieces together.
    """

    def __init__(self, name, base, room, report):
        self.name, self.base, self.room, self.report = name, base, room, report
        self.mask = bytearray(room + 1)
        self.end = self.contiguous = 0
        self.fin = self.fin_frame = None
        self.pieces = {}  # (start, stop, ledger, place): frame

    def add(self, offset, payload, frame, ledger, place):
        """Take in payload whose first octet has this offset, encrypted from `place` of the ledger on.

        Every keystream octet encrypts one octet for ever (S5.3).
        """
        stop = offset + len(payload)
        if offset < 0 or stop > self.room:
            self.report.bad("stream", frame, f"{self.name}: octets {offset} to {stop} of the stream lie outside of the "
                            f"{self.room} octets captured in this direction", "octets out of range")
            return
        if not ledger.holds(place, len(payload)):
            self.report.bad("ciphertext", frame, f"{self.name}: keystream from {place} on is out of range", "out of range")
            return
        known = ledger.put(place, payload)
        if not self.report.test("ciphertext", known, frame, f"{self.name}: keystream at {place} has encrypted other octets "
                                "before", "first copies" if known == "new" else "repeated"):
            return
        self.pieces.setdefault((offset, stop, ledger, place), frame)
        self.mask[offset:stop] = b"\1" * len(payload)
        self.end = max(self.end, stop)
        self.contiguous = self.mask.find(0, self.contiguous)

    def close(self, offset, frame):
        """A DATA_FIN at this offset (S5.7)."""
        if self.fin is None:
            self.fin, self.fin_frame = offset, frame
        self.report.test("data-fin", offset == self.fin, frame, f"{self.name}: DATA_FIN at {offset}, before at {self.fin}",
                         self.name)

    def acknowledgeable(self):
        """First offset that may not yet be acknowledged."""
        return self.contiguous + (self.fin == self.contiguous)

    def complete(self):
        """No holes, nothing behind the DATA_FIN."""
        holds = self.contiguous == self.end
        self.report.test("stream", holds, self.frame_of(self.contiguous), f"{self.name}: hole at octet {self.contiguous} of "
                         f"{self.end}", self.name)
        return holds

    def frame_of(self, offset):
        """The frame that brought this octet, or the first beyond it."""
        return next((frame for (_, stop, *_), frame in self.pieces.items() if stop > offset), None)

    def ledgers(self):
        """All ledgers that the pieces refer to."""
        return {ledger for _, _, ledger, _ in self.pieces}

    def plain(self, limit):
        """The decrypted stream up to the first hole or the limit."""
        size = self.contiguous if limit is None else min(limit, self.contiguous)
        for ledger in self.ledgers():
            ledger.decrypt(limit if limit is not None and ledger.base == self.base else None)
        space = Space()
        for (start, stop, ledger, place), frame in self.pieces.items():
            stop = min(stop, size)
            octets = ledger.read(place, stop - start) if start < stop else None
            if octets is not None:
                self.report.test("stream", space.put(start, octets), frame, f"{self.name}: octet {start} or one behind it is "
                                 "sent again with another value", "segments decrypted")
        return bytes(space.octets[:min(size, space.run_end())])


def compare_stream(stream, wanted, limit, report):
    """Compare a decrypted direction with the file that was sent; None stands for no file."""
    plain = stream.plain(limit)
    report.note("stream", f"{stream.name} octets", stream.contiguous)
    report.note("stream", f"{stream.name} sha256", hashlib.sha256(plain).hexdigest())
    if limit is not None and limit < stream.contiguous:
        report.note("stream", f"{stream.name} decrypted only", limit)
    met = sum(ledger.strides_met() for ledger in stream.ledgers())
    if met:
        report.note("ciphertext", f"{stream.name} counter blocks of more than one segment (daemon form)", met)
    if wanted is None:
        return
    part = wanted[:len(plain)]
    if plain != part:
        at = next((i for i, (a, b) in enumerate(zip(plain, part)) if a != b), min(len(plain), len(part)))
        report.bad(stream.name, stream.frame_of(at), f"octet {at} differs from the file", "compared")
        return
    report.test(stream.name, stream.contiguous == len(wanted), None,
                f"{stream.contiguous} octets, the file has {len(wanted)}", "compared")
