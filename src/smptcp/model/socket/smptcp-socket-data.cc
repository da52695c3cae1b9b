/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// The data sequence space of a connection: data acks, reassembly, the shared window, DATA_FIN. What goes to which
// subflow is in smptcp-socket-schedule.cc.

#include "smptcp-socket.h"

#include "ns3/log.h"
#include "ns3/mptcp-keys.h"
#include "ns3/object-factory.h"
#include "ns3/simulator.h"

#include <algorithm>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("SmptcpSocketData");

using namespace smptcp;

namespace
{

constexpr int LONGEST_INTERVAL_S = 60;           //!< Cap of every back-off here
constexpr uint64_t LARGEST_SEGMENT = 65536;    //!< By which a probe may exceed the window
constexpr int ACK_PATIENCE_S = 8;              //!< After an interval of that length the subflow is given up
constexpr unsigned SWALLOWING_LIMIT = 4;       //!< Subflows given up for that reason that end the connection
constexpr int SHORTEST_ACK_INTERVAL_MS = 1000; //!< Least time without a data ack before data is sent again

} // namespace

bool
SmptcpSocket::IsMultipath() const
{
    return m_mode && smptcp::IsMultipath(*m_mode);
}

bool
SmptcpSocket::IsProxy() const
{
    return m_mode && !smptcp::IsMultipath(*m_mode);
}

void
SmptcpSocket::StartDataSpaces(const SmptcpHandshake& handshake, Mode mode)
{
    ObjectFactory factory;
    factory.SetTypeId(m_schedulerType);
    m_scheduler = factory.Create<MptcpScheduler>();
    auto idsn = [this](uint64_t derived) {
        auto low = m_stack->GetProfile().testIdsnLow;
        return low ? (derived >> 32) << 32 | *low : derived;
    };
    if (UsesClearKeys(mode))
    {
        m_sender.Start(idsn(MptcpIdsn(handshake.LocalKey(), handshake.Version())), nullptr);
        StartReceiver(idsn(MptcpIdsn(handshake.RemoteKey(), handshake.Version())));
        return;
    }
    const TcpcryptSession& session = *m_session;
    DataSender::Encryptor encrypt;
    const ProtectionProfile& profile = m_stack->GetProfile();
    if (!profile.nullCipher)
    {
        m_decrypt.emplace(ReceiveEncryptionKey(session).data());
        m_encrypt = std::make_shared<StreamCipher>(SendEncryptionKey(session).data());
        if (profile.EncryptsByDsn())
        {
            encrypt = [cipher = m_encrypt](uint64_t dsn, uint8_t* data, std::size_t size) {
                cipher->Crypt(dsn, data, size);
            };
        }
    }
    m_sender.Start(idsn(SmptcpIdsn(SendMacKey(session), session.keys.sid, profile.sidOctets)), encrypt);
    StartReceiver(idsn(SmptcpIdsn(ReceiveMacKey(session), session.keys.sid, profile.sidOctets)));
}

void
SmptcpSocket::StartReceiver(uint64_t idsn)
{
    m_receiver.Start(idsn);
    m_receiver.SetWaitObserver([this](uint32_t octets, Time waited) { m_waitTrace(octets, waited); });
    m_roundSince = Simulator::Now();
}

void
SmptcpSocket::FlushToProxy()
{
    // What the application sent before the mode was known goes to the only subflow now.
    for (const auto& packet : m_sender.TakeQueue())
    {
        Initial()->TcpSocketBase::Send(packet, 0);
    }
    if (m_closed)
    {
        Initial()->CloseWhenDrained();
    }
}

// --- sending -------------------------------------------------------------------------------------------------

Ptr<SmptcpSubflow>
SmptcpSocket::BestSubflow() const
{
    Ptr<SmptcpSubflow> best;
    for (const auto& subflow : m_subflows)
    {
        if (!subflow->IsUsable())
        {
            continue;
        }
        auto rank = [](const SmptcpSubflow& of) { return std::make_pair(of.IsStale(), of.GetRtt()); };
        best = !best || rank(*subflow) < rank(*best) ? subflow : best;
    }
    return best;
}

void
SmptcpSocket::OnDataAck(uint64_t ack, uint32_t window)
{
    bool finAcked = m_sender.FinAcked();
    uint32_t newly = m_sender.OnDataAck(ack, window);
    if (newly > 0)
    {
        m_spaceFreed = true;
        m_fruitless = 0;
        m_probeInterval = m_parameters.persistTimeout;
        m_ackInterval = Time();
        m_dataAckTrace(ack);
    }
    if (!finAcked && m_sender.FinAcked())
    {
        m_finTimer.Cancel();
    }
}

void
SmptcpSocket::OnAdvance()
{
    if (m_state != State::OPEN || !IsMultipath())
    {
        return;
    }
    if (m_spaceFreed && GetTxAvailable() > 0)
    {
        m_spaceFreed = false;
        if (!m_shutdownSend)
        {
            m_pushFollows = true; // what the application writes now needs no event of its own
            NotifySend(GetTxAvailable());
            m_pushFollows = false;
        }
    }
    Push();
    FinishIfDone();
}

void
SmptcpSocket::OnTimeout(SmptcpSubflow& subflow)
{
    // Everything outstanding on a silent subflow goes elsewhere at once, not one segment per back-off.
    bool elsewhere = !m_scheduler->SendsCopies() && std::any_of(m_subflows.begin(), m_subflows.end(), [&subflow](const auto& o) {
        return o->GetId() != subflow.GetId() && o->IsUsable();
    });
    if (elsewhere)
    {
        m_sender.Reinject(subflow.GetId());
        Push();
    }
}

void
SmptcpSocket::ArmAckTimer()
{
    const DataChunk* oldest = m_sender.Oldest();
    if (!oldest || m_fallback)
    {
        m_ackTimer.Cancel();
        return;
    }
    if (m_ackTimer.IsExpired() || m_ackMark != m_sender.Unacked())
    {
        m_ackTimer.Cancel();
        m_ackMark = m_sender.Unacked();
        m_ackInterval = std::max(m_ackInterval, ShortestAckInterval());
        m_ackTimer = Simulator::Schedule(m_ackInterval, &SmptcpSocket::OnAckTimer, this);
    }
}

Time
SmptcpSocket::ShortestAckInterval() const
{
    Time longest = MilliSeconds(SHORTEST_ACK_INTERVAL_MS);
    for (const auto& subflow : m_subflows)
    {
        longest = std::max(longest, subflow->GetRto() + subflow->GetRto());
    }
    return longest;
}

void
SmptcpSocket::OnAckTimer()
{
    // TCP has delivered the oldest octets, but no data ack says so: something between acknowledges on its own, or the
    // receiver dropped them (RFC 6824, 3.3.6; RFC 8684, 3.3.6). Send them again. What that subflow acknowledges is not to be
    // believed: if there is another, everything it was given goes there.
    const DataChunk* oldest = m_sender.Oldest();
    Ptr<SmptcpSubflow> holder = oldest ? FindSubflow(oldest->subflow) : nullptr;
    bool arrived = holder && oldest->end != 0 && holder->HasAcked(oldest->end);
    bool lost = oldest && (!holder || arrived);
    bool stuck = lost && m_ackMark == m_sender.Unacked() && m_state == State::OPEN;
    bool probe = stuck && oldest->payload->GetSize() == 1; // a closed window is no fault of the path
    Time patience = std::max(Seconds(ACK_PATIENCE_S), ShortestAckInterval() + ShortestAckInterval());
    patience = std::min(patience, Seconds(LONGEST_INTERVAL_S));
    if (stuck && arrived && !probe && m_ackInterval >= patience)
    {
        GiveUpSwallowing(*holder);
        return;
    }
    if (stuck)
    {
        bool elsewhere = holder && std::any_of(m_subflows.begin(), m_subflows.end(), [&holder](const auto& subflow) {
                             return subflow != holder && subflow->IsUsable();
                         });
        elsewhere ? m_sender.Reinject(holder->GetId()) : m_sender.ReinjectOldest();
        m_ackInterval = std::min(m_ackInterval + m_ackInterval, Seconds(LONGEST_INTERVAL_S));
    }
    Push();
}

void
SmptcpSocket::GiveUpSwallowing(SmptcpSubflow& subflow)
{
    // The octets will not come on this subflow any more. Each subflow may bring some of them through before it gets
    // stuck: the connection must not crawl on like that for ever.
    Ptr<SmptcpSocket> self(this);
    m_ackInterval = Time();
    m_refusedTrace("octets that TCP acknowledges do not arrive");
    if (++m_swallowed < SWALLOWING_LIMIT)
    {
        subflow.AbortFor(MpTcpRstReason::MIDDLEBOX_INTERFERENCE);
        return;
    }
    AbortSubflows();
    Finish(true);
}

void
SmptcpSocket::ArmProbe()
{
    if (!m_sender.WindowBlocked())
    {
        m_probeTimer.Cancel();
        return;
    }
    if (m_probeTimer.IsExpired())
    {
        if (m_probeInterval.IsZero())
        {
            m_probeInterval = m_parameters.persistTimeout;
        }
        m_probeTimer =
            Simulator::Schedule(m_probeInterval, &SmptcpSocket::OnProbeTimer, this);
    }
}

void
SmptcpSocket::OnProbeTimer()
{
    // The update that would have opened the window may have been lost: one octet asks for another.
    m_probeInterval = std::min(m_probeInterval + m_probeInterval, Seconds(LONGEST_INTERVAL_S));
    m_sender.AllowProbe();
    Push();
}

// --- the end of the stream -----------------------------------------------------------------------------------

void
SmptcpSocket::SendFinIfDue()
{
    if (m_fallback)
    {
        if (m_sender.FinDue() && m_sender.PeekReinjection() == nullptr && Initial())
        {
            Initial()->CloseWhenDrained(); // TCP's own FIN ends the stream
        }
        return;
    }
    if (m_sender.FinDue() && m_finTimer.IsExpired())
    {
        Ptr<SmptcpSubflow> subflow = BestSubflow();
        m_finInterval = subflow ? subflow->GetRto() : Seconds(1);
        OnFinTimer();
    }
}

void
SmptcpSocket::OnFinTimer()
{
    if (m_state != State::OPEN || !m_sender.FinDue())
    {
        return;
    }
    // Repeated on every subflow that works: the one chosen before may be the one that lost it.
    bool repeat = m_sender.FinSent();
    uint64_t dsn = m_sender.MarkFinSent();
    for (const auto& subflow : std::vector<Ptr<SmptcpSubflow>>(m_subflows))
    {
        if (subflow->IsUsable() && (repeat || subflow == BestSubflow()))
        {
            subflow->SendDataFin(dsn);
        }
    }
    m_finTimer = Simulator::Schedule(m_finInterval, &SmptcpSocket::OnFinTimer, this);
    m_finInterval = std::min(m_finInterval + m_finInterval, Seconds(LONGEST_INTERVAL_S));
}

void
SmptcpSocket::OnDataFin(uint64_t dsn)
{
    if (m_receiver.OnDataFin(dsn))
    {
        Simulator::ScheduleNow(&SmptcpSocket::DeliverEnd, Ptr<SmptcpSocket>(this));
    }
}

void
SmptcpSocket::DeliverEnd()
{
    if (m_endDelivered || m_state != State::OPEN)
    {
        return;
    }
    m_endDelivered = true;
    NotifyNormalClose();
    if (m_shutdownSend && m_state == State::OPEN)
    {
        m_sender.Finish(); // as a stock socket whose application has said it will not send
        Push();
    }
    FinishIfDone();
}

void
SmptcpSocket::FinishIfDone()
{
    if (m_closingSubflows || m_fallback || !m_sender.FinAcked() || !m_receiver.Finished())
    {
        return;
    }
    m_closingSubflows = true;
    StopPaths();
    m_finTimer.Cancel();
    Simulator::ScheduleNow(&SmptcpSocket::CloseSubflows, Ptr<SmptcpSocket>(this));
}

void
SmptcpSocket::CloseSubflows()
{
    for (const auto& subflow : std::vector<Ptr<SmptcpSubflow>>(m_subflows))
    {
        if (subflow->IsUsable() && !subflow->IsStale())
        {
            subflow->CloseWhenDrained();
        }
        else if (!subflow->IsClosing())
        {
            subflow->Abort(); // a dead path or a JOIN under way: nothing it carries is missed
        }
    }
}

// --- receiving -----------------------------------------------------------------------------------------------

uint64_t
SmptcpSocket::GetDataAck() const
{
    return m_receiver.DataAck();
}

uint32_t
SmptcpSocket::GetReceiveWindow() const
{
    m_lastWindow = m_receiver.Window(m_parameters.rcvBufSize);
    return m_lastWindow;
}

void
SmptcpSocket::TuneReceiveBuffer(uint32_t octets)
{
    // Twice what the application reads in the longest round trip of any subflow: what arrives in that time, and as much
    // again to repair losses, or for a peer that doubles its rate (RFC 6182, 5.3).
    Time longest;
    for (const auto& subflow : m_subflows)
    {
        longest = subflow->IsUsable() ? std::max(longest, subflow->GetRtt()) : longest;
    }
    m_roundRead += octets;
    if (Simulator::Now() - m_roundSince >= longest)
    {
        uint32_t wanted = std::min(m_stack->GetReceiveBufferMax(), m_roundRead + m_roundRead);
        m_parameters.rcvBufSize = std::max(m_parameters.rcvBufSize, wanted);
        m_roundSince = Simulator::Now();
        m_roundRead = 0;
    }
}

uint64_t
SmptcpSocket::GetFirstDsn() const
{
    return m_receiver.First();
}

uint64_t
SmptcpSocket::GetSendReference() const
{
    return m_sender.Unacked();
}

void
SmptcpSocket::OnMappingWidth(bool wide)
{
    m_peerWide = wide;
}

bool
SmptcpSocket::NeedsWideDsn() const
{
    return m_sender.Next() - m_sender.Unacked() >= m_stack->GetWideThreshold();
}

bool
SmptcpSocket::NeedsWideDataAck() const
{
    return m_peerWide;
}

void
SmptcpSocket::ReadSubflow(Ptr<Socket> socket)
{
    Ptr<SmptcpSocket> self(this);
    Ptr<SmptcpSubflow> subflow = DynamicCast<SmptcpSubflow>(socket);
    if (!IsMultipath())
    {
        subflow->DiscardHandshake();
        if (m_state == State::OPEN && !m_shutdownRecv)
        {
            NotifyDataRecv();
        }
        return;
    }
    bool readable = false;
    while (ReadOnce(*subflow, readable))
    {
    }
    if (readable && m_state == State::OPEN && !m_shutdownRecv)
    {
        NotifyDataRecv();
    }
    if (m_receiver.Finished() && !m_endDelivered)
    {
        Simulator::ScheduleNow(&SmptcpSocket::DeliverEnd, self);
    }
}

bool
SmptcpSocket::ReadOnce(SmptcpSubflow& subflow, bool& readable)
{
    Mapping mapping;
    bool intact = true;
    Ptr<Packet> octets = subflow.ReadMapped(mapping, intact);
    if (!octets)
    {
        return false;
    }
    if (!intact && !CanFallBack(subflow))
    {
        ResetForChecksum(subflow, mapping.dsn);
        return false;
    }
    // What the window never allowed is dropped and not acknowledged (RFC 6824 and RFC 8684, 3.3.5). A probe may pass.
    uint64_t edge = m_receiver.DataAck() + m_receiver.Window(m_parameters.rcvBufSize) + LARGEST_SEGMENT;
    if (!m_fallback && DsnBefore(edge, mapping.dsn + octets->GetSize()))
    {
        subflow.CountRefusal(Refusal::BEYOND_WINDOW);
        return true;
    }
    if (m_decrypt && !subflow.EncryptsPayload())
    {
        m_octets.resize(octets->GetSize());
        octets->CopyData(m_octets.data(), octets->GetSize());
        m_decrypt->Crypt(mapping.dsn, m_octets.data(), m_octets.size());
        octets = Create<Packet>(m_octets.data(), octets->GetSize());
    }
    readable = m_receiver.Insert(mapping.dsn, octets, Simulator::Now()) || readable;
    if (!intact)
    {
        FallBackForChecksum(subflow, mapping.dsn);
    }
    return true;
}

void
SmptcpSocket::AnnounceWindow()
{
    if (m_state != State::OPEN || !IsMultipath())
    {
        return;
    }
    uint32_t half = m_parameters.rcvBufSize / 2;
    uint32_t window = m_receiver.Window(m_parameters.rcvBufSize);
    uint32_t twoSegments = Initial() ? 2 * Initial()->GetSegmentSize() : 0;
    bool reopens = m_lastWindow < std::min(twoSegments, half) &&
                   window >= std::min(twoSegments, half);
    bool grows = m_lastWindow < half && window - m_lastWindow >= half;
    if (!reopens && !grows)
    {
        return;
    }
    for (const auto& subflow : std::vector<Ptr<SmptcpSubflow>>(m_subflows))
    {
        if (subflow->IsUsable())
        {
            subflow->SendAck();
        }
    }
}

// --- a proxy's stream ----------------------------------------------------------------------------------------

void
SmptcpSocket::OnSubflowSend(Ptr<Socket>, uint32_t)
{
    if (m_state == State::OPEN && IsProxy() && !m_shutdownSend && GetTxAvailable() > 0)
    {
        NotifySend(GetTxAvailable());
    }
}

void
SmptcpSocket::OnSubflowDataSent(Ptr<Socket>, uint32_t size)
{
    if (m_state == State::OPEN && IsProxy())
    {
        NotifyDataSent(size);
    }
}

} // namespace ns3
