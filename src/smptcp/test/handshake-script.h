/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_TEST_HANDSHAKE_SCRIPT_H
#define SMPTCP_TEST_HANDSHAKE_SCRIPT_H

#include "unit-support.h"

#include "ns3/smptcp-handshake.h"

#include <memory>
#include <string>
#include <vector>

// One end of a handshake without sockets, driven by options and payloads given as octets.

/// \return the handshake options in an option area
ns3::smptcp::HandshakeOptions ParseHandshakeOptions(const Octets& area);

/// \return a key pair of 512 bits, whatever is asked for: always the same
std::shared_ptr<const ns3::smptcp::RsaPrivateKey> SmallKeyPair(unsigned bits);

/// An end, and everything it says and thinks
struct HandshakeEnd
{
    /// \param policy its policy \param initiator it is A \param seed of its random octets
    HandshakeEnd(const ns3::smptcp::HandshakePolicy& policy, bool initiator, uint64_t seed = 1);
    HandshakeEnd(const HandshakeEnd&) = delete;
    HandshakeEnd& operator=(const HandshakeEnd&) = delete;

    /// Begin with what `settings` has now.
    void Begin();
    /// \return options of SYN number \p attempt as hex
    std::string Syn(unsigned attempt = 1);
    /// \return options of SYN/ACK number \p attempt as hex
    std::string SynAck(unsigned attempt = 1);
    /// \return options of the bare third segment as hex
    std::string Third() const;
    /// Take a SYN with these options (hex). \return false when refused
    bool OnSyn(const std::string& options);
    /// Take a SYN/ACK with these options (hex). \return false when refused
    bool OnSynAck(const std::string& options);
    /// Take a third segment. \return false when refused
    bool OnThird(const std::string& options, const Octets& payload = {});
    /// \return name of its state
    std::string State() const;
    /// \return name of its mode, "open" when undecided
    std::string ModeText() const;

    SeededRandom random;                      //!< Its random octets
    ns3::smptcp::HandshakeSettings settings;  //!< What Begin takes
    std::unique_ptr<ns3::smptcp::SmptcpHandshake> handshake; //!< The machine
    std::string states;                       //!< Every state it entered, joined by blanks
    std::size_t segmentSize{1420};            //!< Octets of payload in a segment
};

#endif // SMPTCP_TEST_HANDSHAKE_SCRIPT_H
