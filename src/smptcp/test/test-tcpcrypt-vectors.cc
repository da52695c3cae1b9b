/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// data/tcpcrypt-vectors.json: the form A vectors of the key schedule, the MAC, the clean form of AES-CTR and the
// options, and a captured form A handshake of two real daemons.
//
// Left out: form B, which this module does not speak; the daemon form of AES-CTR (ctr-daemon-*), not implemented
// yet, so that the captured payloads are authenticated here but not decrypted.

#include "unit-support.h"

#include "ns3/smptcp-octets.h"
#include "ns3/smptcp-segment-mac.h"
#include "ns3/smptcp-segment-options.h"
#include "ns3/smptcp-stream-cipher.h"
#include "ns3/tcpcrypt-init.h"
#include "ns3/tcpcrypt-keys.h"

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include <fstream>

using namespace ns3::smptcp;
using nlohmann::json;

BOOST_AUTO_TEST_SUITE(tcpcrypt_vectors)

namespace
{

const json&
Document()
{
    static const json document = json::parse(std::ifstream(SMPTCP_TEST_DATA_DIR "/tcpcrypt-vectors.json"));
    return document;
}

std::string
Text(const json& object, const char* name)
{
    return object.at(name).get<std::string>();
}

/// The vectors whose id starts with \p prefix, at least \p least of them
std::vector<json>
Vectors(const std::string& prefix, std::size_t least)
{
    std::vector<json> found;
    for (const auto& vector : Document().at("vectors"))
    {
        if (Text(vector, "id").rfind(prefix, 0) == 0)
        {
            found.push_back(vector);
        }
    }
    BOOST_TEST_REQUIRE(found.size() >= least);
    return found;
}

std::vector<PublicCipher>
PublicList(const std::string& hex)
{
    Octets octets = FromHex(hex);
    std::vector<PublicCipher> list;
    for (std::size_t i = 0; i + 3 <= octets.size(); i += 3)
    {
        list.push_back({octets[i], octets[i + 1], octets[i + 2]});
    }
    return list;
}

/// What enters the key schedule, from a vector or a capture
struct ScheduleInput
{
    std::string ns;
    std::string publicList;
    Init1Message init1;
    std::string choice;
};

Init1Message
MakeInit1(const std::string& kc, const std::string& symmetricList, const std::string& nc)
{
    Init1Message init1;
    init1.publicKey = FromHex(kc);
    for (std::size_t i = 0; i < symmetricList.size(); i += 8)
    {
        init1.symmetricCiphers.push_back(ArrayFromHex<4>(symmetricList.substr(i, 8)));
    }
    init1.nonce = FromHex(nc);
    return init1;
}

TcpcryptSecret
Secret(const ScheduleInput& in)
{
    return DeriveSessionSecret(FromHex(in.ns),
                               PublicList(in.publicList),
                               in.init1,
                               ArrayFromHex<4>(in.choice));
}

void
CheckKeys(const TcpcryptSecret& ss, const json& expected)
{
    TcpcryptKeys keys = DeriveKeys(ss);
    BOOST_TEST(ToHex(DeriveNextSecret(ss)) == Text(expected, "nextk"));
    BOOST_TEST(ToHex(keys.sid) == Text(expected, "sid"));
    BOOST_TEST(ToHex(keys.mk) == Text(expected, "mk"));
    BOOST_TEST(ToHex(keys.kec) == Text(expected, "kec"));
    BOOST_TEST(ToHex(keys.kac) == Text(expected, "kac"));
    BOOST_TEST(ToHex(keys.kes) == Text(expected, "kes"));
    BOOST_TEST(ToHex(keys.kas) == Text(expected, "kas"));
}

/// Form A's MAC of a segment: raw wire numbers, upper halves 0
std::string
WireMac(const TcpcryptKey& key, const Octets& segment)
{
    auto view = SegmentView::Parse(segment.data(), segment.size());
    BOOST_REQUIRE(view);
    SegmentMac mac(key.data());
    return ToHex(mac.ComputeFormA(*view, {view->Sequence(), view->Acknowledgment()}));
}

/// Where the tag of the MAC option starts, 0 when there is none
std::size_t
TagOffset(const Octets& segment)
{
    auto view = SegmentView::Parse(segment.data(), segment.size());
    const uint8_t* tag = SegmentOptions::Parse(*view).tag;
    return tag ? static_cast<std::size_t>(tag - segment.data()) : 0;
}

} // namespace

BOOST_AUTO_TEST_CASE(key_schedule)
{
    const json vector = Vectors("A-keys", 1).front();
    const json& in = vector.at("in");
    const json& out = vector.at("out");
    TcpcryptSecret ss = Secret({Text(in, "ns"),
                                Text(in, "pub_cipher_list"),
                                MakeInit1(Text(in, "kc"), Text(in, "sym_cipher_list"), Text(in, "nc")),
                                Text(in, "sym_cipher")});
    BOOST_TEST(ToHex(ss) == Text(out, "ss0"));
    CheckKeys(ss, out);
    TcpcryptKeys keys = DeriveKeys(ss);
    BOOST_TEST(ToHex(keys.kec.data(), 16) == Text(out, "aes_key_c"));
    BOOST_TEST(ToHex(keys.kes.data(), 16) == Text(out, "aes_key_s"));
}

BOOST_AUTO_TEST_CASE(key_schedule_of_the_next_session)
{
    const json out = Vectors("A-keys", 1).front().at("out");
    TcpcryptSecret next = DeriveNextSecret(FromHex(Text(out, "ss0")));
    BOOST_TEST(ToHex(next) == Text(out, "nextk"));
    CheckKeys(next, out.at("next_session"));
    BOOST_TEST(ToHex(DeriveKeys(next).sid.data(), NEXTK1_SID_OCTETS) == Text(out, "nextk1_bytes"));
}

BOOST_AUTO_TEST_CASE(segment_macs)
{
    for (const json& vector : Vectors("A-mac-", 4))
    {
        BOOST_TEST_CONTEXT(Text(vector, "id"))
        {
            const json& in = vector.at("in");
            const json& out = vector.at("out");
            Octets segment = FromHex(Text(in, "tcp_segment_mac_zeroed"));
            BOOST_TEST(TagOffset(segment) == out.at("mac_offset_in_segment").get<std::size_t>());
            BOOST_TEST(WireMac(FromHex(Text(in, "mac_key")), segment) == Text(out, "mac"));
        }
    }
}

BOOST_AUTO_TEST_CASE(clean_form_of_the_cipher)
{
    for (const json& vector : Vectors("ctr-stream-", 3))
    {
        BOOST_TEST_CONTEXT(Text(vector, "id"))
        {
            const json& in = vector.at("in");
            StreamCipher cipher(FromHex(Text(in, "aes_key")).data());
            Octets data = FromHex(Text(in, "plaintext"));
            uint64_t position = in.at("position").get<uint64_t>();
            cipher.Crypt(position, data.data(), data.size());
            BOOST_TEST(ToHex(data) == Text(vector.at("out"), "ciphertext"));
            cipher.Crypt(position, data.data(), data.size());
            BOOST_TEST(ToHex(data) == Text(in, "plaintext"));
        }
    }
}

BOOST_AUTO_TEST_CASE(options_of_form_a)
{
    auto parse = [](const std::string& id) {
        for (const auto& option : Document().at("options"))
        {
            if (Text(option, "id").rfind(id, 0) == 0)
            {
                Octets octets = FromHex(Text(option, "hex"));
                return CryptOption::Parse(ViewOf(octets));
            }
        }
        return std::optional<CryptOption>();
    };
    BOOST_TEST(parse("hello-empty").value().hello);
    BOOST_TEST(parse("hello-explicit").value().hello);
    BOOST_TEST(!parse("hello-explicit").value().appSupport);
    BOOST_TEST(parse("hello-app-support").value().hello);
    BOOST_TEST(parse("hello-app-support").value().appSupport);
    BOOST_TEST((parse("A-pkconf-1").value().pkconf == PublicList("020404")));
    BOOST_TEST((parse("A-pkconf-2").value().pkconf == PublicList("020404010408")));
    BOOST_TEST(parse("A-init1").value().init1);
    BOOST_TEST(parse("A-init2").value().init2);
    BOOST_TEST(parse("A-nextk1").value().nextk1.has_value());
    BOOST_TEST(parse("A-nextk2").value().nextk2);
}

namespace
{

const json&
Capture()
{
    for (const auto& capture : Document().at("captured"))
    {
        if (Text(capture, "form") == "A")
        {
            return capture;
        }
    }
    throw std::runtime_error("no captured form A handshake");
}

Octets
CapturedSegment(int number)
{
    for (const auto& segment : Capture().at("segments"))
    {
        if (segment.at("n").get<int>() == number)
        {
            return FromHex(Text(segment, "tcp"));
        }
    }
    throw std::runtime_error("no such segment");
}

SegmentOptions
OptionsOf(const Octets& segment)
{
    return SegmentOptions::Parse(SegmentView::Parse(segment.data(), segment.size()).value());
}

Octets
PayloadOf(const Octets& segment)
{
    auto view = SegmentView::Parse(segment.data(), segment.size()).value();
    return {view.Payload(), view.Payload() + view.PayloadSize()};
}

} // namespace

BOOST_AUTO_TEST_CASE(captured_handshake_parses_and_yields_the_daemons_keys)
{
    const json& keys = Capture().at("keys");
    BOOST_TEST(OptionsOf(CapturedSegment(1)).handshake.crypt.value().hello);
    auto pkconf = OptionsOf(CapturedSegment(2)).handshake.crypt.value().pkconf.value();
    BOOST_TEST((pkconf == PublicList(Text(keys, "pubcl"))));

    Octets third = CapturedSegment(3);
    BOOST_TEST(OptionsOf(third).handshake.crypt.value().init1);
    Octets payload = PayloadOf(third);
    auto init1 = Init1Message::Parse(payload.data(), payload.size());
    BOOST_REQUIRE(init1);
    BOOST_TEST(ToHex(init1->nonce) == Text(keys, "nc"));
    BOOST_TEST(ToHex(init1->publicKey) == Text(keys, "kc"));
    BOOST_TEST((init1->Serialize() == payload), "INIT1 comes out as it went in");

    Octets fourth = CapturedSegment(4);
    BOOST_TEST(OptionsOf(fourth).handshake.crypt.value().init2);
    payload = PayloadOf(fourth);
    auto init2 = Init2Message::Parse(payload.data(), payload.size());
    BOOST_REQUIRE(init2);
    BOOST_TEST(ToHex(init2->symmetricCipher) == Text(keys, "symc"));
    BOOST_TEST((init2->Serialize() == payload), "INIT2 comes out as it went in");

    TcpcryptSecret ss = DeriveSessionSecret(FromHex(Text(keys, "ns")),
                                            pkconf,
                                            *init1,
                                            init2->symmetricCipher);
    BOOST_TEST(ToHex(ss) == Text(keys, "ss"));
    CheckKeys(ss, keys);
}

BOOST_AUTO_TEST_CASE(every_captured_mac_is_recomputed)
{
    const json& keys = Capture().at("keys");
    unsigned checked = 0;
    for (const auto& segment : Capture().at("segments"))
    {
        BOOST_TEST_CONTEXT("segment " << segment.at("n").get<int>())
        {
            Octets octets = FromHex(Text(segment, "tcp"));
            std::size_t offset = TagOffset(octets);
            bool handshake = segment.at("n").get<int>() <= 4;
            BOOST_TEST((offset == 0) == handshake, "everything after INIT2 carries a MAC");
            if (offset == 0)
            {
                continue;
            }
            ++checked;
            auto key = FromHex(Text(keys, Text(segment, "from") == "client" ? "kac" : "kas"));
            BOOST_TEST(WireMac(key, octets) == ToHex(octets.data() + offset, MAC_TAG_OCTETS));
            // The other direction's key, and a changed last octet, do not do.
            auto other = FromHex(Text(keys, Text(segment, "from") == "client" ? "kas" : "kac"));
            BOOST_TEST(WireMac(other, octets) != ToHex(octets.data() + offset, MAC_TAG_OCTETS));
        }
    }
    BOOST_TEST(checked == 5u);
}

BOOST_AUTO_TEST_SUITE_END()
