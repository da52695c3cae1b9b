/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
// What goes to which subflow: new data, what is sent again, copies, and what a slow subflow holds up.

#include "smptcp-socket.h"

#include "ns3/abort.h"
#include "ns3/log.h"
#include "ns3/simulator.h"

#include <algorithm>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("SmptcpSocketSchedule");

using namespace smptcp;

namespace
{

constexpr uint32_t LONGEST_MAPPING = 65535; //!< Octets the length of a mapping can say

// Names of decisions, as the trace source says them
const std::string NEW_DATA = "new";           //!< A chunk for the first time
const std::string REINJECTED = "reinjected";  //!< A chunk of a subflow that is silent or gone
const std::string COPY = "copy";              //!< A chunk that another subflow has sent as well
const std::string RESCUED = "rescued";        //!< A chunk that held up the peer's window
const std::string PENALISED = "penalised";    //!< The window of the subflow that held it up is halved
const std::string WAIT = "wait";              //!< A subflow has room, and the scheduler waits

} // namespace

void
SmptcpSocket::SchedulePush()
{
    // One instant later, so that an application that writes in small pieces fills whole segments.
    if (!m_pushFollows && m_pushEvent.IsExpired())
    {
        m_pushEvent = Simulator::Schedule(TimeStep(1), &SmptcpSocket::Push, this);
    }
}

void
SmptcpSocket::Push()
{
    if (m_state != State::OPEN || !IsMultipath())
    {
        return;
    }
    if (m_closed)
    {
        m_sender.Finish();
    }
    while (PushOne())
    {
    }
    SendFinIfDue();
    ArmProbe();
    ArmAckTimer();
}

uint32_t
SmptcpSocket::DescribePaths(uint32_t except, const SmptcpSubflow* slow, Time below)
{
    m_pathStates.clear();
    m_pathSubflows.clear();
    uint32_t segment = UINT32_MAX;
    bool copies = m_scheduler->SendsCopies();
    for (const auto& subflow : m_subflows)
    {
        if (!subflow->IsUsable() || subflow->GetId() == except)
        {
            continue;
        }
        MptcpPathState path;
        path.id = subflow->GetId();
        path.rtt = subflow->GetExpectedRtt();
        bool worse = slow && (subflow->IsStale() || (subflow->IsBackup() && !slow->IsBackup()));
        if (worse || path.rtt >= below)
        {
            continue;
        }
        path.room = subflow->GetRoom();
        path.stale = subflow->IsStale();
        path.backup = subflow->IsBackup();
        path.deviation = subflow->GetRttDeviation();
        path.window = subflow->GetWindow();
        path.taken = subflow->GetTaken();
        path.segment = subflow->GetSegmentSize();
        const DataChunk* copy = copies ? m_sender.PeekCopy(path.id) : nullptr;
        path.copy = copy ? copy->payload->GetSize() : 0;
        m_pathStates.push_back(path);
        m_pathSubflows.push_back(subflow);
        segment = std::min(segment, path.segment);
    }
    return segment;
}

Ptr<SmptcpSubflow>
SmptcpSocket::SelectSubflow(uint32_t size, bool again)
{
    MptcpSendState send;
    send.size = size;
    send.unsent = m_sender.Unassigned();
    send.window = m_sender.Window();
    send.again = again;
    auto chosen = m_scheduler->Select(m_pathStates, send);
    if (chosen)
    {
        NS_ABORT_MSG_UNLESS(*chosen < m_pathStates.size(),
                            m_schedulerType.GetName() << " chose subflow " << *chosen << " of " << m_pathStates.size());
        return m_pathSubflows[*chosen];
    }
    bool room = std::any_of(m_pathStates.begin(), m_pathStates.end(), [size](const auto& path) {
        return size > 0 && path.room >= size;
    });
    if (room)
    {
        m_decisionTrace(0, m_sender.Next(), size, WAIT);
    }
    return nullptr;
}

bool
SmptcpSocket::PushOne()
{
    return PushAgain() || PushFresh();
}

bool
SmptcpSocket::PushAgain()
{
    const DataChunk* again = m_sender.PeekReinjection();
    if (!again)
    {
        return false;
    }
    uint32_t segment = DescribePaths(again->subflow, nullptr, Time::Max());
    if (m_pathStates.empty())
    {
        return false; // nowhere else to reinject: the subflow's own TCP repeats it
    }
    // A chunk of several segments leaves as the window of the subflow opens.
    Ptr<SmptcpSubflow> subflow = SelectSubflow(std::min(again->payload->GetSize(), segment), true);
    return subflow && GiveAgain(*subflow, m_sender.TakeReinjection(subflow->GetId()), REINJECTED);
}

bool
SmptcpSocket::PushFresh()
{
    uint32_t sendable = m_sender.Sendable();
    bool copies = m_scheduler->SendsCopies();
    if (sendable == 0 && !copies)
    {
        return (m_sender.WindowFull() || IsSendBufferFull()) && Rescue();
    }
    uint32_t segment = DescribePaths(0, nullptr, Time::Max());
    if (m_pathStates.empty())
    {
        return false;
    }
    uint32_t size = std::min(sendable, segment);
    // Silly window: a short segment only when it is all there is, or nothing is under way.
    bool windowLimited = size < segment && m_sender.Unassigned() > size;
    if (windowLimited && m_sender.Next() != m_sender.Unacked())
    {
        size = 0;
        if (!copies)
        {
            return Rescue();
        }
    }
    Ptr<SmptcpSubflow> subflow = SelectSubflow(size, false);
    if (!subflow)
    {
        return false;
    }
    if (copies && m_sender.PeekCopy(subflow->GetId()))
    {
        return GiveAgain(*subflow, m_sender.TakeCopy(subflow->GetId()), COPY);
    }
    return size > 0 && GiveNew(*subflow, RunSize(*subflow, size));
}

bool
SmptcpSocket::IsSendBufferFull() const
{
    return m_sender.Unassigned() == 0 && !m_shutdownSend && (m_writeRefused || GetTxAvailable() == 0);
}

bool
SmptcpSocket::Rescue()
{
    if (m_sender.Unassigned() > 0)
    {
        m_scheduler->OnWindowFull(); // the peer's window is what holds it back, not the sender's own buffer
    }
    const DataChunk* chunk = m_sender.PeekRescue();
    bool wanted = m_stack->UsesOpportunisticRetransmission() || m_stack->UsesPenalisation();
    if (!chunk || !wanted || m_fallback || m_scheduler->SendsCopies())
    {
        return false;
    }
    Ptr<SmptcpSubflow> holder = FindSubflow(chunk->subflow);
    if (!holder || !holder->IsUsable())
    {
        return false; // to be reinjected
    }
    // Only where it would arrive earlier than what is under way. What is overdue is taken to be lost there.
    Time expected = chunk->given + holder->GetRtt() - Simulator::Now();
    Time soonest = expected.IsStrictlyPositive() ? std::min(expected, holder->GetRtt()) : holder->GetRtt();
    uint32_t segment = DescribePaths(holder->GetId(), PeekPointer(holder), soonest);
    if (m_pathStates.empty())
    {
        bool fastest = std::none_of(m_subflows.begin(), m_subflows.end(), [&holder](const auto& other) {
            return other != holder && other->IsUsable() && other->GetRtt() < holder->GetRtt();
        });
        if (fastest)
        {
            m_sender.SkipRescue();
        }
        return fastest; // a slower subflow's chunk is looked at again when it is late
    }
    uint32_t size = std::min(chunk->payload->GetSize(), segment);
    Ptr<SmptcpSubflow> subflow = SelectSubflow(size, true);
    if (!subflow)
    {
        return false;
    }
    if (m_stack->UsesPenalisation() && chunk == m_sender.Oldest() && holder->Penalise())
    {
        m_decisionTrace(holder->GetId(), chunk->dsn, chunk->payload->GetSize(), PENALISED);
    }
    return m_stack->UsesOpportunisticRetransmission() &&
           GiveAgain(*subflow, m_sender.TakeRescue(subflow->GetId()), RESCUED);
}

uint32_t
SmptcpSocket::RunSize(const SmptcpSubflow& subflow, uint32_t first) const
{
    // V-SPARSE: one mapping for as many whole segments as the subflow takes at once
    uint32_t segment = subflow.GetSegmentSize();
    uint32_t longest = std::min(m_stack->GetProfile().sparse * segment, LONGEST_MAPPING / segment * segment);
    if (m_mode != Mode::SMPTCP || m_stack->GetProfile().sparse <= 1 || first < segment)
    {
        return first;
    }
    uint32_t most = std::min({longest, subflow.GetRoom() / segment * segment, m_sender.Sendable()});
    return std::max(first, most);
}

bool
SmptcpSocket::HasSendable() const
{
    return m_sender.Sendable() > 0;
}

bool
SmptcpSocket::GiveNew(SmptcpSubflow& subflow, uint32_t size)
{
    auto chunk = m_sender.NextChunk(size, subflow.GetId());
    if (!chunk || !HandOver(subflow, *chunk))
    {
        return false;
    }
    if (m_scheduler->SendsCopies())
    {
        m_sender.NoteCarried(subflow.GetId());
    }
    m_sender.NoteEnd(chunk->dsn, subflow.GetSendTail(), Simulator::Now());
    m_mappingTrace(subflow.GetId(), chunk->dsn, size);
    m_decisionTrace(subflow.GetId(), chunk->dsn, size, NEW_DATA);
    NotifyDataSent(size);
    return true;
}

bool
SmptcpSocket::GiveAgain(SmptcpSubflow& subflow, const DataChunk& chunk, const std::string& why)
{
    uint32_t size = chunk.payload->GetSize();
    m_mappingTrace(subflow.GetId(), chunk.dsn, size);
    m_decisionTrace(subflow.GetId(), chunk.dsn, size, why);
    bool sent = HandOver(subflow, chunk);
    m_sender.NoteEnd(chunk.dsn, subflow.GetSendTail(), Simulator::Now());
    return sent;
}

bool
SmptcpSocket::HandOver(SmptcpSubflow& subflow, DataChunk chunk)
{
    bool encrypt = m_encrypt && !m_stack->GetProfile().EncryptsByDsn() && !subflow.EncryptsPayload();
    if (encrypt)
    {
        // Queued in clear, for another subflow may need it under its own keys (V-SUBKEY).
        m_octets.resize(chunk.payload->GetSize());
        chunk.payload->CopyData(m_octets.data(), chunk.payload->GetSize());
        m_encrypt->Crypt(chunk.dsn, m_octets.data(), m_octets.size());
        chunk.payload = Create<Packet>(m_octets.data(), chunk.payload->GetSize());
    }
    return subflow.SendChunk(chunk);
}

void
SmptcpSocket::OnWindowChange(uint32_t id, uint32_t before, uint32_t now)
{
    m_windowTrace(id, before, now);
}

void
SmptcpSocket::OnThresholdChange(uint32_t id, uint32_t before, uint32_t now)
{
    m_thresholdTrace(id, before, now);
}

void
SmptcpSocket::OnRttChange(uint32_t id, Time before, Time now)
{
    m_rttTrace(id, before, now);
}

const MptcpFlows&
SmptcpSocket::GetFlows() const
{
    m_flows.clear();
    MptcpFlowState state;
    for (const auto& subflow : m_subflows)
    {
        if (subflow->GetFlowState(state))
        {
            m_flows.push_back(state);
        }
    }
    return m_flows;
}

} // namespace ns3
