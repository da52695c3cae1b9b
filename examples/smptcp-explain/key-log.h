/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_EXPLAIN_KEY_LOG_H
#define SMPTCP_EXPLAIN_KEY_LOG_H

#include "packet.h"

#include "ns3/smptcp-protection-profile.h"
#include "ns3/tcpcrypt-key-exchange.h"

namespace smptcp_explain
{

/// What a key log says of one connection
struct LoggedKeys
{
    int64_t timeNs{0};                                  //!< When the keys were ready
    Endpoint client;                                    //!< Sender of the first SYN
    Endpoint server;                                    //!< The other one
    std::optional<ns3::smptcp::TcpcryptSecret> secret;  //!< The session secret ss[i]
    ns3::smptcp::ProtectionProfile profile;             //!< How segments are protected
    std::optional<ns3::smptcp::TcpcryptRole> initiator; //!< tcpcrypt role of the client, when the log says it
    std::optional<uint32_t> idsnLow;                    //!< Low half of both IDSNs, when it was set for a test
    std::string unknown;                                //!< What of the profile is not known here, if anything
};

/**
 * A key log (SmptcpKeyLog): CRYPT_SS gives the secret, CRYPT_PROFILE what differs from the defaults; other lines
 * are passed over.
 */
class KeyLog
{
  public:
    /// \param path the file \throw std::runtime_error, with one line, when it cannot be read or a line makes no sense
    static KeyLog Read(const std::string& path);

    /// \return the keys of the connection whose first SYN left at \p synNs, or null
    const LoggedKeys* Find(const Endpoint& client, const Endpoint& server, int64_t synNs) const;

  private:
    LoggedKeys& Entry(int64_t timeNs, const Endpoint& client, const Endpoint& server);

    std::vector<LoggedKeys> m_entries; //!< One for each connection and side that wrote
};

} // namespace smptcp_explain

#endif // SMPTCP_EXPLAIN_KEY_LOG_H
