/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_TEST_WIRE_LOG_H
#define SMPTCP_TEST_WIRE_LOG_H

#include "two-hosts.h"

#include "ns3/error-model.h"
#include "ns3/ipv4-header.h"
#include "ns3/ipv4.h"
#include "ns3/ipv6-header.h"
#include "ns3/ipv6.h"
#include "ns3/packet.h"
#include "ns3/smptcp-segment-options.h"
#include "ns3/smptcp-segment-view.h"

#include <functional>
#include <optional>
#include <vector>

/// One IP packet with a TCP segment, as octets
struct WireSegment
{
    double time{0};              //!< When it was seen, seconds
    uint32_t interface{0};       //!< IP interface it left by; 0 when seen at a device
    bool fromClient{false};      //!< Sent by the client
    ns3::Ipv4Header ip;          //!< Its IP header, unless it came over IPv6
    std::optional<ns3::Ipv6Header> ip6; //!< Its IP header when it came over IPv6
    std::vector<uint8_t> octets; //!< TCP header and payload

    /// \return the segment of a packet that starts with the IP header; no value unless it is TCP
    static std::optional<WireSegment> Parse(ns3::Ptr<const ns3::Packet> packet);
    /// \return the segment as a view; it lives as long as this does
    ns3::smptcp::SegmentView View() const;
    /// \return its options
    ns3::smptcp::SegmentOptions Options() const;
    /// \return octets of all options of a kind together; 0 when there is none
    unsigned OptionOctets(uint8_t kind) const;
    /// \return true when it carries an option of that kind
    bool Has(uint8_t kind) const;
    /// \return true for a fragment of a larger IP packet
    bool IsFragment() const;
    /// \return source port
    uint16_t SourcePort() const;
    /// \return destination port
    uint16_t DestinationPort() const;

    // What a box on the path may do to it
    /// Overwrite with NOPs the options \p wanted says yes to. \return octets overwritten
    unsigned StripOptions(const std::function<bool(const ns3::smptcp::OptionView&)>& wanted);
    /// Overwrite every MPTCP option with NOPs. \return octets overwritten
    unsigned StripMptcp();
    /// Change octet \p offset of the payload. \return false when it is shorter
    bool FlipPayload(std::size_t offset);
};

/// What both hosts send, as it is on the wire, in the order of events
class WireLog
{
  public:
    /// \param net two hosts; must outlive the log
    explicit WireLog(TwoHosts& net);
    WireLog(const WireLog&) = delete;
    WireLog& operator=(const WireLog&) = delete;

    /// \return the segments \p wanted says yes to
    std::vector<WireSegment> Select(const std::function<bool(const WireSegment&)>& wanted) const;
    /// \return number of segments \p wanted says yes to
    std::size_t Count(const std::function<bool(const WireSegment&)>& wanted) const;

    std::vector<WireSegment> segments; //!< Everything seen

  private:
    void OnClient(ns3::Ptr<const ns3::Packet> packet, ns3::Ptr<ns3::Ipv4> ipv4, uint32_t interface);
    void OnServer(ns3::Ptr<const ns3::Packet> packet, ns3::Ptr<ns3::Ipv4> ipv4, uint32_t interface);
    void OnClient6(ns3::Ptr<const ns3::Packet> packet, ns3::Ptr<ns3::Ipv6> ipv6, uint32_t interface);
    void OnServer6(ns3::Ptr<const ns3::Packet> packet, ns3::Ptr<ns3::Ipv6> ipv6, uint32_t interface);
    void Add(ns3::Ptr<const ns3::Packet> packet, uint32_t interface, bool fromClient);
};

/// Sees every segment that arrives at a device, and loses or changes those a story wants lost or changed
class SegmentFilter : public ns3::ErrorModel
{
  public:
    /// \return the TypeId
    static ns3::TypeId GetTypeId();
    /// Put a filter on what arrives at host \p host over link \p link. \param lost true for what is lost
    static void Put(TwoHosts& net,
                    uint32_t link,
                    uint32_t host,
                    std::function<bool(const WireSegment&)> lost);
    /**
     * Put a box on the path to host \p host over link \p link.
     * \param change may change a segment's octets (the TCP checksum is repaired where there is one), or empty them: lost
     */
    static void PutBox(TwoHosts& net,
                       uint32_t link,
                       uint32_t host,
                       std::function<void(WireSegment&)> change);

  private:
    bool DoCorrupt(ns3::Ptr<ns3::Packet> packet) override;
    void DoReset() override;
    void DoDispose() override;

    std::function<void(WireSegment&)> m_change; //!< The story's will
};

/// Let \p segment arrive at host \p host over link \p link as if it had come over the wire.
void Inject(TwoHosts& net, uint32_t link, uint32_t host, const WireSegment& segment);

/// A segment without flags and options. \param from, to addresses \param fromPort, toPort ports
WireSegment MakeSegment(const char* from, uint16_t fromPort, const char* to, uint16_t toPort);

/**
 * A segment after a model.
 * \param like addresses, ports, numbers and window are taken from it
 * \param flags TCP flags
 * \param options option octets, a multiple of four, at most 40
 * \param payload payload octets
 */
WireSegment Forge(const WireSegment& like,
                  uint8_t flags,
                  const std::vector<uint8_t>& options,
                  const std::vector<uint8_t>& payload = {});

/// Overwrite sequence and acknowledgment number of \p segment.
void SetNumbers(WireSegment& segment, uint32_t sequence, uint32_t acknowledgment);
/// Overwrite the source port of \p segment.
void SetSourcePort(WireSegment& segment, uint16_t port);

#endif // SMPTCP_TEST_WIRE_LOG_H
