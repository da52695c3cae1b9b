/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "smptcp-ip-segment.h"

#include "ns3/node.h"
#include "ns3/smptcp-octets.h"
#include "ns3/smptcp-plain-options.h"

#include <algorithm>

namespace ns3
{
namespace smptcp
{

namespace
{

constexpr uint8_t TCP_PROTOCOL = 6;
constexpr std::size_t IPV4_HEADER = 20;
constexpr std::size_t IPV6_HEADER = 40;
constexpr std::size_t LARGEST_PACKET = 65535;
constexpr uint16_t FRAGMENT_BITS = 0x3fff; //!< More fragments, and the offset
constexpr uint8_t TTL = 64;

/// Where addresses stand in the header, and how long they are
struct AddressField
{
    std::size_t source;
    std::size_t destination;
    std::size_t size;
};

constexpr AddressField FIELD4{12, 16, 4};
constexpr AddressField FIELD6{8, 24, 16};

const AddressField&
FieldOf(const IpSegment& segment)
{
    return segment.IsIpv6() ? FIELD6 : FIELD4;
}

AddressOctets
ReadAddress(const uint8_t* from, std::size_t size)
{
    AddressOctets address{};
    if (size == 4)
    {
        address[10] = address[11] = 0xff;
    }
    std::copy_n(from, size, address.end() - size);
    return address;
}

} // namespace

// --- from and to packets -------------------------------------------------------------------------------------

std::optional<IpSegment>
IpSegment::Parse(Ptr<const Packet> packet)
{
    IpSegment segment;
    std::vector<uint8_t>& octets = segment.m_octets;
    octets.resize(packet->GetSize());
    packet->CopyData(octets.data(), packet->GetSize());
    if (octets.size() < IPV4_HEADER)
    {
        return std::nullopt;
    }
    std::size_t length = 0;
    if (octets[0] >> 4 == 4)
    {
        segment.m_tcp = (octets[0] & 0x0f) * 4;
        length = ReadBig(&octets[2], 2);
        if (segment.m_tcp < IPV4_HEADER || octets[9] != TCP_PROTOCOL || (ReadBig(&octets[6], 2) & FRAGMENT_BITS))
        {
            return std::nullopt;
        }
    }
    else if (octets[0] >> 4 == 6 && octets.size() >= IPV6_HEADER && octets[6] == TCP_PROTOCOL)
    {
        segment.m_tcp = IPV6_HEADER;
        length = IPV6_HEADER + ReadBig(&octets[4], 2);
    }
    if (length < segment.m_tcp || length > octets.size() || segment.m_tcp == 0)
    {
        return std::nullopt;
    }
    octets.resize(length); // a link may have padded it
    if (!SegmentView::Parse(segment.TcpHeader(), length - segment.m_tcp))
    {
        return std::nullopt;
    }
    return segment;
}

IpSegment
IpSegment::Make(const AddressOctets& source,
                uint16_t sourcePort,
                const AddressOctets& destination,
                uint16_t destinationPort,
                uint8_t flags,
                uint32_t sequence,
                uint32_t acknowledgment)
{
    IpSegment segment;
    bool ipv4 = IsIpv4(source);
    segment.m_tcp = ipv4 ? IPV4_HEADER : IPV6_HEADER;
    segment.m_octets.resize(segment.m_tcp + TCP_FIXED_HEADER);
    uint8_t* ip = segment.m_octets.data();
    ip[0] = ipv4 ? 0x45 : 0x60;
    ip[ipv4 ? 8 : 7] = TTL;
    ip[ipv4 ? 9 : 6] = TCP_PROTOCOL;
    segment.TcpHeader()[12] = TCP_FIXED_HEADER / 4 << 4;
    segment.SetSource(source);
    segment.SetDestination(destination);
    segment.SetSourcePort(sourcePort);
    segment.SetDestinationPort(destinationPort);
    segment.SetFlags(flags);
    segment.SetSequence(sequence);
    segment.SetAcknowledgment(acknowledgment);
    segment.SetWindow(UINT16_MAX);
    segment.SetLength();
    return segment;
}

Ptr<Packet>
IpSegment::ToPacket() const
{
    IpSegment out = *this;
    bool checksums = Node::ChecksumEnabled();
    WriteBig(out.TcpHeader() + 16, 0, 2);
    if (checksums)
    {
        WriteBig(out.TcpHeader() + 16,
                 TcpChecksum(Source(), Destination(), out.TcpHeader(), m_octets.size() - m_tcp),
                 2);
    }
    if (!IsIpv6())
    {
        uint8_t* ip = out.m_octets.data();
        WriteBig(ip + 10, 0, 2);
        if (checksums)
        {
            WriteBig(ip + 10, static_cast<uint16_t>(~OnesComplementSum(ip, m_tcp)), 2);
        }
    }
    return Create<Packet>(out.m_octets.data(), static_cast<uint32_t>(out.m_octets.size()));
}

// --- what there is to see ------------------------------------------------------------------------------------

const uint8_t*
IpSegment::TcpHeader() const
{
    return m_octets.data() + m_tcp;
}

uint8_t*
IpSegment::TcpHeader()
{
    return m_octets.data() + m_tcp;
}

SegmentView
IpSegment::Tcp() const
{
    return *SegmentView::Parse(TcpHeader(), m_octets.size() - m_tcp);
}

bool
IpSegment::IsIpv6() const
{
    return m_octets[0] >> 4 == 6;
}

AddressOctets
IpSegment::Source() const
{
    const AddressField& field = FieldOf(*this);
    return ReadAddress(&m_octets[field.source], field.size);
}

AddressOctets
IpSegment::Destination() const
{
    const AddressField& field = FieldOf(*this);
    return ReadAddress(&m_octets[field.destination], field.size);
}

std::vector<uint8_t>
IpSegment::OptionArea() const
{
    SegmentView tcp = Tcp();
    return {tcp.Options(), tcp.Options() + tcp.OptionsSize()};
}

std::vector<uint8_t>
IpSegment::Payload() const
{
    SegmentView tcp = Tcp();
    return {tcp.Payload(), tcp.Payload() + tcp.PayloadSize()};
}

uint32_t
IpSegment::SequenceLength() const
{
    SegmentView tcp = Tcp();
    return static_cast<uint32_t>(tcp.PayloadSize()) + (tcp.Has(TCP_SYN) ? 1 : 0) + (tcp.Has(TCP_FIN) ? 1 : 0);
}

bool
IpSegment::Has(uint8_t kind) const
{
    return FindOption(Tcp(), kind).has_value();
}

std::size_t
IpSegment::Size() const
{
    return m_octets.size();
}

// --- changes -------------------------------------------------------------------------------------------------

void
IpSegment::SetSource(const AddressOctets& address)
{
    const AddressField& field = FieldOf(*this);
    std::copy(address.end() - field.size, address.end(), &m_octets[field.source]);
}

void
IpSegment::SetDestination(const AddressOctets& address)
{
    const AddressField& field = FieldOf(*this);
    std::copy(address.end() - field.size, address.end(), &m_octets[field.destination]);
}

void
IpSegment::SetSourcePort(uint16_t port)
{
    WriteBig(TcpHeader(), port, 2);
}

void
IpSegment::SetDestinationPort(uint16_t port)
{
    WriteBig(TcpHeader() + 2, port, 2);
}

void
IpSegment::SetSequence(uint32_t sequence)
{
    WriteBig(TcpHeader() + 4, sequence, 4);
}

void
IpSegment::SetAcknowledgment(uint32_t acknowledgment)
{
    WriteBig(TcpHeader() + 8, acknowledgment, 4);
}

void
IpSegment::SetFlags(uint8_t flags)
{
    TcpHeader()[13] = flags;
}

void
IpSegment::SetWindow(uint16_t window)
{
    WriteBig(TcpHeader() + 14, window, 2);
}

void
IpSegment::SetLength()
{
    if (IsIpv6())
    {
        WriteBig(&m_octets[4], m_octets.size() - IPV6_HEADER, 2);
    }
    else
    {
        WriteBig(&m_octets[2], m_octets.size(), 2);
    }
}

bool
IpSegment::Replace(std::size_t from, std::size_t to, const std::vector<uint8_t>& with)
{
    if (m_octets.size() - (to - from) + with.size() > LARGEST_PACKET)
    {
        return false;
    }
    m_octets.erase(m_octets.begin() + from, m_octets.begin() + to);
    m_octets.insert(m_octets.begin() + from, with.begin(), with.end());
    SetLength();
    return true;
}

bool
IpSegment::SetOptions(std::vector<uint8_t> area)
{
    area.resize((area.size() + 3) / 4 * 4, KIND_NOP);
    if (area.size() > MAX_OPTION_BYTES)
    {
        return false;
    }
    std::size_t begin = m_tcp + TCP_FIXED_HEADER;
    if (!Replace(begin, begin + Tcp().OptionsSize(), area))
    {
        return false;
    }
    TcpHeader()[12] = static_cast<uint8_t>((TCP_FIXED_HEADER + area.size()) / 4 << 4);
    return true;
}

void
IpSegment::PutOptions(const OptionBytes& options)
{
    SetOptions(std::vector<uint8_t>(options.Data(), options.Data() + options.Size()));
}

bool
IpSegment::SetPayload(const std::vector<uint8_t>& payload)
{
    return Replace(m_tcp + Tcp().HeaderSize(), m_octets.size(), payload);
}

unsigned
IpSegment::ChangeOptions(const std::function<bool(uint8_t* option, uint8_t length)>& change)
{
    SegmentView tcp = Tcp();
    OptionWalker walker(tcp.Options(), tcp.OptionsSize());
    unsigned changed = 0;
    while (auto option = walker.Next())
    {
        uint8_t* at = TcpHeader() + (option->data - TcpHeader());
        changed += change(at, option->length) ? 1 : 0;
    }
    return changed;
}

unsigned
IpSegment::ChangeSackEdges(const std::function<uint32_t(uint32_t edge)>& shift)
{
    return ChangeOptions([&](uint8_t* option, uint8_t length) {
        if (option[0] != KIND_SACK)
        {
            return false;
        }
        for (uint8_t at = 2; at + 4 <= length; at += 4)
        {
            WriteBig(option + at, shift(static_cast<uint32_t>(ReadBig(option + at, 4))), 4);
        }
        return true;
    });
}

unsigned
IpSegment::StripOptions(const std::function<bool(const OptionView&)>& wanted)
{
    unsigned stripped = 0;
    ChangeOptions([&](uint8_t* option, uint8_t length) {
        if (!wanted({option[0], length, option}))
        {
            return false;
        }
        std::fill_n(option, length, KIND_NOP);
        stripped += length;
        return true;
    });
    return stripped;
}

} // namespace smptcp
} // namespace ns3
