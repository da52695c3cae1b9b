# SPDX-License-Identifier: GPL-2.0-only
# Copyright (c) 2026 The smptcp authors
"""The key log: secrets of connections and how they are protected."""

import collections
import ipaddress

from .aes import COUNTER_FORMS
from .keys import FORMS
from .report import Unusable

Secret = collections.namedtuple("Secret", "ss n_s agreed profile")

TAG_SIZES = (20, 16, 12, 10, 8)


class Profile:
    """What both ends of a connection must share (the line CRYPT_PROFILE); what it leaves out has its default."""

    ALLOWED = {"form": tuple(FORMS), "counter": tuple(COUNTER_FORMS), "tag": tuple(map(str, TAG_SIZES)),
               "window": ("0", "1"), "sid": ("8", "20"), "subkey": ("0", "1"), "literal": ("0", "1"),
               "initiator": ("C", "S"), "resumed": ("0", "1")}

    def __init__(self, pairs=()):
        values = {"form": "A", "counter": "clean", "tag": None, "window": "1", "sid": "20", "subkey": "0",
                  "literal": "0", "sparse": "1", "initiator": "C", "resumed": "0", "idsnlow": "-", **dict(pairs)}
        for key, value in values.items():
            if key in self.ALLOWED and value is not None and value not in self.ALLOWED[key]:
                raise ValueError(f"{key}={value} is none of {', '.join(self.ALLOWED[key])}")
        self.values = values
        self.form, self.counter = FORMS[values["form"]], COUNTER_FORMS[values["counter"]]
        self.daemon = values["counter"] == "daemon"
        self.tag = min(int(values["tag"] or self.form.tag_size), self.form.tag_size)
        self.cover_window, self.subkey, self.literal, self.resumed = \
            (values[key] == "1" for key in ("window", "subkey", "literal", "resumed"))
        self.sid, self.sparse = int(values["sid"]), int(values["sparse"])
        self.swapped = values["initiator"] == "S"
        self.idsn_low = None if values["idsnlow"] == "-" else int(values["idsnlow"], 16)
        if self.sparse < 1 or (self.idsn_low or 0) >> 32:
            raise ValueError("sparse below 1, or idsnlow of more than 32 bits")


def parse_endpoint(text):
    """`address:port` or `[address]:port` as (address octets, port)."""
    address, _, port = text.rpartition(":")
    return ipaddress.ip_address(address.strip("[]")).packed, int(port)


def read_key_log(text):
    """{(client, server): Secret} from the lines of a key log; other lines are passed over."""
    found = collections.defaultdict(lambda: {"CRYPT_SS": [], "CRYPT_NS": [], "CRYPT_PROFILE": []})
    for number, line in enumerate(text.splitlines(), 1):
        fields = line.split()
        if not fields or fields[0] not in ("CRYPT_SS", "CRYPT_NS", "CRYPT_PROFILE"):
            continue
        try:
            label, when, client, server, role, *rest = fields
            float(when)
            if role not in ("C", "S"):
                raise ValueError("role is neither C nor S")
            value = _pairs(rest) if label == "CRYPT_PROFILE" else bytes.fromhex("".join(rest))
            found[parse_endpoint(client), parse_endpoint(server)][label].append(value)
        except (TypeError, ValueError) as error:
            raise Unusable(f"key log line {number}: {error}") from None
    return {pair: _secret(values) for pair, values in found.items()}


def _pairs(fields):
    """key=value fields of a profile, judged at once."""
    pairs = {}
    for field in fields:
        key, equals, value = field.partition("=")
        if not equals:
            raise ValueError(f"{field} is not key=value")
        pairs[key] = value
    Profile(pairs)
    return pairs


def _secret(values):
    ss, n_s = values["CRYPT_SS"], values["CRYPT_NS"]
    pairs = {pair for profile in values["CRYPT_PROFILE"] for pair in profile.items()}
    agreed = len(set(ss)) <= 1 and len(set(n_s)) <= 1 and len(dict(pairs)) == len(pairs)
    return Secret(ss[0] if ss else None, n_s[0] if n_s else None, agreed, Profile(pairs))
