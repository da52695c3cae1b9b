/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_HELPER_H
#define SMPTCP_HELPER_H

#include "ns3/node-container.h"
#include "ns3/object-factory.h"
#include "ns3/smptcp-key-store.h"
#include "ns3/socket.h"

#include <string>
#include <vector>

/**
 * \defgroup smptcp-helper Helpers
 * \ingroup smptcp
 * What a script writer touches.
 */

namespace ns3
{

/**
 * \ingroup smptcp-helper
 * Makes nodes hosts of a kind: smptcp, mptcp (version 0), mptcp-v1, tcpcrypt, legacy or mptcp-tcpcrypt (both, not
 * integrated: a connection is one, the other, or one on top of the other, as the attribute Prefer of its SmptcpStack
 * says). Applications then
 * name "ns3::SmptcpSocketFactory" as their protocol. A legacy host uses ns-3's own TCP socket.
 */
class SmptcpHelper
{
  public:
    SmptcpHelper();

    /// \return the names of the kinds of host
    static std::vector<std::string> GetKinds();
    /// \return true when \p kind is one of GetKinds
    static bool IsKind(const std::string& kind);
    /// \return the names of GetKinds in one line, for messages
    static std::string DescribeKinds();

    /// Set an attribute of the SmptcpStack of nodes installed later. \param name attribute \param value value
    void SetAttribute(const std::string& name, const AttributeValue& value);
    /// Set an attribute of the sockets made on nodes installed later. \param name of SmptcpSocket \param value value
    void SetSocketAttribute(const std::string& name, const AttributeValue& value);
    /// Share RSA key pairs; by default all nodes of one helper do. \param store the store
    void SetKeyStore(Ptr<SmptcpKeyStore> store);
    /// Make \p node a host. Aborts readably for an unknown kind, a node without InternetStack or a second kind.
    void Install(Ptr<Node> node, const std::string& kind);
    /// Make every node of \p nodes a host of \p kind.
    void Install(const NodeContainer& nodes, const std::string& kind);
    /**
     * \param nodes hosts installed before
     * \param stream first stream number to use
     * \return number of streams used
     */
    int64_t AssignStreams(const NodeContainer& nodes, int64_t stream);

    /// \return a socket of the host; aborts readably when no kind is installed on \p node
    static Ptr<Socket> CreateSocket(Ptr<Node> node);
    /**
     * Abort readably when an application on any node names ns3::SmptcpSocketFactory and the node has none: ns-3
     * itself would dereference null. Install schedules this for the start of the simulation.
     */
    static void CheckApplications();

  private:
    ObjectFactory m_stackFactory;   //!< Makes stacks
    ObjectFactory m_socketFactory;  //!< Makes their sockets
    Ptr<SmptcpKeyStore> m_keyStore; //!< Shared key pairs
};

} // namespace ns3

#endif // SMPTCP_HELPER_H
