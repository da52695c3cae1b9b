/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// The keystream depends on key and index alone, however a stream is cut.

#include "unit-support.h"

#include "ns3/smptcp-stream-cipher.h"

#include <boost/test/unit_test.hpp>

#include <cryptopp/aes.h>

using namespace ns3::smptcp;

BOOST_AUTO_TEST_SUITE(stream_cipher)

namespace
{

const Octets KEY = Ascending(0x40, 16);

/// Octets \p index to index + size - 1 of the keystream, asked for in one piece
Octets
Keystream(uint64_t index, std::size_t size)
{
    StreamCipher cipher(KEY.data());
    Octets octets(size, 0);
    cipher.Crypt(index, octets.data(), size);
    return octets;
}

/// The definition (smptcp.md 5.3), one octet at a time
Octets
KeystreamByDefinition(uint64_t index, std::size_t size)
{
    CryptoPP::AES::Encryption aes(KEY.data(), KEY.size());
    Octets octets;
    for (std::size_t i = 0; i < size; ++i)
    {
        uint64_t at = index + i;
        uint8_t block[16] = {};
        for (unsigned octet = 0; octet < 8; ++octet)
        {
            block[8 + octet] = static_cast<uint8_t>((at & ~15ULL) >> (56 - 8 * octet));
        }
        aes.ProcessBlock(block);
        octets.push_back(block[at % 16]);
    }
    return octets;
}

} // namespace

BOOST_AUTO_TEST_CASE(it_is_what_the_definition_says)
{
    for (uint64_t index : {0ULL, 1ULL, 15ULL, 16ULL, 4096ULL, 0xfffffff8ULL, 0xffffffffffffff00ULL, ~0ULL - 20})
    {
        for (std::size_t size : {0u, 1u, 15u, 16u, 17u, 50u, 3000u})
        {
            BOOST_TEST(ToHex(Keystream(index, size)) == ToHex(KeystreamByDefinition(index, size)),
                       index << ", " << size << " octets");
        }
    }
}

BOOST_AUTO_TEST_CASE(a_stream_cut_at_any_place_is_the_same_stream)
{
    constexpr std::size_t SIZE = 70;
    const uint64_t index = 0xa46f967f272ba738;
    const std::string whole = ToHex(Keystream(index, SIZE));
    StreamCipher cipher(KEY.data());
    for (std::size_t first = 0; first <= SIZE; ++first)
    {
        for (std::size_t second = first; second <= SIZE; ++second)
        {
            Octets pieces(SIZE, 0);
            cipher.Crypt(index + second, pieces.data() + second, SIZE - second);
            cipher.Crypt(index, pieces.data(), first);
            cipher.Crypt(index + first, pieces.data() + first, second - first);
            if (ToHex(pieces) != whole)
            {
                BOOST_ERROR("cut at " << first << " and " << second);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(random_cuts_of_a_long_stream)
{
    constexpr std::size_t SIZE = 20000; // several batches of blocks
    const uint64_t index = 0xffffffffULL - 9000; // the lower half wraps inside
    const std::string whole = ToHex(Keystream(index, SIZE));
    SeededRandom random(1);
    for (unsigned round = 0; round < 50; ++round)
    {
        StreamCipher cipher(KEY.data());
        Octets pieces(SIZE, 0);
        for (std::size_t at = 0; at < SIZE;)
        {
            std::size_t size = std::min<std::size_t>(SIZE - at, 1 + random.Below(round % 2 ? 40 : 5000));
            cipher.Crypt(index + at, pieces.data() + at, size);
            at += size;
        }
        BOOST_TEST((ToHex(pieces) == whole));
    }
}

BOOST_AUTO_TEST_CASE(the_daemon_form_repeats_itself)
{
    auto daemon = [](uint64_t sequence, std::size_t size) {
        StreamCipher cipher(KEY.data(), CounterForm::DAEMON);
        Octets octets(size, 0);
        cipher.Crypt(sequence, octets.data(), size);
        return octets;
    };
    // Each block of a segment is the first one of a segment 16 MiB further on.
    const Octets segment = daemon(0x12340005, 16 * 40 + 11);
    for (std::size_t block = 1; block <= 40; ++block)
    {
        Octets later = daemon(0x12340000 + block * 0x1000000ULL, 16);
        BOOST_TEST(ToHex(later) == ToHex(segment.data() + 16 * block - 5, 16), block);
    }
    // And a segment that starts elsewhere has other keystream for the same octets, which the clean form has not.
    const Octets other = daemon(0x12340010, 16);
    BOOST_TEST(ToHex(other) != ToHex(segment.data() + 11, 16));
    BOOST_TEST(ToHex(Keystream(0x12340010, 16)) == ToHex(Octets(Keystream(0x12340005, 27)).data() + 11, 16));
}

BOOST_AUTO_TEST_CASE(twice_is_the_identity_and_keys_matter)
{
    Octets text = Ascending(0, 200);
    StreamCipher cipher(KEY.data());
    cipher.Crypt(5, text.data(), text.size());
    BOOST_TEST(ToHex(text) != ToHex(Ascending(0, 200)));
    cipher.Crypt(5, text.data(), text.size());
    BOOST_TEST(ToHex(text) == ToHex(Ascending(0, 200)));

    StreamCipher other(Ascending(0x41, 16).data());
    Octets stream(16, 0);
    other.Crypt(0, stream.data(), stream.size());
    BOOST_TEST(ToHex(stream) != ToHex(Keystream(0, 16)));
}

BOOST_AUTO_TEST_CASE(a_moved_cipher_goes_on)
{
    StreamCipher first(KEY.data());
    StreamCipher second(std::move(first));
    Octets octets(20, 0);
    second.Crypt(3, octets.data(), octets.size());
    BOOST_TEST(ToHex(octets) == ToHex(Keystream(3, 20)));
}

BOOST_AUTO_TEST_SUITE_END()
