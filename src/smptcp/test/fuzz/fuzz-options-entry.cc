/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "fuzz-options-entry.h"

#include "../every-option.h"

#include "ns3/smptcp-option-planner.h"
#include "ns3/smptcp-segment-mac.h"
#include "ns3/tcpcrypt-init.h"

#include <algorithm>

using namespace ns3::smptcp;

namespace
{

using Octets = std::vector<uint8_t>;

/// The first property that failed
class Verdict
{
  public:
    void Require(bool holds, const std::string& property)
    {
        if (!holds && m_failed.empty())
        {
            m_failed = property;
        }
    }

    const std::string& Failed() const
    {
        return m_failed;
    }

  private:
    std::string m_failed;
};

/// What a walk yields; it must end, and stay inside the area
std::vector<OptionView>
Walk(Verdict& verdict, const uint8_t* area, std::size_t size)
{
    std::vector<OptionView> options;
    OptionWalker walker(area, size);
    const uint8_t* at = area;
    while (auto option = walker.Next())
    {
        verdict.Require(option->length >= 2, "an option has kind and length");
        verdict.Require(option->data >= at && option->data + option->length <= area + size,
                        "an option lies behind the one before and inside the area");
        verdict.Require(option->kind == option->data[0] && option->length == option->data[1],
                        "a view says what its octets say");
        at = option->data + option->length;
        options.push_back(*option);
    }
    verdict.Require(!walker.Next(), "a walk that has ended stays at the end");
    return options;
}

/// Composing what was read gives the option again, but for reserved bits, and nothing else the second time
void
CheckMptcp(Verdict& verdict, const OptionView& option)
{
    unsigned takers = 0;
    ForEachMptcpParse(option, [&](const auto& parsed) {
        ++takers;
        OptionBytes first;
        verdict.Require(parsed.AppendTo(first), "what was read can be composed");
        Octets composed = OctetsOf(first);
        verdict.Require(composed.size() == parsed.Size() && composed.size() == option.length,
                        "what was read is composed to its length");
        if (!verdict.Failed().empty())
        {
            return;
        }
        // reserved bits live in the octets of subtype and flags alone
        verdict.Require(composed[0] == option.data[0] && composed[2] >> 4 == option.data[2] >> 4,
                        "kind and subtype stay");
        verdict.Require(composed.size() < 4 ||
                            std::equal(composed.begin() + 4, composed.end(), option.data + 4),
                        "all octets from the fifth on stay");
        auto again = std::decay_t<decltype(parsed)>::Parse(ViewOf(composed));
        OptionBytes second;
        verdict.Require(again && again->AppendTo(second), "what was composed can be read");
        verdict.Require(OctetsOf(second) == composed, "composing is stable");
    });
    verdict.Require(takers <= 1, "an option has one meaning");
    verdict.Require(takers == 0 || option.kind == KIND_MPTCP, "codecs keep to their kind");
}

/// What a CRYPT option says survives being said again, sub-option by sub-option
void
CheckCrypt(Verdict& verdict, const OptionView& option)
{
    CryptOption::Parse(option, TcpcryptForm::B); // must not read beyond the option either
    auto parsed = CryptOption::Parse(option);
    if (!parsed)
    {
        return;
    }
    verdict.Require(option.kind == KIND_CRYPT, "CRYPT keeps to its kind");
    auto reread = [](const OptionBytes& area) { return CryptOption::Parse(ViewOf(OctetsOf(area))); };
    OptionBytes area;
    if (parsed->pkconf && AppendPkconf(area, *parsed->pkconf))
    {
        auto again = reread(area);
        verdict.Require(again && again->pkconf == parsed->pkconf, "PKCONF survives");
    }
    area = OptionBytes();
    if (parsed->nextk1 && AppendNextk1(area, *parsed->nextk1))
    {
        auto again = reread(area);
        verdict.Require(again && again->nextk1 == parsed->nextk1, "NEXTK1 survives");
    }
    area = OptionBytes();
    if (parsed->rekey && AppendRekey(area, *parsed->rekey))
    {
        auto again = reread(area);
        verdict.Require(again && again->rekey && again->rekey->sequence == parsed->rekey->sequence &&
                            again->rekey->generation == parsed->rekey->generation,
                        "REKEY survives");
    }
}

/// The options of \p options that \p want takes, as long as there is room
template <typename Want>
OptionBytes
Select(const std::vector<OptionView>& options, Want&& want)
{
    OptionBytes area;
    for (const auto& option : options)
    {
        if (want(option))
        {
            area.Append(option.data, option.length);
        }
    }
    return area;
}

bool
Contains(const Octets& area, const Octets& part)
{
    return std::search(area.begin(), area.end(), part.begin(), part.end()) != area.end();
}

std::size_t
CountSackBlocks(const std::vector<OptionView>& options)
{
    std::size_t blocks = 0;
    for (const auto& option : options)
    {
        blocks += option.kind == KIND_SACK ? (option.length - 2u) / 8 : 0;
    }
    return blocks;
}

/// A plan fits the header, says truly what went in, and gives no more SACK blocks than there were
void
CheckPlan(Verdict& verdict, const std::vector<OptionView>& options, std::size_t tagOctets)
{
    bool mac = tagOctets > 0;
    OptionWishes wishes;
    wishes.base = Select(options, [](const OptionView& o) {
        return o.kind != KIND_MPTCP && o.kind != KIND_CRYPT && o.kind != KIND_MAC;
    });
    wishes.control = Select(options, [](const OptionView& o) {
        return (o.kind == KIND_MPTCP || o.kind == KIND_CRYPT) && !Dss::Parse(o);
    });
    for (const auto& option : options)
    {
        wishes.dss = wishes.dss ? wishes.dss : Dss::Parse(option);
    }
    wishes.mac = mac;
    wishes.tagOctets = mac ? tagOctets : MAC_TAG_OCTETS;
    PlannedOptions plan = PlanOptions(wishes);

    Octets area = OctetsOf(plan.bytes);
    verdict.Require(area.size() <= MAX_OPTION_BYTES && area.size() % 4 == 0, "a plan is a header's option area");
    OptionWalker end(area.data(), area.size());
    while (end.Next())
    {
    }
    verdict.Require(!end.Malformed(), "a plan can be walked");
    auto planned = Walk(verdict, area.data(), area.size());
    verdict.Require(CountSackBlocks(planned) <= CountSackBlocks(options), "a plan invents no SACK block");
    if (plan.dss)
    {
        OptionBytes dss;
        verdict.Require(wishes.dss && wishes.dss->AppendTo(dss) && Contains(area, OctetsOf(dss)),
                        "a DSS said to be in is in");
    }
    verdict.Require(!plan.control || Contains(area, OctetsOf(wishes.control)), "control options said to be in are in");
    const uint8_t* tag = nullptr;
    for (const auto& option : planned)
    {
        tag = tag ? tag : GetMacTag(option, wishes.tagOctets);
    }
    bool found = plan.tagOffset && tag == area.data() + *plan.tagOffset;
    verdict.Require(plan.tagOffset ? mac && found : tag == nullptr, "the tag is where the plan says");
    std::size_t fixed = 0;
    for (const auto& option : Walk(verdict, wishes.base.Data(), wishes.base.Size()))
    {
        fixed += option.kind == KIND_SACK ? 0 : option.length;
    }
    verdict.Require(!mac || found || fixed > MAX_OPTION_BYTES - MacOptionOctets(tagOctets),
                    "a MAC finds room unless TCP's own options take it");
}

void
CheckArea(Verdict& verdict, const uint8_t* area, std::size_t size)
{
    auto options = Walk(verdict, area, size);
    for (const auto& option : options)
    {
        CheckMptcp(verdict, option);
        CheckCrypt(verdict, option);
        const uint8_t* tag = GetMacTag(option);
        verdict.Require(!tag || tag + MAC_TAG_OCTETS == option.data + option.length, "a tag ends its option");
    }
    for (std::size_t tagOctets : {0u, 20u, 12u, 8u})
    {
        CheckPlan(verdict, options, tagOctets);
    }
}

/// The MAC reads options of segments that nobody has vouched for yet, and depends on nothing but its input
void
CheckSegment(Verdict& verdict, const uint8_t* data, std::size_t size)
{
    auto segment = SegmentView::Parse(data, size);
    if (!segment)
    {
        return;
    }
    verdict.Require(segment->HeaderSize() + segment->PayloadSize() == size, "header and payload are the segment");
    verdict.Require(segment->OptionsSize() <= MAX_OPTION_BYTES, "options fit the header");
    CheckArea(verdict, segment->Options(), segment->OptionsSize());
    const std::array<uint8_t, 40> key{};
    SegmentMac mac(key.data());
    FormBMac macB(key.data(), key.data());
    verdict.Require(macB.Compute(*segment, {1, 2}) == macB.Compute(*segment, {1, 2}),
                    "a tag of form B depends on the segment alone");
    auto formA = mac.ComputeFormA(*segment, {1, 2});
    auto smptcp = mac.ComputeSmptcp(*segment, {1, 2}, {});
    verdict.Require(formA == mac.ComputeFormA(*segment, {1, 2}) && smptcp == mac.ComputeSmptcp(*segment, {1, 2}, {}),
                    "a tag depends on the segment alone");
}

void
CheckInit(Verdict& verdict, const uint8_t* data, std::size_t size)
{
    for (TcpcryptForm form : {TcpcryptForm::A, TcpcryptForm::B})
    {
        if (auto init1 = Init1Message::Parse(data, size, form))
        {
            Octets composed = init1->Serialize(form);
            verdict.Require(composed.size() == size, "INIT1 keeps its length");
            auto again = Init1Message::Parse(composed.data(), composed.size(), form);
            verdict.Require(again && again->Serialize(form) == composed, "INIT1 survives");
        }
        if (auto init2 = Init2Message::Parse(data, size, form))
        {
            verdict.Require(init2->Serialize(form) == Octets(data, data + size), "INIT2 survives");
        }
    }
}

} // namespace

std::string
FuzzOptions(const uint8_t* data, std::size_t size)
{
    Verdict verdict;
    CheckArea(verdict, data, size);
    CheckSegment(verdict, data, size);
    CheckInit(verdict, data, size);
    return verdict.Failed();
}
