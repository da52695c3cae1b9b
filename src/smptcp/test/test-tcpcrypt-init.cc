/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// INIT1 and INIT2 of form A as octets (tcpcrypt.md section 4).

#include "unit-support.h"

#include "ns3/tcpcrypt-init.h"

#include <boost/test/unit_test.hpp>

using namespace ns3::smptcp;

BOOST_AUTO_TEST_SUITE(tcpcrypt_init)

namespace
{

const std::string INIT1 = "0001 0002 0010 0004"
                          "00010000 00000001"
                          "404142434445464748494a4b4c4d4e4f"
                          "00 020404"
                          "80818283";
const std::string INIT2 = "0002 0005 00010001 8081828384";

template <typename Message>
bool
Parses(const Octets& octets)
{
    return Message::Parse(octets.data(), octets.size()).has_value();
}

/// With the 16-bit field at \p at set to \p value
Octets
With(Octets octets, std::size_t at, uint16_t value)
{
    octets[at] = static_cast<uint8_t>(value >> 8);
    octets[at + 1] = static_cast<uint8_t>(value);
    return octets;
}

/// Every cut, and one octet too many, is no message
template <typename Message>
void
CheckExactLength(const Octets& octets)
{
    for (std::size_t size = 0; size < octets.size(); ++size)
    {
        Octets cut(octets.begin(), octets.begin() + static_cast<std::ptrdiff_t>(size));
        BOOST_TEST(!Parses<Message>(cut), size << " octets");
    }
    Octets longer = octets;
    longer.push_back(0);
    BOOST_TEST(!Parses<Message>(longer));
}

} // namespace

BOOST_AUTO_TEST_CASE(init1_fields)
{
    Octets octets = FromHex(INIT1);
    auto message = Init1Message::Parse(octets.data(), octets.size());
    BOOST_REQUIRE(message);
    BOOST_REQUIRE(message->symmetricCiphers.size() == 2u);
    BOOST_TEST(ToHex(message->symmetricCiphers[0]) == "00010000");
    BOOST_TEST(ToHex(message->symmetricCiphers[1]) == "00000001");
    BOOST_TEST(ToHex(message->nonce) == "404142434445464748494a4b4c4d4e4f");
    BOOST_TEST((message->publicCipher == PublicCipher{2, 4, 4}));
    BOOST_TEST(ToHex(message->publicKey) == "80818283");
    BOOST_TEST((message->Serialize() == octets));
}

BOOST_AUTO_TEST_CASE(init2_fields)
{
    Octets octets = FromHex(INIT2);
    auto message = Init2Message::Parse(octets.data(), octets.size());
    BOOST_REQUIRE(message);
    BOOST_TEST(ToHex(message->symmetricCipher) == "00010001");
    BOOST_TEST(ToHex(message->ciphertext) == "8081828384");
    BOOST_TEST((message->Serialize() == octets));
}

BOOST_AUTO_TEST_CASE(lengths_must_add_up)
{
    CheckExactLength<Init1Message>(FromHex(INIT1));
    CheckExactLength<Init2Message>(FromHex(INIT2));
    for (uint16_t wrong : {0, 1, 3, 4, 0x4000, 0xffff})
    {
        BOOST_TEST(!Parses<Init1Message>(With(FromHex(INIT1), 2, wrong)), "entries " << wrong);
    }
    for (uint16_t wrong : {0, 3, 5, 12, 0xffff})
    {
        BOOST_TEST(!Parses<Init1Message>(With(FromHex(INIT1), 6, wrong)), "key octets " << wrong);
    }
    for (uint16_t wrong : {0, 15, 17, 32, 0xffff})
    {
        BOOST_TEST(!Parses<Init1Message>(With(FromHex(INIT1), 4, wrong)), "nonce octets " << wrong);
    }
    for (uint16_t wrong : {0, 4, 6, 0xffff})
    {
        BOOST_TEST(!Parses<Init2Message>(With(FromHex(INIT2), 2, wrong)), "ciphertext octets " << wrong);
    }
}

BOOST_AUTO_TEST_CASE(the_type_tells_them_apart)
{
    for (uint16_t type : {0, 2, 3, 0x0100, 0x0101, 0x1510})
    {
        BOOST_TEST(!Parses<Init1Message>(With(FromHex(INIT1), 0, type)), type);
    }
    for (uint16_t type : {0, 1, 3, 0x0200})
    {
        BOOST_TEST(!Parses<Init2Message>(With(FromHex(INIT2), 0, type)), type);
    }
}

BOOST_AUTO_TEST_CASE(messages_of_form_b)
{
    const std::string nonce = ToHex(Ascending(0x40, 32));
    // Reserved octets are garbage in what the daemon sends.
    Octets init1 = FromHex("15101a0e 00000038 ee 000200 beef 0001 00000100" + nonce + "80818283");
    auto parse1 = [](const Octets& octets) {
        return Init1Message::Parse(octets.data(), octets.size(), TcpcryptForm::B);
    };
    auto message = parse1(init1);
    BOOST_REQUIRE(message);
    BOOST_REQUIRE(message->symmetricCiphers.size() == 1u);
    BOOST_TEST(ToHex(message->symmetricCiphers[0]) == "00000100");
    BOOST_TEST(ToHex(message->nonce) == nonce);
    BOOST_TEST((message->publicCipher == PublicCipher{0, 2, 0}));
    BOOST_TEST(ToHex(message->publicKey) == "80818283");
    BOOST_TEST(ToHex(message->Serialize(TcpcryptForm::B)) ==
               "15101a0e000000380000020000000001" "00000100" + nonce + "80818283");

    Octets init2 = FromHex("097105e0 00000010 00000100 81828384");
    auto parse2 = [](const Octets& octets) {
        return Init2Message::Parse(octets.data(), octets.size(), TcpcryptForm::B);
    };
    auto answer = parse2(init2);
    BOOST_REQUIRE(answer);
    BOOST_TEST(ToHex(answer->symmetricCipher) == "00000100");
    BOOST_TEST(ToHex(answer->ciphertext) == "81828384");
    BOOST_TEST((answer->Serialize(TcpcryptForm::B) == init2));

    for (std::size_t size = 0; size < init1.size(); ++size)
    {
        BOOST_TEST(!parse1({init1.begin(), init1.begin() + static_cast<std::ptrdiff_t>(size)}), size);
    }
    for (std::size_t size = 0; size < init2.size(); ++size)
    {
        BOOST_TEST(!parse2({init2.begin(), init2.begin() + static_cast<std::ptrdiff_t>(size)}), size);
    }
    for (uint16_t wrong : {0x0000, 0x0037, 0x0039, 0xffff})
    {
        BOOST_TEST(!parse1(With(init1, 6, wrong)), "total length " << wrong);
    }
    for (uint16_t wrong : {3, 0x4000, 0xffff})
    {
        BOOST_TEST(!parse1(With(init1, 14, wrong)), "entries " << wrong);
    }
    BOOST_TEST(!parse1(With(init1, 2, 0x1a0f)), "type");
    BOOST_TEST(!parse2(With(init2, 2, 0x05e1)), "type");
    BOOST_TEST(!parse2(With(init2, 6, 0x0011)), "total length");
    BOOST_TEST(!Parses<Init1Message>(init1), "no message of form A");
    BOOST_TEST(!parse1(FromHex(INIT1)), "no message of form B");
}

BOOST_AUTO_TEST_CASE(empty_lists_are_still_a_message)
{
    Octets none = FromHex("0001 0000 0010 0000 404142434445464748494a4b4c4d4e4f 00020404");
    BOOST_TEST(Parses<Init1Message>(none), "whether to accept it is the key exchange's business");
    BOOST_TEST(Parses<Init2Message>(FromHex("0002 0000 00010001")));
}

BOOST_AUTO_TEST_SUITE_END()
