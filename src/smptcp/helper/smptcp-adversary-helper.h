/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_ADVERSARY_HELPER_H
#define SMPTCP_ADVERSARY_HELPER_H

#include "ns3/data-rate.h"
#include "ns3/ipv4-address.h"
#include "ns3/nstime.h"
#include "ns3/smptcp-attacker.h"

#include <ostream>
#include <string>

namespace ns3
{

/**
 * \ingroup smptcp-helper
 * Drops attackers into a topology that is there already.
 */
class SmptcpAdversaryHelper
{
  public:
    /**
     * Put an attacker on the link of a device, right beside the device (see SmptcpBoxHelper::Insert). What comes from the
     * device comes from the inside. Call it before the simulation starts, once for each place.
     * \param attacker the attacker \param device the device
     * \return the box it sits in
     */
    static Ptr<SmptcpBox> Place(Ptr<SmptcpAttacker> attacker, Ptr<NetDevice> device);
    /**
     * Give an attacker a host of its own, on a new link to a router. The router gets an address on that link; routes of
     * the others to it are the caller's business (Ipv4GlobalRoutingHelper, for one).
     * \param attacker the attacker
     * \param router a node with an internet stack
     * \param network the link's network, with a mask of 30 bits or fewer: its address 1 is the router's, 2 the host's
     * \param mask its mask
     * \param rate of the link \param delay of the link, one way
     * \return the host
     */
    static Ptr<SmptcpRawHost> AttachHost(Ptr<SmptcpAttacker> attacker,
                                         Ptr<Node> router,
                                         Ipv4Address network,
                                         Ipv4Mask mask,
                                         DataRate rate,
                                         Time delay);
    /**
     * Capture the links of an attacker: PREFIX-place<i>-inside.pcap, PREFIX-place<i>-outside.pcap for each place, from 1
     * on, and PREFIX-host.pcap.
     */
    static void EnablePcap(Ptr<SmptcpAttacker> attacker, const std::string& prefix);
    /// Write what the attacker did, a line each: time, what and why, the segment.
    static void WriteStory(const SmptcpAttacker& attacker, std::ostream& out);
};

} // namespace ns3

#endif // SMPTCP_ADVERSARY_HELPER_H
