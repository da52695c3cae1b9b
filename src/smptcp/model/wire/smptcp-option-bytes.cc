/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "smptcp-option-bytes.h"

#include <cstring>

namespace ns3
{
namespace smptcp
{

OptionWalker::OptionWalker(const uint8_t* area, std::size_t size)
    : m_at(area),
      m_left(size)
{
}

std::optional<OptionView>
OptionWalker::Next()
{
    while (m_left > 0 && *m_at == KIND_NOP)
    {
        ++m_at;
        --m_left;
    }
    if (m_left == 0 || *m_at == KIND_EOL)
    {
        m_left = 0;
        return std::nullopt;
    }
    if (m_left < 2 || m_at[1] < 2 || m_at[1] > m_left)
    {
        m_malformed = true;
        m_left = 0;
        return std::nullopt;
    }
    OptionView option{m_at[0], m_at[1], m_at};
    m_at += option.length;
    m_left -= option.length;
    return option;
}

bool
OptionWalker::Malformed() const
{
    return m_malformed;
}

bool
OptionBytes::Append(const uint8_t* data, std::size_t size)
{
    if (size > Room())
    {
        return false;
    }
    if (size > 0)
    {
        std::memcpy(m_bytes.data() + m_size, data, size);
    }
    m_size += size;
    return true;
}

void
OptionBytes::PadWithNop()
{
    while (m_size % 4 != 0)
    {
        m_bytes[m_size++] = KIND_NOP; // forty is a multiple of four: this never overflows
    }
}

const uint8_t*
OptionBytes::Data() const
{
    return m_bytes.data();
}

uint8_t*
OptionBytes::Data()
{
    return m_bytes.data();
}

std::size_t
OptionBytes::Size() const
{
    return m_size;
}

std::size_t
OptionBytes::Room() const
{
    return m_bytes.size() - m_size;
}

} // namespace smptcp
} // namespace ns3
