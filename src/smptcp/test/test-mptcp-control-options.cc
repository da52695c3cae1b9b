/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "every-option.h"

#include "ns3/mptcp-options.h"

#include <boost/test/unit_test.hpp>

#include <algorithm>

/*
 * REMOVE_ADDR, MP_PRIO, MP_FAIL, MP_FASTCLOSE and MP_TCPRST: layout, lengths that are not theirs, no room.
 */

using namespace ns3::smptcp;

namespace
{

using Octets = std::vector<uint8_t>;

/// \return \p option composed
template <typename Option>
Octets
Compose(const Option& option)
{
    OptionBytes area;
    BOOST_TEST(option.AppendTo(area));
    BOOST_TEST(area.Size() == option.Size());
    return OctetsOf(area);
}

/// \return what \p octets say, their length octet made to fit
template <typename Option>
std::optional<Option>
ParseWithLength(Octets octets, std::size_t length)
{
    octets.resize(length);
    octets[1] = static_cast<uint8_t>(length);
    return Option::Parse(ViewOf(octets));
}

/// Exactly \p wire comes out, and only \p lengths octets are taken.
template <typename Option>
void
CheckForm(const Option& option, const Octets& wire, const std::vector<std::size_t>& lengths)
{
    BOOST_TEST(Compose(option) == wire, boost::test_tools::per_element());
    auto parsed = Option::Parse(ViewOf(wire));
    BOOST_REQUIRE(parsed);
    BOOST_TEST(Compose(*parsed) == wire, boost::test_tools::per_element());
    for (std::size_t length = 3; length <= MAX_OPTION_BYTES; ++length)
    {
        bool own = std::find(lengths.begin(), lengths.end(), length) != lengths.end();
        BOOST_TEST_CONTEXT(length << " octets")
        {
            BOOST_TEST(ParseWithLength<Option>(wire, length).has_value() == own);
        }
    }
    for (uint8_t subtype = 0; subtype < 16; ++subtype)
    {
        Octets other = wire;
        other[2] = static_cast<uint8_t>(subtype << 4 | (wire[2] & 0x0f));
        BOOST_TEST(Option::Parse(ViewOf(other)).has_value() == (other == wire));
    }
    Octets otherKind = wire;
    otherKind[0] = KIND_CRYPT;
    BOOST_TEST(!Option::Parse(ViewOf(otherKind)));
}

/// Nothing is appended unless all of \p option fits.
template <typename Option>
void
CheckRoom(const Option& option)
{
    const Octets filler(MAX_OPTION_BYTES, KIND_NOP);
    OptionBytes tooSmall;
    BOOST_REQUIRE(tooSmall.Append(filler.data(), MAX_OPTION_BYTES - option.Size() + 1));
    BOOST_TEST(!option.AppendTo(tooSmall));
    BOOST_TEST(tooSmall.Size() == MAX_OPTION_BYTES - option.Size() + 1);
    OptionBytes enough;
    BOOST_REQUIRE(enough.Append(filler.data(), MAX_OPTION_BYTES - option.Size()));
    BOOST_TEST(option.AppendTo(enough));
    BOOST_TEST(enough.Room() == 0u);
}

std::vector<std::size_t>
Range(std::size_t first, std::size_t last)
{
    std::vector<std::size_t> range;
    for (std::size_t i = first; i <= last; ++i)
    {
        range.push_back(i);
    }
    return range;
}

} // namespace

BOOST_AUTO_TEST_SUITE(mptcp_control_options)

BOOST_AUTO_TEST_CASE(remove_addr_lists_ids)
{
    RemoveAddr option;
    BOOST_TEST(option.Add(7));
    BOOST_TEST(option.Add(255));
    CheckForm(option, {30, 5, 0x40, 7, 255}, Range(4, MAX_OPTION_BYTES));
    CheckRoom(option);
    auto parsed = ParseWithLength<RemoveAddr>({30, 4, 0x40, 9}, 4);
    BOOST_REQUIRE(parsed);
    BOOST_TEST(parsed->count == 1u);
    BOOST_TEST(parsed->ids[0] == 9);
}

BOOST_AUTO_TEST_CASE(remove_addr_holds_as_many_ids_as_an_option_area)
{
    RemoveAddr option;
    BOOST_TEST(RemoveAddr::MAX_IDS == 37u);
    for (std::size_t i = 0; i < RemoveAddr::MAX_IDS; ++i)
    {
        BOOST_TEST(option.Add(static_cast<uint8_t>(i)));
    }
    BOOST_TEST(!option.Add(99));
    Octets wire = Compose(option);
    BOOST_TEST(wire.size() == MAX_OPTION_BYTES);
    auto parsed = RemoveAddr::Parse(ViewOf(wire));
    BOOST_REQUIRE(parsed);
    BOOST_TEST(parsed->ids == option.ids, boost::test_tools::per_element());
    // longer than any option area: no value rather than a write behind the array
    BOOST_TEST(!ParseWithLength<RemoveAddr>(wire, MAX_OPTION_BYTES + 1));
    BOOST_TEST(!ParseWithLength<RemoveAddr>(wire, 255));
}

BOOST_AUTO_TEST_CASE(remove_addr_without_ids_is_not_sent)
{
    OptionBytes area;
    BOOST_TEST(!RemoveAddr().AppendTo(area));
    RemoveAddr broken;
    broken.count = RemoveAddr::MAX_IDS + 1;
    BOOST_TEST(!broken.AppendTo(area));
    BOOST_TEST(area.Size() == 0u);
}

BOOST_AUTO_TEST_CASE(prio_with_and_without_address_id)
{
    MpPrio option;
    CheckForm(option, {30, 3, 0x50}, {3, 4});
    option.backup = true;
    CheckForm(option, {30, 3, 0x51}, {3, 4});
    CheckRoom(option);
    option.addressId = 0; // zero is an id like any other
    CheckForm(option, {30, 4, 0x51, 0}, {3, 4});
    CheckRoom(option);
    BOOST_TEST((ParseWithLength<MpPrio>({30, 4, 0x50, 8}, 4)->addressId == 8));
    BOOST_TEST(!ParseWithLength<MpPrio>({30, 3, 0x50}, 3)->addressId);
    BOOST_TEST(!ParseWithLength<MpPrio>({30, 3, 0x5e}, 3)->backup); // reserved bits mean nothing
}

BOOST_AUTO_TEST_CASE(fail_names_a_dsn)
{
    MpFail option{0x0102030405060708};
    CheckForm(option, {30, 12, 0x60, 0, 1, 2, 3, 4, 5, 6, 7, 8}, {12});
    CheckRoom(option);
    BOOST_TEST(MpFail::Parse(ViewOf(Compose(option)))->dsn == option.dsn);
}

BOOST_AUTO_TEST_CASE(fastclose_carries_a_key)
{
    MpFastclose option{0xf1f2f3f4f5f6f7f8};
    CheckForm(option, {30, 12, 0x70, 0, 0xf1, 0xf2, 0xf3, 0xf4, 0xf5, 0xf6, 0xf7, 0xf8}, {12});
    CheckRoom(option);
    BOOST_TEST(MpFastclose::Parse(ViewOf(Compose(option)))->receiverKey == option.receiverKey);
}

BOOST_AUTO_TEST_CASE(tcprst_carries_flags_and_a_reason)
{
    MpTcpRst option;
    option.flags = MP_TCPRST_FLAG_TRANSIENT;
    option.reason = static_cast<uint8_t>(MpTcpRstReason::MIDDLEBOX_INTERFERENCE);
    CheckForm(option, {30, 4, 0x81, 6}, {4});
    CheckRoom(option);
    auto parsed = ParseWithLength<MpTcpRst>({30, 4, 0x8e, 200}, 4);
    BOOST_REQUIRE(parsed);
    BOOST_TEST(parsed->flags == 0x0e);
    BOOST_TEST(parsed->reason == 200); // not assigned, passed on as it is
    option.flags = 0xf2; // only the low nibble has a place
    BOOST_TEST(Compose(option)[2] == 0x82);
}

BOOST_AUTO_TEST_CASE(a_cut_option_is_not_found_at_all)
{
    RemoveAddr removeAddr;
    removeAddr.Add(1);
    const std::vector<Octets> whole = {
        Compose(removeAddr), Compose(MpPrio{true, 4}), Compose(MpFail{1}), Compose(MpFastclose{2}),
        Compose(MpTcpRst{1, 2})};
    for (const auto& octets : whole)
    {
        for (std::size_t size = 1; size < octets.size(); ++size)
        {
            Octets cut(octets.begin(), octets.begin() + static_cast<std::ptrdiff_t>(size));
            OptionWalker walker(cut.data(), cut.size());
            BOOST_TEST(!walker.Next());
            BOOST_TEST(walker.Malformed());
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
