/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_KEY_LOG_H
#define SMPTCP_KEY_LOG_H

#include "ns3/node-container.h"
#include "ns3/ptr.h"

#include <fstream>
#include <string>

namespace ns3
{

class SmptcpSocket;
struct SmptcpSubflowKeys;

/**
 * \ingroup smptcp-helper
 * Writes what is needed to decrypt a pcap and check every MAC. Three lines for each connection and side, in mode
 * STACKED for each subflow and side:
 * `CRYPT_SS <time_s> <client>:<port> <server>:<port> <role> <ss>`, `CRYPT_NS` with the same fields and N_S, and
 * `CRYPT_PROFILE` with the first four and key=value pairs: how segments are protected (form=A|B counter=clean|daemon
 * tag=<octets> window=0|1 sid=<octets> subkey=0|1 literal=0|1
 * sparse=<segments> idsnlow=-|<8 hexadecimal digits>), the role of the client (initiator=C|S), and whether ss is
 * of a cached session and N_S of its first connection (resumed=0|1).
 * Client is the sender of the first SYN (in mode STACKED of the subflow's), addresses are as the logging side sees them
 * (IPv6 in brackets), role is the logging side's tcpcrypt role C or S, secrets are in hexadecimal.
 */
class SmptcpKeyLog
{
  public:
    /// \param fileName file to write; aborts readably when it cannot be opened
    explicit SmptcpKeyLog(const std::string& fileName);
    /// Log the connections of \p nodes from now on; legacy hosts have none. The object must outlive the run.
    void Attach(const NodeContainer& nodes);

  private:
    void OnKeys(Ptr<SmptcpSocket> socket);
    void OnSubflowKeys(Ptr<SmptcpSocket> socket, const SmptcpSubflowKeys& keys);

    std::ofstream m_file; //!< The log
};

} // namespace ns3

#endif // SMPTCP_KEY_LOG_H
