/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "elements.h"

#include <utility>

namespace smptcp_option_space
{

using namespace ns3::smptcp;

namespace
{

const StockOption MSS{"MSS", {KIND_MSS, 4, 0x05, 0xb4}};
const StockOption WINDOW_SCALE{"WS", {KIND_WINDOW_SCALE, 3, 7}};
const StockOption SACK_PERMITTED{"SACK-perm", {KIND_SACK_PERMITTED, 2}};
const StockOption TIMESTAMPS{"TS", {KIND_TIMESTAMPS, 10, 0, 0, 0, 1, 0, 0, 0, 0}};

/// A DSS. \param ack octets of the data ack \param dsn octets of the DSN of the mapping; 0 = none
Element
MakeDss(const std::string& name, int ack, int dsn, bool checksum)
{
    Dss dss;
    if (ack > 0)
    {
        dss.dataAck = DssDataAck{0, ack == 8};
    }
    if (dsn > 0)
    {
        dss.mapping.emplace();
        dss.mapping->wide = dsn == 8;
        dss.mapping->checksum = checksum ? std::make_optional<uint16_t>(0) : std::nullopt;
    }
    return {name, dss, {}};
}

/// A DSS whose mapping lacks the length (V-IMPL): no host sends it, so it is octets without meaning.
/// \param like the same with the length
Element
WithoutLength(const std::string& name, const Element& like)
{
    std::vector<uint8_t> octets(like.Size() - sizeof(DssMapping::length));
    octets[0] = KIND_MPTCP;
    octets[1] = static_cast<uint8_t>(octets.size());
    octets[2] = static_cast<uint8_t>(MptcpSubtype::DSS) << 4;
    Element element{name};
    element.octets.Append(octets.data(), octets.size());
    return element;
}

template <typename T>
Element
MakeControl(const std::string& name, const T& option)
{
    return {name, std::nullopt, AreaOf(option)};
}

/// \return an ADD_ADDR of the layout of version 1
AddAddrV1
MakeAddAddr(bool ipv6, bool port, bool echo)
{
    AddAddrV1 option;
    option.echo = echo;
    option.address.emplace();
    option.address->ipv6 = ipv6;
    option.port = port ? std::make_optional<uint16_t>(1) : std::nullopt;
    option.hmac64 = echo ? std::nullopt : std::make_optional<uint64_t>(0);
    return option;
}

} // namespace

std::vector<Element>
DssForms()
{
    std::vector<Element> forms{{"none"}, MakeDss("A4", 4, 0, false), MakeDss("A8", 8, 0, false)};
    for (auto [ack, dsn] : {std::pair{0, 4}, {0, 8}, {4, 4}, {8, 4}, {4, 8}, {8, 8}})
    {
        std::string name = (ack > 0 ? "A" + std::to_string(ack) : "") + "M" + std::to_string(dsn);
        forms.push_back(MakeDss(name, ack, dsn, false));
        forms.push_back(MakeDss(name + "c", ack, dsn, true));
    }
    forms.push_back(WithoutLength("M4i", MakeDss("", 0, 4, false)));
    forms.push_back(WithoutLength("A4M4i", MakeDss("", 4, 4, false)));
    return forms;
}

std::vector<Element>
ControlOptions()
{
    std::vector<Element> controls{
        MakeControl("MP_JOIN ACK", MpJoinAck()),
        MakeControl("ADD_ADDR v4 HMAC", MakeAddAddr(false, false, false)),
        MakeControl("ADD_ADDR v4 HMAC+port", MakeAddAddr(false, true, false)),
        MakeControl("ADD_ADDR v4 echo", MakeAddAddr(false, false, true)),
        MakeControl("ADD_ADDR v4 echo+port", MakeAddAddr(false, true, true)),
        MakeControl("ADD_ADDR v6 no HMAC", MakeAddAddr(true, false, true)),
    };
    AddAddrV1 idOnly;
    idOnly.echo = true;
    controls.push_back(MakeControl("ADD_ADDR v6 echo, id only", idOnly));
    controls.push_back(MakeControl("ADD_ADDR v6 HMAC", MakeAddAddr(true, false, false)));
    controls.push_back(MakeControl("ADD_ADDR v6 HMAC+port", MakeAddAddr(true, true, false)));
    RemoveAddr remove;
    for (uint8_t id = 1; id <= 7; ++id)
    {
        remove.Add(id);
        controls.push_back(
            MakeControl("REMOVE_ADDR " + std::to_string(id) + (id > 1 ? " ids" : " id"), remove));
    }
    controls.push_back(MakeControl("MP_PRIO", MpPrio()));
    controls.push_back(MakeControl("MP_FASTCLOSE", MpFastclose()));
    return controls;
}

Element
NarrowDataAck()
{
    return MakeDss("A4", 4, 0, false);
}

std::vector<HandshakeSegment>
HandshakeSegments()
{
    MpCapable capable;
    capable.flags = MPC_FLAG_HMAC | MPC_FLAG_TCPCRYPT;
    capable.senderKey = 1;
    Element key = MakeControl("MP_CAPABLE", capable);
    Element hello{"HELLO"};
    AppendCrypt(hello.octets, CryptOpcode::HELLO);
    std::vector<HandshakeSegment> segments{{"SYN", 0, {key, hello}}};
    for (std::size_t algorithms : {1, 2, 3})
    {
        Element pkconf{"PKCONF"};
        AppendPkconf(pkconf.octets, std::vector<PublicCipher>(algorithms));
        segments.push_back({"SYN/ACK", algorithms, {key, pkconf}});
    }
    return segments;
}

StockOption
Timestamps()
{
    return TIMESTAMPS;
}

std::vector<std::vector<StockOption>>
StockChoices()
{
    const std::vector<StockOption> all{MSS, WINDOW_SCALE, SACK_PERMITTED, TIMESTAMPS};
    std::vector<std::vector<StockOption>> choices;
    for (unsigned bits = 1; bits < 1u << all.size(); ++bits)
    {
        std::vector<StockOption> choice;
        for (std::size_t i = 0; i < all.size(); ++i)
        {
            if (bits >> i & 1)
            {
                choice.push_back(all[i]);
            }
        }
        if (bits & 3)
        {
            choices.push_back(choice);
        }
    }
    return choices;
}

} // namespace smptcp_option_space
