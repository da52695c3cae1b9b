/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef MPTCP_PATH_MANAGER_H
#define MPTCP_PATH_MANAGER_H

#include "mptcp-address-book.h"

#include "ns3/object.h"

#include <vector>

/**
 * \file
 * \ingroup smptcp-socket
 * Path managers: which subflows a connection should have.
 */

namespace ns3
{

/// A subflow that should exist
struct MptcpPath
{
    MptcpLocalAddress local;   //!< From here
    MptcpRemoteAddress remote; //!< To there
    bool backup{false};        //!< As a backup
    uint32_t count{1};         //!< So many of them, on different ports
};

/**
 * \ingroup smptcp-socket
 * Base class of path managers. A derived class says in Choose which subflows a connection should have; the base class
 * opens what is missing, tries again with growing intervals when that fails or a subflow dies, and announces addresses.
 * It is named by TypeId in SmptcpSocket's attribute PathManager; each connection has one of its own.
 */
class MptcpPathManager : public Object
{
  public:
    /// \return the TypeId
    static TypeId GetTypeId();

    /// The connection is up and the peer confirmed. \param socket the connection; outlives this
    void Start(SmptcpSocket* socket);
    /// Do nothing more.
    void Stop();
    /// Open the subflows that are missing.
    void Evaluate();
    /// Own addresses have come or gone: open what is missing, and do not wait for the next try.
    void OnAddressesChanged();
    /// A subflow is up.
    void OnSubflowUp();
    /// A subflow is gone: see after a while whether another should take its place.
    virtual void OnSubflowDown();

  protected:
    void DoDispose() override;
    /// \return true when the connection has a subflow, or one under way
    bool HasSubflow() const;

    /**
     * The policy.
     * \param book addresses of both ends
     * \return the subflows that should exist; those that do may be named or not
     */
    virtual std::vector<MptcpPath> Choose(const MptcpAddressBook& book) const = 0;

    /// \return false when own addresses are never announced, whatever the attributes say
    virtual bool Announces() const;
    /// \return true between OnSubflowDown and the next look
    bool IsWaiting() const;

  private:
    uint32_t CountLiving(const MptcpPath& path) const;
    bool MayOpen() const;
    void AnnounceOthers();

    SmptcpSocket* m_socket{nullptr}; //!< The connection
    EventId m_timer;                 //!< The next look
    Time m_interval;                 //!< Before the next look
    Time m_retryInterval;            //!< Attribute RetryInterval
    bool m_openAsClient{true};       //!< Attribute OpenAsClient
    bool m_openAsServer{false};      //!< Attribute OpenAsServer
    bool m_announceAsClient{false};  //!< Attribute AnnounceAsClient
    bool m_announceAsServer{true};   //!< Attribute AnnounceAsServer
};

/**
 * \ingroup smptcp-socket
 * The default: one subflow from each local address, to an address of the peer that no other uses where there is one.
 */
class MptcpPairwisePathManager : public MptcpPathManager
{
  public:
    /// \return the TypeId
    static TypeId GetTypeId();

  protected:
    std::vector<MptcpPath> Choose(const MptcpAddressBook& book) const override;
};

/// \ingroup smptcp-socket No subflow beyond the initial one, nothing announced; JOINs of the peer are still accepted.
class MptcpNullPathManager : public MptcpPathManager
{
  public:
    /// \return the TypeId
    static TypeId GetTypeId();

  private:
    std::vector<MptcpPath> Choose(const MptcpAddressBook& book) const override;
    bool Announces() const override;
};

/// \ingroup smptcp-socket A subflow from each local address to each address of the peer it has a route to.
class MptcpFullMeshPathManager : public MptcpPathManager
{
  public:
    /// \return the TypeId
    static TypeId GetTypeId();

  private:
    std::vector<MptcpPath> Choose(const MptcpAddressBook& book) const override;
};

/**
 * \ingroup smptcp-socket
 * The subflows that it is told, and none else, whether the peer has announced the addresses or not. An object is for one
 * connection: give it to SmptcpSocket::SetPathManager before Connect.
 */
class MptcpListedPathManager : public MptcpPathManager
{
  public:
    /// \return the TypeId
    static TypeId GetTypeId();

    /// When a subflow of the list is wanted
    enum class Use
    {
        REGULAR, //!< Always
        BACKUP,  //!< Always, as a backup
        SPARE,   //!< Once the connection has no subflow left (break before make)
    };

    /// Add a subflow. \param local IP address of this host \param remote address and port of the peer \param use when
    void Add(const Address& local, const Address& remote, Use use = Use::REGULAR);

    void OnSubflowDown() override;

  private:
    /// A subflow of the list
    struct Entry
    {
        Address local;  //!< From here
        Address remote; //!< To there
        Use use;        //!< When
    };

    std::vector<MptcpPath> Choose(const MptcpAddressBook& book) const override;
    bool Announces() const override;

    std::vector<Entry> m_entries; //!< The list
};

/// \ingroup smptcp-socket Several subflows between the initial addresses, on different ports.
class MptcpPortsPathManager : public MptcpPathManager
{
  public:
    /// \return the TypeId
    static TypeId GetTypeId();

  private:
    std::vector<MptcpPath> Choose(const MptcpAddressBook& book) const override;

    uint32_t m_subflows{2}; //!< Attribute Subflows
};

/// \ingroup smptcp-socket A subflow to each address that the peer announces, and none else.
class MptcpAnnouncedPathManager : public MptcpPathManager
{
  public:
    /// \return the TypeId
    static TypeId GetTypeId();

  private:
    std::vector<MptcpPath> Choose(const MptcpAddressBook& book) const override;
};

/**
 * \ingroup smptcp-socket
 * One subflow at a time, which another replaces when it is lost: break before make. Local addresses take turns.
 */
class MptcpSinglePathManager : public MptcpPathManager
{
  public:
    /// \return the TypeId
    static TypeId GetTypeId();

  private:
    std::vector<MptcpPath> Choose(const MptcpAddressBook& book) const override;

    mutable uint8_t m_latest{0}; //!< Id of the local address chosen last, at first that of the initial subflow
};

/// \ingroup smptcp-socket As the default, but every additional subflow is a backup.
class MptcpBackupPathManager : public MptcpPairwisePathManager
{
  public:
    /// \return the TypeId
    static TypeId GetTypeId();

  private:
    std::vector<MptcpPath> Choose(const MptcpAddressBook& book) const override;
};

} // namespace ns3

#endif // MPTCP_PATH_MANAGER_H
