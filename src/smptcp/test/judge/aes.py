# SPDX-License-Identifier: GPL-2.0-only
# Copyright (c) 2026 The smptcp authors
"""AES-128 and the two counter modes of tcpcrypt."""

import array
import functools
import struct
import sys

from .arithmetic import M32, M64, xor


def _gf_double(x):
    return ((x << 1) ^ 0x11B) & 0xFF if x & 0x80 else x << 1


def _make_sbox():
    """The S-box of FIPS 197, from inverses in GF(2^8) by powers of the generator 3."""
    power, log, x = [0] * 255, [0] * 256, 1
    for i in range(255):
        power[i], log[x] = x, i
        x ^= _gf_double(x)
    box = bytearray(256)
    for value in range(256):
        inverse = power[-log[value] % 255] if value else 0
        out = 0x63
        for turn in range(5):
            out ^= ((inverse << turn) | (inverse >> (8 - turn))) & 0xFF
        box[value] = out
    return bytes(box)


SBOX = _make_sbox()
SBOX2 = bytes(_gf_double(s) for s in SBOX)
SBOX3 = bytes(a ^ b for a, b in zip(SBOX, SBOX2))
IDENTITY = bytes(range(256))
MOST_BLOCKS = 1 << 14  # encrypted together


@functools.lru_cache(maxsize=64)
def round_keys(key):
    """Eleven round keys of 16 octets (FIPS 197, 5.2)."""
    words, rcon = [key[i:i + 4] for i in range(0, 16, 4)], 1
    for i in range(4, 44):
        word = words[-1]
        if i % 4 == 0:
            word = (word[1:] + word[:1]).translate(SBOX)
            word = bytes((word[0] ^ rcon,)) + word[1:]
            rcon = _gf_double(rcon)
        words.append(bytes(a ^ b for a, b in zip(words[i - 4], word)))
    return [b"".join(words[i:i + 4]) for i in range(0, 44, 4)]


def block(key, octets):
    """One block, step by step as FIPS 197 tells it.  Slow; the reference for counter_blocks()."""
    keys = round_keys(key)
    state = bytes(a ^ b for a, b in zip(octets, keys[0]))
    for number, round_key in enumerate(keys[1:], 1):
        state = state.translate(SBOX)
        state = [state[(i + 4 * (i % 4)) % 16] for i in range(16)]
        if number < 10:
            state = _mix_columns(state)
        state = bytes(a ^ b for a, b in zip(state, round_key))
    return state


def _mix_columns(state):
    out = []
    for i in range(16):
        column = state[i - i % 4:i - i % 4 + 4]
        a, b, c, d = (column[(i + turn) % 4] for turn in range(4))
        out.append(_gf_double(a) ^ _gf_double(b) ^ b ^ c ^ d)
    return out


def _planes(counters, order):
    """Counter blocks as 16 strings: string i holds octet i of every block."""
    if order != sys.byteorder:
        counters.byteswap()
    raw = counters.tobytes()
    return [bytes(len(counters))] * 8 + [raw[i::8] for i in range(8)]


def _number(plane, table):
    return int.from_bytes(plane.translate(table), "little")


@functools.lru_cache(maxsize=4096)
def _xor_table(table, value):
    return bytes(entry ^ value for entry in table)


def counter_blocks(key, counters, order):
    """Encrypt blocks of 8 zero octets and a 64-bit counter in this byte order.

    All blocks go through a round together: table look-ups are bytes.translate() on one octet of every block, additions
    are XORs of long integers.  The round key is folded into the doubled S-box.
    """
    keys, count = round_keys(key), len(counters)
    planes = _planes(array.array("Q", counters), order)
    planes = [p.translate(_xor_table(IDENTITY, k)) for p, k in zip(planes, keys[0])]
    for round_key in keys[1:10]:
        shifted = [planes[(i + 4 * (i % 4)) % 16] for i in range(16)]
        once = [_number(p, SBOX) for p in shifted]
        thrice = [_number(p, SBOX3) for p in shifted]
        twice = [_number(p, _xor_table(SBOX2, k)) for p, k in zip(shifted, round_key)]
        planes = []
        for i in range(16):
            column = i - i % 4
            mixed = twice[i] ^ thrice[column + (i + 1) % 4] ^ once[column + (i + 2) % 4] ^ once[column + (i + 3) % 4]
            planes.append(mixed.to_bytes(count, "little"))
    out = bytearray(16 * count)
    for i, k in enumerate(keys[10]):
        out[i::16] = planes[(i + 4 * (i % 4)) % 16].translate(_xor_table(SBOX, k))
    return bytes(out)


@functools.lru_cache(maxsize=32)
def _kept_blocks(key, counters, order):
    """counter_blocks() of a tuple; whoever judges variants of one capture asks for the same blocks again and again."""
    return counter_blocks(key, counters, order)


class CleanCounter:
    """T7, clean form: the keystream of an octet follows from its position (or DSN, S5.3) alone."""

    order = "big"

    @staticmethod
    def home(_position):
        """Octets with the same home and position share keystream; here all."""
        return 0

    @staticmethod
    def counters(_home, first, end):
        """Counters of the blocks that cover positions `first` to `end`, and the octets to skip."""
        start, count = first & ~15, (end - (first & ~15) + 15) // 16
        return [(start + 16 * i) & M64 for i in range(count)], first & 15


class DaemonCounter:
    """T7, daemon form: the keystream depends on the place where the segment starts, and strides 2^24 a block.

    The daemon counts in 32 bits, so a home is taken modulo 2^32.
    """

    order = "little"

    @staticmethod
    def home(position):
        return position & ~15

    @staticmethod
    def counters(home, first, end):
        start = (first - home) // 16
        count = (end - home + 15) // 16 - start
        return [((home & M32) + ((start + i) << 24)) & M64 for i in range(count)], (first - home) & 15


COUNTER_FORMS = {"clean": CleanCounter, "daemon": DaemonCounter}


def crypt_runs(key, form, runs):
    """Encrypt or decrypt many pieces at once.

    `runs` are (home, position of the first octet, octets); the answer is a list of octets in the same order.  The AES
    key is the first 16 octets of `key`.
    """
    counters, places = [], []
    for home, first, octets in runs:
        wanted, skip = form.counters(home, first, first + len(octets))
        places.append(16 * len(counters) + skip)
        counters += wanted
    stream = b"".join(_kept_blocks(key[:16], tuple(counters[i:i + MOST_BLOCKS]), form.order)
                      for i in range(0, len(counters), MOST_BLOCKS))
    return [xor(octets, stream[at:at + len(octets)]) for (_, _, octets), at in zip(runs, places)]


def crypt(key, position, data, form=CleanCounter):
    """Encrypt or decrypt one segment's payload whose first octet has this position."""
    return crypt_runs(key, form, [(form.home(position), position, data)])[0]


def tag_mask(key, number):
    """AES of a 64-bit number followed by 8 zero octets: G of form B (T6)."""
    return block(key[:16], struct.pack(">QQ", number & M64, 0))
