/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_NEGOTIATION_H
#define SMPTCP_NEGOTIATION_H

#include "ns3/mptcp-options.h"
#include "ns3/tcpcrypt-options.h"

#include <cstdint>
#include <optional>
#include <string>

/**
 * \file
 * \ingroup smptcp-mptcp
 * What two hosts will speak: one pure function per step of the handshake (smptcp.md 3.6, 3.7).
 */

/**
 * \defgroup smptcp-mptcp Connection level
 * \ingroup smptcp
 * Negotiation, data sequence space, reassembly, mappings and schedulers.
 */

namespace ns3
{
namespace smptcp
{

/// What a connection speaks (smptcp.md 1.4)
enum class Mode : uint8_t
{
    TCP,
    MPTCP,
    TCPCRYPT,
    SMPTCP,
    STACKED, //!< MPTCP version 0 with its own keys, over subflows that are a tcpcrypt connection each (9.2)
};

/// \return TCP, MPTCP, TCPCRYPT, SMPTCP or STACKED
const char* ModeName(Mode mode);
/// \return true where subflows carry one data sequence space: MPTCP, SMPTCP, STACKED
bool IsMultipath(Mode mode);
/// \return true where every segment after the handshake has a MAC and data is encrypted: TCPCRYPT, SMPTCP, STACKED
bool IsEncrypted(Mode mode);
/// \return true where the keys of MP_CAPABLE, which pass in clear, are all that JOINs and DSNs go by: MPTCP, STACKED
bool UsesClearKeys(Mode mode);
/// \return true where each subflow runs a key exchange of its own: STACKED
bool KeysEachSubflow(Mode mode);
/// \return true where every mapping is exactly the payload of its segment, without a checksum: SMPTCP, STACKED
bool MapsEachSegment(Mode mode);

/// What a host can speak. smptcp (the integration) presumes mptcp and tcpcrypt.
struct Capabilities
{
    bool mptcp{false};    //!< MPTCP version 0 (RFC 6824)
    bool tcpcrypt{false}; //!< tcpcrypt
    bool smptcp{false};   //!< Their integration
    bool mptcpV1{false};  //!< MPTCP version 1 (RFC 8684); beside mptcp it is what a client offers

    /// \return true when any version of MPTCP is spoken
    bool AnyMptcp() const
    {
        return mptcp || mptcpV1;
    }
};

/// What a host refuses (smptcp.md 3.6, D-15); each level includes the ones before
enum class Require : uint8_t
{
    NONE,       //!< Opportunistic
    EVIDENCE,   //!< Refuse where what was seen proves stripping
    ENCRYPTION, //!< Refuse every outcome in clear
    SMPTCP,     //!< Refuse everything but SMPTCP
};

/// What wins where a peer offers MPTCP and tcpcrypt, but not their integration (smptcp.md 3.6, 9.2)
enum class Prefer : uint8_t
{
    ENCRYPTION, //!< tcpcrypt
    MULTIPATH,  //!< MPTCP
    STACKED,    //!< Both, one on top of the other, where both ends can (CanStack); tcpcrypt elsewhere
};

/// \return the preference called encryption, multipath or stacked; no value for another name
std::optional<Prefer> ParsePrefer(const std::string& name);
/// \return the name of \p prefer
const char* PreferName(Prefer prefer);

/// \return the level called none, evidence, encryption or smptcp; no value for another name
std::optional<Require> ParseRequire(const std::string& name);

/// Settings of one host
struct HandshakePolicy
{
    Capabilities capabilities;   //!< What it speaks
    Prefer prefer{Prefer::ENCRYPTION}; //!< What wins
    Require require{Require::NONE}; //!< What it refuses
    bool roleSwap{false};    //!< As B ask for tcpcrypt's role C; an SMPTCP host never does (smptcp.md 2.1)
    bool seedLiteral{false}; //!< INIT1 instead of INIT1_MP: D-6 is turned back (smptcp.md section 11)
    bool checksum{false};    //!< It asks for DSS checksums, which leave a MAC no room: it never stacks
};

/**
 * \return true for a host that goes for Mode::STACKED with a peer that does: it speaks MPTCP version 0 and tcpcrypt
 *         without their integration, prefers it, and asks for no DSS checksums (18 octets of DSS and 22 of MAC are 40).
 */
bool CanStack(const HandshakePolicy& policy);

constexpr unsigned BARE_SYN_ATTEMPT = 4; //!< SYNs from this one on offer nothing (smptcp.md 3.7)

/// The handshake options of a SYN or SYN/ACK, as offered or as seen
struct Offer
{
    bool mpc{false};   //!< MP_CAPABLE of version 0
    bool h{false};     //!< its H bit
    bool g{false};     //!< its G bit (keys from tcpcrypt)
    bool hello{false}; //!< CRYPT/HELLO
    bool pkconf{false}; //!< CRYPT/PKCONF
    bool mpcV1{false};  //!< MP_CAPABLE of version 1 with HMAC-SHA256 (RFC 8684, 3.1)
    bool nextk1{false}; //!< CRYPT/NEXTK1; it counts as HELLO too, for a peer that does not know the session
    bool nextk2{false}; //!< CRYPT/NEXTK2
    bool checksum{false}; //!< As seen: MP_CAPABLE asks for DSS checksums. What this end asks for is a setting

    bool operator==(const Offer& o) const
    {
        return mpc == o.mpc && h == o.h && g == o.g && hello == o.hello && pkconf == o.pkconf &&
               mpcV1 == o.mpcV1 && nextk1 == o.nextk1 && nextk2 == o.nextk2 && checksum == o.checksum;
    }

    /// \return true when MP_CAPABLE of either version is there
    bool AnyMpc() const
    {
        return mpc || mpcV1;
    }

    /// \return true when tcpcrypt is there and MP_CAPABLE is not
    bool IsCryptOnly() const
    {
        return (hello || pkconf || nextk1 || nextk2) && !AnyMpc();
    }
};

/// The handshake options of one segment, parsed
struct HandshakeOptions
{
    std::optional<MpCapable> mpCapable; //!< MP_CAPABLE
    std::optional<CryptOption> crypt;   //!< CRYPT

    /**
     * \return what \p this says in terms of the tables. A SYN of a version above 1 counts as version 1, the highest
     *         spoken here (RFC 8684, 3.1); a SYN/ACK of such a version counts as absent.
     */
    Offer ToOffer() const;
};

/**
 * \return what SYN attempt number \p attempt (1 is the first) offers (smptcp.md 3.7)
 * \param policy settings of A
 * \param attempt number of the SYN
 * \param resume a cached session is at hand; tcpcrypt alone can use it (V-RESUME is not part of SMPTCP)
 */
Offer ComposeSynOffer(const HandshakePolicy& policy, unsigned attempt, bool resume = false);

/// What B answers
struct SynAnswer
{
    Offer offer;        //!< Options of the SYN/ACK
    bool refuse{false}; //!< Answer with RST instead
    const char* cause{""}; //!< Why it is refused or leads to less than B can do
};

/**
 * \param policy settings of B
 * \param syn what the SYN offered
 * \param attempt number of this SYN/ACK; from the third on it carries no options unless Require is set
 * \param sessionKnown the session NEXTK1 names is at hand
 */
SynAnswer AnswerSyn(const HandshakePolicy& policy, const Offer& syn, unsigned attempt, bool sessionKnown = false);

/// What A does on a SYN/ACK
struct ClientDecision
{
    Mode mode{Mode::TCP}; //!< The mode A goes for
    bool refuse{false};   //!< RST and an error instead
    bool swap{false};     //!< TCPCRYPT with B as role C: PKCONF is due
    bool resume{false};   //!< TCPCRYPT with the cached session
    const char* cause{""}; //!< Why it is refused or leads to less than was offered
};

/**
 * \param policy settings of A
 * \param sent what A's SYN offered
 * \param synAck what the SYN/ACK shows
 * \param exchangePossible an algorithm is common to both and INIT1 fits a segment
 */
ClientDecision DecideOnSynAck(const HandshakePolicy& policy,
                              const Offer& sent,
                              const Offer& synAck,
                              bool exchangePossible);

/// What B sees in A's first segment that is not a SYN
struct ThirdMessage
{
    bool init1Mp{false};           //!< CRYPT/INIT1_MP
    bool init1{false};             //!< CRYPT/INIT1
    bool mpCapable{false};         //!< MP_CAPABLE with both keys, or proof of it (version 0: a DSS)
    bool payloadLooksInit1{false}; //!< The payload parses as INIT1 (smptcp.md 3.9)
    bool pkconf{false};            //!< CRYPT/PKCONF, the answer to B's HELLO
    bool exchangePossible{false};  //!< That PKCONF has a common algorithm, and INIT1 fits a segment
    bool goodMac{false};           //!< A right MAC under the session B accepted by NEXTK2
    bool awaitsMac{false};         //!< B's latest answer was NEXTK2
};

/// What B does on the third message
struct ServerDecision
{
    Mode mode{Mode::TCP}; //!< The mode of the connection
    bool refuse{false};   //!< RST and an error instead
    const char* cause{""}; //!< Why it is refused or leads to less than B answered
};

/// \return true when an outcome in \p mode breaks the level of \p require
bool IsRefused(Require require, Mode mode);

/// "Third message decides" (smptcp.md 3.6, 3.9)
ServerDecision DecideOnThird(const HandshakePolicy& policy,
                             const Offer& answered,
                             const ThirdMessage& third);

} // namespace smptcp
} // namespace ns3

#endif // SMPTCP_NEGOTIATION_H
