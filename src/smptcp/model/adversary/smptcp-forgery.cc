/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "smptcp-forgery.h"

#include "ns3/mptcp-mapping.h"
#include "ns3/smptcp-plain-options.h"
#include "ns3/tcpcrypt-options.h"

namespace ns3
{
namespace smptcp
{

namespace
{

/// Timestamps as \p sender would send them now (RFC 7323, 3.2)
void
AppendTimestamps(OptionBytes& area, const WatchedEnd& sender, const WatchedEnd& receiver)
{
    if (!sender.timestamp)
    {
        return;
    }
    Timestamps{*sender.timestamp, receiver.timestamp.value_or(0)}.AppendAligned(area);
}

/// A MAC option of the length the sender uses, its tag zeros
void
AppendNullTag(OptionBytes& area, const WatchedEnd& sender)
{
    if (sender.tagOctets > 0)
    {
        AppendZeroMac(area, sender.tagOctets);
    }
}

/// Fill in the options of a forged segment.
void
SetOptions(IpSegment& segment, const WatchedFlow& flow, unsigned from, const Dss& dss)
{
    OptionBytes area;
    AppendTimestamps(area, flow.ends[from], flow.ends[1 - from]);
    if (dss.dataAck || dss.mapping)
    {
        dss.AppendTo(area);
    }
    AppendNullTag(area, flow.ends[from]);
    segment.PutOptions(area);
}

} // namespace

IpSegment
ForgeData(const WatchedFlow& flow,
          unsigned from,
          uint32_t sequence,
          std::optional<uint64_t> dsn,
          const std::vector<uint8_t>& payload)
{
    const WatchedEnd& sender = flow.ends[from];
    IpSegment segment = flow.Forge(from, TCP_ACK);
    segment.SetSequence(sequence);
    Dss dss;
    if (dsn)
    {
        DssMapping mapping;
        mapping.wide = sender.wideDsn;
        mapping.dsn = mapping.wide ? *dsn : static_cast<uint32_t>(*dsn);
        mapping.subflowSequence = sequence - sender.isn.value_or(0);
        mapping.length = static_cast<uint16_t>(payload.size());
        if (flow.checksum)
        {
            mapping.checksum =
                DssChecksum(*dsn, mapping.subflowSequence, mapping.length, payload.data(), payload.size());
        }
        dss.mapping = mapping;
        if (sender.dataAck && !mapping.wide)
        {
            dss.dataAck = DssDataAck{static_cast<uint32_t>(*sender.dataAck), false};
        }
    }
    SetOptions(segment, flow, from, dss);
    segment.SetPayload(payload);
    return segment;
}

IpSegment
ForgeAck(const WatchedFlow& flow, unsigned from, uint32_t acknowledgment, std::optional<uint64_t> dataAck)
{
    const WatchedEnd& sender = flow.ends[from];
    IpSegment segment = flow.Forge(from, TCP_ACK);
    segment.SetAcknowledgment(acknowledgment);
    Dss dss;
    if (dataAck)
    {
        bool wide = sender.wideDataAck;
        dss.dataAck = DssDataAck{wide ? *dataAck : static_cast<uint32_t>(*dataAck), wide};
    }
    SetOptions(segment, flow, from, dss);
    return segment;
}

IpSegment
ForgeControl(const WatchedFlow& flow, unsigned from, const OptionBytes& control)
{
    IpSegment segment = flow.Forge(from, TCP_ACK);
    OptionBytes area;
    AppendTimestamps(area, flow.ends[from], flow.ends[1 - from]);
    area.Append(control.Data(), control.Size());
    AppendNullTag(area, flow.ends[from]);
    segment.PutOptions(area);
    return segment;
}

bool
RepairDssChecksum(const FlowWatch::Sighting& sighting, const FlowWatch& watch, IpSegment& segment)
{
    auto mapping = SegmentOptions::Parse(segment.Tcp()).dss.value_or(Dss{}).mapping;
    if (!mapping || !mapping->checksum)
    {
        return false;
    }
    auto reference = watch.DsnNext(*sighting.flow, sighting.from);
    uint64_t dsn = mapping->wide || !reference ? mapping->dsn
                                               : ExpandNear(static_cast<uint32_t>(mapping->dsn), *reference);
    std::vector<uint8_t> payload = segment.Payload();
    uint16_t checksum = DssChecksum(dsn, mapping->subflowSequence, mapping->length, payload.data(), payload.size());
    return segment.ChangeOptions([&](uint8_t* option, uint8_t length) {
               if (!IsMptcp({option[0], length, option}, MptcpSubtype::DSS))
               {
                   return false;
               }
               WriteBig(option + length - 2, checksum, 2); // it comes last
               return true;
           }) > 0;
}

} // namespace smptcp
} // namespace ns3
