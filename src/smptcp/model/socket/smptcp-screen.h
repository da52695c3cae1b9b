/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_SCREEN_H
#define SMPTCP_SCREEN_H

#include "ns3/ip-l4-protocol.h"
#include "ns3/ipv6-address.h"
#include "ns3/smptcp-header-screen.h"
#include "ns3/traced-callback.h"

#include <array>
#include <cstdint>
#include <string>

/**
 * \file
 * \ingroup smptcp-socket
 * What stands between IP and ns-3's TCP on a host of this module.
 */

namespace ns3
{

class TcpL4Protocol;

/**
 * \ingroup smptcp-socket
 * Protocol 6 of a node as its IPv4 and IPv6 see it: looks at the octets of every incoming segment and hands to
 * TcpL4Protocol only what ns-3's own parser and socket survive (ns3-hooks.md 2 and 4). Malformed headers are counted
 * and dropped without an answer. Legal ones that ns-3 gets wrong are mended: padding behind END, a window shift above
 * 14, and a zero window for a stock socket with nothing unsent, which becomes 1. Sending is not touched.
 *
 * The screen takes its place when it is aggregated to a node with TCP, and whenever an IP is added later.
 * It guards its own node only: see SmptcpSafeQueues for queue discs on the way.
 */
class SmptcpScreen : public IpL4Protocol
{
  public:
    /// \return the TypeId
    static TypeId GetTypeId();
    SmptcpScreen();
    ~SmptcpScreen() override;

    /// Take TcpL4Protocol's place below it wherever it still stands itself. May be called again at any time.
    void TakePlace();

    /// Takes a SYN before TCP looks for a socket. \return true when it was taken: TCP does not see it then
    using SynHandler = Callback<bool, Ptr<Packet>, const Address&, const Address&>;
    /// \param handler called with a SYN (header and payload), its source and its destination (addresses with ports)
    void SetSynHandler(SynHandler handler);
    /// Sees, and may change, every segment that goes up to TCP. Addresses of IPv4 are mapped.
    using SegmentHandler = Callback<void, Ptr<Packet>, const Ipv6Address&, const Ipv6Address&>;
    /// \param handler called with a segment (header and payload), its source and its destination
    void SetSegmentHandler(SegmentHandler handler);

    /// \param verdict a verdict other than PASS \return segments dropped for that reason
    uint64_t GetDropped(smptcp::ScreenVerdict verdict) const;
    /// \return segments dropped, all reasons together
    uint64_t GetDropped() const;
    /// \return segments changed before TCP saw them
    uint64_t GetMended() const;

    int GetProtocolNumber() const override;
    IpL4Protocol::RxStatus Receive(Ptr<Packet> packet,
                                   const Ipv4Header& header,
                                   Ptr<Ipv4Interface> interface) override;
    IpL4Protocol::RxStatus Receive(Ptr<Packet> packet,
                                   const Ipv6Header& header,
                                   Ptr<Ipv6Interface> interface) override;
    void ReceiveIcmp(Ipv4Address icmpSource,
                     uint8_t icmpTtl,
                     uint8_t icmpType,
                     uint8_t icmpCode,
                     uint32_t icmpInfo,
                     Ipv4Address payloadSource,
                     Ipv4Address payloadDestination,
                     const uint8_t payload[8]) override;
    void ReceiveIcmp(Ipv6Address icmpSource,
                     uint8_t icmpTtl,
                     uint8_t icmpType,
                     uint8_t icmpCode,
                     uint32_t icmpInfo,
                     Ipv6Address payloadSource,
                     Ipv6Address payloadDestination,
                     const uint8_t payload[8]) override;
    void SetDownTarget(IpL4Protocol::DownTargetCallback callback) override;
    void SetDownTarget6(IpL4Protocol::DownTargetCallback6 callback) override;
    IpL4Protocol::DownTargetCallback GetDownTarget() const override;
    IpL4Protocol::DownTargetCallback6 GetDownTarget6() const override;

    /// Sink: a segment is dropped or mended. \param reason a ScreenVerdictName, or what was mended:
    /// option-padding, window-scale, zero-window \param segment the segment as it came
    typedef void (*SegmentTracedCallback)(const std::string& reason, Ptr<const Packet> segment);

  protected:
    void NotifyNewAggregate() override;
    void DoDispose() override;

  private:
    /// \return true when the SYN handler has taken the segment
    bool OfferSyn(Ptr<Packet> packet, const Address& source, const Address& destination) const;
    /// \return false when the segment must not go up; readies it for TCP otherwise
    bool Prepare(Ptr<Packet> packet, const Ipv6Address& source, const Ipv6Address& destination);
    /// \return false when the segment is malformed; mends it otherwise
    bool Admit(Ptr<Packet> packet, const Ipv6Address& source, const Ipv6Address& destination);
    /// Mend \p size header octets of \p packet. \return true when any changed
    bool Mend(Ptr<const Packet> packet,
              uint8_t* header,
              uint32_t size,
              const Ipv6Address& source,
              const Ipv6Address& destination);

    Ptr<TcpL4Protocol> m_tcp;                                    //!< Where good segments go
    SynHandler m_synHandler;                                     //!< Sees SYNs first
    SegmentHandler m_segmentHandler;                             //!< Sees good segments first
    bool m_enabled{true};                                        //!< Look at segments at all
    std::array<uint64_t, smptcp::SCREEN_VERDICTS> m_dropped{};   //!< By verdict
    uint64_t m_mended{0};                                        //!< Segments changed
    TracedCallback<const std::string&, Ptr<const Packet>> m_droppedTrace; //!< Segment dropped
    TracedCallback<const std::string&, Ptr<const Packet>> m_mendedTrace;  //!< Segment changed
};

} // namespace ns3

#endif // SMPTCP_SCREEN_H
