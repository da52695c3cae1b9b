/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// Control options of a connection: addresses, priorities, MP_FAIL and fallback, MP_FASTCLOSE.

#include "smptcp-socket.h"

#include "ns3/log.h"
#include "ns3/mptcp-keys.h"
#include "ns3/simulator.h"
#include "ns3/smptcp-octets.h"

#include <algorithm>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("SmptcpSocketControl");

using namespace smptcp;

namespace
{

constexpr unsigned FASTCLOSE_TRIES = 3; //!< MP_FASTCLOSEs on an ACK before the connection is forgotten

} // namespace

bool
SmptcpSocket::SendControl(const OptionBytes& control)
{
    Ptr<SmptcpSubflow> subflow = BestSubflow();
    if (!subflow)
    {
        return false;
    }
    subflow->SendControl(control);
    return true;
}

Ptr<SmptcpSubflow>
SmptcpSocket::FindSubflow(uint32_t id) const
{
    auto found = std::find_if(m_subflows.begin(), m_subflows.end(), [id](const auto& subflow) {
        return subflow->GetId() == id;
    });
    return found == m_subflows.end() ? nullptr : *found;
}

// --- addresses -----------------------------------------------------------------------------------------------

void
SmptcpSocket::OnAddAddr(const SegmentOptions& options)
{
    m_addresses.OnAddAddr(options);
}

void
SmptcpSocket::OnRemoteAddressesChanged()
{
    if (m_paths)
    {
        m_paths->Evaluate();
    }
}

const MptcpAddressBook&
SmptcpSocket::GetAddressBook() const
{
    return m_addresses;
}

bool
SmptcpSocket::AnnounceAddress(const Address& local)
{
    return m_addresses.Announce(local);
}

bool
SmptcpSocket::WithdrawAddress(const Address& local)
{
    auto id = m_addresses.Withdraw(local);
    if (id)
    {
        LeaveAddress(*id, local);
        OnOwnAddressesChanged();
    }
    return id.has_value();
}

void
SmptcpSocket::LeaveAddress(uint8_t id, const Address& local)
{
    RemoveAddr removed;
    removed.Add(id);
    OptionBytes option = AreaOf(removed);
    std::vector<Ptr<SmptcpSubflow>> ending;
    bool others = false;
    for (const auto& subflow : m_subflows)
    {
        Address name;
        subflow->GetSockName(name);
        bool ends = MptcpAddressBook::SameIp(name, local);
        others = others || (!ends && subflow->IsUsable());
        if (ends)
        {
            ending.push_back(subflow);
        }
    }
    if (!others)
    {
        SendControl(option); // on the last way there is, which may be dead: once more on the next
        m_addresses.OweRemoval(id);
    }
    for (const auto& subflow : ending)
    {
        subflow->AbortFor(MpTcpRstReason::ADMINISTRATIVELY_PROHIBITED);
    }
    if (others)
    {
        SendControl(option);
    }
}

void
SmptcpSocket::OnLinkChange(Ptr<NetDevice> device, bool up)
{
    if (m_state != State::OPEN || !IsMultipath() || m_fallback || m_closingSubflows)
    {
        return;
    }
    for (const auto& local : up ? std::vector<MptcpLocalAddress>() : m_addresses.GetKnownOn(device))
    {
        LeaveAddress(local.id, local.address);
    }
    OnOwnAddressesChanged();
}

void
SmptcpSocket::OnOwnAddressesChanged()
{
    if (m_paths)
    {
        // The subflows that end are gone an event later.
        Simulator::ScheduleNow(&MptcpPathManager::OnAddressesChanged, m_paths);
    }
}

void
SmptcpSocket::OnRemoveAddr(const RemoveAddr& removed)
{
    for (std::size_t i = 0; i < removed.count; ++i)
    {
        m_addresses.ForgetRemote(removed.ids[i]);
        for (const auto& subflow : std::vector<Ptr<SmptcpSubflow>>(m_subflows))
        {
            // The address may be removed by somebody who has no right to: only a dead path goes (RFC 8684, 3.4.2).
            if (subflow->GetRemoteAddressId() != removed.ids[i] || !subflow->IsUsable())
            {
                continue;
            }
            if (m_probeOnRemoveAddr)
            {
                subflow->Probe();
            }
            else
            {
                subflow->AbortFor(MpTcpRstReason::ADMINISTRATIVELY_PROHIBITED);
            }
        }
    }
}

// --- priorities ----------------------------------------------------------------------------------------------

bool
SmptcpSocket::SetSubflowBackup(uint32_t id, bool backup)
{
    Ptr<SmptcpSubflow> subflow = FindSubflow(id);
    if (!subflow || !subflow->IsUsable() || !IsMultipath() || m_fallback)
    {
        return false;
    }
    subflow->SetBackup(backup);
    MpPrio prio;
    prio.backup = backup;
    subflow->SendControl(AreaOf(prio));
    SchedulePush();
    return true;
}

void
SmptcpSocket::OnPrio(SmptcpSubflow& subflow, const MpPrio& prio)
{
    if (!prio.addressId)
    {
        subflow.SetBackup(prio.backup);
    }
    else if (m_mode == Mode::SMPTCP || GetMptcpVersion() != MptcpVersion::V0)
    {
        subflow.CountRefusal(Refusal::PRIO_WITH_ID); // SMPTCP and version 1 know the form without it only
    }
    else
    {
        // Version 0 may name the subflows of an address.
        for (const auto& other : m_subflows)
        {
            if (other->GetRemoteAddressId() == *prio.addressId)
            {
                other->SetBackup(prio.backup);
            }
        }
    }
    SchedulePush();
}

bool
SmptcpSocket::ResetSubflow(uint32_t id)
{
    Ptr<SmptcpSubflow> subflow = FindSubflow(id);
    if (!subflow)
    {
        return false;
    }
    subflow->AbortFor(MpTcpRstReason::UNSPECIFIED);
    return true;
}

// --- fallback ------------------------------------------------------------------------------------------------

bool
SmptcpSocket::HasFallenBack() const
{
    return m_fallback;
}

bool
SmptcpSocket::CanFallBack(const SmptcpSubflow& subflow) const
{
    // One subflow, and what goes over it is the connection's stream without a gap, either way. Once there was another,
    // octets of that one may be under way behind later ones, and neither end can tell.
    return m_mode == Mode::MPTCP && m_reports.size() == 1 && m_subflows.size() == 1 &&
           m_subflows.front()->GetId() == subflow.GetId() && m_receiver.OutOfOrder() == 0 &&
           !m_sender.HasReinjected();
}

void
SmptcpSocket::FallBack(SmptcpSubflow& subflow, const std::string& why)
{
    if (m_fallback)
    {
        return;
    }
    Ptr<SmptcpSocket> self(this);
    if (!CanFallBack(subflow))
    {
        NS_LOG_INFO("subflow " << subflow.GetId() << " reset: " << why);
        m_refusedTrace(why);
        subflow.AbortFor(MpTcpRstReason::MIDDLEBOX_INTERFERENCE);
        return;
    }
    NS_LOG_INFO("falls back to TCP: " << why);
    m_fallback = true;
    StopPaths();
    m_finTimer.Cancel();
    m_sender.ForgetFin();
    subflow.MapInfinitely(m_receiver.DataAck());
    m_fallbackTrace(why);
    m_modeTrace(ModeName(Mode::TCP));
    m_stack->m_modeTrace(this, ModeName(Mode::TCP));
    // The peer may see nothing of what has let us fall back, and would go on with MPTCP alone (RFC 6824, 3.6).
    subflow.SendInfiniteMapping(m_sender.Next());
    Simulator::ScheduleNow(&SmptcpSocket::ReadSubflow, self, Ptr<Socket>(&subflow));
    SchedulePush();
}

void
SmptcpSocket::OnInfiniteMapping(SmptcpSubflow& subflow)
{
    FallBack(subflow, "the peer declares an infinite mapping");
}

void
SmptcpSocket::ResetForChecksum(SmptcpSubflow& subflow, uint64_t dsn)
{
    m_refusedTrace("wrong DSS checksum");
    MpFail fail;
    fail.dsn = dsn;
    OptionBytes option = AreaOf(fail);
    if (GetMptcpVersion() == MptcpVersion::V1)
    {
        MpTcpRst reset;
        reset.reason = static_cast<uint8_t>(MpTcpRstReason::MIDDLEBOX_INTERFERENCE);
        reset.AppendTo(option);
    }
    subflow.Abort(option); // the data comes again on another subflow (RFC 8684, 3.7)
}

void
SmptcpSocket::FallBackForChecksum(SmptcpSubflow& subflow, uint64_t dsn)
{
    // The only path: a box changes the stream, and the application gets what TCP would have given it.
    MpFail fail;
    fail.dsn = dsn;
    m_failSent = true;
    subflow.SendControl(AreaOf(fail));
    FallBack(subflow, "wrong DSS checksum");
}

void
SmptcpSocket::OnFail(SmptcpSubflow& subflow, const MpFail& fail)
{
    Ptr<SmptcpSocket> self(this);
    if (IsEncrypted(*m_mode))
    {
        subflow.CountRefusal(Refusal::FAIL_OPTION);
    }
    FallBack(subflow, "MP_FAIL");
    if (!m_fallback)
    {
        return; // the subflow has been reset, as always where keys exist (smptcp.md 7.6, 9.4)
    }
    if (!m_failSent)
    {
        m_failSent = true;
        subflow.SendControl(AreaOf(fail));
    }
}

// --- MP_FASTCLOSE --------------------------------------------------------------------------------------------

MpFastclose
SmptcpSocket::MakeFastclose(bool ours) const
{
    MpFastclose fastclose;
    if (UsesClearKeys(*m_mode))
    {
        fastclose.receiverKey = ours ? m_handshake->RemoteKey() : m_handshake->LocalKey();
        return fastclose;
    }
    JoinKeys keys = GetJoinKeys();
    const std::vector<uint8_t>& sender = ours ? keys.local : keys.remote;
    const std::vector<uint8_t>& receiver = ours ? keys.remote : keys.local;
    if (m_stack->GetProfile().seedLiteral)
    {
        fastclose.receiverKey = ReadBig(receiver.data(), 8); // the slides: a key in clear (A21)
        return fastclose;
    }
    fastclose.receiverKey = SmptcpFastcloseHmac64(sender, receiver, ours ? GetRemoteToken() : m_token);
    return fastclose;
}

void
SmptcpSocket::Abort()
{
    Ptr<SmptcpSocket> self(this);
    if (m_state != State::OPEN && m_state != State::CONNECTING)
    {
        return;
    }
    bool multipath = IsMultipath() && !m_fallback && m_state == State::OPEN;
    if (!multipath)
    {
        AbortSubflows();
        Finish(true);
        return;
    }
    if (m_mode == Mode::SMPTCP || GetMptcpVersion() == MptcpVersion::V1)
    {
        AbortSubflows(AreaOf(MakeFastclose(true))); // option R of RFC 8684, 3.5: RST with MP_FASTCLOSE on every subflow
        Finish(true);
        return;
    }
    // RFC 6824, 3.5: on an ACK of one subflow, RST on the others; the peer answers RST
    Ptr<SmptcpSubflow> last = BestSubflow();
    m_subflows.erase(std::remove(m_subflows.begin(), m_subflows.end(), last), m_subflows.end());
    AbortSubflows();
    if (last)
    {
        m_subflows.push_back(last);
        m_fastcloseTries = 0;
        OnFastcloseTimer();
    }
    Finish(true);
}

void
SmptcpSocket::OnFastcloseTimer()
{
    if (m_subflows.empty())
    {
        return;
    }
    Ptr<SmptcpSubflow> subflow = m_subflows.front();
    if (++m_fastcloseTries > FASTCLOSE_TRIES || !subflow->IsUsable())
    {
        AbortSubflows();
        return;
    }
    subflow->SendControl(AreaOf(MakeFastclose(true)));
    // The event keeps the forgotten socket alive, so the socket must not keep the event: a circle would outlive the run.
    Simulator::Schedule(subflow->GetRto(), &SmptcpSocket::OnFastcloseTimer, Ptr<SmptcpSocket>(this));
}

void
SmptcpSocket::OnFastclose(SmptcpSubflow& subflow, const MpFastclose& fastclose, bool reset)
{
    if (m_state != State::OPEN || !IsMultipath() || m_fallback)
    {
        return;
    }
    if (fastclose.receiverKey != MakeFastclose(false).receiverKey)
    {
        subflow.CountRefusal(Refusal::FASTCLOSE_KEY);
        return;
    }
    Ptr<SmptcpSocket> self(this);
    NS_LOG_INFO("the peer aborts the connection");
    if (reset)
    {
        Ptr<SmptcpSubflow> ended(&subflow);
        m_subflows.erase(std::remove(m_subflows.begin(), m_subflows.end(), ended), m_subflows.end());
        ended->CloseQuietly();
    }
    AbortSubflows();
    Finish(true);
}

} // namespace ns3
