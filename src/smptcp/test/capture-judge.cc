/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "capture-judge.h"

#include "ns3/mptcp-join.h"
#include "ns3/mptcp-keys.h"
#include "ns3/smptcp-segment-options.h"

#include <algorithm>
#include <tuple>

using namespace ns3::smptcp;

namespace
{

/// One direction of a subflow
using Flow = std::tuple<uint32_t, uint16_t, uint32_t, uint16_t>;

Flow
FlowOf(const CapturedSegment& segment)
{
    return {segment.source, segment.sourcePort, segment.destination, segment.destinationPort};
}

Flow
ReverseOf(const Flow& flow)
{
    return {std::get<2>(flow), std::get<3>(flow), std::get<0>(flow), std::get<1>(flow)};
}

/// A mapping as the wire gave it, judged when all payload is known
struct SeenMapping
{
    unsigned frame{0};    //!< Frame that brought it
    Flow flow;            //!< Its direction
    DssMapping mapping;   //!< The mapping
    bool dataFin{false};  //!< Its last octet is the DATA_FIN
    uint64_t start{0};    //!< First octet of the direction, from IDSN + 1
};

/// A data ack
struct SeenDataAck
{
    unsigned frame{0};    //!< Frame that brought it
    unsigned of{0};       //!< Whose octets it acknowledges
    uint64_t position{0}; //!< What it acknowledges, from IDSN + 1
};

/// \return how far a DSN of \p octets width is from \p base
uint64_t
Distance(uint64_t base, uint64_t dsn, bool wide)
{
    return wide ? dsn - base : static_cast<uint32_t>(dsn - base);
}

class Judge
{
  public:
    Judgement Run(const std::vector<CapturedSegment>& segments)
    {
        for (const auto& segment : segments)
        {
            TakeOctets(segment);
            auto options = SegmentOptions::Parse(segment.View());
            TakeMpCapable(segment, options);
            TakeJoin(segment, options);
            auto side = m_sides.find(FlowOf(segment));
            if (side != m_sides.end())
            {
                TakeControl(segment, options, side->second);
                TakeDss(segment, options, side->second);
            }
        }
        JudgeDataSpace();
        JudgeChecksums();
        return m_result;
    }

  private:
    void Note(const std::string& check, bool right, unsigned frame)
    {
        Tally& tally = m_result.checks[check];
        if (right)
        {
            ++tally.right;
        }
        else
        {
            tally.wrong.push_back(frame);
        }
    }

    uint64_t FirstDsn(unsigned side) const
    {
        return MptcpIdsn(m_result.keys[side], MptcpVersion::V1) + 1;
    }

    JoinKeys KeysOf(unsigned side) const
    {
        JoinKeys keys;
        keys.local = KeyOctets(m_result.keys[side]);
        keys.remote = KeyOctets(m_result.keys[1 - side]);
        keys.version = MptcpVersion::V1;
        return keys;
    }

    /// Keep the payload by its place behind the SYN
    void TakeOctets(const CapturedSegment& segment)
    {
        SegmentView view = segment.View();
        Flow flow = FlowOf(segment);
        if (view.Has(TCP_SYN))
        {
            m_isn[flow] = view.Sequence();
        }
        auto& stream = m_streams[flow];
        uint32_t at = view.Sequence() - m_isn[flow];
        for (std::size_t i = 0; i < view.PayloadSize(); ++i)
        {
            stream.emplace(at + static_cast<uint32_t>(i), view.Payload()[i]);
        }
    }

    void TakeMpCapable(const CapturedSegment& segment, const SegmentOptions& options)
    {
        const auto& capable = options.handshake.mpCapable;
        if (!capable || capable->version != 1)
        {
            return;
        }
        Flow flow = FlowOf(segment);
        if (segment.View().Has(TCP_SYN | TCP_ACK) && capable->senderKey)
        {
            m_synAckKeys[flow] = *capable->senderKey;
        }
        if (!capable->receiverKey)
        {
            return;
        }
        Flow reverse = ReverseOf(flow);
        auto sent = m_synAckKeys.find(reverse);
        Note("echoed-key",
             sent != m_synAckKeys.end() && sent->second == *capable->receiverKey,
             segment.frame);
        if (!m_result.connection)
        {
            m_result.connection = true;
            m_result.keys = {*capable->senderKey, *capable->receiverKey};
            m_sides[flow] = 0;
            m_sides[reverse] = 1;
        }
        if (capable->dataLength)
        {
            DssMapping mapping;
            mapping.dsn = FirstDsn(0);
            mapping.wide = true;
            mapping.subflowSequence = 1;
            mapping.length = *capable->dataLength;
            mapping.checksum = capable->checksum;
            m_mappings[0].push_back({segment.frame, flow, mapping, false, 0});
        }
    }

    /// \return the side that a token belongs to
    std::optional<unsigned> SideOfToken(uint32_t token) const
    {
        for (unsigned side = 0; m_result.connection && side < 2; ++side)
        {
            if (token == MptcpToken(m_result.keys[side], MptcpVersion::V1))
            {
                return side;
            }
        }
        return std::nullopt;
    }

    void TakeJoin(const CapturedSegment& segment, const SegmentOptions& options)
    {
        Flow flow = FlowOf(segment);
        if (options.joinSyn)
        {
            auto side = SideOfToken(options.joinSyn->token);
            Note("join-token", side.has_value(), segment.frame);
            if (side)
            {
                m_joinSyns[flow] = *options.joinSyn;
                m_sides[flow] = 1 - *side;
                m_sides[ReverseOf(flow)] = *side;
            }
        }
        auto syn = m_joinSyns.find(options.joinSynAck ? ReverseOf(flow) : flow);
        if (syn == m_joinSyns.end())
        {
            return;
        }
        unsigned joiner = m_sides[syn->first];
        if (options.joinSynAck)
        {
            m_joinNonces[syn->first] = options.joinSynAck->nonce;
            MptcpJoin x = MptcpJoin::Initiate(KeysOf(joiner),
                                              syn->second.token,
                                              syn->second.addressId,
                                              syn->second.nonce);
            Note("join-synack-hmac", x.OnSynAck(*options.joinSynAck), segment.frame);
        }
        if (options.joinAck)
        {
            MptcpJoin y =
                MptcpJoin::Accept(KeysOf(1 - joiner), syn->second, 0, m_joinNonces[syn->first]);
            Note("join-ack-hmac", y.OnThird(*options.joinAck), segment.frame);
        }
    }

    void TakeControl(const CapturedSegment& segment, const SegmentOptions& options, unsigned side)
    {
        if (options.addAddrV1 && options.addAddrV1->hmac64)
        {
            JoinKeys keys = KeysOf(side);
            uint64_t expected = AddAddrHmac64(keys.local,
                                              keys.remote,
                                              options.addAddrV1->addressId,
                                              *options.addAddrV1->address,
                                              options.addAddrV1->port.value_or(0),
                                              keys.version);
            Note("add-addr-hmac", expected == *options.addAddrV1->hmac64, segment.frame);
        }
        if (options.fastclose)
        {
            Note("fastclose-key",
                 options.fastclose->receiverKey == m_result.keys[1 - side],
                 segment.frame);
        }
    }

    void TakeDss(const CapturedSegment& segment, const SegmentOptions& options, unsigned side)
    {
        if (!options.dss)
        {
            return;
        }
        if (options.dss->dataAck)
        {
            unsigned of = 1 - side;
            const DssDataAck& ack = *options.dss->dataAck;
            m_acks.push_back({segment.frame, of, Distance(FirstDsn(of), ack.value, ack.wide)});
        }
        if (options.dss->mapping)
        {
            const DssMapping& mapping = *options.dss->mapping;
            m_mappings[side].push_back({segment.frame,
                                        FlowOf(segment),
                                        mapping,
                                        options.dss->dataFin,
                                        Distance(FirstDsn(side), mapping.dsn, mapping.wide)});
        }
    }

    /// The mappings of a side leave no gap behind IDSN + 1, and data acks stay within them
    void JudgeDataSpace()
    {
        uint64_t ends[2] = {0, 0};
        for (unsigned side = 0; side < 2; ++side)
        {
            auto sorted = m_mappings[side];
            std::stable_sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) {
                return a.start < b.start;
            });
            for (const auto& seen : sorted)
            {
                if (seen.mapping.length == 0)
                {
                    continue; // an infinite mapping
                }
                bool right = seen.start <= ends[side];
                Note("dsn-space", right, seen.frame);
                ends[side] = right ? std::max(ends[side], seen.start + seen.mapping.length) : ends[side];
            }
        }
        for (const auto& ack : m_acks)
        {
            Note("data-ack", ack.position <= ends[ack.of], ack.frame);
        }
    }

    void JudgeChecksums()
    {
        for (unsigned side = 0; side < 2; ++side)
        {
            for (const auto& seen : m_mappings[side])
            {
                if (!seen.mapping.checksum)
                {
                    continue;
                }
                if (seen.mapping.length == 0)
                {
                    Note("infinite-mapping", *seen.mapping.checksum == 0, seen.frame);
                    continue;
                }
                auto payload = PayloadOf(seen);
                uint64_t dsn = FirstDsn(side) + seen.start; // all 64 bits, whatever the width on the wire
                Note("dss-checksum",
                     payload && *seen.mapping.checksum == DssChecksum(dsn,
                                                                      seen.mapping.subflowSequence,
                                                                      seen.mapping.length,
                                                                      payload->data(),
                                                                      payload->size()),
                     seen.frame);
            }
        }
    }

    /// \return the octets of a mapping without its DATA_FIN, no value when the capture lacks some
    std::optional<std::vector<uint8_t>> PayloadOf(const SeenMapping& seen) const
    {
        const auto& stream = m_streams.at(seen.flow);
        std::vector<uint8_t> payload;
        uint32_t octets = seen.mapping.length - (seen.dataFin ? 1u : 0u);
        for (uint32_t i = 0; i < octets; ++i)
        {
            auto octet = stream.find(seen.mapping.subflowSequence + i);
            if (octet == stream.end())
            {
                return std::nullopt;
            }
            payload.push_back(octet->second);
        }
        return payload;
    }

    Judgement m_result;                                     //!< Of Run
    std::map<Flow, unsigned> m_sides;                       //!< Who sends: 0 = A, 1 = B
    std::map<Flow, uint64_t> m_synAckKeys;                  //!< Key of a SYN/ACK
    std::map<Flow, MpJoinSyn> m_joinSyns;                   //!< By direction of the SYN
    std::map<Flow, uint32_t> m_joinNonces;                  //!< Nonce of the SYN/ACK, by direction of the SYN
    std::map<Flow, uint32_t> m_isn;                         //!< Initial sequence numbers
    std::map<Flow, std::map<uint32_t, uint8_t>> m_streams;  //!< Octets by relative sequence number
    std::array<std::vector<SeenMapping>, 2> m_mappings;     //!< By side
    std::vector<SeenDataAck> m_acks;                        //!< All data acks
};

} // namespace

unsigned
Judgement::Right(const std::string& name) const
{
    auto found = checks.find(name);
    return found == checks.end() ? 0 : found->second.right;
}

std::vector<std::string>
Judgement::Wrong() const
{
    std::vector<std::string> all;
    for (const auto& [name, tally] : checks)
    {
        for (unsigned frame : tally.wrong)
        {
            all.push_back(name + "@" + std::to_string(frame));
        }
    }
    return all;
}

Judgement
JudgeCapture(const std::vector<CapturedSegment>& segments)
{
    return Judge().Run(segments);
}
