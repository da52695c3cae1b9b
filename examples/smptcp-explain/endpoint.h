/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_EXPLAIN_ENDPOINT_H
#define SMPTCP_EXPLAIN_ENDPOINT_H

#include "ns3/mptcp-options.h"

#include <optional>
#include <string>

namespace smptcp_explain
{

/// An address and a port
struct Endpoint
{
    ns3::smptcp::WireAddress address; //!< IPv4 or IPv6
    uint16_t port{0};                 //!< TCP port

    bool operator<(const Endpoint& o) const;
    bool operator==(const Endpoint& o) const;

    /// \return 10.1.1.1:40001 or [2001:db8::1]:40001
    std::string ToText() const;
    /// \return what ToText wrote, or no value
    static std::optional<Endpoint> Parse(const std::string& text);
};

/// \return the address alone
std::string AddressText(const ns3::smptcp::WireAddress& address);

} // namespace smptcp_explain

#endif // SMPTCP_EXPLAIN_ENDPOINT_H
