/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "handshake-script.h"

using namespace ns3::smptcp;

HandshakeOptions
ParseHandshakeOptions(const Octets& area)
{
    HandshakeOptions options;
    OptionWalker walker(area.data(), area.size());
    while (auto option = walker.Next())
    {
        options.mpCapable = options.mpCapable ? options.mpCapable : MpCapable::Parse(*option);
        options.crypt = options.crypt ? options.crypt : CryptOption::Parse(*option);
    }
    return options;
}

std::shared_ptr<const RsaPrivateKey>
SmallKeyPair(unsigned)
{
    static std::shared_ptr<const RsaPrivateKey> pair = [] {
        SeededRandom random(512);
        return std::make_shared<RsaKeyPair>(512, random);
    }();
    return pair;
}

HandshakeEnd::HandshakeEnd(const HandshakePolicy& policy, bool initiator, uint64_t seed)
    : random(seed)
{
    settings.policy = policy;
    settings.keyBits = 512;
    settings.keyPair = SmallKeyPair;
    settings.random = &random;
    settings.localKey = initiator ? 0x1111111111111111 : 0x2222222222222222;
    settings.initiator = initiator;
    Begin();
}

void
HandshakeEnd::Begin()
{
    states.clear();
    handshake = std::make_unique<SmptcpHandshake>(settings);
    handshake->SetObserver([this](TcpcryptState state) {
        states += (states.empty() ? "" : " ") + std::string(TcpcryptStateName(state));
    });
}

std::string
HandshakeEnd::Syn(unsigned attempt)
{
    OptionBytes out;
    handshake->AppendSyn(out, attempt);
    return ToHex(out);
}

std::string
HandshakeEnd::SynAck(unsigned attempt)
{
    OptionBytes out;
    handshake->AppendSynAck(out, attempt);
    return ToHex(out);
}

std::string
HandshakeEnd::Third() const
{
    OptionBytes out;
    if (handshake->AwaitsInit2())
    {
        AppendCrypt(out, handshake->MessageOpcode());
    }
    handshake->AppendThirdPkconf(out);
    if (handshake->DecidedMode() == Mode::MPTCP)
    {
        handshake->AppendThirdMpCapable(out);
    }
    return ToHex(out);
}

bool
HandshakeEnd::OnSyn(const std::string& options)
{
    return handshake->OnSyn(ParseHandshakeOptions(FromHex(options)));
}

bool
HandshakeEnd::OnSynAck(const std::string& options)
{
    return handshake->OnSynAck(ParseHandshakeOptions(FromHex(options)), segmentSize);
}

bool
HandshakeEnd::OnThird(const std::string& options, const Octets& payload)
{
    const HandshakeOptions parsed = ParseHandshakeOptions(FromHex(options));
    return handshake->OnThird(parsed, false, payload.data(), payload.size(), segmentSize);
}

std::string
HandshakeEnd::State() const
{
    return TcpcryptStateName(handshake->State());
}

std::string
HandshakeEnd::ModeText() const
{
    return handshake->DecidedMode() ? ModeName(*handshake->DecidedMode()) : "open";
}
