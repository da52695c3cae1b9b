/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_LINK_WATCH_H
#define SMPTCP_LINK_WATCH_H

#include "ns3/net-device.h"
#include "ns3/node.h"
#include "ns3/ptr.h"
#include "ns3/simple-ref-count.h"

#include <functional>
#include <set>

/**
 * \file
 * \ingroup smptcp-socket
 * Which devices of a host have lost their link.
 */

namespace ns3
{

/**
 * \ingroup smptcp-socket
 * Hears from the devices of a node when their link goes and comes (NetDevice::AddLinkChangeCallback), as a Wi-Fi station
 * says it when it loses its access point. A device counts as linked until it says otherwise: some of ns-3's never tell.
 */
class SmptcpLinkWatch : public SimpleRefCount<SmptcpLinkWatch>
{
  public:
    /// Who is told of a change. \param device the device \param up its link is there again
    using Listener = std::function<void(Ptr<NetDevice> device, bool up)>;

    /// \param listener called for each change
    explicit SmptcpLinkWatch(Listener listener);

    /// Hear the devices of \p node from now on, those added later as well.
    void Hear(Ptr<Node> node);
    /// Tell nobody any more. The devices keep this object, as ns-3 lets nobody take a callback back.
    void Stop();
    /// The link of \p device is there, or lost; the listener is told, of a loss once. \param up it is there
    void Set(Ptr<NetDevice> device, bool up);
    /// \return true when the link of \p device is lost
    bool IsLost(Ptr<NetDevice> device) const;

  private:
    static void OnDevice(Ptr<SmptcpLinkWatch> self, Ptr<NetDevice> device);
    static void OnChange(Ptr<SmptcpLinkWatch> self, NetDevice* device);

    Listener m_listener;             //!< Who is told, empty after Stop
    std::set<Ptr<NetDevice>> m_lost; //!< Devices without link
};

} // namespace ns3

#endif // SMPTCP_LINK_WATCH_H
