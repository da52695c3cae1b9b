/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "smptcp-add-addr-injector.h"

#include "smptcp-forgery.h"

#include "ns3/boolean.h"
#include "ns3/mptcp-keys.h"
#include "ns3/uinteger.h"

#include <algorithm>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(AddAddrInjector);

using smptcp::IpSegment;
using smptcp::OptionBytes;
using smptcp::SegmentOptions;
using smptcp::SubflowRelay;
using smptcp::WatchedFlow;

namespace
{

constexpr uint8_t ORDINARY_IDS[] = {0, 1, 2, 3}; //!< Address ids that victims have

} // namespace

TypeId
AddAddrInjector::GetTypeId()
{
    static TypeId tid = TypeId("ns3::AddAddrInjector")
                            .SetParent<ControlForger>()
                            .SetGroupName("Smptcp")
                            .AddConstructor<AddAddrInjector>()
                            .AddAttribute("Hmac",
                                          "The victims' ADD_ADDR has an HMAC (version 1 and SMPTCP); without keys it "
                                          "guesses one",
                                          BooleanValue(false),
                                          MakeBooleanAccessor(&AddAddrInjector::m_hmac),
                                          MakeBooleanChecker())
                            .AddAttribute("AddressId",
                                          "Address id it announces",
                                          UintegerValue(77),
                                          MakeUintegerAccessor(&AddAddrInjector::m_addressId),
                                          MakeUintegerChecker<uint8_t>(1));
    return tid;
}

void
AddAddrInjector::SetKeys(const smptcp::JoinKeys& keys)
{
    m_keys = keys;
}

std::optional<IpSegment>
AddAddrInjector::Make(const WatchedFlow& flow, unsigned from)
{
    m_initial = m_initial ? m_initial : &flow;
    smptcp::WireAddress address;
    const auto& own = GetHost()->GetAddress();
    std::copy(own.begin() + 12, own.end(), address.octets.begin());
    if (!m_hmac)
    {
        smptcp::AddAddrV0 announced;
        announced.addressId = m_addressId;
        announced.address = address;
        return smptcp::ForgeControl(flow, from, smptcp::AreaOf(announced));
    }
    smptcp::AddAddrV1 announced;
    announced.addressId = m_addressId;
    announced.address = address;
    announced.hmac64 = static_cast<uint64_t>(Random32()) << 32 | Random32();
    if (m_keys)
    {
        announced.hmac64 =
            smptcp::AddAddrHmac64(m_keys->local, m_keys->remote, m_addressId, address, 0, m_keys->version);
    }
    return smptcp::ForgeControl(flow, from, smptcp::AreaOf(announced));
}

void
AddAddrInjector::OnHostSegment(const IpSegment& segment)
{
    bool syn = segment.Tcp().Has(smptcp::TCP_SYN) && SegmentOptions::Parse(segment.Tcp()).joinSyn;
    if (!m_relay && syn && m_initial)
    {
        Accept(segment);
    }
    auto from = m_relay ? m_relay->From(segment) : std::nullopt;
    if (!from)
    {
        return;
    }
    m_relay->Keep(segment, *from);
    IpSegment relayed = segment;
    m_relay->Translate(relayed, *from);
    SendFromHost("relayed", relayed);
    m_legs[*from] = Watch().Observe(segment).flow;
    m_legs[1 - *from] = Watch().Observe(relayed).flow;
    bool up = *from == 1 && !segment.Tcp().Has(smptcp::TCP_SYN);
    if (up && !m_diverted)
    {
        Divert();
    }
}

void
AddAddrInjector::Accept(const IpSegment& syn)
{
    smptcp::RelayEnd opener{syn.Source(), syn.Tcp().SourcePort()};
    smptcp::RelayEnd here{syn.Destination(), syn.Tcp().DestinationPort()};
    const smptcp::WatchedEnd& peer = m_initial->ends[1];
    smptcp::RelayEnd listener{peer.address, peer.port};
    smptcp::RelayEnd own{GetHost()->GetAddress(), RandomPort()};
    m_relay = std::make_unique<SubflowRelay>(SubflowRelay::Leg{opener, here}, SubflowRelay::Leg{listener, own});
    Tell("the victim joins at the address that was announced", &syn);
}

void
AddAddrInjector::Divert()
{
    m_diverted = true;
    if (!m_hmac)
    {
        ForgePriorities(*m_legs[1], 0);
        ForgePriorities(*m_legs[0], 1);
    }
    for (const auto& flow : Watch().Flows())
    {
        for (unsigned end : {0u, 1u})
        {
            if (&flow == m_legs[0] || &flow == m_legs[1])
            {
                continue;
            }
            IpSegment reset = smptcp::ForgeControl(flow, end, OptionBytes());
            reset.SetFlags(smptcp::TCP_RST);
            SendFromHost("RST on a subflow it saw, so that all goes by the attacker's host", reset);
        }
    }
}

void
AddAddrInjector::ForgePriorities(const WatchedFlow& leg, unsigned from)
{
    smptcp::MpPrio prio;
    prio.backup = true;
    for (uint8_t id : ORDINARY_IDS)
    {
        prio.addressId = id;
        SendFromHost("MP_PRIO: the subflows of an address become backups",
                     smptcp::ForgeControl(leg, from, smptcp::AreaOf(prio)));
    }
    prio.backup = false;
    prio.addressId.reset();
    SendFromHost("MP_PRIO: this one does not", smptcp::ForgeControl(leg, from, smptcp::AreaOf(prio)));
}

bool
AddAddrInjector::HasVictim() const
{
    return m_relay != nullptr;
}

std::vector<uint8_t>
AddAddrInjector::GetTaken(unsigned from) const
{
    return m_relay ? m_relay->Taken(from) : std::vector<uint8_t>();
}

} // namespace ns3
