/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_TEST_EVERY_OPTION_H
#define SMPTCP_TEST_EVERY_OPTION_H

#include "ns3/mptcp-options.h"

#include <vector>

/// \return the octets of an option area under construction
inline std::vector<uint8_t>
OctetsOf(const ns3::smptcp::OptionBytes& area)
{
    return {area.Data(), area.Data() + area.Size()};
}

/// \return the octets of an option
inline std::vector<uint8_t>
OctetsOf(const ns3::smptcp::OptionView& option)
{
    return {option.data, option.data + option.length};
}

/// \return a view of an option held in \p octets, which must outlive it; kind and length as they say
inline ns3::smptcp::OptionView
ViewOf(const std::vector<uint8_t>& octets)
{
    return {octets.at(0), octets.at(1), octets.data()};
}

/// Call \p visit with what each MPTCP codec makes of \p option, when it makes anything of it.
template <typename Visit>
void
ForEachMptcpParse(const ns3::smptcp::OptionView& option, Visit&& visit)
{
    using namespace ns3::smptcp;
    auto pass = [&visit](const auto& parsed) {
        if (parsed)
        {
            visit(*parsed);
        }
    };
    pass(MpCapable::Parse(option));
    pass(MpJoinSyn::Parse(option));
    pass(MpJoinSynAck::Parse(option));
    pass(MpJoinAck::Parse(option));
    pass(Dss::Parse(option));
    pass(AddAddrV0::Parse(option));
    pass(AddAddrV1::Parse(option));
    pass(RemoveAddr::Parse(option));
    pass(MpPrio::Parse(option));
    pass(MpFail::Parse(option));
    pass(MpFastclose::Parse(option));
    pass(MpTcpRst::Parse(option));
}

#endif // SMPTCP_TEST_EVERY_OPTION_H
