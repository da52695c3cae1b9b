# SPDX-License-Identifier: GPL-2.0-only
# Copyright (c) 2026 The smptcp authors
"""Which octet each octet of keystream has encrypted, and what it was."""

import collections

from .aes import crypt_runs
from .arithmetic import Space


class Ledger:
    """The keystream of one key.

    `base` is the position (or DSN) of the first octet that it can encrypt, `room` how many octets the capture holds at
    most.  Positions are handed in as distances from the base.  Octets of one home that have the same position share a
    keystream octet; in the clean form all have the same home (aes.py).
    """

    def __init__(self, key, form, base, room):
        self.key, self.form, self.base, self.room = key, form, base, room
        self.homes, self.plain = collections.defaultdict(Space), None

    def home(self, offset):
        """Where the keystream of a segment that starts at this offset has its home."""
        return self.form.home(self.base + offset)

    def first(self, home):
        """Offset of the first octet of a home's space; the one home of the clean form, 0, starts at the base."""
        return home - self.base if home else 0

    def holds(self, offset, size):
        """Can so many octets at this offset be part of the capture?"""
        return 0 <= offset and offset + size <= self.room

    def put(self, offset, octets):
        """Take in a segment's ciphertext.  \"new\", \"same\", \"partly\" (known in part), or None: it differs."""
        home = self.home(offset)
        space, at = self.homes[home], offset - self.first(home)
        known = space.known(at, len(octets))
        if not space.put(at, octets):
            return None
        return "new" if known == 0 else "same" if known == len(octets) else "partly"

    def decrypt(self, limit=None):
        """Decrypt everything, or what lies below this offset."""
        places, runs = [], []
        for home, space in self.homes.items():
            for start, end in space.runs():
                first = self.first(home)
                end = end if limit is None else min(end, limit - first)
                if start < end:
                    places.append((home, start))
                    runs.append((home, self.base + first + start, bytes(space.octets[start:end])))
        self.plain = collections.defaultdict(Space)
        for (home, start), octets in zip(places, crypt_runs(self.key, self.form, runs)):
            self.plain[home].put(start, octets)

    def read(self, offset, size):
        """Plaintext of a segment that was put at this offset, once decrypted; None beyond the limit."""
        home = self.home(offset)
        return self.plain[home].get(offset - self.first(home), size)

    def strides_met(self):
        """Blocks that segments of different homes share: the daemon form's own weakness beyond 16 MiB (T7)."""
        if len(self.homes) < 2:
            return 0
        used = collections.Counter()
        for home, space in self.homes.items():
            for start, end in space.runs():
                first = self.base + self.first(home) + start
                used.update(set(self.form.counters(home, first, first + end - start)[0]))
        return sum(1 for count in used.values() if count > 1)
