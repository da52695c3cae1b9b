/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "box-story.h"

#include "plaintext-search.h"

#include "ns3/boolean.h"
#include "ns3/smptcp-box-helper.h"
#include "ns3/smptcp-middleboxes.h"
#include "ns3/smptcp-stack.h"

#include <boost/test/unit_test.hpp>

#include <map>

using namespace ns3;

namespace
{

constexpr double PATIENCE = 200; //!< An application must hear of an error earlier, seconds
constexpr double END = 300;      //!< Simulated seconds
constexpr int64_t STREAMS = 5000; //!< First random stream of the boxes

} // namespace

std::string
OwnMode(const std::string& kind)
{
    static const std::map<std::string, std::string> MODES{
        {"mptcp", "MPTCP"}, {"mptcp-v1", "MPTCP"}, {"tcpcrypt", "TCPCRYPT"}, {"smptcp", "SMPTCP"}, {"legacy", "TCP"}};
    return MODES.at(kind);
}

BoxStory::BoxStory(const std::string& kindOfBoth, std::vector<TwoHosts::Link> links)
    : kind(kindOfBoth),
      net(kindOfBoth, kindOfBoth, std::move(links)),
      log(net)
{
    net.client.mayClose = net.server.mayClose = false;
    for (uint32_t host = 0; host < 2; ++host)
    {
        if (Ptr<SmptcpStack> stack = net.Stack(host))
        {
            Callback<void, Ptr<SmptcpSocket>> count([this](Ptr<SmptcpSocket>) { ++m_keys; });
            stack->TraceConnectWithoutContext("KeysReady", count);
        }
    }
}

const std::vector<Ptr<SmptcpBoxRule>>&
BoxStory::Insert(uint32_t link, const std::string& chain)
{
    std::string error;
    auto rules = SmptcpMiddleboxes::ParseChain(chain, error);
    BOOST_REQUIRE_MESSAGE(rules, error);
    Ptr<SmptcpBox> box = SmptcpBoxHelper::Insert(net.devices[link].Get(0));
    for (const auto& rule : *rules)
    {
        box->AddRule(rule);
    }
    box->AssignStreams(STREAMS + 100 * static_cast<int64_t>(m_boxes.size()));
    m_boxes.push_back(box);
    return box->GetRules();
}

void
BoxStory::Insert(uint32_t link, Ptr<SmptcpBoxRule> rule)
{
    Insert(link, "none");
    m_boxes.back()->AddRule(rule);
    m_boxes.back()->AssignStreams(STREAMS + 100 * static_cast<int64_t>(m_boxes.size()));
}

void
BoxStory::UseChecksums()
{
    Set("Checksum", BooleanValue(true));
}

void
BoxStory::Set(const std::string& attribute, const AttributeValue& value)
{
    for (uint32_t host = 0; host < 2; ++host)
    {
        net.Stack(host)->SetAttribute(attribute, value);
    }
}

void
BoxStory::Run(uint32_t up, uint32_t down)
{
    net.Transfer(up, down, END);
}

uint64_t
BoxStory::Actions() const
{
    uint64_t actions = 0;
    for (const auto& box : m_boxes)
    {
        for (const auto& rule : box->GetRules())
        {
            actions += rule->GetChanged() + rule->GetDropped() + rule->GetMade();
        }
    }
    return actions;
}

void
BoxStory::CheckSecrecy() const
{
    if (m_keys > 0)
    {
        BOOST_TEST(!ShowsPlaintext(log, net));
    }
}

void
BoxStory::CheckCompletes(const std::string& what, const std::string& mode) const
{
    CheckDelivered(net, what);
    BOOST_TEST_CONTEXT(what)
    {
        BOOST_TEST(TwoHosts::ModeOf(net.client) == mode);
        BOOST_TEST(TwoHosts::ModeOf(net.server) == mode);
        CheckSecrecy();
    }
}

void
BoxStory::CheckEnds(const std::string& what) const
{
    BOOST_TEST_CONTEXT(what)
    {
        BOOST_TEST(net.client.failed);
        BOOST_TEST(net.client.endedAt < PATIENCE);
        BOOST_TEST(net.client.intact);
        BOOST_TEST(net.server.intact);
        if (net.server.connected)
        {
            BOOST_TEST(net.server.failed);
            BOOST_TEST(net.server.endedAt < PATIENCE);
        }
        for (const auto* end : {&net.client, &net.server})
        {
            BOOST_TEST((m_keys == 0 || !end->connected || TwoHosts::ModeOf(*end) == OwnMode(kind)));
        }
        CheckSecrecy();
    }
}
