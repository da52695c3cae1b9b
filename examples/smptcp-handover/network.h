/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_HANDOVER_NETWORK_H
#define SMPTCP_HANDOVER_NETWORK_H

#include "ns3/constant-velocity-mobility-model.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-address-helper.h"
#include "ns3/ipv4-address.h"
#include "ns3/lte-helper.h"
#include "ns3/net-device.h"
#include "ns3/node-container.h"
#include "ns3/node.h"
#include "ns3/point-to-point-epc-helper.h"

#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace smptcp_handover
{

/**
 * A phone between an access point and a base station, and a server behind both:
 *
 *     phone --Wi-Fi-- access point ---- router ---- server
 *       \---LTE--- eNB - SGW - PGW ------/
 *
 * The phone does what its system does: without access point the Wi-Fi interface is down, with it the default route goes
 * there.
 */
class Network
{
  public:
    /// An event of the phone's Wi-Fi: when, seconds, and whether it has an access point from then on
    using WifiEvent = std::pair<double, bool>;

    /// \param from distance from the access point, m \param speed away from it, m/s \param turnBack s, 0 never
    Network(double from, double speed, double turnBack);
    Network(const Network&) = delete;
    Network& operator=(const Network&) = delete;

    /// \return the phone
    ns3::Ptr<ns3::Node> GetPhone() const;
    /// \return the server
    ns3::Ptr<ns3::Node> GetServer() const;
    /// \return both
    ns3::NodeContainer GetHosts() const;
    /// \return the server's address
    ns3::Ipv4Address GetServerAddress() const;
    /// \return the phone's address in the Wi-Fi
    ns3::Ipv4Address GetWifiAddress() const;
    /// \return the phone's distance from the access point now, m
    double GetDistance() const;
    /// \param watcher called at each event of the Wi-Fi, before anybody else can act on it
    void WatchWifi(std::function<void()> watcher);
    /// \return what has happened to the Wi-Fi
    const std::vector<WifiEvent>& GetWifiEvents() const;

  private:
    void PlaceNodes(double from, double speed, double turnBack);
    void BuildWifi();
    void BuildLte();
    void BuildWires();
    void TurnRound();
    void OnWifi();

    ns3::Ptr<ns3::Node> m_phone;       //!< Phone
    ns3::Ptr<ns3::Node> m_accessPoint; //!< Access point, a router
    ns3::Ptr<ns3::Node> m_enb;         //!< LTE base station
    ns3::Ptr<ns3::Node> m_router;      //!< Between everything
    ns3::Ptr<ns3::Node> m_server;      //!< Server
    ns3::InternetStackHelper m_internet;                 //!< Makes IP stacks
    ns3::Ptr<ns3::LteHelper> m_lte;                      //!< Keeps the LTE
    ns3::Ptr<ns3::PointToPointEpcHelper> m_epc;          //!< Keeps its core network
    ns3::Ptr<ns3::ConstantVelocityMobilityModel> m_walk; //!< Of the phone
    ns3::Ptr<ns3::NetDevice> m_wifi;                     //!< The phone's Wi-Fi device
    std::vector<WifiEvent> m_wifiEvents;                 //!< What has happened to it
    std::function<void()> m_watcher;                     //!< Called at each of them
};

} // namespace smptcp_handover

#endif // SMPTCP_HANDOVER_NETWORK_H
