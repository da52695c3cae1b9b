/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_ATTACKER_H
#define SMPTCP_ATTACKER_H

#include "smptcp-flow-watch.h"
#include "smptcp-raw-host.h"

#include "ns3/random-variable-stream.h"
#include "ns3/smptcp-box.h"

#include <optional>
#include <string>
#include <vector>

/**
 * \defgroup smptcp-adversary Attackers
 * \ingroup smptcp
 * Attackers, and what they are made of. They see packets and nothing else.
 */

/**
 * \file
 * \ingroup smptcp-adversary
 * What all attackers have in common.
 */

namespace ns3
{

class SmptcpAttacker;

/**
 * \ingroup smptcp-adversary
 * An attacker's place on a link: the rule of a box through which it sees, and may change, what crosses.
 */
class SmptcpAttackerPlace : public SmptcpSegmentRule
{
  public:
    /// \return the TypeId
    static TypeId GetTypeId();

    /// \param attacker who sits there \param index number of the place among those of the attacker
    void SetAttacker(Ptr<SmptcpAttacker> attacker, std::size_t index);
    /// \return number of the place among those of the attacker
    std::size_t GetIndex() const;

    /// Let a segment pass as it came. \param packet the packet it came in \param from side it came from
    void Pass(Ptr<const Packet> packet, BoxSide from);
    /// Let a changed segment pass. \param why in words
    void PassChanged(const std::string& why, const smptcp::IpSegment& segment, BoxSide from);
    /// Put a segment of the attacker's own on the link. \param why in words \param from side it seems to come from
    void Inject(const std::string& why, const smptcp::IpSegment& segment, BoxSide from);
    /// Let nothing of a segment pass. \param why in words \param segment it \param packet the packet it came in
    void Block(const std::string& why, const smptcp::IpSegment& segment, Ptr<const Packet> packet);

  protected:
    void DoDispose() override;

  private:
    void OnSegment(smptcp::IpSegment& segment, Ptr<const Packet> packet, BoxSide from) override;
    void Tell(const std::string& why, const smptcp::IpSegment& segment) const;

    Ptr<SmptcpAttacker> m_attacker;      //!< Who sits there; it lives as long as the place does
    std::size_t m_index{0};              //!< Number of the place
};

/**
 * \ingroup smptcp-adversary
 * Base of the attackers. One has places on links, where it sees segments and may inject, change and block them, or a
 * host of its own, from which it sends what it likes, or both; these keep it alive until the simulation ends. It is on
 * the path from Start to Stop; what it does from its own host does not end with that. It knows what it captured, and
 * keeps a story of what it did.
 */
class SmptcpAttacker : public Object
{
  public:
    /// One thing an attacker did
    struct Deed
    {
        Time at;          //!< When
        std::string what; //!< What, and why
        std::optional<smptcp::IpSegment> segment; //!< The segment it was done with or to, if any
    };

    /// \return the TypeId
    static TypeId GetTypeId();
    SmptcpAttacker();
    ~SmptcpAttacker() override;

    /// Give it a place in a box. Call it before the simulation starts.
    void AddPlace(Ptr<SmptcpBox> box);
    /// \return its places
    const std::vector<Ptr<SmptcpAttackerPlace>>& GetPlaces() const;
    /// Give it a host of its own.
    void SetHost(Ptr<SmptcpRawHost> host);
    /// \return its host, or null
    Ptr<SmptcpRawHost> GetHost() const;
    /// \return what it did, in order
    const std::vector<Deed>& GetStory() const;
    /// \param stream first stream number \return number of streams used
    int64_t AssignStreams(int64_t stream);

    /// A segment crosses one of its places. The place calls this.
    void TakeSegment(SmptcpAttackerPlace& place, smptcp::IpSegment& segment, Ptr<const Packet> packet, BoxSide from);

    /// \return a segment in words: addresses, ports, flags, numbers, octets of payload
    static std::string InWords(const smptcp::IpSegment& segment);

    /// Sink: it did something. \param deed what
    typedef void (*DeedTracedCallback)(const Deed& deed);

  protected:
    void DoDispose() override;

    /**
     * A segment crosses a place while the attacker is on the path; what is to go on must be passed. It has been noted in
     * Watch() already. By default it passes.
     * \param place where \param sighting its connection and sender \param segment it, to be changed freely
     * \param packet the packet it came in \param from side it came from
     */
    virtual void OnSegment(SmptcpAttackerPlace& place,
                           const smptcp::FlowWatch::Sighting& sighting,
                           smptcp::IpSegment& segment,
                           Ptr<const Packet> packet,
                           BoxSide from);
    /// A segment came to its own host. \param segment it
    virtual void OnHostSegment(const smptcp::IpSegment& segment);

    /// Send from its own host. \param why in words
    void SendFromHost(const std::string& why, const smptcp::IpSegment& segment);
    /// Add to the story. \param what in words \param segment what it is about, or null
    void Tell(const std::string& what, const smptcp::IpSegment* segment = nullptr);
    /// \return true from Start to Stop
    bool IsOnPath() const;
    /// Say when it does what it is there for. \param at from when on \param until until when
    void SetAction(Time at, Time until = Time::Max());
    /// \return true once the time of its action has come
    bool HasBegun() const;
    /// \return true during the time of its action; never before SetAction
    bool IsActing() const;
    /// \return what it has seen
    smptcp::FlowWatch& Watch();
    /// \return a random number below 2^32, from its own stream
    uint32_t Random32();
    /// \return a random port for a connection of its own
    uint16_t RandomPort();

  private:
    friend class SmptcpAttackerPlace; // what is done at a place belongs to the story

    std::vector<Ptr<SmptcpAttackerPlace>> m_places; //!< On links
    Ptr<SmptcpRawHost> m_host;                      //!< Its own host
    smptcp::FlowWatch m_watch;                      //!< What it has seen
    std::vector<Deed> m_story;                      //!< What it did
    uint32_t m_mostDeeds{0};                        //!< Attribute MaxStory
    Ptr<UniformRandomVariable> m_random;            //!< Its own numbers
    Time m_start;                                   //!< Attribute Start
    Time m_stop;                                    //!< Attribute Stop
    Time m_actAt{Time::Max()};                      //!< Its action begins
    Time m_actUntil{Time::Max()};                   //!< Its action ends
    TracedCallback<const Deed&> m_deed;             //!< It did something
};

} // namespace ns3

#endif // SMPTCP_ATTACKER_H
