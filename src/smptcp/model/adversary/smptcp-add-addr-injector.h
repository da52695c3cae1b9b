/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_ADD_ADDR_INJECTOR_H
#define SMPTCP_ADD_ADDR_INJECTOR_H

#include "smptcp-control-forger.h"
#include "smptcp-subflow-relay.h"

#include "ns3/mptcp-join.h"

#include <memory>

namespace ns3
{

/**
 * \ingroup smptcp-adversary
 * Announces the address of its own host as another address of the passive opener (A04). When the active opener joins
 * there, it relays the subflow to the passive opener. So that what the two have to say crosses its host, it makes the
 * other subflows backups where an option may name them (version 0), and resets those it saw. It saw the connection begin
 * and has left the path: how far the connection has come since it guesses.
 */
class AddAddrInjector : public ControlForger
{
  public:
    /// \return the TypeId
    static TypeId GetTypeId();

    /// Tell it the keys that the HMAC of ADD_ADDR is made with. \param keys as the passive opener has them
    void SetKeys(const smptcp::JoinKeys& keys);

    /// \return true once a JOIN has come to its host
    bool HasVictim() const;
    /// \return payload that crossed its host. \param from 0: from the active opener; 1: from the other
    std::vector<uint8_t> GetTaken(unsigned from) const;

  private:
    std::optional<smptcp::IpSegment> Make(const smptcp::WatchedFlow& flow, unsigned from) override;
    void OnHostSegment(const smptcp::IpSegment& segment) override;
    void Accept(const smptcp::IpSegment& syn);
    void Divert();
    void ForgePriorities(const smptcp::WatchedFlow& leg, unsigned from);

    bool m_hmac{false};                            //!< Attribute Hmac
    uint8_t m_addressId{0};                        //!< Attribute AddressId
    std::optional<smptcp::JoinKeys> m_keys;        //!< What it was told
    const smptcp::WatchedFlow* m_initial{nullptr}; //!< The first flow it forged on
    std::unique_ptr<smptcp::SubflowRelay> m_relay; //!< Between the two
    const smptcp::WatchedFlow* m_legs[2]{};        //!< The relayed subflow, by the end whose leg it is
    bool m_diverted{false};                        //!< The other subflows have been seen to
};

} // namespace ns3

#endif // SMPTCP_ADD_ADDR_INJECTOR_H
