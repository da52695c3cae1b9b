/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "mptcp-path-manager.h"

#include "smptcp-socket.h"

#include "ns3/boolean.h"
#include "ns3/inet-socket-address.h"
#include "ns3/inet6-socket-address.h"
#include "ns3/log.h"
#include "ns3/simulator.h"
#include "ns3/uinteger.h"

#include <algorithm>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("MptcpPathManager");
NS_OBJECT_ENSURE_REGISTERED(MptcpPathManager);
NS_OBJECT_ENSURE_REGISTERED(MptcpPairwisePathManager);
NS_OBJECT_ENSURE_REGISTERED(MptcpNullPathManager);
NS_OBJECT_ENSURE_REGISTERED(MptcpFullMeshPathManager);
NS_OBJECT_ENSURE_REGISTERED(MptcpListedPathManager);
NS_OBJECT_ENSURE_REGISTERED(MptcpPortsPathManager);
NS_OBJECT_ENSURE_REGISTERED(MptcpAnnouncedPathManager);
NS_OBJECT_ENSURE_REGISTERED(MptcpBackupPathManager);
NS_OBJECT_ENSURE_REGISTERED(MptcpSinglePathManager);

namespace
{

constexpr int LONGEST_RETRY_S = 60; //!< Cap of the retry interval

/// \return the TypeId of a policy without attributes of its own
template <typename T, typename Parent>
TypeId
MakePolicyTypeId(const char* name)
{
    return TypeId(name).SetParent<Parent>().SetGroupName("Smptcp").template AddConstructor<T>();
}

} // namespace

TypeId
MptcpPathManager::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::MptcpPathManager")
            .SetParent<Object>()
            .SetGroupName("Smptcp")
            .AddAttribute("RetryInterval",
                          "Time before a missing subflow is tried again; it doubles up to a minute",
                          TimeValue(Seconds(1)),
                          MakeTimeAccessor(&MptcpPathManager::m_retryInterval),
                          MakeTimeChecker(NanoSeconds(1)))
            .AddAttribute("OpenAsClient",
                          "The end that opened the connection opens subflows",
                          BooleanValue(true),
                          MakeBooleanAccessor(&MptcpPathManager::m_openAsClient),
                          MakeBooleanChecker())
            .AddAttribute("OpenAsServer",
                          "The end that was connected to opens subflows",
                          BooleanValue(false),
                          MakeBooleanAccessor(&MptcpPathManager::m_openAsServer),
                          MakeBooleanChecker())
            .AddAttribute("AnnounceAsClient",
                          "The end that opened the connection announces its further addresses",
                          BooleanValue(false),
                          MakeBooleanAccessor(&MptcpPathManager::m_announceAsClient),
                          MakeBooleanChecker())
            .AddAttribute("AnnounceAsServer",
                          "The end that was connected to announces its further addresses",
                          BooleanValue(true),
                          MakeBooleanAccessor(&MptcpPathManager::m_announceAsServer),
                          MakeBooleanChecker());
    return tid;
}

void
MptcpPathManager::DoDispose()
{
    Stop();
    Object::DoDispose();
}

void
MptcpPathManager::Start(SmptcpSocket* socket)
{
    m_socket = socket;
    m_interval = m_retryInterval;
    bool announce = socket->IsActiveOpener() ? m_announceAsClient : m_announceAsServer;
    if (announce && Announces())
    {
        AnnounceOthers();
    }
    Evaluate();
}

void
MptcpPathManager::Stop()
{
    m_timer.Cancel();
    m_socket = nullptr;
}

bool
MptcpPathManager::MayOpen() const
{
    return m_socket && (m_socket->IsActiveOpener() ? m_openAsClient : m_openAsServer);
}

void
MptcpPathManager::AnnounceOthers()
{
    for (const auto& local : m_socket->GetAddressBook().GetLocal())
    {
        if (local.id != 0)
        {
            m_socket->AnnounceAddress(local.address);
        }
    }
}

bool
MptcpPathManager::Announces() const
{
    return true;
}

bool
MptcpPathManager::IsWaiting() const
{
    return !m_timer.IsExpired();
}

uint32_t
MptcpPathManager::CountLiving(const MptcpPath& path) const
{
    auto subflows = m_socket->GetSubflowAddresses();
    auto count = std::count_if(subflows.begin(), subflows.end(), [&path](const auto& ends) {
        return MptcpAddressBook::SameIp(ends.first, path.local.address) &&
               MptcpAddressBook::SameIp(ends.second, path.remote.address);
    });
    return static_cast<uint32_t>(count);
}

void
MptcpPathManager::Evaluate()
{
    if (!MayOpen())
    {
        return;
    }
    for (const auto& path : Choose(m_socket->GetAddressBook()))
    {
        for (uint32_t living = CountLiving(path); living < path.count; ++living)
        {
            if (!m_socket->OpenSubflow(path.local.address,
                                       path.local.device,
                                       path.remote.address,
                                       path.local.id,
                                       path.backup))
            {
                break;
            }
        }
    }
}

bool
MptcpPathManager::HasSubflow() const
{
    return m_socket && !m_socket->GetSubflowAddresses().empty();
}

void
MptcpPathManager::OnAddressesChanged()
{
    if (m_socket)
    {
        m_timer.Cancel();
        m_interval = m_retryInterval;
        Evaluate();
    }
}

void
MptcpPathManager::OnSubflowUp()
{
    m_interval = m_retryInterval;
    Evaluate(); // there may be more than could be under way at a time
}

void
MptcpPathManager::OnSubflowDown()
{
    if (m_timer.IsExpired() && MayOpen())
    {
        m_timer = Simulator::Schedule(m_interval, &MptcpPathManager::Evaluate, this);
        m_interval = std::min(m_interval + m_interval, Seconds(LONGEST_RETRY_S));
    }
}

// --- policies ------------------------------------------------------------------------------------------------

TypeId
MptcpPairwisePathManager::GetTypeId()
{
    static TypeId tid =
        MakePolicyTypeId<MptcpPairwisePathManager, MptcpPathManager>("ns3::MptcpPairwisePathManager");
    return tid;
}

std::vector<MptcpPath>
MptcpPairwisePathManager::Choose(const MptcpAddressBook& book) const
{
    std::vector<MptcpPath> paths;
    auto remotes = book.GetRemote();
    for (const auto& local : book.GetLocal())
    {
        // An address of the peer that no path uses yet is worth more than a second way to the same one.
        auto free = [&paths](const MptcpRemoteAddress& remote) {
            return std::none_of(paths.begin(), paths.end(), [&remote](const auto& path) {
                return path.remote.id == remote.id;
            });
        };
        std::vector<MptcpRemoteAddress> candidates = remotes;
        std::stable_partition(candidates.begin(), candidates.end(), free);
        auto reachable = std::find_if(candidates.begin(), candidates.end(), [&](const auto& remote) {
            return book.HasRoute(local, remote);
        });
        if (reachable != candidates.end())
        {
            paths.push_back({local, *reachable, false, 1});
        }
    }
    return paths;
}

TypeId
MptcpNullPathManager::GetTypeId()
{
    static TypeId tid =
        MakePolicyTypeId<MptcpNullPathManager, MptcpPathManager>("ns3::MptcpNullPathManager");
    return tid;
}

std::vector<MptcpPath>
MptcpNullPathManager::Choose(const MptcpAddressBook&) const
{
    return {};
}

bool
MptcpNullPathManager::Announces() const
{
    return false;
}

TypeId
MptcpFullMeshPathManager::GetTypeId()
{
    static TypeId tid =
        MakePolicyTypeId<MptcpFullMeshPathManager, MptcpPathManager>("ns3::MptcpFullMeshPathManager");
    return tid;
}

std::vector<MptcpPath>
MptcpFullMeshPathManager::Choose(const MptcpAddressBook& book) const
{
    std::vector<MptcpPath> paths;
    for (const auto& local : book.GetLocal())
    {
        for (const auto& remote : book.GetRemote())
        {
            if (book.HasRoute(local, remote))
            {
                paths.push_back({local, remote, false, 1});
            }
        }
    }
    return paths;
}

TypeId
MptcpListedPathManager::GetTypeId()
{
    static TypeId tid = MakePolicyTypeId<MptcpListedPathManager, MptcpPathManager>("ns3::MptcpListedPathManager");
    return tid;
}

void
MptcpListedPathManager::Add(const Address& local, const Address& remote, Use use)
{
    m_entries.push_back({local, remote, use});
}

std::vector<MptcpPath>
MptcpListedPathManager::Choose(const MptcpAddressBook& book) const
{
    std::vector<MptcpPath> paths;
    auto locals = book.GetLocal();
    for (const auto& entry : m_entries)
    {
        auto local = std::find_if(locals.begin(), locals.end(), [&entry](const auto& own) {
            return MptcpAddressBook::SameIp(own.address, entry.local);
        });
        if (local != locals.end() && (entry.use != Use::SPARE || !HasSubflow()))
        {
            paths.push_back({*local, {entry.remote, 0}, entry.use == Use::BACKUP, 1});
        }
    }
    return paths;
}

bool
MptcpListedPathManager::Announces() const
{
    return false;
}

void
MptcpListedPathManager::OnSubflowDown()
{
    bool hasSpares = std::any_of(m_entries.begin(), m_entries.end(), [](const auto& entry) {
        return entry.use == Use::SPARE;
    });
    bool waiting = IsWaiting(); // something has failed a moment ago: no haste then
    MptcpPathManager::OnSubflowDown();
    if (hasSpares && !waiting && !HasSubflow())
    {
        Evaluate();
    }
}

TypeId
MptcpPortsPathManager::GetTypeId()
{
    static TypeId tid =
        MakePolicyTypeId<MptcpPortsPathManager, MptcpPathManager>("ns3::MptcpPortsPathManager")
            .AddAttribute("Subflows",
                          "Number of subflows, the initial one included",
                          UintegerValue(2),
                          MakeUintegerAccessor(&MptcpPortsPathManager::m_subflows),
                          MakeUintegerChecker<uint32_t>(1));
    return tid;
}

std::vector<MptcpPath>
MptcpPortsPathManager::Choose(const MptcpAddressBook& book) const
{
    auto locals = book.GetLocal();
    bool initial = !locals.empty() && locals.front().id == 0 && !book.GetRemote().empty() &&
                   book.GetRemote().front().id == 0;
    if (!initial)
    {
        return {};
    }
    return {{locals.front(), book.GetRemote().front(), false, m_subflows}};
}

TypeId
MptcpAnnouncedPathManager::GetTypeId()
{
    static TypeId tid =
        MakePolicyTypeId<MptcpAnnouncedPathManager, MptcpPathManager>("ns3::MptcpAnnouncedPathManager");
    return tid;
}

std::vector<MptcpPath>
MptcpAnnouncedPathManager::Choose(const MptcpAddressBook& book) const
{
    std::vector<MptcpPath> paths;
    auto locals = book.GetLocal();
    for (const auto& remote : book.GetRemote())
    {
        auto local = std::find_if(locals.begin(), locals.end(), [&](const auto& own) {
            return book.HasRoute(own, remote);
        });
        if (remote.id != 0 && local != locals.end())
        {
            paths.push_back({*local, remote, false, 1});
        }
    }
    return paths;
}

TypeId
MptcpSinglePathManager::GetTypeId()
{
    static TypeId tid =
        MakePolicyTypeId<MptcpSinglePathManager, MptcpPathManager>("ns3::MptcpSinglePathManager");
    return tid;
}

std::vector<MptcpPath>
MptcpSinglePathManager::Choose(const MptcpAddressBook& book) const
{
    if (HasSubflow())
    {
        return {};
    }
    // The address that has just failed comes last.
    auto locals = book.GetLocal();
    std::stable_partition(locals.begin(), locals.end(), [this](const auto& local) { return local.id > m_latest; });
    for (const auto& local : locals)
    {
        for (const auto& remote : book.GetRemote())
        {
            if (book.HasRoute(local, remote))
            {
                m_latest = local.id;
                return {{local, remote, false, 1}};
            }
        }
    }
    return {};
}

TypeId
MptcpBackupPathManager::GetTypeId()
{
    static TypeId tid =
        MakePolicyTypeId<MptcpBackupPathManager, MptcpPairwisePathManager>("ns3::MptcpBackupPathManager");
    return tid;
}

std::vector<MptcpPath>
MptcpBackupPathManager::Choose(const MptcpAddressBook& book) const
{
    auto paths = MptcpPairwisePathManager::Choose(book);
    for (auto& path : paths)
    {
        path.backup = path.local.id != 0;
    }
    return paths;
}

} // namespace ns3
