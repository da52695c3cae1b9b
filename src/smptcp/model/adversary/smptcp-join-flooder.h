/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_JOIN_FLOODER_H
#define SMPTCP_JOIN_FLOODER_H

#include "smptcp-flooder.h"
#include "smptcp-subflow-thief.h"

#include "ns3/mptcp-join.h"

#include <list>

namespace ns3
{

/**
 * \ingroup smptcp-adversary
 * Floods a connection with JOINs (A06, A07b): the token follows from a key in clear, or was in a JOIN that passed. With
 * Complete (A06b) it joins from its own host, proves the keys it overheard, and stays, until the victim takes no more.
 */
class JoinFlooder : public SmptcpFlooder
{
  public:
    /// \return the TypeId
    static TypeId GetTypeId();

    /// Tell it the keys of JOINs, where no packet showed them. \param keys as the active opener has them
    void SetKeys(const smptcp::JoinKeys& keys);

    /// \return subflows of its own that the victim has taken
    uint64_t GetJoined() const;

  protected:
    void DoDispose() override;

  private:
    /// A subflow it would fill a place with
    struct Member
    {
        smptcp::MptcpJoin join;      //!< The handshake
        smptcp::SubflowThief end;    //!< Its end
        bool proved{false};          //!< Third ACK sent
        bool joined{false};          //!< The victim goes on
    };

    bool SendSyn() override;
    void OnHostSegment(const smptcp::IpSegment& segment) override;
    void SendForged(const smptcp::WatchedEnd& victim, uint32_t token);
    void SendOwn(const smptcp::WatchedFlow& flow);
    void Prove(Member& member, const smptcp::IpSegment& synAck);

    bool m_complete{false};       //!< Attribute Complete
    bool m_hello{false};          //!< Attribute Hello
    std::optional<smptcp::JoinKeys> m_keys; //!< What it was told
    std::list<Member> m_members;  //!< Own subflows
};

} // namespace ns3

#endif // SMPTCP_JOIN_FLOODER_H
