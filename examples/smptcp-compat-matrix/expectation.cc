/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "expectation.h"

#include <map>

namespace smptcp_example
{

namespace
{

/// What kinds can do, in the slides' terms
struct Kind
{
    int mptcp;       //!< Version of MPTCP, or -1
    bool tcpcrypt;   //!< tcpcrypt
    bool integrated; //!< Both as one
};

const std::map<std::string, Kind> KINDS{
    {"smptcp", {0, true, true}},
    {"mptcp", {0, false, false}},
    {"mptcp-v1", {1, false, false}},
    {"tcpcrypt", {-1, true, false}},
    {"legacy", {-1, false, false}},
    {"mptcp-tcpcrypt", {0, true, false}},
};

Expectation
Of(const std::string& mode, bool open = false)
{
    bool key = mode == "SMPTCP" || mode == "TCPCRYPT";
    // The client must hold the answer to its public key before it can encrypt: a round trip more.
    return {mode, open, mode == "SMPTCP" || mode == "MPTCP", key, key ? 2.5 : 1.5};
}

} // namespace

Expectation
Expect(const std::string& client, const std::string& server, bool preferMultipath)
{
    const Kind& a = KINDS.at(client);
    const Kind& b = KINDS.at(server);
    bool mptcp = a.mptcp >= 0 && a.mptcp == b.mptcp; // the versions have different handshakes, nobody speaks both
    bool tcpcrypt = a.tcpcrypt && b.tcpcrypt;
    if (a.integrated && b.integrated)
    {
        return Of("SMPTCP");
    }
    if (mptcp && tcpcrypt)
    {
        return Of(preferMultipath ? "MPTCP" : "TCPCRYPT", true);
    }
    return Of(mptcp ? "MPTCP" : tcpcrypt ? "TCPCRYPT" : "TCP");
}

} // namespace smptcp_example
