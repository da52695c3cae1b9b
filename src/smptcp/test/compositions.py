# SPDX-License-Identifier: GPL-2.0-only
# Copyright (c) 2026 The smptcp authors
"""Random compositions of hosts, policy, Require, middleboxes and loss, and what may come of each (smptcp.md 3.6, 3.7, 9)."""

import collections
import struct

# What kinds can do: version of MPTCP or None, tcpcrypt, both as one
KINDS = {
    "smptcp": (0, True, True), "mptcp": (0, False, False), "mptcp-v1": (1, False, False), "tcpcrypt": (None, True, False),
    "legacy": (None, False, False), "mptcp-tcpcrypt": (0, True, False),
}
KEYED = {"SMPTCP", "TCPCRYPT", "STACKED"}
REFUSES = {  # by Require
    "none": set(), "evidence": set(), "encryption": {"MPTCP", "TCP"}, "smptcp": {"MPTCP", "TCP", "TCPCRYPT", "STACKED"},
}
LOWER = {  # what a mode may end as when SYNs are lost
    "SMPTCP": {"MPTCP", "TCPCRYPT", "TCP"}, "STACKED": {"MPTCP", "TCPCRYPT", "TCP"}, "MPTCP": {"TCP"}, "TCPCRYPT": {"TCP"},
    "TCP": set(),
}

# Boxes by what they do (9.5)
TAKES_MPTCP = {"strip-mptcp-syn", "strip-all-syn", "strip-synack", "drop-unknown-syn"}
TAKES_CRYPT = {"strip-crypt-syn", "strip-all-syn", "strip-synack", "drop-unknown-syn"}
STRIPS_LATER = {"strip-third", "strip-data"}
GATEWAYS = {"alg", "alg-length"}
PROXIES = {"ack-proxy", "ack-proxy-alone"}
HARMLESS = {"nat", "hold-holes", "duplicate", "reorder", "lose"}
# Segments that a MAC or a DSS covers are changed on the way: modes that may end because of it
SPOILS = {
    **{name: KEYED for name in ("split", "coalesce", "reorder-options")},
    "window": {"SMPTCP"}, "rewrite-seq": {"TCPCRYPT", "STACKED"}, "rewrite-seq-not-sack": KEYED,
    **{name: KEYED | {"MPTCP"} for name in GATEWAYS | STRIPS_LATER}, **{name: KEYED | {"MPTCP", "TCP"} for name in PROXIES},
}
BOXES = sorted(TAKES_MPTCP | TAKES_CRYPT | STRIPS_LATER | GATEWAYS | PROXIES | HARMLESS | set(SPOILS))

# client, server: kinds; require: of both; chains: names by path
Composition = collections.namedtuple("Composition", "client server policy require chains loss checksum up down seed")


def draw(rng, index):
    """Composition number `index`: the pairs take turns, those who have more than TCP in common more often."""
    pairs = [(client, server) for client in KINDS for server in KINDS]
    close = [(a, b) for a, b in pairs if KINDS[a][0] == KINDS[b][0] is not None or KINDS[a][1] and KINDS[b][1]]
    turns = [*pairs, *close, *close, *3 * [("smptcp", "smptcp")], *2 * [("mptcp-tcpcrypt", "mptcp-tcpcrypt")]]
    client, server = turns[index % len(turns)]
    quiet = rng.random() < 0.3  # nothing on the path that breaks a mode: all must work
    # The program explains what one gateway does to a byte, not two. A proxy that keeps segments for another sends them
    # again with acknowledgments that the other has made old; ns-3's TCP ignores those, and nobody has what was promised.
    left_out = {rng.choice(sorted(GATEWAYS)), rng.choice(sorted(PROXIES))}
    names = sorted(HARMLESS if quiet else set(BOXES) - left_out)
    chains = [rng.sample(names, rng.choice((0, 1, 1, 2, 3))) for _ in range(rng.choice((1, 2, 2, 2)))]
    direction = rng.choice(("up", "down", "both", "both"))
    if client == "legacy" and direction == "down":
        direction = "both"  # ns-3's own client never repeats a lost third ACK: a server that waits to speak hangs
    size = rng.choice((1, 1000, 5000, 30000, 60000, 100000))
    return Composition(
        client, server, rng.choice(("encryption", "multipath", "stacked")),
        tuple(rng.choice(5 * ("none",) + ("evidence", "encryption", "smptcp")) for _ in range(2)), chains,
        rng.choice((0, 0, 0.01, 0.02, 0.03)), rng.random() < 0.3, size if direction != "down" else 0,
        size if direction != "up" else 0, rng.randrange(1, 1 << 30))


def arguments(composition, rng):
    """The composition as options of smptcp-transfer."""
    paths = ",".join(f"{rng.choice((2, 10, 30, 100))}Mbps/{rng.choice((1, 5, 20, 60))}ms" for _ in composition.chains)
    boxes = ",".join(f"{path}:{name}" for path, chain in enumerate(composition.chains, 1) for name in chain)
    direction = "both" if composition.up and composition.down else "up" if composition.up else "down"
    common = [f"Prefer={composition.policy}", *(["Checksum=true"] if composition.checksum else [])]
    return [
        f"--client={composition.client}", f"--server={composition.server}", f"--attributes={','.join(common)}",
        f"--clientAttributes=Require={composition.require[0]}", f"--serverAttributes=Require={composition.require[1]}",
        f"--paths={paths}", f"--middlebox={boxes or 'none'}", f"--loss={composition.loss}", f"--direction={direction}",
        f"--bytes={composition.up or composition.down}", f"--keyBits={rng.choice((512, 512, 512, 1024))}", "--stop=1000",
        f"--RngRun={composition.seed}"]


def agreed(composition, mptcp_passes=True, crypt_passes=True):
    """The mode of 9.1 when MPTCP and tcpcrypt get through or not."""
    (version_a, crypt_a, one_a), (version_b, crypt_b, one_b) = KINDS[composition.client], KINDS[composition.server]
    mptcp = version_a is not None and version_a == version_b and mptcp_passes
    crypt = crypt_a and crypt_b and crypt_passes
    if mptcp and crypt:
        stacks = composition.policy == "stacked" and not (one_a or one_b or composition.checksum)
        chosen = "MPTCP" if composition.policy == "multipath" else "STACKED" if stacks else "TCPCRYPT"
        return "SMPTCP" if one_a and one_b else chosen
    return "MPTCP" if mptcp else "TCPCRYPT" if crypt else "TCP"


def boxes_of(composition):
    return {name for chain in composition.chains for name in chain}


def modes(composition):
    """Modes that a connection may complete in, whatever Require says."""
    first = set(composition.chains[0])
    mode = agreed(composition, not first & TAKES_MPTCP, not first & TAKES_CRYPT)
    possible = {mode}
    if composition.loss or "lose" in first:
        possible |= LOWER[mode]  # 3.7: the third SYN offers less, the fourth nothing
    if "MPTCP" in possible and boxes_of(composition) & (STRIPS_LATER | PROXIES | GATEWAYS):
        possible.add("TCP")  # RFC 6824, 3.6
    return possible


def may_end(composition):
    """True when the connection may end with an error, or never come to be."""
    possible = modes(composition)
    refused = set().union(*(REFUSES[level] for level in composition.require))
    first = set(composition.chains[0])
    evidence = set(composition.require) != {"none"} and first & (TAKES_MPTCP | TAKES_CRYPT | STRIPS_LATER)
    spoilt = any(SPOILS.get(name, set()) & possible for name in boxes_of(composition))
    return bool(possible & refused or evidence or spoilt)


def complaint_about(composition, row, keyed, plaintext, reset_lost=(False, False)):
    """What is wrong with a run, or None.  row: of transfer.csv; keyed: keys came to be; plaintext: packets that show some;
    reset_lost: an RST to the client, to the server was lost on the way."""
    ends = row["end_client"], row["end_server"]
    found = row["mode_client"], row["mode_server"]
    if keyed and plaintext:
        return f"{plaintext} packets in clear although there are keys"
    unchecked = "alg-length" in boxes_of(composition) and not composition.checksum and "MPTCP" in modes(composition)
    if row["octets"] == "wrong" and not (unchecked and not keyed):
        return "wrong bytes delivered"
    if row["octets"] == "altered" and keyed:
        return "a gateway has changed bytes that keys protect"
    if row["octets"] == "short":
        # An RST is sent once. The end that it does not reach is as any TCP that waits and has nothing to send. A server that
        # refuses a handshake has no connection that could end.
        unheard = [end == "open" and lost and other in ("error", "none")
                   for end, lost, other in zip(ends, reset_lost, reversed(ends))]
        if any(unheard):
            ends = tuple("unheard" if lost else end for end, lost in zip(ends, unheard))
        if "open" in ends or ends[0] == "none":
            return f"hangs: client {ends[0]}, server {ends[1]}"
        for kind, end in zip((composition.client, composition.server), ends):
            if kind != "legacy" and end == "closed":
                return f"bytes are missing, and a host of kind {kind} calls that a normal end"
        return None if may_end(composition) else f"ends with an error for no reason: client {ends[0]}, server {ends[1]}"
    falls_back = boxes_of(composition) & (STRIPS_LATER | PROXIES | GATEWAYS) and "MPTCP" in modes(composition)
    if falls_back and set(found) == {"MPTCP", "TCP"}:
        found = "TCP", "TCP"  # one end has fallen back, and nothing came any more that would tell the other
    if found[0] != found[1]:
        return f"mode {found[0]} at the client, {found[1]} at the server"
    if found[0] not in modes(composition):
        return f"mode {found[0]} instead of {' or '.join(sorted(modes(composition)))}"
    for kind, level in zip((composition.client, composition.server), composition.require):
        if kind != "legacy" and found[0] in REFUSES[level]:
            return f"mode {found[0]} although a host requires {level}"
    return None


def stream(seed, size):
    """The bytes that smptcp-transfer makes for a seed."""
    mask = (1 << 64) - 1
    state = (seed * 2685821657736338717 + 88172645463325252) & mask
    octets = bytearray(size)
    for at in range(size):
        state ^= (state << 13) & mask
        state ^= state >> 7
        state ^= (state << 17) & mask
        octets[at] = state >> 32 & 0xFF
    return bytes(octets)


def packets(pcap):
    """The IP packets of a capture."""
    octets, at = pcap.read_bytes(), 24
    while at + 16 <= len(octets):
        size = struct.unpack_from("<I", octets, at + 8)[0]
        yield octets[at + 16:at + 16 + size]
        at += 16 + size


def plaintext_packets(pcap, streams):
    """Number of packets that end with 24 octets of one of the streams."""
    return sum(len(packet) >= 64 and any(packet[-24:] in octets for octets in streams) for packet in packets(pcap))


def lost_resets(client_pcap, server_pcap):
    """Whether RSTs to the client, to the server were sent, and not one of them came through."""
    counts = {}
    for host, pcap in (("client", client_pcap), ("server", server_pcap)):
        for packet in packets(pcap):
            if packet[4 * (packet[0] & 15) + 13] & 4:
                direction = "client" if packet[15] == 2 else "server"  # the server is 10.1.i.2, also behind a NAT
                counts[host, direction] = counts.get((host, direction), 0) + 1
    return (("server", "client") in counts and ("client", "client") not in counts,
            ("client", "server") in counts and ("server", "server") not in counts)
