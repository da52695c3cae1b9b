/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// The attributes and trace sources of a host: their names, what they allow, and where they are kept.

#include "smptcp-socket.h"
#include "smptcp-stack.h"
#include "smptcp-type-check.h"

#include "ns3/abort.h"
#include "ns3/boolean.h"
#include "ns3/mptcp-lia.h"
#include "ns3/pointer.h"
#include "ns3/string.h"
#include "ns3/tcp-congestion-ops.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <iomanip>
#include <sstream>

namespace ns3
{

namespace
{

/// Outstanding octets from which DSNs of 4 octets may be taken for others (smptcp.md 5.7)
constexpr uint64_t WIDE_THRESHOLD = 1ULL << 31;

/// Octets a receive buffer grows to, unless told otherwise
constexpr uint32_t LARGEST_BUFFER = 6 << 20;

/// \return the policy an attribute names. \param attribute its name, for the message \param name the value
smptcp::RstPolicy
ParsePolicyOrAbort(const char* attribute, const std::string& name)
{
    auto policy = smptcp::ParseRstPolicy(name);
    NS_ABORT_MSG_UNLESS(policy,
                        "SmptcpStack::" << attribute << " is accept, probe or require, not " << name);
    return *policy;
}

} // namespace

TypeId
SmptcpStack::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::SmptcpStack")
            .SetParent<Object>()
            .SetGroupName("Smptcp")
            .AddConstructor<SmptcpStack>()
            .AddAttribute("Prefer",
                          "What wins when a peer offers MPTCP and tcpcrypt but not their integration: encryption, "
                          "multipath, or stacked: both, one on top of the other. Only a host of kind mptcp-tcpcrypt "
                          "that asks for no DSS checksums can stack; elsewhere stacked means encryption",
                          StringValue("encryption"),
                          MakeStringAccessor(&SmptcpStack::SetPrefer, &SmptcpStack::GetPrefer),
                          MakeStringChecker())
            .AddAttribute("Require",
                          "What is refused: none, evidence (of stripping), encryption (anything in "
                          "clear), smptcp (anything else)",
                          StringValue("none"),
                          MakeStringAccessor(&SmptcpStack::SetRequire, &SmptcpStack::GetRequire),
                          MakeStringChecker())
            .AddAttribute("Profile",
                          "How strict TCP is about what it takes: ns3-stock (as ns-3's own), or rfc5961 (resets, SYNs, "
                          "acknowledgments and timestamps checked, challenge ACKs, ISNs and ports random)",
                          StringValue("ns3-stock"),
                          MakeStringAccessor(&SmptcpStack::SetHostProfile, &SmptcpStack::GetHostProfile),
                          MakeStringChecker())
            .AddAttribute("ChallengeAckLimit",
                          "Profile rfc5961: most challenge ACKs a connection sends in a second (RFC 5961, 7)",
                          UintegerValue(100),
                          MakeUintegerAccessor(&SmptcpStack::m_challengeAckLimit),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("CongestionControl",
                          "TypeId of the congestion control of each subflow in MPTCP and SMPTCP mode: a coupled one, or "
                          "any of ns-3's, uncoupled. Modes TCP and tcpcrypt use that of TcpL4Protocol",
                          TypeIdValue(MptcpLia::GetTypeId()),
                          MakeTypeIdAccessor(&SmptcpStack::SetCongestionControl, &SmptcpStack::GetCongestionControl),
                          MakeTypeIdChecker())
            .AddAttribute("OpportunisticRetransmission",
                          "When the peer's window is full, what a slower subflow holds is sent again on a faster one",
                          BooleanValue(true),
                          MakeBooleanAccessor(&SmptcpStack::m_opportunistic),
                          MakeBooleanChecker())
            .AddAttribute("Penalisation",
                          "When the peer's window is full, the congestion window of the slower subflow that holds it "
                          "up is halved, at most once in its round-trip time",
                          BooleanValue(true),
                          MakeBooleanAccessor(&SmptcpStack::m_penalisation),
                          MakeBooleanChecker())
            .AddAttribute("ReceiveAutotuning",
                          "The receive buffer of MPTCP and SMPTCP connections starts with the socket's RcvBufSize and "
                          "grows to twice what the application reads in the longest round-trip time of a subflow",
                          BooleanValue(false),
                          MakeBooleanAccessor(&SmptcpStack::m_tunesBuffer),
                          MakeBooleanChecker())
            .AddAttribute("ReceiveBufferMax",
                          "Most octets the receive buffer grows to with ReceiveAutotuning",
                          UintegerValue(LARGEST_BUFFER),
                          MakeUintegerAccessor(&SmptcpStack::m_bufferMax),
                          MakeUintegerChecker<uint32_t>(1, 1U << 30))
            .AddAttribute("KeyBits",
                          "Size of the RSA key in bits, a multiple of 512. Below 2048 only for mass "
                          "runs",
                          UintegerValue(2048),
                          MakeUintegerAccessor(&SmptcpStack::m_keyBits),
                          MakeUintegerChecker<uint32_t>(512, 4096))
            .AddAttribute("RoleSwap",
                          "As passive opener ask for tcpcrypt's role C by HELLO in the SYN/ACK; hosts that speak SMPTCP "
                          "never do",
                          BooleanValue(false),
                          MakeBooleanAccessor(&SmptcpStack::m_roleSwap),
                          MakeBooleanChecker())
            .AddAttribute("SessionCacheEntries",
                          "tcpcrypt sessions kept for resumption (NEXTK1, NEXTK2), the oldest go first; 0: none is "
                          "resumed",
                          UintegerValue(0),
                          MakeUintegerAccessor(&SmptcpStack::SetSessionCacheEntries,
                                               &SmptcpStack::GetSessionCacheEntries),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("FallbackCache",
                          "Remember destinations to which a key exchange broke and start the next connection there "
                          "without options; void where Require is above none. One forged RST fills it",
                          BooleanValue(false),
                          MakeBooleanAccessor(&SmptcpStack::m_fallbackCache),
                          MakeBooleanChecker())
            .AddAttribute("FallbackCacheLifetime",
                          "How long a destination is remembered",
                          TimeValue(Seconds(600)),
                          MakeTimeAccessor(&SmptcpStack::m_fallbackLifetime),
                          MakeTimeChecker(Time(0)))
            .AddAttribute("FollowLinks",
                          "When a device says that its link is lost, MPTCP and SMPTCP connections leave its addresses "
                          "and tell the peer; they use them again when the link is back. To be set before the first "
                          "socket is made",
                          BooleanValue(true),
                          MakeBooleanAccessor(&SmptcpStack::m_followLinks),
                          MakeBooleanChecker())
            .AddAttribute("Screen",
                          "The SmptcpScreen between IP and TCP drops malformed segments. Legacy hosts have one "
                          "too: the faults it guards against are ns-3's, not those of the TCP they model",
                          BooleanValue(true),
                          MakeBooleanAccessor(&SmptcpStack::m_screen),
                          MakeBooleanChecker())
            .AddAttribute("Checksum",
                          "Ask for DSS checksums in MPTCP mode; they are used when either end asks",
                          BooleanValue(false),
                          MakeBooleanAccessor(&SmptcpStack::m_checksum),
                          MakeBooleanChecker())
            .AddAttribute("CoverWindow",
                          "SMPTCP's MAC covers the window field; both ends must agree",
                          BooleanValue(true),
                          MakeBooleanAccessor(&SmptcpStack::SetCoverWindow),
                          MakeBooleanChecker())
            .AddAttribute("TcpcryptForm",
                          "tcpcrypt's wire format: A (22-octet MAC, RSA), or B (18-octet MAC, ECDHE) for hosts "
                          "of kind tcpcrypt; both ends must agree",
                          StringValue("A"),
                          MakeStringAccessor(&SmptcpStack::SetForm, &SmptcpStack::GetForm),
                          MakeStringChecker())
            .AddAttribute("TcpcryptWire",
                          "In tcpcrypt mode, keystream and MAC go by positions (clean), or by what the public "
                          "daemon makes of sequence numbers (daemon); both ends must agree",
                          StringValue("clean"),
                          MakeStringAccessor(&SmptcpStack::SetWire, &SmptcpStack::GetWire),
                          MakeStringChecker())
            .AddAttribute("MacTagOctets",
                          "Octets of the tag in the MAC option: 20, 16, 12, 10 or 8; form B has 16 at the most. "
                          "Both ends must agree",
                          UintegerValue(smptcp::MAC_TAG_OCTETS),
                          MakeUintegerAccessor(&SmptcpStack::SetMacTagOctets, &SmptcpStack::GetMacTagOctets),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("SidOctets",
                          "Octets of the session id in SMPTCP's initial data sequence numbers: 20, or 8; both "
                          "ends must agree",
                          UintegerValue(20),
                          MakeUintegerAccessor(&SmptcpStack::SetSidOctets, &SmptcpStack::GetSidOctets),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("SubflowKeys",
                          "In SMPTCP mode joined subflows have keys of their own and encrypt by position; both "
                          "ends must agree",
                          BooleanValue(false),
                          MakeBooleanAccessor(&SmptcpStack::SetSubflowKeys),
                          MakeBooleanChecker())
            .AddAttribute("SeedLiteral",
                          "In SMPTCP mode, one key and the subflow's own positions for all subflows, and form "
                          "A's MAC. Insecure: to show attacks only; both ends must agree",
                          BooleanValue(false),
                          MakeBooleanAccessor(&SmptcpStack::SetSeedLiteral),
                          MakeBooleanChecker())
            .AddAttribute("InsecureNullCipher",
                          "Send payload in clear, sizes unchanged. For cost studies only; both ends "
                          "must agree",
                          BooleanValue(false),
                          MakeBooleanAccessor(&SmptcpStack::SetNullCipher),
                          MakeBooleanChecker())
            .AddAttribute("InsecureNullTag",
                          "Send zero tags and check none, sizes unchanged. For cost studies only; "
                          "both ends must agree",
                          BooleanValue(false),
                          MakeBooleanAccessor(&SmptcpStack::SetNullTag),
                          MakeBooleanChecker())
            .AddAttribute("RstPolicy",
                          "SMPTCP: what an RST without a valid MAC does: accept (obeyed when its sequence number is the "
                          "next one expected), probe (the peer is asked by keep-alives), require (ignored)",
                          StringValue("probe"),
                          MakeStringAccessor(&SmptcpStack::SetRstPolicy, &SmptcpStack::GetRstPolicyName),
                          MakeStringChecker())
            .AddAttribute("TcpcryptRstPolicy",
                          "The same for mode TCPCRYPT and the subflows of mode STACKED; tcpcrypt's reference "
                          "implementation accepts",
                          StringValue("accept"),
                          MakeStringAccessor(&SmptcpStack::SetTcpcryptRstPolicy,
                                             &SmptcpStack::GetTcpcryptRstPolicyName),
                          MakeStringChecker())
            .AddAttribute("SparseMapping",
                          "SMPTCP: most segments a mapping covers. With more than one the further segments have room "
                          "for a SACK block; both ends must agree",
                          UintegerValue(1),
                          MakeUintegerAccessor(&SmptcpStack::SetSparseMapping, &SmptcpStack::GetSparseMapping),
                          MakeUintegerChecker<uint32_t>(1, 64))
            .AddAttribute("SynHmac",
                          "SMPTCP: a JOIN SYN carries an HMAC, and without a valid one it makes no state; both ends "
                          "must agree",
                          BooleanValue(false),
                          MakeBooleanAccessor(&SmptcpStack::SetSynHmac),
                          MakeBooleanChecker())
            .AddAttribute("RandomIsn",
                          "Initial sequence numbers of subflows are random, as they are with TcpcryptWire = daemon and "
                          "Profile = rfc5961 unless TestIsn is set; otherwise all are TestIsn",
                          BooleanValue(false),
                          MakeBooleanAccessor(&SmptcpStack::m_randomIsn),
                          MakeBooleanChecker())
            .AddAttribute("TestIsn",
                          "Initial sequence number of every subflow, 0 as in ns-3's own TCP unless a test wants it to "
                          "wrap early",
                          UintegerValue(0),
                          MakeUintegerAccessor(&SmptcpStack::m_testIsn),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("TestIdsnLow",
                          "For tests: low half of both initial data sequence numbers of MPTCP and SMPTCP, 8 hexadecimal "
                          "digits; empty: as the keys say. Both ends must agree",
                          StringValue(""),
                          MakeStringAccessor(&SmptcpStack::SetTestIdsnLow, &SmptcpStack::GetTestIdsnLow),
                          MakeStringChecker())
            .AddAttribute("TestJoinNonce",
                          "For tests: the random number of every JOIN, as from a generator that is broken; 0: random",
                          UintegerValue(0),
                          MakeUintegerAccessor(&SmptcpStack::m_testJoinNonce),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("TestTokenBits",
                          "For tests: so many leading bits of a token must be unused on this host for a key to be taken. 32 "
                          "is the protocol, fewer let tokens meet early, 0 checks nothing",
                          UintegerValue(32),
                          MakeUintegerAccessor(&SmptcpStack::m_testTokenBits),
                          MakeUintegerChecker<uint32_t>(0, 32))
            .AddAttribute("TestWideThreshold",
                          "Octets outstanding from which a DSN has 8 octets. 2^31, as the protocol says, unless a test "
                          "wants it earlier",
                          UintegerValue(WIDE_THRESHOLD),
                          MakeUintegerAccessor(&SmptcpStack::m_wideThreshold),
                          MakeUintegerChecker<uint64_t>(1, WIDE_THRESHOLD))
            .AddAttribute("OwnPlainTcp",
                          "A host without MPTCP and tcpcrypt uses this module's socket for plain TCP, "
                          "which also survives a half-close; ns-3's own may leave a FIN unanswered "
                          "and reset a stream under way",
                          BooleanValue(false),
                          MakeBooleanAccessor(&SmptcpStack::m_ownPlainTcp),
                          MakeBooleanChecker())
            .AddAttribute("KeyStore",
                          "Where RSA key pairs come from; one store may serve many hosts",
                          PointerValue(),
                          MakePointerAccessor(&SmptcpStack::m_keyStore),
                          MakePointerChecker<SmptcpKeyStore>())
            .AddTraceSource("ModeNegotiated",
                            "The mode of a connection of this host is decided",
                            MakeTraceSourceAccessor(&SmptcpStack::m_modeTrace),
                            "ns3::SmptcpStack::ModeTracedCallback")
            .AddTraceSource("SegmentRefused",
                            "A segment or an option in it was refused by a connection of this host (null for a legacy "
                            "socket), or a JOIN SYN",
                            MakeTraceSourceAccessor(&SmptcpStack::m_segmentRefusedTrace),
                            "ns3::SmptcpStack::RefusalTracedCallback")
            .AddTraceSource("Refused",
                            "A handshake of this host failed, or a listener refused a SYN, with the cause",
                            MakeTraceSourceAccessor(&SmptcpStack::m_refusedTrace),
                            "ns3::SmptcpStack::RefusedTracedCallback")
            .AddTraceSource("KeysReady",
                            "A key exchange of this host is complete",
                            MakeTraceSourceAccessor(&SmptcpStack::m_keysTrace),
                            "ns3::SmptcpStack::KeysTracedCallback")
            .AddTraceSource("SubflowKeysReady",
                            "A key exchange of an additional subflow of this host is complete (mode STACKED)",
                            MakeTraceSourceAccessor(&SmptcpStack::m_subflowKeysTrace),
                            "ns3::SmptcpStack::SubflowKeysTracedCallback");
    return tid;
}

void
SmptcpStack::SetCongestionControl(TypeId type)
{
    m_congestionControl = smptcp::CheckedType<TcpCongestionOps>("SmptcpStack::CongestionControl", type);
}

TypeId
SmptcpStack::GetCongestionControl() const
{
    return m_congestionControl;
}

void
SmptcpStack::SetNullCipher(bool value)
{
    m_profile.nullCipher = value;
}

void
SmptcpStack::SetNullTag(bool value)
{
    m_profile.nullTag = value;
}

void
SmptcpStack::SetCoverWindow(bool value)
{
    m_profile.coverWindow = value;
}

void
SmptcpStack::SetForm(std::string form)
{
    NS_ABORT_MSG_UNLESS(form == "A" || form == "B", "SmptcpStack::TcpcryptForm is A or B, not " << form);
    m_profile.form = form == "A" ? smptcp::TcpcryptForm::A : smptcp::TcpcryptForm::B;
}

std::string
SmptcpStack::GetForm() const
{
    return m_profile.form == smptcp::TcpcryptForm::A ? "A" : "B";
}

void
SmptcpStack::CheckForm() const
{
    NS_ABORT_MSG_IF(m_capabilities.smptcp && m_profile.form == smptcp::TcpcryptForm::B,
                    "SmptcpStack::TcpcryptForm is B, but SMPTCP exists in form A only: use a host of kind tcpcrypt");
}

void
SmptcpStack::SetWire(std::string wire)
{
    NS_ABORT_MSG_UNLESS(wire == "clean" || wire == "daemon",
                        "SmptcpStack::TcpcryptWire is clean or daemon, not " << wire);
    m_profile.daemonWire = wire == "daemon";
}

std::string
SmptcpStack::GetWire() const
{
    return m_profile.daemonWire ? "daemon" : "clean";
}

void
SmptcpStack::SetMacTagOctets(uint32_t octets)
{
    const std::set<uint32_t> allowed{20, 16, 12, 10, 8};
    NS_ABORT_MSG_UNLESS(allowed.count(octets) > 0,
                        "SmptcpStack::MacTagOctets is 20, 16, 12, 10 or 8, not " << octets);
    m_profile.macTagOctets = octets;
}

uint32_t
SmptcpStack::GetMacTagOctets() const
{
    return static_cast<uint32_t>(m_profile.macTagOctets);
}

void
SmptcpStack::SetSidOctets(uint32_t octets)
{
    NS_ABORT_MSG_UNLESS(octets == 20 || octets == 8, "SmptcpStack::SidOctets is 20 or 8, not " << octets);
    m_profile.sidOctets = octets;
}

uint32_t
SmptcpStack::GetSidOctets() const
{
    return static_cast<uint32_t>(m_profile.sidOctets);
}

void
SmptcpStack::SetSubflowKeys(bool value)
{
    m_profile.subflowKeys = value;
}

void
SmptcpStack::SetSeedLiteral(bool value)
{
    m_profile.seedLiteral = value;
}

void
SmptcpStack::SetSparseMapping(uint32_t segments)
{
    m_profile.sparse = segments;
}

uint32_t
SmptcpStack::GetSparseMapping() const
{
    return m_profile.sparse;
}

void
SmptcpStack::SetSynHmac(bool value)
{
    m_profile.synHmac = value;
}

void
SmptcpStack::SetTestIdsnLow(std::string digits)
{
    NS_ABORT_MSG_UNLESS(digits.empty() || (digits.size() == 8 && digits.find_first_not_of(
                                                                     "0123456789abcdefABCDEF") == std::string::npos),
                        "SmptcpStack::TestIdsnLow is empty or 8 hexadecimal digits, not " << digits);
    m_profile.testIdsnLow.reset();
    if (!digits.empty())
    {
        m_profile.testIdsnLow = static_cast<uint32_t>(std::stoul(digits, nullptr, 16));
    }
}

std::string
SmptcpStack::GetTestIdsnLow() const
{
    std::ostringstream digits;
    if (m_profile.testIdsnLow)
    {
        digits << std::hex << std::setw(8) << std::setfill('0') << *m_profile.testIdsnLow;
    }
    return digits.str();
}

void
SmptcpStack::SetHostProfile(std::string name)
{
    NS_ABORT_MSG_UNLESS(name == "ns3-stock" || name == "rfc5961",
                        "SmptcpStack::Profile is ns3-stock or rfc5961, not " << name);
    m_hardened = name == "rfc5961";
}

std::string
SmptcpStack::GetHostProfile() const
{
    return m_hardened ? "rfc5961" : "ns3-stock";
}

void
SmptcpStack::SetRstPolicy(std::string name)
{
    m_rstPolicy = ParsePolicyOrAbort("RstPolicy", name);
}

std::string
SmptcpStack::GetRstPolicyName() const
{
    return smptcp::RstPolicyName(m_rstPolicy);
}

void
SmptcpStack::SetTcpcryptRstPolicy(std::string name)
{
    m_tcpcryptRstPolicy = ParsePolicyOrAbort("TcpcryptRstPolicy", name);
}

std::string
SmptcpStack::GetTcpcryptRstPolicyName() const
{
    return smptcp::RstPolicyName(m_tcpcryptRstPolicy);
}

void
SmptcpStack::SetPrefer(std::string prefer)
{
    auto parsed = smptcp::ParsePrefer(prefer);
    NS_ABORT_MSG_UNLESS(parsed, "SmptcpStack::Prefer is encryption, multipath or stacked, not " << prefer);
    m_prefer = *parsed;
}

std::string
SmptcpStack::GetPrefer() const
{
    return smptcp::PreferName(m_prefer);
}

void
SmptcpStack::SetRequire(std::string require)
{
    auto level = smptcp::ParseRequire(require);
    NS_ABORT_MSG_UNLESS(level,
                        "SmptcpStack::Require is none, evidence, encryption or smptcp, not "
                            << require);
    m_require = *level;
}

std::string
SmptcpStack::GetRequire() const
{
    static const char* const names[] = {"none", "evidence", "encryption", "smptcp"};
    return names[static_cast<int>(m_require)];
}

void
SmptcpStack::SetSessionCacheEntries(uint32_t entries)
{
    m_sessions.SetCapacity(entries);
}

uint32_t
SmptcpStack::GetSessionCacheEntries() const
{
    return static_cast<uint32_t>(m_sessions.Capacity());
}

} // namespace ns3
