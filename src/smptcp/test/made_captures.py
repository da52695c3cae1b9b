# SPDX-License-Identifier: GPL-2.0-only
# Copyright (c) 2026 The smptcp authors
"""Made-up captures in which everything holds, for the tests of the checkers.

A record is a segment to be; a test changes it before it gets its MAC (a sender that does something wrong but keeps its MACs
right) or hands packets() a function that changes the finished segment (something that happened on the way).
"""

import ipaddress
import random
import struct

from judge.aes import crypt
from judge.arithmetic import M32, M64
from judge.keylog import Profile
from judge.keys import add_addr_hmac64, idsn, join_hmac64, join_hmac160, join_syn_hmac64, subflow_sending, token
from judge.mac import MacInput, daemon_number, smptcp_mac, tcpcrypt_mac
from judge.messages import Init1, Init2
from judge.tcp import A, ACK, B, FIN, RST, SYN, Segment

HEADER = {1: bytes(12) + b"\x08\x00", 9: b"\x00\x21", 101: b"", 228: b""}
HEADER6 = {1: bytes(12) + b"\x86\xdd", 9: b"\x00\x57", 101: b"", 229: b""}


def octets(seed, size):
    return random.Random(seed).randbytes(size)


# -- frames


def ip_packet(src, dst, tcp, fragment=0):
    if len(src) == 16:
        return struct.pack(">IHBB", 6 << 28, len(tcp), 6, 64) + src + dst + tcp
    return struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(tcp), 0, fragment, 64, 6, 0) + src + dst + tcp


def write_pcap(packets, link=9, order=">", magic=0xA1B2C3D4):
    """A pcap of IP packets, one microsecond apart."""
    out = struct.pack(order + "IHHiIII", magic, 2, 4, 0, 0, 65535, link)
    for number, packet in enumerate(packets):
        frame = (HEADER if packet[0] >> 4 == 4 else HEADER6)[link] + packet
        out += struct.pack(order + "IIII", 0, number, len(frame), len(frame)) + frame
    return out


# -- options


def dss(ack=None, dsn=None, offset=0, length=0, fin=False):
    flags = (1 if ack is not None else 0) | (4 if dsn is not None else 0) | (0x10 if fin else 0)
    body = b"" if ack is None else struct.pack(">I", ack & M32)
    if dsn is not None:
        body += struct.pack(">IIH", dsn & M32, offset & M32, length)
    return bytes((30, 4 + len(body), 0x20, flags)) + body


def mptcp(subtype, low, body):
    return bytes((30, 3 + len(body), subtype << 4 | low)) + body


def init1_payload(form, sym_list, n_c, choice, public_key):
    if form == "A":
        return struct.pack(">HHHH", 1, len(sym_list) // 4, 16, len(public_key)) + sym_list + n_c + b"\0" + choice + public_key
    size = 16 + len(sym_list) + 32 + len(public_key)
    return struct.pack(">IIB3sHH", 0x15101A0E, size, 9, choice, 7, len(sym_list) // 4) + sym_list + n_c + public_key


def init2_payload(form, choice, rest):
    if form == "A":
        return struct.pack(">HH", 2, len(rest)) + choice + rest
    return struct.pack(">II", 0x097105E0, 12 + len(rest)) + choice + rest


def hello(code):
    return bytes((69, 3, code))


def pkconf(code, pub_list):
    return bytes((69, 4 + len(pub_list), code, 2 + len(pub_list))) + pub_list


# -- generator


class Record:
    """One segment to be; `role` is A or B, positions are offsets from the ISN of the sender and of the other side."""

    def __init__(self, subflow, role, position, acknowledged, flags, options=(), payload=b"", mac=False, dsn=None,
                 data_ack=None, name=""):
        self.subflow, self.role, self.position, self.acknowledged = subflow, role, position, acknowledged
        self.flags, self.options, self.payload, self.mac = flags, list(options), payload, mac
        self.dsn, self.data_ack, self.name, self.window = dsn, data_ack, name, 60000
        self.fragment, self.tcp = 0, None

    def build(self, capture):
        """The segment as octets, with MAC if it is to have one."""
        subflow, blank = self.subflow, capture.blank_mac()
        raw = b"".join(self.options) + (blank if self.mac else b"")
        raw += b"\1" * (-len(raw) % 4)
        ports = [subflow.ends[side][1] for side in (self.role, 1 - self.role)]
        header = struct.pack(">HHIIBBHHH", *ports, (subflow.isn[self.role] + self.position) & M32,
                             (subflow.isn[1 - self.role] + self.acknowledged) & M32 if self.flags & ACK else 0,
                             (20 + len(raw)) << 2, self.flags, self.window, 0, 0)
        self.tcp = header + raw + self.payload
        if self.mac:
            tag = capture.tag(self, Segment(0, b"", b"", self.tcp))[:len(blank) - 2]
            self.tcp = self.tcp.replace(blank, blank[:2] + tag, 1)
        return self.tcp


class Subflow:
    """`ends` and `isn` by role; `sending` is what A and B send with."""

    def __init__(self, ends, isn, sending, tag=bytes(8)):
        self.ends, self.isn, self.sending, self.tag, self.next = ends, isn, sending, tag, [1, 1]


class Capture:
    """A connection as one host would capture it: handshake, then whatever the test adds."""

    mode = "SMPTCP"

    def __init__(self, up=b"", down=b"", ipv6=False, **profile):
        self.up, self.down, self.records, self.ipv6 = up, down, [], ipv6
        self.pairs, self.profile = profile, Profile(profile)
        form = self.form = self.profile.form
        self.c_side = B if self.profile.swapped else A
        self.exchange()
        ss = form.first_secret(self.n_s, self.pub_list, *self.messages)
        self.ss = form.schedule(ss).nextk if self.profile.resumed else ss
        self.keys = form.schedule(self.ss, self.application)
        roles = (self.keys.c, self.keys.s)
        sending = roles[::-1] if self.c_side == B else roles
        self.auth = [side.mac for side in sending]
        self.mp_keys = (octets(4, 8), octets(5, 8))
        self.base = [self.first_dsn(role) for role in (A, B)]
        self.sent = [0, 0]
        self.main = Subflow((self.address(1, 50000), self.address(2, 40001)), (0xFFFFFF00, 0x80001000), sending)

    application = 0

    def exchange(self):
        """The INIT messages: INIT1's and INIT2's payload in `messages`."""
        if self.form.name == "A":
            self.pub_list, entry, nonce = bytes.fromhex("020404020606"), bytes.fromhex("020404"), 16
            sym_list, rest = bytes.fromhex("0001000000000001"), octets(6, 256)
        else:
            self.pub_list, entry, nonce = bytes.fromhex("000200000201"), bytes.fromhex("000200"), 32
            sym_list, rest = self.form.cipher, b"\x20" + octets(6, 97)
        self.n_s, n_c, public_key = octets(2, nonce), octets(1, nonce), octets(3, 256 if nonce == 16 else 65)
        one = init1_payload(self.form.name, sym_list, n_c, entry, public_key)
        two = init2_payload(self.form.name, self.form.cipher, rest)
        self.messages = Init1(one, sym_list, n_c, entry, public_key), Init2(two, self.form.cipher, None)

    def first_dsn(self, role):
        number = idsn(self.auth[role], self.keys.sid[:self.profile.sid])
        if self.profile.idsn_low is not None:
            number = number - number % (1 << 32) + self.profile.idsn_low
        return (number + 1) & M64

    def blank_mac(self):
        return bytes((70, 2 + self.profile.tag)) + bytes(self.profile.tag)

    def address(self, number, port):
        raw = bytes((0xFD,)) + bytes(14) + bytes((number,)) if self.ipv6 else bytes((10, 0, 0, number))
        return raw, port

    def add(self, *arguments, **named):
        record = Record(*arguments, **named)
        self.records.append(record)
        return record

    def named(self, name):
        return next(r for r in self.records if r.name == name)

    def frame(self, name):
        return 1 + [record.name for record in self.records].index(name)

    def tag(self, record, segment):
        subflow = record.subflow
        if self.profile.literal:
            return tcpcrypt_mac("A", subflow.sending[record.role], segment, record.position, record.acknowledged)
        given = MacInput(record.position, record.acknowledged, record.dsn, record.data_ack, subflow.tag,
                         subflow.isn[1 - record.role], self.profile.cover_window)
        return smptcp_mac(subflow.sending[record.role].mac, segment, given)

    # handshakes

    def handshake(self):
        main = self.main
        mss = bytes.fromhex("02040590030302")
        self.add(main, A, 0, 0, SYN, [mss, b"\x1e\x0c\0\x03" + self.mp_keys[A], hello(1)], name="syn")
        self.add(main, B, 0, 1, SYN | ACK, [mss, b"\x1e\x0c\0\x02" + self.mp_keys[B], pkconf(0x41, self.pub_list)],
                 name="synack")
        self.init(0, 0x06 if self.profile.literal else 0x09, "init1")
        self.init(1, self.form.init2, "init2")
        self.ack(main, A, name="fifth")

    def init(self, number, code, name):
        """INIT1 or INIT2."""
        side, main = self.c_side ^ number, self.main
        self.add(main, side, 1, main.next[1 - side], ACK, [hello(code)], self.messages[number].whole, name=name)
        main.next[side] += len(self.messages[number].whole)

    def join(self, x=A, tail=3, syn_hmac=False):
        """A JOIN by A or B from the next address to the peer's."""
        y, nonces = 1 - x, (octets(10 + tail, 4), octets(20 + tail, 4))
        ends = [None, None]
        ends[x], ends[y] = self.address(tail, 50001), self.address(tail + 1, 40001)
        isn = [None, None]
        isn[x], isn[y] = 0xFFFFFF80, 7
        sending = self.main.sending
        if self.profile.subkey:
            sending = [subflow_sending(side, *nonces) for side in sending]
        sub = Subflow(ends, isn, sending, nonces[0] + nonces[1])
        kx, ky = self.auth[x], self.auth[y]
        proof = join_syn_hmac64(kx, ky, token(self.mp_keys[y]), nonces[0]) if syn_hmac else b""
        self.add(sub, x, 0, 0, SYN, [mptcp(1, 0, b"\3" + token(self.mp_keys[y]) + nonces[0] + proof)], name="join-syn")
        answer = mptcp(1, 0, b"\4" + join_hmac64(kx, ky, *nonces) + nonces[1])
        self.add(sub, y, 0, 1, SYN | ACK, [answer], name="join-synack")
        self.add(sub, x, 1, 1, ACK, [mptcp(1, 0, b"\0" + join_hmac160(kx, ky, *nonces))], name="join-ack")
        self.ack(sub, y, name="join-fourth")
        return sub

    # established

    def data_ack(self, role):
        return (self.base[1 - role] + self.sent[1 - role]) & M64

    def ack(self, sub, role, extra=(), name="ack"):
        data_ack = self.data_ack(role)
        return self.add(sub, role, sub.next[role], sub.next[1 - role], ACK, [dss(data_ack), *extra], mac=True,
                        data_ack=data_ack, name=name)

    def data(self, sub, role, size, offset=None, fin=False, name="data", mapped=None):
        """`size` octets of the role's file from `offset` on (the next ones if None).

        `mapped` is how many octets the mapping is for, if not for these alone; 0 leaves it out (V-SPARSE).
        """
        start = self.sent[role] if offset is None else offset
        dsn, data_ack = (self.base[role] + start) & M64, self.data_ack(role)
        by_position = self.profile.literal or (self.profile.subkey and sub is not self.main)
        payload = crypt(sub.sending[role].enc, sub.next[role] if by_position else dsn,
                        (self.up, self.down)[role][start:start + size])
        place = sub.next[role] if payload else 0
        if mapped == 0:
            option, dsn = dss(data_ack), None
        else:
            option = dss(data_ack, dsn, place, (mapped or len(payload)) + fin, fin)
        record = self.add(sub, role, sub.next[role], sub.next[1 - role], ACK | 8, [option], payload, True, dsn, data_ack,
                          name)
        sub.next[role] += len(payload)
        self.sent[role] = max(self.sent[role], start + len(payload) + fin)
        return record

    def again(self, record, name="again"):
        """The same segment once more."""
        copy = Record(record.subflow, record.role, record.position, record.acknowledged, record.flags, record.options,
                      record.payload, record.mac, record.dsn, record.data_ack, name)
        self.records.append(copy)
        return copy

    def remap(self, record, **changes):
        """Write a record's DSS anew with something else in it."""
        wanted = {"ack": record.data_ack, "dsn": record.dsn, "offset": record.position, "length": len(record.payload)}
        record.options[0] = dss(**{**wanted, **changes})

    # output

    def key_log(self, ss=None, n_s=None):
        def name(end):
            address = ipaddress.ip_address(end[0])
            return f"[{address}]:{end[1]}" if self.ipv6 else f"{address}:{end[1]}"

        ends = " ".join(name(end) for end in self.main.ends)
        profile = " ".join(f"{key}={value}" for key, value in self.pairs.items())
        return "".join(f"{label} 0.{role == 'S':d}25 {ends} {role} {value}\n" for role in "CS"
                       for label, value in (("CRYPT_SS", (ss or self.ss).hex()), ("CRYPT_NS", (n_s or self.n_s).hex()),
                                            ("CRYPT_PROFILE", profile)))

    def packets(self, on_the_way=None):
        built = []
        for record in self.records:
            tcp = bytearray(record.build(self))
            if on_the_way:
                on_the_way(record, tcp)
            src, dst = (record.subflow.ends[side][0] for side in (record.role, 1 - record.role))
            built.append(ip_packet(src, dst, bytes(tcp), record.fragment))
        return built


class TcpcryptCapture(Capture):
    """Plain tcpcrypt: one flow, keystream and MAC by position, or as the daemon counts."""

    mode = "TCPCRYPT"

    def __init__(self, *arguments, application=0, **named):
        self.application = application
        super().__init__(*arguments, **named)

    def numbers(self, segment, record):
        if not self.profile.daemon:
            return record.position, record.acknowledged
        isn, name = record.subflow.isn, self.form.name
        return daemon_number(name, segment.seq, isn[record.role]), daemon_number(name, segment.ack, isn[1 - record.role])

    def tag(self, record, segment):
        return tcpcrypt_mac(self.form.name, record.subflow.sending[record.role], segment, *self.numbers(segment, record))

    def code(self, plain, supported, side):
        """The variant of a code that says what this side supports."""
        return supported if self.application >> (side ^ self.c_side) & 1 else plain

    def handshake(self):
        main, mss = self.main, bytes.fromhex("020405b4")
        listing = pkconf(self.code(0x41, 0x42, 1 - self.c_side), self.pub_list)
        if self.profile.resumed:
            first = bytes((69, 12, self.code(0x84, 0x85, A))) + self.keys.sid[:9]
            self.add(main, A, 0, 0, SYN, [mss, first], name="syn")
            self.add(main, B, 0, 1, SYN | ACK, [mss, hello(self.code(*self.form.nextk2, B))], name="synack")
            self.ack(main, A, name="fifth")
            return
        self.add(main, A, 0, 0, SYN, [mss, hello(self.code(1, 2, A))], name="syn")
        answer = hello(self.code(1, 2, B)) if self.profile.swapped else listing
        self.add(main, B, 0, 1, SYN | ACK, [mss, answer], name="synack")
        if self.profile.swapped:
            self.add(main, A, 1, 1, ACK, [listing], name="pkconf")
        self.init(0, self.form.init1, "init1")
        self.init(1, self.form.init2, "init2")
        self.ack(main, self.c_side, name="fifth")

    def ack(self, sub, role, extra=(), name="ack"):
        return self.add(sub, role, sub.next[role], sub.next[1 - role], ACK, extra, mac=True, name=name)

    def data(self, sub, role, size, name="data"):
        start, position = self.sent[role], sub.next[role]
        if self.profile.daemon:
            position = (sub.isn[role] + position) & M32
        payload = crypt(sub.sending[role].enc, position, (self.up, self.down)[role][start:start + size],
                        self.profile.counter)
        record = self.add(sub, role, sub.next[role], sub.next[1 - role], ACK, [], payload, True, name=name)
        sub.next[role] += len(payload)
        self.sent[role] += len(payload)
        return record


UP, DOWN = octets(40, 9000), octets(41, 3000)


def sample(ipv6=False, joiner=A, syn_hmac=False, **profile):
    """Two subflows, data both ways, ADD_ADDR, a loss, a reinjection, exempt segments, a clean end."""
    cap = Capture(UP, DOWN, ipv6, **profile)
    cap.handshake()
    cap.again(cap.named("init1"))
    cap.again(cap.named("init2"))
    add_addr(cap, B)
    sub = cap.join(joiner, syn_hmac=syn_hmac)
    cap.again(cap.named("join-ack"), "join-ack-again")
    cap.data(sub, 1 - joiner, 100, name="first")
    for number in range(4):
        cap.data(cap.main, A, 1000, name=f"up{number}")
        cap.data(sub, A, 800, name=f"sub{number}")
        sack = struct.pack(">BBII", 5, 10, sub.isn[A] + sub.next[A] + 9 & M32, sub.isn[A] + sub.next[A] + 90 & M32)
        cap.ack(sub, B, [sack], name=f"sack{number}")
        cap.data(sub, B, 500, name=f"down{number}")
    cap.again(cap.named("up2"), "retransmission")
    cap.data(sub, A, 1400, offset=500, name="reinjection")
    cap.data(cap.main, A, len(UP) - cap.sent[A], fin=True, name="fin-up")
    cap.data(cap.main, B, len(DOWN) - cap.sent[B], name="last-down")
    cap.data(cap.main, B, 0, fin=True, name="fin-down")
    cap.ack(cap.main, A, name="last-ack")
    cap.add(sub, A, sub.next[A], sub.next[B], RST | ACK, name="reset")
    return cap


def add_addr(cap, role):
    address = cap.address(4, 0)[0]
    tag = add_addr_hmac64(cap.auth[role], cap.auth[1 - role], 2, address, bytes(2))
    record = cap.add(cap.main, role, cap.main.next[role], cap.main.next[1 - role], ACK,
                     [mptcp(3, 0, b"\2" + address + tag)], mac=not cap.ipv6, name="add-addr")
    echo = mptcp(3, 1, b"\2") if cap.ipv6 else mptcp(3, 1, b"\2" + address)
    cap.add(cap.main, 1 - role, cap.main.next[1 - role], cap.main.next[role], ACK, [echo], mac=True, name="echo")
    return record


def sparse_sample(order=0):
    """V-SPARSE: one mapping for three segments; as order 1 has it the segment with the mapping was lost and comes late."""
    cap = Capture(UP, DOWN, sparse="3")
    cap.handshake()
    for number in range(3):
        cap.data(cap.main, A, 1000, name=f"first{number}", mapped=3000)
        cap.data(cap.main, A, 1000, name=f"second{number}", mapped=0)
        cap.data(cap.main, A, 1000, name=f"third{number}", mapped=0)
    if order:
        cap.records.append(cap.records.pop(cap.frame("first1") - 1))
    for _ in range(3):
        cap.data(cap.main, B, 1000)
    cap.data(cap.main, A, 0, fin=True, name="fin-up")
    cap.data(cap.main, B, 0, fin=True, name="fin-down")
    return cap


def tcpcrypt_sample(**named):
    cap = TcpcryptCapture(UP, DOWN, **named)
    cap.handshake()
    for number in range(3):
        cap.data(cap.main, A, 3000, name=f"up{number}")
        cap.data(cap.main, B, 1000, name=f"down{number}")
    cap.again(cap.named("up1"), "retransmission")
    for role in (A, B):
        cap.add(cap.main, role, cap.main.next[role], cap.main.next[1 - role], ACK | FIN, mac=True, name="fin")
    return cap
