# SPDX-License-Identifier: GPL-2.0-only
# Copyright (c) 2026 The smptcp authors
"""Numbers modulo 2^32 and 2^64, strings of octets."""

M32 = (1 << 32) - 1
M64 = (1 << 64) - 1


def nearest(reference, low):
    """The integer congruent to `low` modulo 2^32 that lies nearest to `reference`."""
    return reference + ((low - reference + (1 << 31)) & M32) - (1 << 31)


def signed64(value):
    """`value` modulo 2^64 as a number from -2^63 up."""
    return ((value + (1 << 63)) & M64) - (1 << 63)


def xor(left, right):
    """Octet-wise XOR of two strings of the same length."""
    return (int.from_bytes(left, "little") ^ int.from_bytes(right, "little")).to_bytes(len(left), "little")


class Space:
    """A stream of octets filled in any order; positions start at 0."""

    def __init__(self):
        self.octets, self.have = bytearray(), bytearray()

    def put(self, position, data):
        """Store; False if some octet was there before with another value. The first value stays."""
        end = position + len(data)
        if end > len(self.octets):
            grown = max(end, 2 * len(self.octets)) - len(self.octets)
            self.octets += bytes(grown)
            self.have += bytes(grown)
        known = self.have[position:end]
        if 1 not in known:
            self.octets[position:end] = data
            self.have[position:end] = b"\1" * len(data)
            return True
        if 0 not in known:
            return self.octets[position:end] == data
        same = True
        for at, octet in enumerate(data, position):
            if self.have[at]:
                same = same and self.octets[at] == octet
            else:
                self.octets[at], self.have[at] = octet, 1
        return same

    def known(self, position, length):
        """How many of these octets are there."""
        return self.have[position:position + length].count(1)

    def get(self, position, length):
        """The octets, or None when one is missing."""
        if position < 0 or self.known(position, length) != length:
            return None
        return bytes(self.octets[position:position + length])

    def run_end(self, start=0):
        """The first missing position from `start` on."""
        found = self.have.find(0, start)
        return max(start, len(self.have)) if found < 0 else found

    def runs(self):
        """(start, end) of all stretches without a gap, in order."""
        start = self.have.find(1)
        while start >= 0:
            end = self.run_end(start)
            yield start, end
            start = self.have.find(1, end)

    def top(self):
        """One more than the last position that is there."""
        return self.have.rfind(1) + 1
