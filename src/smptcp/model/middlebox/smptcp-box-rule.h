/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_BOX_RULE_H
#define SMPTCP_BOX_RULE_H

#include "smptcp-ip-segment.h"

#include "ns3/nstime.h"
#include "ns3/object.h"
#include "ns3/packet.h"
#include "ns3/traced-callback.h"

#include <cstdint>
#include <string>

/**
 * \file
 * \ingroup smptcp-middlebox
 * One behaviour of a box on the path.
 */

namespace ns3
{

class SmptcpBox;

/// A side of a box: where a packet came from. Side 0 is the inside, the host the box belongs to if to any.
using BoxSide = unsigned;

constexpr BoxSide BOX_INSIDE = 0;  //!< Towards the host
constexpr BoxSide BOX_OUTSIDE = 1; //!< Towards the network

/**
 * \ingroup smptcp-middlebox
 * One behaviour of a SmptcpBox. Rules form a chain: what comes from the inside passes them first to last, what comes
 * from the outside last to first. A rule sees each packet once and may forward it, changed or not, now or later,
 * forward others, or forward nothing. Outside of the time from Start to Stop it is not asked and everything passes.
 */
class SmptcpBoxRule : public Object
{
  public:
    /// \return the TypeId
    static TypeId GetTypeId();
    SmptcpBoxRule();
    ~SmptcpBoxRule() override;

    /// \param box the box it belongs to \param index place in the chain. The box calls this.
    void SetBox(SmptcpBox* box, std::size_t index);
    /// \return the box it belongs to, null before SetBox and after the end
    Ptr<SmptcpBox> GetBox() const;
    /// A packet has reached this rule. \param packet starts with the IP header \param from the side it came from
    void Take(Ptr<const Packet> packet, BoxSide from);
    /// \param stream first stream number \return number of streams used
    virtual int64_t AssignStreams(int64_t stream);

    /// \return packets it was asked about
    uint64_t GetSeen() const;
    /// \return packets it forwarded in another form, or later than they came
    uint64_t GetChanged() const;
    /// \return packets it swallowed
    uint64_t GetDropped() const;
    /// \return packets of its own making
    uint64_t GetMade() const;

    /// Sink: the rule did something. \param what in words \param packet the packet it was done to or made
    typedef void (*ActionTracedCallback)(const std::string& what, Ptr<const Packet> packet);

  protected:
    void DoDispose() override;

    /**
     * Decide about a packet. Whatever is to go on must be forwarded.
     * \param packet starts with the IP header \param from the side it came from
     */
    virtual void OnPacket(Ptr<const Packet> packet, BoxSide from) = 0;

    /**
     * Let a packet go on in the direction away from \p from, past the rules behind this one. With the other side as
     * \p from it goes back to where the packet in hand came from.
     */
    void Forward(Ptr<const Packet> packet, BoxSide from);
    /// Forward a packet in a changed form. \param what the change in words
    void ForwardChanged(const std::string& what, Ptr<const Packet> packet, BoxSide from);
    /// Forward a packet of this rule's own making. \param what in words
    void ForwardMade(const std::string& what, Ptr<const Packet> packet, BoxSide from);
    /// Say that \p packet goes no further. \param what in words
    void Drop(const std::string& what, Ptr<const Packet> packet);
    /// Tell the story without counting. \param what in words \param packet what it is about
    void Tell(const std::string& what, Ptr<const Packet> packet);
    /// \return true between Start and Stop
    bool IsActive() const;

  private:
    SmptcpBox* m_box{nullptr}; //!< The box
    std::size_t m_index{0};    //!< Place in its chain
    Time m_start;              //!< Attribute Start
    Time m_stop;               //!< Attribute Stop
    uint64_t m_seen{0};        //!< Packets asked about
    uint64_t m_changed{0};     //!< Packets changed
    uint64_t m_dropped{0};     //!< Packets swallowed
    uint64_t m_made{0};        //!< Packets made
    TracedCallback<const std::string&, Ptr<const Packet>> m_action; //!< What it did
};

/**
 * \ingroup smptcp-middlebox
 * A rule about TCP segments; every other packet passes.
 */
class SmptcpSegmentRule : public SmptcpBoxRule
{
  public:
    /// \return the TypeId
    static TypeId GetTypeId();

  protected:
    void OnPacket(Ptr<const Packet> packet, BoxSide from) override;
    /**
     * Decide about a segment. Whatever is to go on must be forwarded.
     * \param segment the segment, to be changed freely \param packet the packet it is in \param from side it came from
     */
    virtual void OnSegment(smptcp::IpSegment& segment, Ptr<const Packet> packet, BoxSide from) = 0;
};

/**
 * \ingroup smptcp-middlebox
 * A rule that can be told to act on what comes from one side only.
 */
class SmptcpDirectedRule : public SmptcpSegmentRule
{
  public:
    /// \return the TypeId
    static TypeId GetTypeId();

  protected:
    /// \return true when the attribute From wants it to act on what comes from \p from
    bool ActsOn(BoxSide from) const;

  private:
    void SetFrom(std::string from);
    std::string GetFrom() const;

    std::string m_from{"both"}; //!< Attribute From
};

} // namespace ns3

#endif // SMPTCP_BOX_RULE_H
