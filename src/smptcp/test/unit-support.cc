/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "unit-support.h"

#include <numeric>
#include <stdexcept>

using namespace ns3::smptcp;

Octets
FromHex(const std::string& hex)
{
    Octets octets;
    std::string digits;
    for (char c : hex)
    {
        if (c == ' ')
        {
            continue;
        }
        digits += c;
        if (digits.size() == 2)
        {
            octets.push_back(static_cast<uint8_t>(std::stoul(digits, nullptr, 16)));
            digits.clear();
        }
    }
    if (!digits.empty())
    {
        throw std::invalid_argument("odd number of hex digits: " + hex);
    }
    return octets;
}

std::string
ToHex(const uint8_t* data, std::size_t size)
{
    static const char DIGITS[] = "0123456789abcdef";
    std::string hex;
    for (std::size_t i = 0; i < size; ++i)
    {
        hex += DIGITS[data[i] >> 4];
        hex += DIGITS[data[i] & 15];
    }
    return hex;
}

std::string
ToHex(const OptionBytes& area)
{
    return ToHex(area.Data(), area.Size());
}

Octets
ToOctets(ns3::Ptr<const ns3::Packet> packet)
{
    Octets octets(packet->GetSize());
    packet->CopyData(octets.data(), packet->GetSize());
    return octets;
}

Octets
Ascending(uint8_t first, std::size_t size)
{
    Octets octets(size);
    std::iota(octets.begin(), octets.end(), first);
    return octets;
}

OptionView
ViewOf(const Octets& octets)
{
    return {octets[0], static_cast<uint8_t>(octets.size()), octets.data()};
}

SeededRandom::SeededRandom(uint64_t seed)
    : m_state(seed)
{
}

void
SeededRandom::Fill(uint8_t* out, std::size_t size)
{
    for (std::size_t i = 0; i < size; ++i)
    {
        m_state = m_state * 6364136223846793005ULL + 1442695040888963407ULL;
        out[i] = static_cast<uint8_t>(m_state >> 56);
    }
}

uint32_t
SeededRandom::Below(uint32_t limit)
{
    m_state = m_state * 6364136223846793005ULL + 1442695040888963407ULL;
    return static_cast<uint32_t>((m_state >> 32) * limit >> 32);
}
