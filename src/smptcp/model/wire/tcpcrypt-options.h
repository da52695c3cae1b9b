/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef TCPCRYPT_OPTIONS_H
#define TCPCRYPT_OPTIONS_H

#include "smptcp-option-bytes.h"

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

/**
 * \file
 * \ingroup smptcp-wire
 * tcpcrypt's CRYPT (kind 69) and MAC (kind 70) options, forms A and B (tcpcrypt.md section 1).
 */

namespace ns3
{
namespace smptcp
{

/// The two wire formats with these option kinds (tcpcrypt.md section 0); they do not interoperate
enum class TcpcryptForm : uint8_t
{
    A, //!< 2010 to 2014: RSA, HMAC-SHA1; the form of SMPTCP
    B, //!< 2014 to 2015: HMAC-SHA256, keys of an own for the acknowledgment; here with ECDHE only
};

/// Sub-option codes of CRYPT as form A has them, and SMPTCP's INIT1_MP (smptcp.md 3.4). Form B's differ, see CodeOf.
enum class CryptOpcode : uint8_t
{
    HELLO = 0x01,
    HELLO_APP = 0x02,
    NEXTK2 = 0x04,
    NEXTK2_APP = 0x05,
    INIT1 = 0x06,
    INIT2 = 0x07,
    INIT1_MP = 0x09,
    PKCONF = 0x41,
    PKCONF_APP = 0x42,
    REKEY = 0x83,
    NEXTK1 = 0x84,
    NEXTK1_APP = 0x85,
};

/// \return the code of \p opcode on the wire: form B has NEXTK2, INIT1 and INIT2 one higher
uint8_t CodeOf(CryptOpcode opcode, TcpcryptForm form);

/**
 * A public-key algorithm of PKCONF and INIT1, three octets: in form A algorithm, smallest and largest key in units of
 * 512 bits; in form B one identifier (000200 is ECDHE P-256).
 */
struct PublicCipher
{
    uint8_t algorithm{2}; //!< 2 = RSA-OAEP, e = 3; form B: first octet
    uint8_t minSize{4};   //!< Smallest key, units of 512 bits; form B: second octet
    uint8_t maxSize{4};   //!< Largest key, units of 512 bits; form B: third octet

    bool operator==(const PublicCipher& o) const
    {
        return algorithm == o.algorithm && minSize == o.minSize && maxSize == o.maxSize;
    }
};

/// REKEY sub-option (parsed only; SMPTCP never rekeys, smptcp.md 2.9)
struct CryptRekey
{
    uint8_t generation{0}; //!< Key generation
    uint32_t sequence{0};  //!< First sequence number under the new key
};

constexpr std::size_t NEXTK1_SID_OCTETS = 9; //!< Octets of the session id in NEXTK1

/**
 * What one CRYPT option says. Unknown codes below 0x80 are skipped, one at or above 0x80 ends the option
 * (its size is unknown). An empty option (45 02) means HELLO.
 */
struct CryptOption
{
    bool hello{false};                              //!< HELLO in any of its three forms
    bool init1{false};                              //!< INIT1
    bool init1Mp{false};                            //!< INIT1_MP
    bool init2{false};                              //!< INIT2
    bool nextk2{false};                             //!< NEXTK2
    bool appSupport{false};                         //!< The variant that announces application support
    std::optional<std::vector<PublicCipher>> pkconf; //!< PKCONF's list
    std::optional<std::array<uint8_t, NEXTK1_SID_OCTETS>> nextk1; //!< NEXTK1's SID octets
    std::optional<CryptRekey> rekey;                //!< REKEY

    /// \return no value when the option is not kind 69 or a sub-option's length is impossible
    static std::optional<CryptOption> Parse(const OptionView& option, TcpcryptForm form = TcpcryptForm::A);
};

/// Append a CRYPT option holding one sub-option without data (3 octets): HELLO, INIT1, INIT2 ...
bool AppendCrypt(OptionBytes& out, CryptOpcode opcode, TcpcryptForm form = TcpcryptForm::A);

/// Append a CRYPT option with PKCONF (4 + 3n octets)
bool AppendPkconf(OptionBytes& out, const std::vector<PublicCipher>& ciphers, bool appSupport = false);

/// Append a CRYPT option with NEXTK1 (12 octets)
bool AppendNextk1(OptionBytes& out,
                  const std::array<uint8_t, NEXTK1_SID_OCTETS>& sid,
                  bool appSupport = false);

/// Append a CRYPT option with REKEY (8 octets)
bool AppendRekey(OptionBytes& out, const CryptRekey& rekey);

constexpr std::size_t MAC_TAG_OCTETS = 20; //!< The longest tag: HMAC-SHA1 sent whole
constexpr std::size_t MAC_TAG_OCTETS_B = 16; //!< The longest tag of form B

/// \return octets of a MAC option with a tag of \p tagOctets
constexpr std::size_t
MacOptionOctets(std::size_t tagOctets)
{
    return 2 + tagOctets;
}

constexpr std::size_t MAC_OPTION_OCTETS = MacOptionOctets(MAC_TAG_OCTETS); //!< The whole MAC option with that tag

/**
 * Append a MAC option with a zero tag of \p tagOctets, at most MAC_TAG_OCTETS.
 * \return offset of the tag's first octet inside \p out, or no value when it does not fit
 */
std::optional<std::size_t> AppendZeroMac(OptionBytes& out, std::size_t tagOctets = MAC_TAG_OCTETS);

/// \return pointer to the tag inside a kind-70 option whose tag has \p tagOctets exactly, null otherwise
const uint8_t* GetMacTag(const OptionView& option, std::size_t tagOctets = MAC_TAG_OCTETS);

} // namespace smptcp
} // namespace ns3

#endif // TCPCRYPT_OPTIONS_H
