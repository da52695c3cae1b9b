/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// data/tcpcrypt-vectors.json: the vectors of both forms' key schedules and MACs, of AES-CTR in the clean and in the
// daemon form, and of the options; and a captured handshake of two real daemons of each form.

#include "unit-support.h"

#include "ns3/smptcp-octets.h"
#include "ns3/smptcp-segment-mac.h"
#include "ns3/smptcp-segment-options.h"
#include "ns3/smptcp-stream-cipher.h"
#include "ns3/tcpcrypt-ecdh.h"
#include "ns3/tcpcrypt-init.h"
#include "ns3/tcpcrypt-keys.h"

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cctype>
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

void
CheckKeysB(const TcpcryptSecret& ss, uint8_t application, const json& expected)
{
    TcpcryptKeys keys = DeriveKeys(ss, application);
    BOOST_TEST(ToHex(DeriveNextSecret(ss)) == Text(expected, "nextk"));
    BOOST_TEST(ToHex(keys.sid) == Text(expected, "sid"));
    BOOST_TEST(ToHex(keys.mk) == Text(expected, "mk"));
    BOOST_TEST(ToHex(keys.kec) == Text(expected, "c_enc"));
    BOOST_TEST(ToHex(keys.kac) == Text(expected, "c_mac"));
    BOOST_TEST(ToHex(keys.kgc) == Text(expected, "c_ack"));
    BOOST_TEST(ToHex(keys.kes) == Text(expected, "s_enc"));
    BOOST_TEST(ToHex(keys.kas) == Text(expected, "s_mac"));
    BOOST_TEST(ToHex(keys.kgs) == Text(expected, "s_ack"));
}

SegmentView
ViewOfSegment(const Octets& segment)
{
    return SegmentView::Parse(segment.data(), segment.size()).value();
}

/// Form A's MAC of a segment: raw wire numbers, upper halves 0
std::string
WireMac(const TcpcryptKey& key, const Octets& segment)
{
    SegmentView view = ViewOfSegment(segment);
    return ToHex(SegmentMac(key.data()).ComputeFormA(view, RawPosition(view)));
}

/// Form B's MAC of a segment as the daemon makes it
std::string
WireMacB(const TcpcryptKey& macKey, const TcpcryptKey& ackKey, uint32_t isn, uint32_t peerIsn, const Octets& segment)
{
    SegmentView view = ViewOfSegment(segment);
    SegmentPosition position{view.Sequence() - isn, view.Acknowledgment() - peerIsn};
    return ToHex(FormBMac(macKey.data(), ackKey.data()).Compute(view, SignedIsnPosition(view, position)));
}

ProtectionProfile
ProfileOf(const std::string& form)
{
    ProtectionProfile profile;
    profile.form = form == "B" ? TcpcryptForm::B : TcpcryptForm::A;
    return profile;
}

/// Where the tag of the MAC option starts, 0 when there is none
std::size_t
TagOffset(const Octets& segment, const std::string& form = "A")
{
    const uint8_t* tag = SegmentOptions::Parse(ViewOfSegment(segment), ProfileOf(form)).tag;
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

BOOST_AUTO_TEST_CASE(key_schedule_of_form_b)
{
    for (const json& vector : Vectors("B-keys-app", 3))
    {
        BOOST_TEST_CONTEXT(Text(vector, "id"))
        {
            const json& in = vector.at("in");
            TcpcryptSecret ss = DeriveSessionSecretB(FromHex(Text(in, "nc")),
                                                     PublicList(Text(in, "pub_cipher_list")),
                                                     FromHex(Text(in, "init1")),
                                                     FromHex(Text(in, "init2")),
                                                     FromHex(Text(in, "pms")));
            BOOST_TEST(ToHex(ss) == Text(vector.at("out"), "ss0"));
            CheckKeysB(ss, in.at("app_support").get<uint8_t>(), vector.at("out"));
        }
    }
}

BOOST_AUTO_TEST_CASE(segment_macs_of_form_b)
{
    for (const json& vector : Vectors("B-mac-", 4))
    {
        BOOST_TEST_CONTEXT(Text(vector, "id"))
        {
            const json& in = vector.at("in");
            const json& out = vector.at("out");
            Octets segment = FromHex(Text(in, "tcp_segment_mac_zeroed"));
            BOOST_TEST(TagOffset(segment, "B") == out.at("mac_offset_in_segment").get<std::size_t>());
            BOOST_TEST(TagOffset(segment, "A") == 0u, "a tag of 16 octets is none of form A");
            BOOST_TEST(WireMacB(FromHex(Text(in, "mac_key")),
                                FromHex(Text(in, "ack_key")),
                                in.at("isn_sender").get<uint32_t>(),
                                in.at("isn_receiver").get<uint32_t>(),
                                segment) == Text(out, "mac"));
        }
    }
}

namespace
{

/// Encrypt and decrypt the plaintext of every vector whose id starts with \p prefix
void
CheckCipher(const std::string& prefix, const char* index, CounterForm form, std::size_t least)
{
    for (const json& vector : Vectors(prefix, least))
    {
        BOOST_TEST_CONTEXT(Text(vector, "id"))
        {
            const json& in = vector.at("in");
            StreamCipher cipher(FromHex(Text(in, "aes_key")).data(), form);
            Octets data = FromHex(Text(in, "plaintext"));
            uint64_t first = in.at(index).get<uint64_t>();
            cipher.Crypt(first, data.data(), data.size());
            BOOST_TEST(ToHex(data) == Text(vector.at("out"), "ciphertext"));
            cipher.Crypt(first, data.data(), data.size());
            BOOST_TEST(ToHex(data) == Text(in, "plaintext"));
        }
    }
}

} // namespace

BOOST_AUTO_TEST_CASE(clean_form_of_the_cipher)
{
    CheckCipher("ctr-stream-", "position", CounterForm::CLEAN, 3);
}

BOOST_AUTO_TEST_CASE(daemon_form_of_the_cipher)
{
    CheckCipher("ctr-daemon-", "seq", CounterForm::DAEMON, 4);
}

BOOST_AUTO_TEST_CASE(options_of_both_forms)
{
    auto parse = [](const std::string& id, TcpcryptForm form = TcpcryptForm::A) {
        for (const auto& option : Document().at("options"))
        {
            if (Text(option, "id").rfind(id, 0) == 0)
            {
                Octets octets = FromHex(Text(option, "hex"));
                return CryptOption::Parse(ViewOf(octets), form);
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
    constexpr TcpcryptForm B = TcpcryptForm::B;
    BOOST_TEST((parse("B-pkconf-3", B).value().pkconf == PublicList("000100000200000201")));
    BOOST_TEST(parse("B-pkconf-app-support", B).value().appSupport);
    BOOST_TEST(parse("B-init1", B).value().init1);
    BOOST_TEST(parse("B-init2", B).value().init2);
    BOOST_TEST(parse("B-nextk2", B).value().nextk2);
    BOOST_TEST(!parse("B-nextk2", B).value().appSupport);
}

namespace
{

const json&
Capture(const std::string& form = "A")
{
    for (const auto& capture : Document().at("captured"))
    {
        if (Text(capture, "form") == form)
        {
            return capture;
        }
    }
    throw std::runtime_error("no captured handshake of form " + form);
}

Octets
CapturedSegment(int number, const std::string& form = "A")
{
    for (const auto& segment : Capture(form).at("segments"))
    {
        if (segment.at("n").get<int>() == number)
        {
            return FromHex(Text(segment, "tcp"));
        }
    }
    throw std::runtime_error("no such segment");
}

SegmentOptions
OptionsOf(const Octets& segment, const std::string& form = "A")
{
    return SegmentOptions::Parse(ViewOfSegment(segment), ProfileOf(form));
}

Octets
PayloadOf(const Octets& segment)
{
    SegmentView view = ViewOfSegment(segment);
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

BOOST_AUTO_TEST_CASE(captured_handshake_of_form_b_yields_the_daemons_keys)
{
    const json& keys = Capture("B").at("keys");
    BOOST_TEST(OptionsOf(CapturedSegment(1, "B"), "B").handshake.crypt.value().hello);
    auto pkconf = OptionsOf(CapturedSegment(2, "B"), "B").handshake.crypt.value().pkconf.value();
    BOOST_TEST((pkconf == PublicList(Text(keys, "pubcl"))));

    Octets third = CapturedSegment(3, "B");
    BOOST_TEST(OptionsOf(third, "B").handshake.crypt.value().init1);
    const Octets init1Octets = PayloadOf(third);
    auto init1 = Init1Message::Parse(init1Octets.data(), init1Octets.size(), TcpcryptForm::B);
    BOOST_REQUIRE(init1);
    BOOST_TEST(ToHex(init1->nonce) == Text(keys, "nc"));
    BOOST_TEST((init1->publicCipher == PublicCipher{0, 2, 0}));
    BOOST_TEST(init1->publicKey.size() == P256_POINT_OCTETS);
    BOOST_TEST(init1->Serialize(TcpcryptForm::B).size() == init1Octets.size(), "but for reserved octets");

    Octets fourth = CapturedSegment(4, "B");
    BOOST_TEST(OptionsOf(fourth, "B").handshake.crypt.value().init2);
    const Octets init2Octets = PayloadOf(fourth);
    auto init2 = Init2Message::Parse(init2Octets.data(), init2Octets.size(), TcpcryptForm::B);
    BOOST_REQUIRE(init2);
    BOOST_TEST((init2->Serialize(TcpcryptForm::B) == init2Octets), "INIT2 comes out as it went in");

    TcpcryptSecret ss =
        DeriveSessionSecretB(init1->nonce, pkconf, init1Octets, init2Octets, FromHex(Text(keys, "pms")));
    BOOST_TEST(ToHex(ss) == Text(keys, "ss"));
    CheckKeysB(ss, 0, keys);
}

BOOST_AUTO_TEST_CASE(every_captured_mac_of_form_b_is_recomputed)
{
    const json& keys = Capture("B").at("keys");
    auto isnOf = [](int segment) { return ViewOfSegment(CapturedSegment(segment, "B")).Sequence(); };
    const uint32_t clientIsn = isnOf(1);
    const uint32_t serverIsn = isnOf(2);
    BOOST_TEST(serverIsn >= 0x80000000u, "one of the ISNs is one the daemon takes for negative");
    unsigned checked = 0;
    for (const auto& segment : Capture("B").at("segments"))
    {
        BOOST_TEST_CONTEXT("segment " << segment.at("n").get<int>())
        {
            Octets octets = FromHex(Text(segment, "tcp"));
            std::size_t offset = TagOffset(octets, "B");
            BOOST_TEST((offset == 0) == (segment.at("n").get<int>() <= 4), "everything after INIT2 carries a MAC");
            if (offset == 0)
            {
                continue;
            }
            ++checked;
            bool client = Text(segment, "from") == "client";
            auto mac = [&](const std::string& side) {
                return WireMacB(FromHex(Text(keys, (side + "_mac").c_str())),
                                FromHex(Text(keys, (side + "_ack").c_str())),
                                client ? clientIsn : serverIsn,
                                client ? serverIsn : clientIsn,
                                octets);
            };
            const std::string tag = ToHex(octets.data() + offset, MAC_TAG_OCTETS_B);
            BOOST_TEST(mac(client ? "c" : "s") == tag);
            BOOST_TEST(mac(client ? "s" : "c") != tag, "the other direction's keys do not do");
        }
    }
    BOOST_TEST(checked == 4u);
}

BOOST_AUTO_TEST_CASE(captured_payloads_are_decrypted)
{
    // What the daemons' applications sent was base64 text, which no wrong keystream yields.
    auto isText = [](const Octets& octets) {
        return std::all_of(octets.begin(), octets.end(), [](uint8_t octet) {
            return std::isalnum(octet) || octet == '+' || octet == '/' || octet == '=' || octet == '\n';
        });
    };
    unsigned decrypted = 0;
    for (const std::string form : {"A", "B"})
    {
        const json& keys = Capture(form).at("keys");
        for (const auto& segment : Capture(form).at("segments"))
        {
            Octets octets = FromHex(Text(segment, "tcp"));
            const Octets payload = PayloadOf(octets);
            if (segment.at("n").get<int>() <= 4 || payload.empty())
            {
                continue;
            }
            bool client = Text(segment, "from") == "client";
            const char* name = form == "A" ? (client ? "kec" : "kes") : (client ? "c_enc" : "s_enc");
            for (CounterForm counter : {CounterForm::DAEMON, CounterForm::CLEAN})
            {
                Octets text = payload;
                StreamCipher cipher(FromHex(Text(keys, name)).data(), counter);
                cipher.Crypt(ViewOfSegment(octets).Sequence(), text.data(), text.size());
                BOOST_TEST(isText(text) == (counter == CounterForm::DAEMON), form << " " << segment.at("n").get<int>());
            }
            ++decrypted;
        }
    }
    BOOST_TEST(decrypted == 5u);
}

BOOST_AUTO_TEST_SUITE_END()
