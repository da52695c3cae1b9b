/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// Who gets the forty option octets: the tables of smptcp.md 3.2, 3.3, 4.4 and 4.5, derived from the planner and
// compared cell by cell with what the specification prints.

#include "unit-support.h"

#include "ns3/smptcp-option-planner.h"
#include "ns3/tcpcrypt-options.h"

#include <boost/test/unit_test.hpp>

#include <sstream>

using namespace ns3::smptcp;

BOOST_AUTO_TEST_SUITE(option_planner)

namespace
{

const std::string MSS = "020405b4";
const std::string WS = "030307";
const std::string SACK_PERMITTED = "0402";
const std::string TS = "080a1122334455667788";

OptionBytes
Area(const std::string& hex)
{
    OptionBytes area;
    Octets octets = FromHex(hex);
    BOOST_TEST_REQUIRE(area.Append(octets.data(), octets.size()), "the test's own area is too long");
    return area;
}

/// A SACK option of \p blocks blocks
std::string
Sack(std::size_t blocks)
{
    Octets octets(2 + 8 * blocks, 0xaa);
    octets[0] = KIND_SACK;
    octets[1] = static_cast<uint8_t>(octets.size());
    return ToHex(octets);
}

/// \return octets of options in \p area, padding not counted
std::size_t
OptionOctets(const OptionBytes& area)
{
    std::size_t octets = 0;
    OptionWalker walker(area.Data(), area.Size());
    while (auto option = walker.Next())
    {
        octets += option->length;
    }
    BOOST_TEST(!walker.Malformed());
    return octets;
}

/// \return MP_CAPABLE of version 0 with a key: 12 octets
MpCapable
KeyOffer()
{
    MpCapable option;
    option.senderKey = 1;
    return option;
}

/// \return length of the option of \p kind in \p area, 0 when there is none
std::size_t
LengthOf(const OptionBytes& area, uint8_t kind)
{
    OptionWalker walker(area.Data(), area.Size());
    while (auto option = walker.Next())
    {
        if (option->kind == kind)
        {
            return option->length;
        }
    }
    return 0;
}

constexpr std::size_t NO_MAC = 0; //!< Instead of the octets of a tag

PlannedOptions
Plan(const std::string& base, std::optional<Dss> dss, const std::string& control, std::size_t tagOctets)
{
    bool mac = tagOctets != NO_MAC;
    OptionWishes wishes;
    wishes.base = Area(base);
    wishes.dss = dss;
    wishes.control = Area(control);
    wishes.mac = mac;
    wishes.tagOctets = tagOctets;
    PlannedOptions plan = PlanOptions(wishes);
    BOOST_TEST(plan.bytes.Size() % 4 == 0u);
    BOOST_TEST(plan.tagOffset.has_value() == mac, "the MAC always finds its room");
    return plan;
}

/// A DSS by its name in the table: A4, A8, M4, M8, c for a checksum
std::optional<Dss>
DssNamed(const std::string& name)
{
    Dss dss;
    if (name == "none")
    {
        return std::nullopt;
    }
    if (name.find('A') != std::string::npos)
    {
        dss.dataAck = DssDataAck{1, name.find("A8") != std::string::npos};
    }
    if (name.find('M') != std::string::npos)
    {
        dss.mapping.emplace();
        dss.mapping->wide = name.find("M8") != std::string::npos;
        if (name.find('c') != std::string::npos)
        {
            dss.mapping->checksum = 0;
        }
    }
    return dss;
}

/// One cell of table 4.4: octets left / SACK blocks that fit, or how many octets too long
std::string
Cell(const std::optional<Dss>& dss, std::size_t tagOctets, bool timestamps)
{
    std::ostringstream cell;
    const std::string base = timestamps ? TS : "";
    PlannedOptions plan = Plan(base, dss, "", tagOctets);
    std::size_t left = MAX_OPTION_BYTES - OptionOctets(plan.bytes);
    if (dss && !plan.dss)
    {
        cell << "no (+" << dss->Size() - left << ")";
        return cell.str();
    }
    PlannedOptions withSack = Plan(base + Sack(timestamps ? 3 : 4), dss, "", tagOctets);
    BOOST_TEST(withSack.dss == plan.dss, "SACK blocks give way to the DSS");
    cell << left << "/" << LengthOf(withSack.bytes, KIND_SACK) / 8;
    return cell.str();
}

} // namespace

BOOST_AUTO_TEST_CASE(table_of_data_segments)
{
    struct Row
    {
        const char* dss;
        std::size_t octets;
        std::vector<const char*> cells; //!< For each length of tag, without and with timestamps
    };

    // No MAC, then MAC options of 22, 18, 14, 12 and 10 octets. The rows M4i and A4M4i (V-IMPL, no length field) belong
    // to a variant that does not exist here.
    const std::vector<std::size_t> TAGS{NO_MAC, 20, 16, 12, 10, 8};
    static const Row TABLE[] = {
        {"none", 0, {"40/4", "30/3", "18/2", "8/0", "22/2", "12/1", "26/3", "16/1", "28/3", "18/2", "30/3", "20/2"}},
        {"A4", 8, {"32/3", "22/2", "10/1", "0/0", "14/1", "4/0", "18/2", "8/0", "20/2", "10/1", "22/2", "12/1"}},
        {"A8", 12, {"28/3", "18/2", "6/0", "no (+4)", "10/1", "0/0", "14/1", "4/0", "16/1", "6/0", "18/2", "8/0"}},
        {"M4", 14, {"26/3", "16/1", "4/0", "no (+6)", "8/0", "no (+2)", "12/1", "2/0", "14/1", "4/0", "16/1", "6/0"}},
        {"M4c", 16, {"24/2", "14/1", "2/0", "no (+8)", "6/0", "no (+4)", "10/1", "0/0", "12/1", "2/0", "14/1", "4/0"}},
        {"M8",
         18,
         {"22/2", "12/1", "0/0", "no (+10)", "4/0", "no (+6)",
          "8/0", "no (+2)", "10/1", "0/0", "12/1", "2/0"}},
        {"M8c",
         20,
         {"20/2", "10/1", "no (+2)", "no (+12)", "2/0", "no (+8)",
          "6/0", "no (+4)", "8/0", "no (+2)", "10/1", "0/0"}},
        {"A4M4",
         18,
         {"22/2", "12/1", "0/0", "no (+10)", "4/0", "no (+6)",
          "8/0", "no (+2)", "10/1", "0/0", "12/1", "2/0"}},
        {"A4M4c",
         20,
         {"20/2", "10/1", "no (+2)", "no (+12)", "2/0", "no (+8)",
          "6/0", "no (+4)", "8/0", "no (+2)", "10/1", "0/0"}},
        {"A8M4",
         22,
         {"18/2", "8/0", "no (+4)", "no (+14)", "0/0", "no (+10)",
          "4/0", "no (+6)", "6/0", "no (+4)", "8/0", "no (+2)"}},
        {"A8M4c",
         24,
         {"16/1", "6/0", "no (+6)", "no (+16)", "no (+2)", "no (+12)",
          "2/0", "no (+8)", "4/0", "no (+6)", "6/0", "no (+4)"}},
        {"A4M8",
         22,
         {"18/2", "8/0", "no (+4)", "no (+14)", "0/0", "no (+10)",
          "4/0", "no (+6)", "6/0", "no (+4)", "8/0", "no (+2)"}},
        {"A4M8c",
         24,
         {"16/1", "6/0", "no (+6)", "no (+16)", "no (+2)", "no (+12)",
          "2/0", "no (+8)", "4/0", "no (+6)", "6/0", "no (+4)"}},
        {"A8M8",
         26,
         {"14/1", "4/0", "no (+8)", "no (+18)", "no (+4)", "no (+14)",
          "0/0", "no (+10)", "2/0", "no (+8)", "4/0", "no (+6)"}},
        {"A8M8c",
         28,
         {"12/1", "2/0", "no (+10)", "no (+20)", "no (+6)", "no (+16)",
          "no (+2)", "no (+12)", "0/0", "no (+10)", "2/0", "no (+8)"}},
    };
    for (const Row& row : TABLE)
    {
        auto dss = DssNamed(row.dss);
        BOOST_TEST((dss ? dss->Size() : 0) == row.octets);
        for (std::size_t i = 0; i < TAGS.size(); ++i)
        {
            BOOST_TEST(Cell(dss, TAGS[i], false) == row.cells[2 * i], row.dss << ", tag of " << TAGS[i]);
            BOOST_TEST(Cell(dss, TAGS[i], true) == row.cells[2 * i + 1], row.dss << ", tag of " << TAGS[i] << ", TS");
        }
    }
}

BOOST_AUTO_TEST_CASE(table_of_control_options_next_to_the_mac)
{
    struct Row
    {
        const char* name;
        std::string option;
        std::string sum;
        std::string left;
        const char* withA4;
    };

    auto zeros = [](const std::string& head, std::size_t length) {
        Octets octets = FromHex(head);
        octets.resize(length);
        octets[1] = static_cast<uint8_t>(length);
        return ToHex(octets);
    };
    const Row table[] = {
        {"MP_JOIN ACK", zeros("1e001000", 24), "46", "no", "no"},
        {"ADD_ADDR v4 HMAC", zeros("1e003002", 16), "38", "2", "no"},
        {"ADD_ADDR v4 HMAC+port", zeros("1e003002", 18), "40", "0", "no"},
        {"ADD_ADDR v4 echo", zeros("1e003102", 8), "30", "10", "yes"},
        {"ADD_ADDR v4 echo+port", zeros("1e003102", 10), "32", "8", "yes"},
        {"ADD_ADDR v6 no HMAC", zeros("1e003102", 20), "42", "no", "no"},
        {"ADD_ADDR v6 echo, id only", zeros("1e003102", 4), "26", "14", "yes"},
        {"ADD_ADDR v6 HMAC", zeros("1e003002", 28), "50", "no", "no"},
        {"ADD_ADDR v6 HMAC+port", zeros("1e003002", 30), "52", "no", "no"},
        {"REMOVE_ADDR, 1 id", zeros("1e0040", 4), "26", "14", "yes"},
        {"REMOVE_ADDR, 7 ids", zeros("1e0040", 10), "32", "8", "yes"},
        {"MP_PRIO", zeros("1e0051", 3), "25", "15", "yes"},
        {"MP_FASTCLOSE", zeros("1e0070", 12), "34", "6", "no"},
    };
    for (const Row& row : table)
    {
        BOOST_TEST_CONTEXT(row.name)
        {
            PlannedOptions alone = Plan("", std::nullopt, row.option, MAC_TAG_OCTETS);
            std::size_t taken = OptionOctets(alone.bytes);
            std::size_t wanted = MAC_OPTION_OCTETS + row.option.size() / 2;
            BOOST_TEST(std::to_string(wanted) == row.sum);
            BOOST_TEST(taken == (alone.control ? wanted : MAC_OPTION_OCTETS));
            BOOST_TEST((alone.control ? std::to_string(MAX_OPTION_BYTES - taken) : "no") == row.left);
            PlannedOptions both = Plan("", DssNamed("A4"), row.option, MAC_TAG_OCTETS);
            BOOST_TEST(both.dss, "the DSS comes before control options");
            BOOST_TEST((both.control ? "yes" : "no") == std::string(row.withA4));
        }
    }
}

namespace
{

/// The options of a SYN/ACK of SMPTCP: MP_CAPABLE and PKCONF with \p algorithms entries
std::string
SynAckControl(std::size_t algorithms)
{
    OptionBytes out;
    KeyOffer().AppendTo(out);
    AppendPkconf(out, std::vector<PublicCipher>(algorithms));
    return ToHex(out);
}

/// \return what of the stock options survived, and the padded size
std::string
Survivors(const std::string& base, const std::string& control)
{
    PlannedOptions plan = Plan(base, std::nullopt, control, NO_MAC);
    BOOST_TEST(plan.control);
    std::string names;
    names += LengthOf(plan.bytes, KIND_MSS) ? "MSS " : "";
    names += LengthOf(plan.bytes, KIND_WINDOW_SCALE) ? "WS " : "";
    names += LengthOf(plan.bytes, KIND_SACK_PERMITTED) ? "SACK-permitted " : "";
    names += LengthOf(plan.bytes, KIND_TIMESTAMPS) ? "TS " : "";
    return names + std::to_string(OptionOctets(plan.bytes)) + "/" + std::to_string(plan.bytes.Size());
}

} // namespace

BOOST_AUTO_TEST_CASE(a_syn_has_room_for_everything)
{
    OptionBytes control;
    KeyOffer().AppendTo(control);
    AppendCrypt(control, CryptOpcode::HELLO);
    BOOST_TEST(control.Size() == 15u);
    BOOST_TEST(Survivors(MSS + WS + SACK_PERMITTED + TS, ToHex(control)) ==
               "MSS WS SACK-permitted TS 34/36");
}

BOOST_AUTO_TEST_CASE(table_of_the_syn_ack)
{
    const std::string two = SynAckControl(2);
    BOOST_TEST(two.size() / 2 == 22u);
    BOOST_TEST(Survivors(MSS, two) == "MSS 26/28");
    BOOST_TEST(Survivors(MSS + WS, two) == "MSS WS 29/32");
    BOOST_TEST(Survivors(MSS + WS + SACK_PERMITTED, two) == "MSS WS SACK-permitted 31/32");
    BOOST_TEST(Survivors(MSS + WS + TS, two) == "MSS WS TS 39/40");
    BOOST_TEST(Survivors(MSS + SACK_PERMITTED + TS, two) == "MSS SACK-permitted TS 38/40");
    BOOST_TEST(Survivors(WS + SACK_PERMITTED + TS, two) == "WS SACK-permitted TS 37/40");
    // 41 is one too many: TS goes first
    BOOST_TEST(Survivors(MSS + WS + SACK_PERMITTED + TS, two) == "MSS WS SACK-permitted 31/32");
}

BOOST_AUTO_TEST_CASE(one_and_three_algorithms)
{
    BOOST_TEST(Survivors(MSS + WS + SACK_PERMITTED + TS, SynAckControl(1)) ==
               "MSS WS SACK-permitted TS 38/40");
    BOOST_TEST(Survivors(MSS + WS + SACK_PERMITTED, SynAckControl(3)) == "MSS WS SACK-permitted 34/36");
    BOOST_TEST(Survivors(MSS + WS + TS, SynAckControl(3)) == "MSS WS 32/32", "42 do not fit");
}

BOOST_AUTO_TEST_CASE(drop_order_is_timestamps_then_sack_permitted)
{
    const std::string all = MSS + WS + SACK_PERMITTED + TS;
    // 19 octets of stock options; control of 21, 22, 31, 32 and 33 octets
    auto control = [](std::size_t octets) {
        Octets option(octets, 0x77);
        option[0] = KIND_CRYPT;
        option[1] = static_cast<uint8_t>(octets);
        return ToHex(option);
    };
    BOOST_TEST(Survivors(all, control(21)) == "MSS WS SACK-permitted TS 40/40");
    BOOST_TEST(Survivors(all, control(22)) == "MSS WS SACK-permitted 31/32");
    BOOST_TEST(Survivors(all, control(31)) == "MSS WS SACK-permitted 40/40");
    BOOST_TEST(Survivors(all, control(32)) == "MSS WS 39/40");
    BOOST_TEST(Survivors(all, control(33)) == "MSS WS 40/40");
    BOOST_TEST(!Plan(all, std::nullopt, control(34), NO_MAC).control);
}

BOOST_AUTO_TEST_CASE(only_a_syn_gives_up_timestamps)
{
    // Agreed timestamps may not be missing later: ns-3 would drop the segment.
    PlannedOptions plan = Plan(TS, std::nullopt, SynAckControl(6), NO_MAC);
    BOOST_TEST(!plan.control);
    BOOST_TEST(LengthOf(plan.bytes, KIND_TIMESTAMPS) == 10u);
}

BOOST_AUTO_TEST_CASE(sack_blocks_give_way_one_by_one)
{
    // A4 and MAC leave 10 of 40: one block of three; with an echo beside it none.
    BOOST_TEST(LengthOf(Plan(Sack(3), DssNamed("A4"), "", MAC_TAG_OCTETS).bytes, KIND_SACK) == 10u);
    BOOST_TEST(LengthOf(Plan(Sack(1), DssNamed("A4"), "", MAC_TAG_OCTETS).bytes, KIND_SACK) == 10u);
    PlannedOptions plan = Plan(Sack(3), DssNamed("A4"), "1e0831020a000909", MAC_TAG_OCTETS);
    BOOST_TEST(plan.control);
    BOOST_TEST(LengthOf(plan.bytes, KIND_SACK) == 0u);
    BOOST_TEST(LengthOf(Plan(Sack(3), std::nullopt, "", NO_MAC).bytes, KIND_SACK) == 26u);
}

BOOST_AUTO_TEST_CASE(the_blocks_that_stay_are_the_first_ones)
{
    // RFC 2018: the first block tells of the segment that triggered this ACK.
    const std::string first = "0000000100000002";
    const std::string second = "0000000300000004";
    PlannedOptions plan = Plan("0512" + first + second, DssNamed("A4"), "", MAC_TAG_OCTETS);
    BOOST_TEST(ToHex(plan.bytes).find("050a" + first) != std::string::npos);
    BOOST_TEST(ToHex(plan.bytes).find(second) == std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_tag_offset_points_into_the_mac_option)
{
    PlannedOptions plan = Plan("", DssNamed("A4M4"), "", MAC_TAG_OCTETS);
    BOOST_REQUIRE(plan.tagOffset);
    BOOST_TEST(*plan.tagOffset == 20u);
    BOOST_TEST(plan.bytes.Data()[18] == KIND_MAC);
    BOOST_TEST(plan.bytes.Data()[19] == MAC_OPTION_OCTETS);
    BOOST_TEST(plan.bytes.Size() == 40u);
}

BOOST_AUTO_TEST_CASE(nothing_wished_nothing_planned)
{
    PlannedOptions plan = Plan("", std::nullopt, "", NO_MAC);
    BOOST_TEST(plan.bytes.Size() == 0u);
    BOOST_TEST(!plan.dss);
    BOOST_TEST(!plan.control);
}

BOOST_AUTO_TEST_SUITE_END()
