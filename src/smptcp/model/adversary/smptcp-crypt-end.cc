/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "smptcp-crypt-end.h"

#include "ns3/mptcp-keys.h"
#include "ns3/mptcp-mapping.h"

#include <algorithm>

namespace ns3
{
namespace smptcp
{

void
FinishSegment(IpSegment& segment,
              const Dss& dss,
              std::size_t tagOctets,
              CryptEnd* crypt,
              const std::vector<uint8_t>& plain)
{
    OptionBytes area;
    if (dss.dataAck || dss.mapping)
    {
        dss.AppendTo(area);
    }
    if (tagOctets > 0)
    {
        AppendZeroMac(area, tagOctets);
    }
    segment.PutOptions(area);
    crypt ? crypt->Seal(segment, plain) : segment.SetPayload(plain);
}

void
PutMessage(IpSegment& segment, CryptOpcode opcode, TcpcryptForm form, const std::vector<uint8_t>& message)
{
    OptionBytes area;
    AppendCrypt(area, opcode, form);
    segment.PutOptions(area);
    segment.SetPayload(message);
}

DrawnRandom::DrawnRandom(std::function<uint32_t()> draw)
    : m_draw(std::move(draw))
{
}

void
DrawnRandom::Fill(uint8_t* out, std::size_t size)
{
    for (std::size_t i = 0; i < size; i += 4)
    {
        uint8_t octets[4];
        WriteBig(octets, m_draw(), 4);
        std::copy_n(octets, std::min<std::size_t>(4, size - i), out + i);
    }
}

std::shared_ptr<DataSpaces>
DataSpaces::Of(const TcpcryptSession& session, const ProtectionProfile& profile)
{
    auto spaces = std::make_shared<DataSpaces>();
    spaces->sendIdsn = spaces->sent = SmptcpIdsn(SendMacKey(session), session.keys.sid, profile.sidOctets);
    spaces->receiveIdsn = spaces->received =
        SmptcpIdsn(ReceiveMacKey(session), session.keys.sid, profile.sidOctets);
    return spaces;
}

CryptEnd::CryptEnd(const TcpcryptSession& session,
                   const ProtectionProfile& profile,
                   uint32_t localIsn,
                   uint32_t peerIsn)
    : m_profile(profile),
      m_protector(session, profile),
      m_localIsn(localIsn),
      m_peerIsn(peerIsn)
{
}

CryptEnd::CryptEnd(const TcpcryptSession& session,
                   const ProtectionProfile& profile,
                   std::shared_ptr<DataSpaces> spaces,
                   uint64_t subflowTag,
                   uint32_t localIsn,
                   uint32_t peerIsn)
    : m_profile(profile),
      m_protector(session, profile, subflowTag),
      m_spaces(std::move(spaces)),
      m_localIsn(localIsn),
      m_peerIsn(peerIsn)
{
    if (profile.EncryptsByDsn() && !profile.nullCipher)
    {
        m_send.emplace(SendEncryptionKey(session).data());
        m_receive.emplace(ReceiveEncryptionKey(session).data());
    }
}

uint64_t
CryptEnd::PeerPosition(const IpSegment& segment) const
{
    return ExpandNear(segment.Tcp().Sequence() - m_peerIsn, m_received);
}

CryptEnd::Place
CryptEnd::PlaceOf(const SegmentView& tcp, const SegmentOptions& options, bool sending) const
{
    Place place;
    uint32_t isn = sending ? m_localIsn : m_peerIsn;
    uint32_t otherIsn = sending ? m_peerIsn : m_localIsn;
    place.position.sequence = ExpandNear(tcp.Sequence() - isn, sending ? m_sent : m_received);
    if (tcp.Has(TCP_ACK))
    {
        place.position.acknowledgment = ExpandNear(tcp.Acknowledgment() - otherIsn, sending ? m_received : m_sent);
    }
    place.context.sackBase = otherIsn;
    if (!m_spaces || !options.dss)
    {
        return place;
    }
    if (const auto& mapping = options.dss->mapping)
    {
        uint64_t first = mapping->wide ? mapping->dsn
                                       : ExpandNear(static_cast<uint32_t>(mapping->dsn),
                                                    sending ? m_spaces->sent : m_spaces->received);
        place.context.dsnUpper = static_cast<uint32_t>(first >> 32);
        // A DATA_FIN without payload has no place on the subflow.
        bool placed = mapping->subflowSequence != 0;
        place.dsn = placed ? first + static_cast<uint32_t>(place.position.sequence) - mapping->subflowSequence : first;
    }
    if (const auto& ack = options.dss->dataAck)
    {
        uint64_t value = ack->wide ? ack->value
                                   : ExpandNear(static_cast<uint32_t>(ack->value),
                                                sending ? m_spaces->received : m_spaces->sent);
        place.context.dataAckUpper = static_cast<uint32_t>(value >> 32);
    }
    return place;
}

void
CryptEnd::Note(const Place& place, const SegmentView& tcp, const SegmentOptions& options, bool sending)
{
    uint64_t& position = sending ? m_sent : m_received;
    position = std::max(position, place.position.sequence + tcp.PayloadSize());
    if (m_spaces && options.dss && options.dss->mapping)
    {
        uint64_t& dsn = sending ? m_spaces->sent : m_spaces->received;
        uint64_t end = place.dsn + tcp.PayloadSize();
        dsn = DsnBefore(dsn, end) ? end : dsn;
    }
}

void
CryptEnd::Crypt(const Place& place, uint32_t sequence, bool sending, std::vector<uint8_t>& octets)
{
    if (m_protector.EncryptsPayload())
    {
        uint64_t position = place.position.sequence;
        sending ? m_protector.Encrypt(position, sequence, octets.data(), octets.size())
                : m_protector.Decrypt(position, sequence, octets.data(), octets.size());
    }
    else if (m_send)
    {
        (sending ? m_send : m_receive)->Crypt(place.dsn, octets.data(), octets.size());
    }
}

std::optional<std::vector<uint8_t>>
CryptEnd::Open(const IpSegment& segment)
{
    SegmentView tcp = segment.Tcp();
    SegmentOptions options = SegmentOptions::Parse(tcp, m_profile);
    Place place = PlaceOf(tcp, options, false);
    if (!options.tag || !m_protector.Verify(tcp, place.position, place.context, options.tag))
    {
        return std::nullopt;
    }
    Note(place, tcp, options, false);
    std::vector<uint8_t> octets = segment.Payload();
    Crypt(place, tcp.Sequence(), false, octets);
    return octets;
}

bool
CryptEnd::Seal(IpSegment& segment, const std::vector<uint8_t>& plain)
{
    SegmentOptions options = SegmentOptions::Parse(segment.Tcp(), m_profile);
    Place place = PlaceOf(segment.Tcp(), options, true);
    std::vector<uint8_t> octets = plain;
    Crypt(place, segment.Tcp().Sequence(), true, octets);
    if (!options.tag || !segment.SetPayload(octets))
    {
        return false;
    }
    std::vector<uint8_t> tag(m_profile.TagOctets());
    m_protector.Seal(segment.Tcp(), place.position, place.context, tag.data());
    Note(place, segment.Tcp(), options, true);
    segment.ChangeOptions([&tag](uint8_t* option, uint8_t length) {
        bool mac = option[0] == KIND_MAC && length == tag.size() + 2;
        if (mac)
        {
            std::copy(tag.begin(), tag.end(), option + 2);
        }
        return mac;
    });
    return true;
}

} // namespace smptcp
} // namespace ns3
