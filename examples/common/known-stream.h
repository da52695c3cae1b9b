/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_EXAMPLE_KNOWN_STREAM_H
#define SMPTCP_EXAMPLE_KNOWN_STREAM_H

#include <cstdint>
#include <unordered_map>
#include <vector>

namespace smptcp_example
{

/**
 * A pseudo-random stream of octets that can be computed at any offset, so that octets found anywhere can be recognised
 * as its own (attacks.md 1.4).
 */
class KnownStream
{
  public:
    /// Fewer octets in a row than this may be equal by chance, and do not count.
    static constexpr std::size_t LEAST_RUN = 32;

    /// \param seed streams of different seeds have nothing in common
    explicit KnownStream(uint64_t seed);

    /// \return the octet at \p offset
    uint8_t At(uint64_t offset) const;
    /// \return \p size octets from \p offset on
    std::vector<uint8_t> Octets(uint64_t offset, std::size_t size) const;

  private:
    friend class StreamFinder;

    static constexpr std::size_t WORD = 8; //!< Octets that are computed at once

    uint64_t Word(uint64_t index) const;
    static uint64_t Gather(const uint8_t* octets);

    uint64_t m_seed; //!< Seed
};

/// Finds runs of a stream in octets from wherever
class StreamFinder
{
  public:
    /// \param stream the stream \param size how much of it is looked for, octets
    StreamFinder(const KnownStream& stream, uint64_t size);

    /**
     * \param octets where to look
     * \return how many of them belong to runs of LEAST_RUN octets of the stream or more
     */
    std::size_t Count(const std::vector<uint8_t>& octets) const;

  private:
    KnownStream m_stream;                              //!< The stream
    uint64_t m_size;                                   //!< How much of it
    std::unordered_map<uint64_t, uint64_t> m_offsets;  //!< Of each aligned word of 8 octets
};

inline uint64_t
KnownStream::Gather(const uint8_t* octets)
{
    uint64_t word = 0;
    for (std::size_t i = 0; i < WORD; ++i)
    {
        word |= static_cast<uint64_t>(octets[i]) << (8 * i);
    }
    return word;
}

inline KnownStream::KnownStream(uint64_t seed)
    : m_seed(seed)
{
}

inline uint64_t
KnownStream::Word(uint64_t index) const
{
    // SplitMix64's finalizer over seed and position: every bit depends on all of them.
    uint64_t x = (m_seed << 40) + (index + 1) * 0x9e3779b97f4a7c15ULL;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
    return x ^ (x >> 31);
}

inline uint8_t
KnownStream::At(uint64_t offset) const
{
    return static_cast<uint8_t>(Word(offset / KnownStream::WORD) >> (8 * (offset % KnownStream::WORD)));
}

inline std::vector<uint8_t>
KnownStream::Octets(uint64_t offset, std::size_t size) const
{
    std::vector<uint8_t> octets(size);
    for (std::size_t i = 0; i < size; ++i)
    {
        octets[i] = At(offset + i);
    }
    return octets;
}

inline StreamFinder::StreamFinder(const KnownStream& stream, uint64_t size)
    : m_stream(stream),
      m_size(size)
{
    m_offsets.reserve(size / KnownStream::WORD);
    for (uint64_t offset = 0; offset + KnownStream::WORD <= size; offset += KnownStream::WORD)
    {
        std::vector<uint8_t> word = stream.Octets(offset, KnownStream::WORD);
        m_offsets[KnownStream::Gather(word.data())] = offset;
    }
}

inline std::size_t
StreamFinder::Count(const std::vector<uint8_t>& octets) const
{
    std::size_t found = 0;
    std::size_t at = 0;
    std::size_t counted = 0; // octets before this one are counted or given up
    while (at + KnownStream::WORD <= octets.size())
    {
        auto hit = m_offsets.find(KnownStream::Gather(&octets[at]));
        if (hit == m_offsets.end())
        {
            ++at;
            continue;
        }
        // Grow the run both ways from the word.
        std::size_t begin = at;
        uint64_t offset = hit->second;
        while (begin > counted && offset > 0 && octets[begin - 1] == m_stream.At(offset - 1))
        {
            --begin;
            --offset;
        }
        std::size_t end = at + KnownStream::WORD;
        uint64_t stop = hit->second + KnownStream::WORD;
        while (end < octets.size() && stop < m_size && octets[end] == m_stream.At(stop))
        {
            ++end;
            ++stop;
        }
        found += end - begin >= KnownStream::LEAST_RUN ? end - begin : 0;
        at = counted = end;
    }
    return found;
}

} // namespace smptcp_example

#endif // SMPTCP_EXAMPLE_KNOWN_STREAM_H
