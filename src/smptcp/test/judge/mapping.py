# SPDX-License-Identifier: GPL-2.0-only
# Copyright (c) 2026 The smptcp authors
"""DSS of SMPTCP: which mappings and data acks there may be, and where octets of a subflow belong (S5.7)."""

from .arithmetic import M32, nearest, signed64
from .tcp import ADD_ADDR, DSS, FASTCLOSE, KIND_MAC, RST, parse_dss


class MappingChecks:
    """Part of SmptcpConnection: from the payload of subflows to the streams."""

    def find_dss(self, segment):
        """The one DSS of a segment, or None."""
        found = segment.mptcp(DSS)
        if not found:
            return None
        dss = parse_dss(found[0]) if len(found) == 1 else None
        self.test("mapping", dss, segment, "more than one DSS, or a malformed one", "DSS")
        return dss

    def judge_mapping(self, flow, segment, dss, given):
        """DSS of data segments, of DATA_FIN and of pure ACKs (S5.7)."""
        mapped = dss is not None and dss.dsn is not None
        if not segment.payload and not mapped:
            free = segment.flags & RST or segment.mptcp(ADD_ADDR) or segment.mptcp(FASTCLOSE) or not segment.all(KIND_MAC)
            alone = dss and (dss.size == 8 or (self.options.wide and dss.size == 12))
            self.test("mapping", free or alone, segment, "a pure ACK without a 4-octet data ack",
                      "without data ack" if free else "data ack alone")
            return
        if not mapped:
            sparse = self.profile.sparse > 1 and dss and dss.size == 8
            if self.test("mapping", sparse, segment, f"{len(segment.payload)} octets without mapping", "mapped elsewhere"):
                self.take_data(flow, segment, given.position)
            return
        short = dss.ack_width == 4 and dss.dsn_width == 4 and not dss.checksum
        wide = self.options.wide and not dss.ack_width and not dss.checksum
        self.test("mapping", short or wide, segment, "DSS is not a 4-octet data ack with a 4-octet mapping without checksum",
                  f"M{dss.dsn_width}" if wide else "A4M4")
        self.fits(segment, dss, given.position)
        offset = signed64(given.dsn - self.streams[self.role(flow, segment)].base)
        start, size = given.position, len(segment.payload)
        if self.profile.sparse > 1:
            start, size = nearest(given.position, dss.offset), dss.length - dss.fin
        if size > 0:
            flow.mappings[flow.side(segment)].append((start, start + size, offset))
        if segment.payload:
            self.take_data(flow, segment, given.position)
        if dss.fin:
            self.streams[self.role(flow, segment)].close(offset + dss.length - 1, segment.frame)

    def fits(self, segment, dss, position):
        """A mapping is that of the segment's payload; with V-SPARSE it covers that, and others before or behind."""
        size = len(segment.payload) + dss.fin
        wanted = (position & M32, size) if segment.payload else (0, 1)
        right = (dss.offset, dss.length) == wanted and (segment.payload or dss.fin)
        if self.profile.sparse > 1 and segment.payload:
            before = (position - dss.offset) & M32
            right = before < 1 << 31 and before + size <= dss.length <= self.profile.sparse * self.longest + dss.fin
        self.test("mapping", right, segment, f"mapping (subflow offset, length) is {dss.offset, dss.length}, the segment "
                  f"says {wanted}", "fits")

    def take_data(self, flow, segment, position):
        """Place payload by the subflow's mappings; with V-SPARSE that may have to wait for one."""
        side, role = flow.side(segment), self.role(flow, segment)
        self.judged[id(flow)] += len(segment.payload)
        if self.shared and self.shared[role].holds(position - 1, len(segment.payload)):
            known = self.shared[role].put(position - 1, segment.payload)
            self.report.good("ciphertext", "one keystream for all subflows" if known else
                             "keystream used for two different octets")
        waiting = flow.unmapped[side]
        waiting.append((position, segment.payload, segment.frame))
        flow.unmapped[side] = [rest for entry in waiting for rest in self.place_payload(flow, side, role, *entry)]

    def place_payload(self, flow, side, role, position, payload, frame):
        """Hand on what is mapped; the parts that no mapping covers yet."""
        end, left = position + len(payload), []
        for start, stop, offset in reversed(flow.mappings[side]):
            low, high = max(position, start), min(end, stop)
            if low < high:
                if position < low:
                    left += self.place_payload(flow, side, role, position, payload[:low - position], frame)
                if high < end:
                    left += self.place_payload(flow, side, role, high, payload[high - position:], frame)
                self.take_octets(flow, role, low, payload[low - position:high - position], offset + low - start, frame)
                return left
        return [(position, payload, frame)]

    def take_octets(self, flow, role, position, payload, offset, frame):
        ledger = self.ledger(flow, role)
        place = position - ledger.base if self.by_position(flow) else offset
        self.streams[role].add(offset, payload, frame, ledger, place)

    def judge_data_ack(self, flow, segment, data_ack):
        """A data ack names nothing that the other side has not sent, and nothing before its first octet."""
        side, stream = flow.side(segment), self.streams[1 - self.role(flow, segment)]
        offset = signed64(data_ack - stream.base)
        limit = stream.acknowledgeable()
        self.test("data-ack", 0 <= offset <= limit, segment, f"data ack is at offset {offset}, only {limit} is in order",
                  f"for {stream.name}")
        if offset < flow.data_ack_high[side]:
            self.report.largest("data-ack", "largest step back within a subflow", flow.data_ack_high[side] - offset)
        flow.data_ack_high[side] = max(flow.data_ack_high[side], offset)
