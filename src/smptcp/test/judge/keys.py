# SPDX-License-Identifier: GPL-2.0-only
# Copyright (c) 2026 The smptcp authors
"""Key schedules of tcpcrypt and what SMPTCP derives from their results."""

import collections
import hashlib
import hmac
import struct


def hmac_sha1(key, data):
    return hmac.digest(key, data, "sha1")


def hmac_sha256(key, data):
    return hmac.digest(key, data, "sha256")


# What one role sends with: AES key (first 16 octets), MAC key, key of the acknowledgment's part of the MAC (T5, T6)
Sending = collections.namedtuple("Sending", "enc mac ack")
Keys = collections.namedtuple("Keys", "sid nextk mk c s")


class FormA:
    """T1, T2, T4, T5."""

    name, tag_size = "A", 20
    init1, init2, nextk2 = 0x06, 0x07, (0x04, 0x05)
    cipher = bytes.fromhex("00010001")

    @staticmethod
    def schedule(ss, _application=0):
        """Everything that follows from ss[i]."""
        def number(value):
            return struct.pack(">I", value)

        def forty(mk, value):
            return hmac_sha1(mk, number(value) + b"\1") + hmac_sha1(mk, number(value) + b"\2")

        sid, nextk, mk = (hmac_sha1(ss, number(i)) for i in (0, 1, 2))
        kec, kac, kes, kas = (forty(mk, i) for i in (3, 4, 5, 6))
        return Keys(sid, nextk, mk, Sending(kec, kac, kac), Sending(kes, kas, kas))

    @staticmethod
    def first_secret(n_s, pub_list, first, second):
        """ss[0] from N_S, PKCONF's list and the two parsed INIT messages."""
        return hmac_sha1(n_s, first.public_key + pub_list + first.sym_list + second.choice + first.n_c)


class FormB:
    """T1, T2, T4, T5."""

    name, tag_size = "B", 16
    init1, init2, nextk2 = 0x07, 0x08, (0x05, 0x06)
    cipher = bytes.fromhex("00000100")

    @staticmethod
    def schedule(ss, application=0):
        """Everything that follows from ss[i]; `application` has bit 0 for C's and bit 1 for S's support."""
        def expand(key, *info):
            return hmac_sha256(key, bytes(info) + b"\1")

        nextk, sid, mk = expand(ss, 1), expand(ss, 2), expand(ss, 3, application)
        sides = (expand(mk, number) for number in (4, 5))
        return Keys(sid, nextk, mk, *(Sending(*(expand(prk, number) for number in (6, 7, 8))) for prk in sides))

    @staticmethod
    def first_secret(pms, pub_list, first, second):
        """ss[0] from the premaster secret, PKCONF's list and the two INIT messages, whole."""
        return hmac_sha256(first.n_c, bytes((len(pub_list) // 3,)) + pub_list + first.whole + second.whole + pms)


FORMS = {"A": FormA, "B": FormB}


# -- SMPTCP


def token(key):
    """Token of the side that sent `key` in MP_CAPABLE (S2.2)."""
    return hashlib.sha1(key).digest()[:4]


def idsn(auth_key, sid):
    """Initial data sequence number of the side that sends with `auth_key` (S2.2)."""
    return int.from_bytes(hashlib.sha1(auth_key + sid).digest()[-8:], "big")


def join_hmac64(kx, ky, rx, ry):
    """HMAC in the JOIN SYN-ACK; X sent the JOIN SYN (S6.2)."""
    return hmac_sha1(ky + kx, ry + rx)[:8]


def join_hmac160(kx, ky, rx, ry):
    """HMAC in the JOIN ACK; X sent the JOIN SYN (S6.2)."""
    return hmac_sha1(kx + ky, rx + ry)


def join_syn_hmac64(kx, ky, receiver_token, rx):
    """HMAC in the JOIN SYN of V-SYNHMAC (S10)."""
    return hmac_sha1(kx + ky, b"SMPTCP join" + receiver_token + rx)[:8]


def add_addr_hmac64(kx, ky, address_id, address, port):
    """HMAC in ADD_ADDR; X is the sender, port two octets, zero if absent (S7.2)."""
    return hmac_sha1(kx + ky, bytes((address_id,)) + address + port)[-8:]


def fastclose_field(kx, ky, receiver_token):
    """Key field of MP_FASTCLOSE; X is the sender (S7.5)."""
    return hmac_sha1(kx + ky, b"SMPTCP fastclose" + receiver_token)[-8:]


def subflow_key(key, rx, ry):
    """A key of a joined subflow under V-SUBKEY; X sent the JOIN SYN (S10)."""
    label = b"SMPTCP subflow" + rx + ry
    return hmac_sha1(key, label + b"\1") + hmac_sha1(key, label + b"\2")


def subflow_sending(sending, rx, ry):
    """What one role sends with on a joined subflow under V-SUBKEY."""
    return Sending(*(subflow_key(key, rx, ry) for key in sending))
