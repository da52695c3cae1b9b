/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "key-log.h"

#include "ns3/smptcp-octets.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <initializer_list>
#include <sstream>
#include <stdexcept>

namespace smptcp_explain
{

using namespace ns3::smptcp;

namespace
{

constexpr double LONGEST_S = 9e9; //!< Times beyond do not count in nanoseconds
constexpr std::size_t SECRET_OCTETS_A = 20; //!< ss[i] of form A
constexpr std::size_t SECRET_OCTETS_B = 32; //!< ss[i] of form B

/// \return hexadecimal octets, none when \p text is something else
std::vector<uint8_t>
FromHex(const std::string& text)
{
    std::vector<uint8_t> octets;
    if (text.size() % 2 == 0 && text.find_first_not_of("0123456789abcdefABCDEF") == std::string::npos)
    {
        for (std::size_t i = 0; i < text.size(); i += 2)
        {
            octets.push_back(static_cast<uint8_t>(std::stoul(text.substr(i, 2), nullptr, 16)));
        }
    }
    return octets;
}

bool
TakeSecret(LoggedKeys& keys, const std::string& text)
{
    keys.secret = FromHex(text);
    return keys.secret->size() == SECRET_OCTETS_A || keys.secret->size() == SECRET_OCTETS_B;
}

/// Low half of the IDSNs: eight hexadecimal digits, or a dash for what follows from the keys
bool
TakeIdsnLow(LoggedKeys& keys, const std::string& value)
{
    std::vector<uint8_t> octets = FromHex(value);
    if (octets.size() == 4)
    {
        keys.idsnLow = static_cast<uint32_t>(ReadBig(octets.data(), 4));
    }
    return octets.size() == 4 || value == "-";
}

/// Take one key=value of CRYPT_PROFILE. \return false when it means nothing here
bool
TakeSetting(LoggedKeys& keys, const std::string& name, const std::string& value)
{
    ProtectionProfile& profile = keys.profile;
    auto choose = [&value](const char* no, const char* yes, auto& into, auto ifNo, auto ifYes) {
        into = value == yes ? ifYes : ifNo;
        return value == no || value == yes;
    };
    auto count = [&value](std::initializer_list<const char*> allowed, std::size_t& into) {
        bool known = std::find(allowed.begin(), allowed.end(), value) != allowed.end();
        into = known ? std::stoul(value) : into;
        return known;
    };
    return name == "form"        ? choose("A", "B", profile.form, TcpcryptForm::A, TcpcryptForm::B)
           : name == "counter"   ? choose("clean", "daemon", profile.daemonWire, false, true)
           : name == "tag"       ? count({"20", "16", "12", "10", "8"}, profile.macTagOctets)
           : name == "window"    ? choose("0", "1", profile.coverWindow, false, true)
           : name == "sid"       ? count({"20", "8"}, profile.sidOctets)
           : name == "subkey"    ? choose("0", "1", profile.subflowKeys, false, true)
           : name == "literal"   ? choose("0", "1", profile.seedLiteral, false, true)
           : name == "initiator" ? choose("S", "C", keys.initiator, TcpcryptRole::S, TcpcryptRole::C)
           : name == "idsnlow"   ? TakeIdsnLow(keys, value)
                                 : name == "resumed" || name == "sparse"; // both show in the segments
}

} // namespace

KeyLog
KeyLog::Read(const std::string& path)
{
    std::ifstream file(path);
    if (!file)
    {
        throw std::runtime_error("cannot read the key log '" + path + "'");
    }
    KeyLog log;
    std::string line;
    for (unsigned number = 1; std::getline(file, line); ++number)
    {
        std::istringstream words(line);
        std::string label;
        std::string client;
        std::string server;
        double seconds = 0;
        words >> label;
        if (label != "CRYPT_SS" && label != "CRYPT_PROFILE")
        {
            continue;
        }
        words >> seconds >> client >> server;
        auto a = Endpoint::Parse(client);
        auto b = Endpoint::Parse(server);
        bool good = words && a && b && seconds >= 0 && seconds < LONGEST_S;
        LoggedKeys scratch;
        LoggedKeys& keys = good ? log.Entry(std::llround(seconds * 1e9), *a, *b) : scratch;
        for (std::string word; good && words >> word;)
        {
            auto equals = word.find('=');
            if (label == "CRYPT_PROFILE" && equals != std::string::npos)
            {
                bool known = TakeSetting(keys, word.substr(0, equals), word.substr(equals + 1));
                keys.unknown += known ? "" : (keys.unknown.empty() ? "" : " ") + word;
            }
            else if (word != "C" && word != "S")
            {
                good = label == "CRYPT_SS" && TakeSecret(keys, word);
            }
        }
        if (!good)
        {
            throw std::runtime_error("'" + path + "' line " + std::to_string(number) + " is no line of a key log");
        }
    }
    for (LoggedKeys& keys : log.m_entries)
    {
        bool b = keys.profile.form == TcpcryptForm::B;
        bool fits = !keys.secret || keys.secret->size() == (b ? SECRET_OCTETS_B : SECRET_OCTETS_A);
        keys.unknown += fits ? "" : " a secret that is not of the form's length";
    }
    return log;
}

LoggedKeys&
KeyLog::Entry(int64_t timeNs, const Endpoint& client, const Endpoint& server)
{
    for (LoggedKeys& keys : m_entries)
    {
        if (keys.timeNs == timeNs && keys.client == client && keys.server == server)
        {
            return keys;
        }
    }
    LoggedKeys keys;
    keys.timeNs = timeNs;
    keys.client = client;
    keys.server = server;
    m_entries.push_back(keys);
    return m_entries.back();
}

const LoggedKeys*
KeyLog::Find(const Endpoint& client, const Endpoint& server, int64_t synNs) const
{
    // Ports are used again: the first keys after the SYN are its own. A log without times leaves the last ones.
    const LoggedKeys* found = nullptr;
    for (const LoggedKeys& keys : m_entries)
    {
        if (keys.secret && keys.client == client && keys.server == server)
        {
            bool later = keys.timeNs >= synNs;
            bool foundLater = found && found->timeNs >= synNs;
            if (!foundLater || (later && keys.timeNs < found->timeNs))
            {
                found = &keys;
            }
        }
    }
    return found;
}

} // namespace smptcp_explain
