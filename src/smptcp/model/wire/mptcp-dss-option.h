/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef MPTCP_DSS_OPTION_H
#define MPTCP_DSS_OPTION_H

#include "mptcp-option-base.h"

/**
 * \file
 * \ingroup smptcp-wire
 * DSS and its checksum.
 */

namespace ns3
{
namespace smptcp
{

/// A mapping inside a DSS option
struct DssMapping
{
    uint64_t dsn{0};                  //!< Data sequence number; the low 32 bits when it is 4 octets wide
    bool wide{false};                 //!< DSN is 8 octets wide
    uint32_t subflowSequence{0};      //!< Relative subflow sequence number (SYN = 0)
    uint16_t length{0};               //!< Data-level length, octets (DATA_FIN counts one)
    std::optional<uint16_t> checksum; //!< DSS checksum when negotiated
};

/// A data acknowledgment inside a DSS option
struct DssDataAck
{
    uint64_t value{0}; //!< Data ack; the low 32 bits when it is 4 octets wide
    bool wide{false};  //!< 8 octets wide
};

/// DSS (RFC 6824, 3.3 and RFC 8684, 3.3): 4 octets + data ack + mapping, each optional
struct Dss
{
    bool dataFin{false};               //!< F flag
    std::optional<DssDataAck> dataAck; //!< A flag
    std::optional<DssMapping> mapping; //!< M flag

    static std::optional<Dss> Parse(const OptionView& option);
    std::size_t Size() const;
    bool AppendTo(OptionBytes& out) const;
};

/**
 * DSS checksum (RFC 6824, 3.3.1): ones' complement sum over payload and pseudo header.
 * \param dsn 64-bit data sequence number
 * \param subflowSequence relative subflow sequence number
 * \param length data-level length
 * \param payload the mapped octets
 * \param size number of octets of payload
 * \return the checksum field
 */
uint16_t DssChecksum(uint64_t dsn,
                     uint32_t subflowSequence,
                     uint16_t length,
                     const uint8_t* payload,
                     std::size_t size);

} // namespace smptcp
} // namespace ns3

#endif // MPTCP_DSS_OPTION_H
