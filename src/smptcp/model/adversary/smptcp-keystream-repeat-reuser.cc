/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "smptcp-keystream-repeat-reuser.h"

#include "ns3/smptcp-plain-options.h"
#include "ns3/uinteger.h"

#include <utility>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(KeystreamRepeatReuser);

namespace
{

constexpr uint32_t BLOCK = 16;            //!< Octets of a block of AES
constexpr uint32_t STEP_BITS = 24;        //!< The daemon's counter goes on by 2^24 with each block
constexpr uint32_t STEP = 1u << STEP_BITS; //!< The same

/// \return what two segments have in common whose blocks meet
uint32_t
Residue(uint32_t sequence)
{
    return sequence / BLOCK * BLOCK % STEP;
}

} // namespace

TypeId
KeystreamRepeatReuser::GetTypeId()
{
    static TypeId tid = TypeId("ns3::KeystreamRepeatReuser")
                            .SetParent<SmptcpAttacker>()
                            .SetGroupName("Smptcp")
                            .AddConstructor<KeystreamRepeatReuser>()
                            .AddAttribute("Segments",
                                          "Segments at the beginning of the stream that it records",
                                          UintegerValue(64),
                                          MakeUintegerAccessor(&KeystreamRepeatReuser::m_most),
                                          MakeUintegerChecker<uint32_t>(1));
    return tid;
}

void
KeystreamRepeatReuser::SetKnown(std::vector<uint8_t> stream)
{
    m_known = std::move(stream);
}

void
KeystreamRepeatReuser::WatchFrom(Time at)
{
    SetAction(at);
}

void
KeystreamRepeatReuser::OnSegment(SmptcpAttackerPlace& place,
                                 const smptcp::FlowWatch::Sighting& sighting,
                                 smptcp::IpSegment& segment,
                                 Ptr<const Packet> packet,
                                 BoxSide from)
{
    place.Pass(packet, from);
    smptcp::SegmentView tcp = segment.Tcp();
    // The messages of the key exchange have payload, but no MAC.
    bool data = sighting.flow->EndOfConnection(sighting.from) == 0 && tcp.PayloadSize() > 0 &&
                smptcp::FindOption(tcp, smptcp::KIND_MAC);
    if (!data || !IsActing())
    {
        return;
    }
    m_octets += tcp.PayloadSize();
    m_first = m_first ? m_first : tcp.Sequence();
    if (m_recorded.size() < m_most)
    {
        Record(tcp.Sequence(), segment.Payload());
    }
    else if (m_recorded.count(Residue(tcp.Sequence())) > 0)
    {
        Compare(tcp.Sequence(), segment.Payload());
    }
}

void
KeystreamRepeatReuser::Record(uint32_t sequence, const std::vector<uint8_t>& octets)
{
    uint32_t offset = sequence - *m_first;
    if (offset >= m_known.size() || octets.size() > m_known.size() - offset)
    {
        return;
    }
    Recorded recorded{sequence, octets};
    for (std::size_t i = 0; i < octets.size(); ++i)
    {
        recorded.keystream[i] ^= m_known[offset + i];
    }
    m_recorded.insert_or_assign(Residue(sequence), recorded);
}

void
KeystreamRepeatReuser::Compare(uint32_t sequence, const std::vector<uint8_t>& octets)
{
    const Recorded& recorded = m_recorded.at(Residue(sequence));
    uint32_t blocks = (sequence / BLOCK * BLOCK - recorded.sequence / BLOCK * BLOCK) >> STEP_BITS;
    if (blocks == 0)
    {
        return; // the same segment sent again
    }
    // Octet i of this segment has the keystream of octet i + ahead of the recorded one.
    auto ahead = static_cast<int64_t>(blocks * BLOCK + sequence % BLOCK) - recorded.sequence % BLOCK;
    Computed plain{sequence - *m_first, {}};
    for (std::size_t i = 0; i < octets.size() && i + ahead < recorded.keystream.size(); ++i)
    {
        plain.octets.push_back(octets[i] ^ recorded.keystream[i + ahead]);
    }
    m_computed.push_back(plain);
}

uint64_t
KeystreamRepeatReuser::GetCaptured() const
{
    return m_octets;
}

const std::vector<KeystreamRepeatReuser::Computed>&
KeystreamRepeatReuser::GetComputed() const
{
    return m_computed;
}

} // namespace ns3
