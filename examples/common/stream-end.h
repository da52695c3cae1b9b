/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_EXAMPLE_STREAM_END_H
#define SMPTCP_EXAMPLE_STREAM_END_H

#include "files.h"

#include "ns3/inet-socket-address.h"
#include "ns3/packet.h"
#include "ns3/smptcp-socket.h"
#include "ns3/socket.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace smptcp_example
{

/// One end of a connection: writes what it has as fast as the socket takes it and hands on what comes
class StreamEnd
{
  public:
    /// \param toSend what it sends
    explicit StreamEnd(std::vector<uint8_t> toSend)
        : m_toSend(std::move(toSend))
    {
    }

    virtual ~StreamEnd() = default;

    /// Work with \p socket, which connects now or is connected.
    void Use(ns3::Ptr<ns3::Socket> socket)
    {
        m_socket = socket;
        socket->SetRecvCallback(ns3::MakeCallback(&StreamEnd::Read, this));
        socket->SetSendCallback(ns3::MakeCallback(&StreamEnd::OnRoom, this));
        socket->SetCloseCallbacks(ns3::MakeCallback(&StreamEnd::OnNormalClose, this),
                                  ns3::MakeCallback(&StreamEnd::OnErrorClose, this));
        socket->SetConnectCallback(ns3::MakeCallback(&StreamEnd::OnConnected, this),
                                   ns3::MakeCallback(&StreamEnd::OnErrorClose, this));
    }

    /// Be the client's end. \param socket a new socket \param server address and port
    void Call(ns3::Ptr<ns3::Socket> socket, const ns3::Address& server)
    {
        Use(socket);
        socket->Connect(server);
    }

    /**
     * Be the server's end: use the first connection that comes.
     * \param listener a new socket \param port its port \param only whose connection it is to be, anybody's by default
     */
    void Serve(ns3::Ptr<ns3::Socket> listener, uint16_t port, ns3::Ipv4Address only = ns3::Ipv4Address::GetAny())
    {
        m_listener = listener;
        m_only = only;
        listener->Bind(ns3::InetSocketAddress(ns3::Ipv4Address::GetAny(), port));
        listener->Listen();
        listener->SetAcceptCallback(ns3::MakeNullCallback<bool, ns3::Ptr<ns3::Socket>, const ns3::Address&>(),
                                    ns3::MakeCallback(&StreamEnd::OnAccepted, this));
    }

    /// The connection is up.
    void OnConnected(ns3::Ptr<ns3::Socket>)
    {
        m_connected = true;
        Write();
    }

    /// Let the sockets go.
    void Release()
    {
        m_socket = nullptr;
        m_listener = nullptr;
    }

    /// \return the socket, null before Use
    ns3::Ptr<ns3::Socket> GetSocket() const
    {
        return m_socket;
    }

    /// \return the socket when it is one of this module's
    ns3::Ptr<ns3::SmptcpSocket> Ours() const
    {
        return m_socket ? ns3::DynamicCast<ns3::SmptcpSocket>(m_socket) : nullptr;
    }

    /// \return the mode in use, "none" while there is none
    std::string ModeName() const
    {
        ns3::Ptr<ns3::SmptcpSocket> ours = Ours();
        if (!ours)
        {
            return m_connected ? "TCP" : "none";
        }
        return ours->GetMode() ? ns3::smptcp::ModeName(*ours->GetMode()) : "none";
    }

    /// \return what it sends
    const std::vector<uint8_t>& ToSend() const
    {
        return m_toSend;
    }

    /// \return octets the socket has taken
    std::size_t Sent() const
    {
        return m_sent;
    }

    /// \return true once the connection was up and everything is with the socket
    bool AllSent() const
    {
        return m_connected && m_sent == m_toSend.size();
    }

    /// \return true once the connection was up
    bool Connected() const
    {
        return m_connected;
    }

  protected:
    /// \return the most octets of the next write
    virtual uint32_t NextSize()
    {
        return LARGEST_WRITE;
    }

    /// Octets have come. \param octets they
    virtual void OnOctets(const std::vector<uint8_t>& octets) = 0;
    /// The socket has taken or delivered something.
    virtual void OnProgress() = 0;
    /// The peer sends no more; stock TCP calls an RST that as well.
    virtual void OnPeerEnd() = 0;
    /// The connection is lost or never came.
    virtual void OnError() = 0;
    /// \return the most octets to read now, 0 to leave them with the socket
    virtual uint32_t Appetite() const
    {
        return UINT32_MAX;
    }

    /// Read what the socket has.
    void Read(ns3::Ptr<ns3::Socket> socket)
    {
        while (Appetite() > 0)
        {
            ns3::Ptr<ns3::Packet> packet = socket->Recv(Appetite(), 0);
            if (!packet || packet->GetSize() == 0)
            {
                break;
            }
            std::vector<uint8_t> octets(packet->GetSize());
            packet->CopyData(octets.data(), packet->GetSize());
            OnOctets(octets);
        }
        OnProgress();
    }

    /// Go on writing; for those whose NextSize was 0 for a while.
    void Write()
    {
        while (m_connected && m_sent < m_toSend.size())
        {
            std::size_t left = m_toSend.size() - m_sent;
            auto size = static_cast<uint32_t>(std::min<std::size_t>(
                {left, NextSize(), static_cast<std::size_t>(m_socket->GetTxAvailable())}));
            if (size == 0 ||
                m_socket->Send(ns3::Create<ns3::Packet>(m_toSend.data() + m_sent, size)) < 0)
            {
                return;
            }
            m_sent += size;
        }
        OnProgress();
    }

  private:
    static constexpr uint32_t LARGEST_WRITE = 65536; //!< Octets

    void OnAccepted(ns3::Ptr<ns3::Socket> socket, const ns3::Address& from)
    {
        bool wanted = m_only.IsAny() || ns3::InetSocketAddress::ConvertFrom(from).GetIpv4() == m_only;
        if (wanted && !m_socket)
        {
            Use(socket);
            OnConnected(socket);
        }
    }

    void OnRoom(ns3::Ptr<ns3::Socket>, uint32_t)
    {
        Write();
    }

    void OnNormalClose(ns3::Ptr<ns3::Socket>)
    {
        OnPeerEnd();
    }

    void OnErrorClose(ns3::Ptr<ns3::Socket>)
    {
        OnError();
    }

    std::vector<uint8_t> m_toSend;       //!< What it sends
    ns3::Ptr<ns3::Socket> m_socket;      //!< The connection
    ns3::Ptr<ns3::Socket> m_listener;    //!< Where the server's end comes from
    ns3::Ipv4Address m_only;             //!< Whose connection the server's end is to be
    std::size_t m_sent{0};               //!< Octets the socket has taken
    bool m_connected{false};             //!< It was up
};

} // namespace smptcp_example

#endif // SMPTCP_EXAMPLE_STREAM_END_H
