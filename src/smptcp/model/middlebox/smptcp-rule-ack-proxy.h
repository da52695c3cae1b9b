/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_RULE_ACK_PROXY_H
#define SMPTCP_RULE_ACK_PROXY_H

#include "smptcp-box-flow.h"

#include "ns3/event-id.h"

#include <array>
#include <map>
#include <optional>
#include <vector>

namespace ns3
{

/**
 * \ingroup smptcp-middlebox
 * Acknowledges payload on behalf of its receiver, with pure ACKs without options (but timestamps where in use), as
 * proxies before slow links do (RFC 3135, 3.1). It keeps what it has acknowledged and sends it again until the
 * receiver acknowledges it. It promises no more than the receiver's window allows, and nothing while the receiver's own
 * payload is under way: one direction at a time.
 */
class SmptcpAckProxyRule : public SmptcpDirectedRule
{
  public:
    /// \return the TypeId
    static TypeId GetTypeId();
    SmptcpAckProxyRule();

  protected:
    void DoDispose() override;

  private:
    /// A segment that may have to be sent again
    struct Kept
    {
        uint64_t end;             //!< Behind its payload
        Ptr<const Packet> packet; //!< It
    };

    /// What it knows of one end. Positions are 64 bits wide, the lower 32 of which are the sequence number.
    struct End
    {
        uint64_t first{0};             //!< Position of its first octet
        uint64_t next{0};              //!< Behind what it sent without a hole; 0: no SYN seen
        uint64_t acked{0};             //!< What the other has acknowledged of that
        uint64_t promised{0};          //!< What the proxy has
        uint64_t edge{0};              //!< Right edge of the window the other has given it
        std::optional<uint8_t> shift;  //!< Shift of its window scale option
        std::optional<uint32_t> clock; //!< Its latest timestamp, when its SYN had one
        std::map<uint64_t, Kept> kept; //!< What it sent and the other has not acknowledged, by position
        EventId timer;                 //!< When the first of these goes again
        unsigned tries{0};             //!< How often it has gone again
    };

    using Ends = std::array<End, 2>; //!< By side

    void OnSegment(smptcp::IpSegment& segment, Ptr<const Packet> packet, BoxSide from) override;
    void NoteSyn(Ends& ends, const smptcp::IpSegment& segment, BoxSide from);
    static void NoteClock(End& end, const smptcp::IpSegment& segment);
    void NoteAck(const smptcp::BoxFlow& flow, Ends& ends, const smptcp::IpSegment& segment, BoxSide from);
    bool NotePayload(const smptcp::BoxFlow& flow,
                     End& end,
                     const smptcp::IpSegment& segment,
                     Ptr<const Packet> packet,
                     BoxSide from);
    bool TakeOver(const Ends& ends, smptcp::IpSegment& segment, BoxSide from) const;
    void Acknowledge(Ends& ends, const smptcp::IpSegment& segment, BoxSide from);
    void StartTimer(const smptcp::BoxFlow& flow, End& end, BoxSide from);
    void SendAgain(smptcp::BoxFlow flow, BoxSide from);
    static Ptr<const Packet> WithAck(Ptr<const Packet> packet, const End& other);
    static unsigned ShiftOf(const Ends& ends, BoxSide side);
    static smptcp::OptionBytes OptionsOf(const Ends& ends, BoxSide side);

    bool m_genuine{true};                   //!< Attribute Genuine
    Time m_timeout;                         //!< Attribute RetransmitTimeout
    uint32_t m_tries{0};                    //!< Attribute Tries
    std::map<smptcp::BoxFlow, Ends> m_flows; //!< Connections whose SYN was seen
};

} // namespace ns3

#endif // SMPTCP_RULE_ACK_PROXY_H
