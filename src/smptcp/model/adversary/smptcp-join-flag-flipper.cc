/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "smptcp-join-flag-flipper.h"

#include "ns3/mptcp-options.h"
#include "ns3/uinteger.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(JoinFlagFlipper);

namespace
{

constexpr std::size_t FLAGS_AT = 2;   //!< Subtype and, in the last bit, B (RFC 8684, 3.2)
constexpr std::size_t ID_AT = 3;      //!< Address id
constexpr uint8_t BACKUP = 0x01;      //!< B

} // namespace

TypeId
JoinFlagFlipper::GetTypeId()
{
    static TypeId tid = TypeId("ns3::JoinFlagFlipper")
                            .SetParent<SmptcpAttacker>()
                            .SetGroupName("Smptcp")
                            .AddConstructor<JoinFlagFlipper>()
                            .AddAttribute("AddressId",
                                          "Address id it puts into JOINs, 0: it leaves the one there is",
                                          UintegerValue(0),
                                          MakeUintegerAccessor(&JoinFlagFlipper::m_addressId),
                                          MakeUintegerChecker<uint8_t>());
    return tid;
}

void
JoinFlagFlipper::OnSegment(SmptcpAttackerPlace& place,
                           const smptcp::FlowWatch::Sighting&,
                           smptcp::IpSegment& segment,
                           Ptr<const Packet> packet,
                           BoxSide from)
{
    auto flip = [this](uint8_t* option, uint8_t length) {
        bool join = smptcp::IsMptcp({option[0], length, option}, smptcp::MptcpSubtype::MP_JOIN);
        if (join)
        {
            option[FLAGS_AT] ^= BACKUP;
            option[ID_AT] = m_addressId > 0 ? m_addressId : option[ID_AT];
        }
        return join;
    };
    bool syn = segment.Tcp().Has(smptcp::TCP_SYN) && !segment.Tcp().Has(smptcp::TCP_ACK);
    if (syn && segment.ChangeOptions(flip) > 0)
    {
        ++m_changed;
        place.PassChanged("JOIN with its backup bit flipped", segment, from);
        return;
    }
    place.Pass(packet, from);
}

uint64_t
JoinFlagFlipper::GetChanged() const
{
    return m_changed;
}

} // namespace ns3
