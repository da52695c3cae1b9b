/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// The captured form A connection of two real daemons (data/tcpcrypt-vectors.json) through the machine: its segments go
// in, and for either role the options, messages, keys and every MAC of the capture come out.
//
// What a captured end drew at random is given to ours. Role S cannot repeat the padding of OAEP, which is not in the
// capture, so of INIT2 all but the ciphertext is compared; role C's private key is not there either, so the one of this
// test knows the plaintext of the one ciphertext of the capture.

#include "handshake-script.h"

#include "ns3/smptcp-segment-options.h"
#include "ns3/smptcp-segment-protector.h"
#include "ns3/smptcp-segment-view.h"

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include <fstream>

using namespace ns3::smptcp;
using nlohmann::json;

BOOST_AUTO_TEST_SUITE(handshake_replay)

namespace
{

/// The capture
const json&
Capture()
{
    static const json capture = [] {
        const json document = json::parse(std::ifstream(SMPTCP_TEST_DATA_DIR "/tcpcrypt-vectors.json"));
        for (const auto& captured : document.at("captured"))
        {
            if (captured.at("form") == "A")
            {
                return captured;
            }
        }
        throw std::runtime_error("no captured form A handshake");
    }();
    return capture;
}

std::string
KeyHex(const char* name)
{
    return Capture().at("keys").at(name).get<std::string>();
}

/// A captured segment
struct Captured
{
    explicit Captured(const json& entry)
        : octets(FromHex(entry.at("tcp").get<std::string>())),
          fromClient(entry.at("from") == "client"),
          view(*SegmentView::Parse(octets.data(), octets.size())),
          options(SegmentOptions::Parse(view))
    {
    }

    Captured(const Captured&) = delete;
    Captured& operator=(const Captured&) = delete;

    /// \return the CRYPT option as hex
    std::string Crypt() const
    {
        OptionWalker walker(view.Options(), view.OptionsSize());
        while (auto option = walker.Next())
        {
            if (option->kind == KIND_CRYPT)
            {
                return ToHex(option->data, option->length);
            }
        }
        return "";
    }

    Octets Payload() const
    {
        return {view.Payload(), view.Payload() + view.PayloadSize()};
    }

    Octets octets;          //!< Header and payload
    bool fromClient;        //!< Sent by the active opener
    SegmentView view;       //!< The same
    SegmentOptions options; //!< Its options
};

std::vector<std::unique_ptr<Captured>>
Segments()
{
    std::vector<std::unique_ptr<Captured>> segments;
    for (const auto& entry : Capture().at("segments"))
    {
        segments.push_back(std::make_unique<Captured>(entry));
    }
    return segments;
}

/// First the octets of the capture, then any
class ReplayedRandom : public RandomSource
{
  public:
    explicit ReplayedRandom(Octets first)
        : m_first(std::move(first))
    {
    }

    void Fill(uint8_t* out, std::size_t size) override
    {
        if (!m_first.empty())
        {
            BOOST_TEST_REQUIRE(size == m_first.size());
            std::copy(m_first.begin(), m_first.end(), out);
            m_first.clear();
            return;
        }
        m_rest.Fill(out, size);
    }

  private:
    Octets m_first;         //!< Not drawn yet
    SeededRandom m_rest{9}; //!< Behind them
};

/// The key of the captured role C, as far as it is known
class CapturedKey : public RsaPrivateKey
{
  public:
    CapturedKey()
        : m_modulus(FromHex(KeyHex("kc")))
    {
        const Octets init2 = Segments().at(3)->Payload();
        m_ciphertext.assign(init2.begin() + 8, init2.end());
    }

    const std::vector<uint8_t>& Modulus() const override
    {
        return m_modulus;
    }

    std::optional<std::vector<uint8_t>> Decrypt(const std::vector<uint8_t>& ciphertext) const override
    {
        return ciphertext == m_ciphertext ? std::optional<Octets>(FromHex(KeyHex("ns"))) : std::nullopt;
    }

  private:
    Octets m_modulus;    //!< K_C
    Octets m_ciphertext; //!< The one it can decrypt
};

/// An end with the settings of the daemons
HandshakeEnd&
LikeTheDaemon(HandshakeEnd& end)
{
    end.settings.pkconf = {{2, 4, 4}};
    end.settings.symmetric = {{0, 1, 0, 0}, {0, 0, 0, 1}, {0, 0, 0, 2}};
    end.Begin();
    return end;
}

HandshakePolicy
TcpcryptOnly()
{
    HandshakePolicy policy;
    policy.capabilities.tcpcrypt = true;
    policy.require = Require::ENCRYPTION;
    return policy;
}

void
CheckKeys(const TcpcryptSession& session)
{
    BOOST_TEST(ToHex(session.ss) == KeyHex("ss"));
    BOOST_TEST(ToHex(session.ns) == KeyHex("ns"));
    BOOST_TEST(ToHex(session.keys.sid) == KeyHex("sid"));
    BOOST_TEST(ToHex(session.keys.mk) == KeyHex("mk"));
    BOOST_TEST(ToHex(session.keys.kec) == KeyHex("kec"));
    BOOST_TEST(ToHex(session.keys.kac) == KeyHex("kac"));
    BOOST_TEST(ToHex(session.keys.kes) == KeyHex("kes"));
    BOOST_TEST(ToHex(session.keys.kas) == KeyHex("kas"));
    BOOST_TEST(ToHex(NextSession(session).ss) == KeyHex("nextk"));
}

/// Every segment behind INIT2: the end sends its own with the captured tag and takes the peer's
void
CheckEveryMac(const TcpcryptSession& session, bool isClient)
{
    SegmentProtector protector(session, ProtectionProfile());
    unsigned sent = 0;
    unsigned received = 0;
    const auto segments = Segments();
    for (std::size_t i = 4; i < segments.size(); ++i)
    {
        const Captured& segment = *segments[i];
        BOOST_TEST_CONTEXT("captured segment " << Capture().at("segments")[i].at("n"))
        {
            BOOST_REQUIRE(segment.options.tag);
            SegmentPosition wire{segment.view.Sequence(), segment.view.Acknowledgment()};
            if (segment.fromClient == isClient)
            {
                ++sent;
                uint8_t tag[MAC_TAG_OCTETS];
                protector.Seal(segment.view, wire, {}, tag);
                BOOST_TEST(ToHex(tag, sizeof(tag)) == ToHex(segment.options.tag, sizeof(tag)));
                BOOST_TEST(!protector.Verify(segment.view, wire, {}, segment.options.tag), "not its own direction");
                continue;
            }
            ++received;
            BOOST_TEST(protector.Verify(segment.view, wire, {}, segment.options.tag));
            ++wire.sequence;
            BOOST_TEST(!protector.Verify(segment.view, wire, {}, segment.options.tag), "not one octet later");
        }
    }
    BOOST_TEST(sent + received == segments.size() - 4);
    BOOST_TEST(sent > 0u);
    BOOST_TEST(received > 0u);
}

} // namespace

BOOST_AUTO_TEST_CASE(role_c_of_the_capture)
{
    const auto segments = Segments();
    HandshakeEnd a(TcpcryptOnly(), true);
    ReplayedRandom random(FromHex(KeyHex("nc")));
    a.settings.random = &random;
    a.settings.keyPair = [](unsigned bits) {
        BOOST_TEST(bits == 2048u);
        return std::make_shared<CapturedKey>();
    };
    LikeTheDaemon(a);
    BOOST_TEST(a.Syn() == "450301");
    BOOST_TEST(segments[0]->Crypt() == "4502", "the daemon's empty form says the same");
    BOOST_TEST_REQUIRE(a.handshake->OnSynAck(segments[1]->options.handshake, 1448));
    BOOST_TEST(a.Third() == segments[2]->Crypt());
    BOOST_TEST(ToHex(a.handshake->Message()) == ToHex(segments[2]->Payload()), "INIT1, octet for octet");
    BOOST_TEST(a.handshake->AwaitsInit2());
    const Octets init2 = segments[3]->Payload();
    BOOST_TEST_REQUIRE(a.handshake->OnInit2(init2.data(), init2.size()));
    BOOST_TEST(a.states == "HELLO_SENT PKCONF_RCVD INIT1_SENT ENCRYPTING");
    BOOST_TEST((a.handshake->Session()->role == TcpcryptRole::C));
    CheckKeys(*a.handshake->Session());
    CheckEveryMac(*a.handshake->Session(), true);
}

BOOST_AUTO_TEST_CASE(role_s_of_the_capture)
{
    const auto segments = Segments();
    HandshakeEnd b(TcpcryptOnly(), false);
    ReplayedRandom random(FromHex(KeyHex("ns")));
    b.settings.random = &random;
    LikeTheDaemon(b);
    BOOST_TEST_REQUIRE(b.handshake->OnSyn(segments[0]->options.handshake));
    BOOST_TEST(b.SynAck() == segments[1]->Crypt());
    const Octets init1 = segments[2]->Payload();
    BOOST_TEST_REQUIRE(
        b.handshake->OnThird(segments[2]->options.handshake, false, init1.data(), init1.size(), 1448));
    OptionBytes fourth;
    AppendCrypt(fourth, b.handshake->MessageOpcode());
    BOOST_TEST(ToHex(fourth) == segments[3]->Crypt());
    const Octets init2 = segments[3]->Payload();
    BOOST_TEST(b.handshake->Message().size() == init2.size());
    BOOST_TEST(ToHex(b.handshake->Message().data(), 8) == ToHex(init2.data(), 8), "type, length and choice");
    BOOST_TEST(b.states == "HELLO_RCVD PKCONF_SENT INIT1_RCVD INIT2_SENT");
    BOOST_TEST((b.handshake->Session()->role == TcpcryptRole::S));
    CheckKeys(*b.handshake->Session());
    CheckEveryMac(*b.handshake->Session(), false);
}

BOOST_AUTO_TEST_CASE(a_capture_with_one_octet_changed_yields_other_keys_or_none)
{
    const auto segments = Segments();
    Octets init1 = segments[2]->Payload();
    init1[8 + 12] ^= 1; // N_C
    HandshakeEnd b(TcpcryptOnly(), false);
    ReplayedRandom random(FromHex(KeyHex("ns")));
    b.settings.random = &random;
    LikeTheDaemon(b);
    b.handshake->OnSyn(segments[0]->options.handshake);
    b.SynAck();
    BOOST_TEST_REQUIRE(
        b.handshake->OnThird(segments[2]->options.handshake, false, init1.data(), init1.size(), 1448));
    BOOST_TEST(ToHex(b.handshake->Session()->ss) != KeyHex("ss"));
    SegmentProtector protector(*b.handshake->Session(), ProtectionProfile());
    const Captured& fifth = *segments[4];
    SegmentPosition wire{fifth.view.Sequence(), fifth.view.Acknowledgment()};
    BOOST_TEST(!protector.Verify(fifth.view, wire, {}, fifth.options.tag));
}

BOOST_AUTO_TEST_SUITE_END()
