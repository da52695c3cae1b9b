/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "endpoint.h"

#include <algorithm>
#include <arpa/inet.h>
#include <tuple>

namespace smptcp_explain
{

bool
Endpoint::operator<(const Endpoint& o) const
{
    return std::tie(address.ipv6, address.octets, port) < std::tie(o.address.ipv6, o.address.octets, o.port);
}

bool
Endpoint::operator==(const Endpoint& o) const
{
    return !(*this < o) && !(o < *this);
}

std::string
AddressText(const ns3::smptcp::WireAddress& address)
{
    char text[INET6_ADDRSTRLEN] = "";
    inet_ntop(address.ipv6 ? AF_INET6 : AF_INET, address.octets.data(), text, sizeof(text));
    return text;
}

std::string
Endpoint::ToText() const
{
    std::string text = AddressText(address);
    return (address.ipv6 ? "[" + text + "]" : text) + ":" + std::to_string(port);
}

std::optional<Endpoint>
Endpoint::Parse(const std::string& text)
{
    auto colon = text.rfind(':');
    if (colon == std::string::npos)
    {
        return std::nullopt;
    }
    std::string host = text.substr(0, colon);
    std::string number = text.substr(colon + 1);
    Endpoint endpoint;
    endpoint.address.ipv6 = host.size() > 2 && host.front() == '[' && host.back() == ']';
    host = endpoint.address.ipv6 ? host.substr(1, host.size() - 2) : host;
    int family = endpoint.address.ipv6 ? AF_INET6 : AF_INET;
    bool digits = !number.empty() && number.size() <= 5 &&
                  std::all_of(number.begin(), number.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (!digits || std::stoul(number) > 65535 ||
        inet_pton(family, host.c_str(), endpoint.address.octets.data()) != 1)
    {
        return std::nullopt;
    }
    endpoint.port = static_cast<uint16_t>(std::stoul(number));
    return endpoint;
}

} // namespace smptcp_explain
