/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "expectation.h"

#include "../common/words.h"

#include <map>
#include <vector>

namespace smptcp_example
{

const char* const OUTCOME_ERROR = "error";

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

/// A row of table 9.5: what a box does to an offer, and what becomes of a connection that has agreed on a mode
struct Row
{
    bool takesMptcp{false};                     //!< MPTCP is not offered, or not answered
    bool takesCrypt{false};                     //!< Nor tcpcrypt
    std::map<std::string, std::string> becomes; //!< By mode: outcomes with | between; a mode that is not here stays
    bool bothPaths{false};                      //!< It does not keep joins from coming up in time
    bool alters{false};                         //!< It changes payload
    bool shifts{false};                         //!< It changes the length of payload
};

/// Where it says "all dropped" or "MAC fails" the connection ends: keyed modes never go on in clear (9.4).
const std::string BREAKS = OUTCOME_ERROR;

const std::map<std::string, Row> ROWS{
    {"nat", {false, false, {}, true}},
    {"strip-mptcp-syn", {true, false, {}, true}},
    {"strip-crypt-syn", {false, true, {}, true}},
    {"strip-all-syn", {true, true, {}, true}},
    {"strip-synack", {true, true, {}, true}},
    {"strip-third", {false, false, {{"MPTCP", "TCP"}, {"SMPTCP", BREAKS}, {"TCPCRYPT", BREAKS}}}},
    {"strip-data", {false, false, {{"MPTCP", "TCP"}, {"SMPTCP", BREAKS}, {"TCPCRYPT", BREAKS}}}},
    {"drop-unknown-syn", {true, true, {}, true}},
    // tcpcrypt's MAC covers SACK blocks as they are on the wire, SMPTCP's their positions (5.4).
    {"rewrite-seq", {false, false, {{"TCPCRYPT", "TCPCRYPT|error"}}, true}},
    {"rewrite-seq-not-sack", {false, false, {{"SMPTCP", "SMPTCP|error"}}, true}},
    {"split", {false, false, {{"SMPTCP", BREAKS}, {"TCPCRYPT", BREAKS}}}},
    // It joins only what fits together: a long stream in full segments may get through.
    {"coalesce", {false, false, {{"SMPTCP", "SMPTCP|error"}, {"TCPCRYPT", "TCPCRYPT|error"}}}},
    {"window", {false, false, {{"SMPTCP", BREAKS}}, true}}, // CoverWindow is on
    // A connection with keys breaks when what the gateway looks for happens to be in the ciphertext.
    {"alg", {false, false, {{"SMPTCP", "SMPTCP|error"}, {"TCPCRYPT", "TCPCRYPT|error"}}, false, true}},
    {"alg-length", {false, false, {{"SMPTCP", "SMPTCP|error"}, {"TCPCRYPT", "TCPCRYPT|error"}}, false, true, true}},
    // MPTCP takes the absence of data acks at the beginning for a box that removes options (RFC 6824, 3.6).
    {"ack-proxy", {false, false, {{"MPTCP", "MPTCP|TCP"}}}},
    {"ack-proxy-alone",
     {false,
      false,
      {{"MPTCP", "MPTCP|TCP|error"}, {"SMPTCP", "SMPTCP|error"}, {"TCPCRYPT", "TCPCRYPT|error"}, {"TCP", "TCP|error"}}}},
    {"hold-holes", {}},
    {"lose", {}},
    {"duplicate", {false, false, {}, true}},
    {"reorder", {false, false, {}, true}},
    // The MAC covers options in their order (5.4).
    {"reorder-options", {false, false, {{"SMPTCP", "SMPTCP|error"}, {"TCPCRYPT", "TCPCRYPT|error"}}}},
};

/// \return the rows of the boxes
std::vector<Row>
RowsOf(const std::string& middleboxes)
{
    std::vector<Row> rows;
    for (const auto& name : Words(middleboxes == "none" ? "" : middleboxes))
    {
        rows.push_back(ROWS.at(name));
    }
    return rows;
}

/// \return what a box makes of an outcome
std::set<std::string>
Become(const Row& row, const std::string& outcome)
{
    // Each subflow of a stacked connection is one of tcpcrypt.
    bool stacked = outcome == "STACKED";
    auto becomes = row.becomes.find(stacked ? "TCPCRYPT" : outcome);
    auto list = Words(becomes == row.becomes.end() ? outcome : becomes->second, '|');
    std::set<std::string> words(list.begin(), list.end());
    if (stacked && words.erase("TCPCRYPT") > 0)
    {
        words.insert(outcome);
    }
    return words;
}

/// \return what the hosts agree on when MPTCP and tcpcrypt get through or not
std::string
Agree(const Kind& a, const Kind& b, const std::string& policy, bool mptcpPasses, bool cryptPasses)
{
    bool mptcp = a.mptcp >= 0 && a.mptcp == b.mptcp && mptcpPasses; // nobody speaks both versions
    bool tcpcrypt = a.tcpcrypt && b.tcpcrypt && cryptPasses;
    if (mptcp && tcpcrypt)
    {
        bool stacks = policy == "stacked" && !a.integrated && !b.integrated;
        std::string chosen = policy == "multipath" ? "MPTCP" : stacks ? "STACKED" : "TCPCRYPT";
        return a.integrated && b.integrated ? "SMPTCP" : chosen;
    }
    return mptcp ? "MPTCP" : tcpcrypt ? "TCPCRYPT" : "TCP";
}

} // namespace

std::string
Expectation::Outcomes() const
{
    std::string text;
    for (const auto& outcome : outcomes)
    {
        text += (text.empty() ? "" : "|") + outcome;
    }
    return text;
}

bool
IsKeyed(const std::string& mode)
{
    return mode == "SMPTCP" || mode == "TCPCRYPT" || mode == "STACKED";
}

bool
IsMultipath(const std::string& mode)
{
    return mode == "SMPTCP" || mode == "MPTCP" || mode == "STACKED";
}

Expectation
Expect(const std::string& client, const std::string& server, const std::string& policy, const std::string& middleboxes)
{
    const Kind& a = KINDS.at(client);
    const Kind& b = KINDS.at(server);
    Expectation expected;
    bool mptcpPasses = true;
    bool cryptPasses = true;
    std::vector<Row> rows = RowsOf(middleboxes);
    for (const auto& row : rows)
    {
        mptcpPasses = mptcpPasses && !row.takesMptcp;
        cryptPasses = cryptPasses && !row.takesCrypt;
        expected.bothPaths = expected.bothPaths && row.bothPaths;
        expected.altered = expected.altered || row.alters;
    }
    expected.mode = Agree(a, b, policy, mptcpPasses, cryptPasses);
    expected.outcomes = {expected.mode};
    for (const auto& row : rows)
    {
        std::set<std::string> now;
        for (const auto& outcome : expected.outcomes)
        {
            now.merge(Become(row, outcome));
        }
        expected.outcomes = now;
        // Without DSS checksums MPTCP does not notice that octets have moved.
        expected.spoiled = expected.spoiled || (row.shifts && expected.outcomes.count("MPTCP"));
    }
    bool both = a.mptcp >= 0 && a.mptcp == b.mptcp && a.tcpcrypt && b.tcpcrypt;
    expected.open = both && !(a.integrated && b.integrated);
    return expected;
}

} // namespace smptcp_example
