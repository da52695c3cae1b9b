/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_EXPLAIN_CONVERSATION_H
#define SMPTCP_EXPLAIN_CONVERSATION_H

#include "protection.h"

#include "ns3/mptcp-mapping.h"
#include "ns3/smptcp-negotiation.h"

#include <list>
#include <memory>

namespace smptcp_explain
{

/// What became of a segment's MAC
enum class MacVerdict
{
    NOT_NEEDED, //!< The connection is not protected, or not yet, or the segment is exempt
    RIGHT,      //!< Right
    WRONG,      //!< There is one, and it is not that of the segment
    MISSING,    //!< There should be one
    UNKNOWN,    //!< There is one that cannot be checked
};

/// Why a segment is worth a line
enum class EventKind
{
    HANDSHAKE, //!< Opens a connection or a subflow, or is the first of its kind
    CONTROL,   //!< Carries an option about addresses, priorities, failures
    DATA,      //!< Carries payload
    ACK,       //!< Carries none
    END,       //!< Ends a stream, a subflow or a connection
    FAULT,     //!< Is malformed
};

/// One captured segment, explained
struct Event
{
    int64_t timeNs{0};                       //!< When
    unsigned number{0};                      //!< Frame
    std::size_t subflow{0};                  //!< Which subflow, from 1
    unsigned side{SIDE_A};                   //!< Who sent it
    EventKind kind{EventKind::ACK};          //!< Why it matters
    std::string headline;                    //!< Flags, relative numbers, length
    std::vector<std::string> options;        //!< Options in words
    MacVerdict mac{MacVerdict::NOT_NEEDED};  //!< What of the MAC
    std::string macWords;                    //!< The same in words, empty when there is nothing to say
    std::string payload;                     //!< The payload in words, empty when there is none
};

/// One direction of a subflow
struct Direction
{
    Endpoint from;                          //!< Who sends
    std::optional<uint32_t> isn;            //!< Of the SYN, or one before the first octet seen
    uint64_t high{0};                       //!< Position behind the last octet seen
    ns3::smptcp::MappingTable mappings;     //!< From positions to DSNs
    bool dataSeen{false};                   //!< Payload has been shown
    bool macSeen{false};                    //!< A MAC has been shown
};

/// A subflow
struct Subflow
{
    std::size_t number{1};                                 //!< From 1 in its connection
    unsigned opener{SIDE_A};                               //!< Who sent the SYN
    bool synSeen{false};                                   //!< The capture has its beginning
    bool thirdSeen{false};                                 //!< The ACK of the SYN/ACK was there
    bool ended{false};                                     //!< A FIN or RST was there
    std::array<Direction, 2> directions;                   //!< By sender
    std::optional<ns3::smptcp::MpJoinSyn> join;            //!< MP_JOIN of its SYN
    std::optional<uint32_t> joinAnswer;                    //!< Nonce of its SYN/ACK
    std::optional<SubflowProtection> protection;           //!< When there are keys
    const LoggedKeys* logged{nullptr};                     //!< What the key log says of it, if anything
    std::optional<ns3::smptcp::TcpcryptRole> roleOfA;      //!< Who sent INIT1 on it
    bool protectedNow{false};                              //!< INIT2 was there, or a session is resumed
    std::unique_ptr<Protection> ownKeys;                   //!< Of its own exchange, in mode STACKED
};

/// A connection and all its subflows
struct Connection
{
    ns3::smptcp::Mode mode{ns3::smptcp::Mode::TCP};        //!< What it speaks, as far as seen
    bool resumed{false};                                   //!< Keys of an earlier session
    bool answeredG{false};                                 //!< The SYN/ACK had MP_CAPABLE with the G bit
    std::array<bool, 2> application{};                     //!< Which side announced application support
    const LoggedKeys* logged{nullptr};                     //!< What the key log says of it, if anything
    ns3::smptcp::ProtectionProfile profile;                //!< How it is protected, as far as known
    bool profileLogged{false};                             //!< The key log says so
    std::array<std::optional<uint64_t>, 2> keys;           //!< Of MP_CAPABLE, by side
    std::array<uint32_t, 2> tokens{};                      //!< Of them
    ns3::smptcp::MptcpVersion version{};                   //!< Of MPTCP
    std::optional<uint32_t> unknownToken;                  //!< A JOIN whose connection is not in the capture
    int64_t synNs{0};                                      //!< When the first SYN was seen
    std::list<Subflow> subflows;                           //!< In order of appearance
    std::array<std::optional<uint64_t>, 2> nextDsn;        //!< Highest 64-bit DSN known of a side
    std::array<std::optional<uint64_t>, 2> idsn;           //!< IDSN of a side
    std::unique_ptr<Protection> protection;                //!< When there are keys
    std::string keyWords;                                  //!< What is known of the keys
    bool protectedNow{false};                              //!< Segments need a MAC
    std::array<uint64_t, 2> octets{};                      //!< Payload by sender, repeats on a subflow not counted
    std::vector<Event> events;                             //!< Everything, in order of time

    /// \return how many events have this verdict
    std::size_t Count(MacVerdict verdict) const;
};

/// What captures hold
struct Conversations
{
    std::list<Connection> connections;  //!< In order of appearance
    std::vector<std::string> strays;    //!< Malformed packets that belong to none
};

/// Understand packets in order of time. \param log keys, or null
Conversations Understand(const std::vector<Packet>& packets, const KeyLog* log);

} // namespace smptcp_explain

#endif // SMPTCP_EXPLAIN_CONVERSATION_H
