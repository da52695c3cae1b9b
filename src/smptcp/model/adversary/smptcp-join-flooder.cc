/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "smptcp-join-flooder.h"

#include "ns3/boolean.h"
#include "ns3/mptcp-keys.h"
#include "ns3/tcpcrypt-options.h"

#include <algorithm>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(JoinFlooder);

using smptcp::IpSegment;
using smptcp::OptionBytes;
using smptcp::SegmentOptions;
using smptcp::SubflowThief;
using smptcp::TCP_ACK;
using smptcp::TCP_RST;
using smptcp::TCP_SYN;
using smptcp::WatchedEnd;
using smptcp::WatchedFlow;

namespace
{

constexpr uint8_t ADDRESS_ID = 97; //!< Hardly one the victims use

} // namespace

TypeId
JoinFlooder::GetTypeId()
{
    static TypeId tid = TypeId("ns3::JoinFlooder")
                            .SetParent<SmptcpFlooder>()
                            .SetGroupName("Smptcp")
                            .AddConstructor<JoinFlooder>()
                            .AddAttribute("Complete",
                                          "Join from its own host with the keys it overheard, and stay",
                                          BooleanValue(false),
                                          MakeBooleanAccessor(&JoinFlooder::m_complete),
                                          MakeBooleanChecker())
                            .AddAttribute("Hello",
                                          "JOINs offer tcpcrypt, too, for victims whose subflows run an exchange each",
                                          BooleanValue(false),
                                          MakeBooleanAccessor(&JoinFlooder::m_hello),
                                          MakeBooleanChecker());
    return tid;
}

void
JoinFlooder::DoDispose()
{
    m_members.clear();
    SmptcpFlooder::DoDispose();
}

void
JoinFlooder::SetKeys(const smptcp::JoinKeys& keys)
{
    m_keys = keys;
}

bool
JoinFlooder::SendSyn()
{
    const WatchedFlow* keyed = Watch().WithKeys();
    if (m_complete && keyed)
    {
        SendOwn(*keyed);
        return true;
    }
    if (keyed)
    {
        SendForged(keyed->ends[1], keyed->Token(1));
        return true;
    }
    for (const auto& flow : Watch().Flows())
    {
        if (!m_complete && flow.ends[0].joinToken)
        {
            SendForged(flow.ends[1], *flow.ends[0].joinToken);
            return true;
        }
    }
    Tell("neither a token nor a key has passed: there is nothing to flood");
    return false;
}

void
JoinFlooder::SendForged(const WatchedEnd& victim, uint32_t token)
{
    smptcp::MpJoinSyn join;
    join.addressId = ADDRESS_ID;
    join.token = token;
    join.nonce = Random32();
    IpSegment syn =
        IpSegment::Make(ForgedAddress(), ForgedPort(), victim.address, victim.port, TCP_SYN, Random32(), 0);
    OptionBytes options = smptcp::AreaOf(join);
    if (m_hello)
    {
        smptcp::AppendCrypt(options, smptcp::CryptOpcode::HELLO);
    }
    syn.PutOptions(options);
    Count("JOIN with a forged source", syn);
}

void
JoinFlooder::SendOwn(const WatchedFlow& flow)
{
    SubflowThief::Place place;
    place.local = GetHost()->GetAddress();
    place.localPort = ForgedPort();
    place.victim = flow.ends[1].address;
    place.victimPort = flow.ends[1].port;
    place.isn = place.next = Random32();
    place.tagOctets = std::max(flow.ends[0].tagOctets, flow.ends[1].tagOctets);
    Member& member = m_members.emplace_back(
        Member{smptcp::MptcpJoin::Initiate(m_keys.value_or(flow.ClearKeys()), flow.Token(1), ADDRESS_ID, Random32()),
               SubflowThief([this](const std::string& why, const IpSegment& segment) { Count(why, segment); })});
    member.end.Open(place);
    Count("JOIN of its own, to take a place", member.end.MakeSyn(member.join, m_hello));
}

void
JoinFlooder::OnHostSegment(const IpSegment& segment)
{
    auto member = std::find_if(m_members.begin(), m_members.end(), [&segment](const auto& known) {
        return known.end.IsMine(segment);
    });
    if (member == m_members.end())
    {
        return;
    }
    if (segment.Tcp().Has(TCP_RST))
    {
        Tell("the victim refuses", &segment);
        m_members.erase(member);
    }
    else if (segment.Tcp().Has(TCP_SYN | TCP_ACK))
    {
        Prove(*member, segment);
    }
    else if (member->proved)
    {
        member->joined = true;
        member->end.Take(segment);
    }
}

void
JoinFlooder::Prove(Member& member, const IpSegment& synAck)
{
    auto options = SegmentOptions::Parse(synAck.Tcp());
    if (member.proved || !options.joinSynAck)
    {
        return;
    }
    member.proved = true;
    member.join.OnSynAck(*options.joinSynAck);
    Count("third ACK with an HMAC of the keys that were overheard", member.end.MakeThird(member.join, synAck));
}

uint64_t
JoinFlooder::GetJoined() const
{
    return static_cast<uint64_t>(
        std::count_if(m_members.begin(), m_members.end(), [](const auto& member) { return member.joined; }));
}

} // namespace ns3
