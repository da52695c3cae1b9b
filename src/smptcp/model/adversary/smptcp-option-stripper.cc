/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "smptcp-option-stripper.h"

#include "ns3/abort.h"
#include "ns3/boolean.h"
#include "ns3/string.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(OptionStripper);

using namespace smptcp;

namespace
{

constexpr std::size_t FLAGS_AT = 3; //!< Octet of the flags in MP_CAPABLE

bool
IsMpCapable(const OptionView& option)
{
    auto subtype = GetMptcpSubtype(option);
    return subtype && static_cast<MptcpSubtype>(*subtype) == MptcpSubtype::MP_CAPABLE;
}

} // namespace

TypeId
OptionStripper::GetTypeId()
{
    static TypeId tid = TypeId("ns3::OptionStripper")
                            .SetParent<SmptcpAttacker>()
                            .SetGroupName("Smptcp")
                            .AddConstructor<OptionStripper>()
                            .AddAttribute("Strip",
                                          "What is stripped: mp-capable or crypt",
                                          StringValue("mp-capable"),
                                          MakeStringAccessor(&OptionStripper::SetWhat, &OptionStripper::GetWhat),
                                          MakeStringChecker())
                            .AddAttribute("ClearG",
                                          "Clear the G bit of MP_CAPABLE as well, so that an SMPTCP host looks like one "
                                          "that speaks MPTCP only",
                                          BooleanValue(false),
                                          MakeBooleanAccessor(&OptionStripper::m_clearG),
                                          MakeBooleanChecker())
                            .AddAttribute("InSyn",
                                          "Strip SYNs",
                                          BooleanValue(true),
                                          MakeBooleanAccessor(&OptionStripper::m_syn),
                                          MakeBooleanChecker())
                            .AddAttribute("InSynAck",
                                          "Strip SYN/ACKs",
                                          BooleanValue(true),
                                          MakeBooleanAccessor(&OptionStripper::m_synAck),
                                          MakeBooleanChecker())
                            .AddAttribute("InLater",
                                          "Strip segments without SYN",
                                          BooleanValue(false),
                                          MakeBooleanAccessor(&OptionStripper::m_later),
                                          MakeBooleanChecker());
    return tid;
}

OptionStripper::OptionStripper() = default;

void
OptionStripper::SetWhat(std::string what)
{
    NS_ABORT_MSG_UNLESS(what == "mp-capable" || what == "crypt",
                        "OptionStripper::Strip is mp-capable or crypt, not " << what);
    m_crypt = what == "crypt";
}

std::string
OptionStripper::GetWhat() const
{
    return m_crypt ? "crypt" : "mp-capable";
}

uint64_t
OptionStripper::GetStripped() const
{
    return m_stripped;
}

bool
OptionStripper::Strip(IpSegment& segment) const
{
    bool cleared = m_clearG && segment.ChangeOptions([](uint8_t* option, uint8_t length) {
        bool set = IsMpCapable({option[0], length, option}) && length > FLAGS_AT &&
                   (option[FLAGS_AT] & MPC_FLAG_TCPCRYPT);
        if (set)
        {
            option[FLAGS_AT] &= static_cast<uint8_t>(~MPC_FLAG_TCPCRYPT);
        }
        return set;
    }) > 0;
    bool stripped = segment.StripOptions([this](const OptionView& option) {
        return m_crypt ? option.kind == KIND_CRYPT : IsMpCapable(option);
    }) > 0;
    return cleared || stripped;
}

void
OptionStripper::OnSegment(SmptcpAttackerPlace& place,
                          const FlowWatch::Sighting&,
                          IpSegment& segment,
                          Ptr<const Packet> packet,
                          BoxSide from)
{
    SegmentView tcp = segment.Tcp();
    bool syn = tcp.Has(TCP_SYN);
    bool synAck = syn && tcp.Has(TCP_ACK);
    bool wanted = synAck ? m_synAck : syn ? m_syn : m_later;
    if (wanted && Strip(segment))
    {
        ++m_stripped;
        std::string what = m_crypt ? "CRYPT" : "MP_CAPABLE";
        place.PassChanged("NOPs in the place of " + what + (m_clearG ? ", and G cleared" : ""), segment, from);
        return;
    }
    place.Pass(packet, from);
}

} // namespace ns3
