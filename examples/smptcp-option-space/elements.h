/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_OPTION_SPACE_ELEMENTS_H
#define SMPTCP_OPTION_SPACE_ELEMENTS_H

#include "room.h"

namespace smptcp_option_space
{

/// What the handshake of SMPTCP puts into a segment
struct HandshakeSegment
{
    std::string name;              //!< SYN or SYN/ACK
    std::size_t algorithms;        //!< Entries of PKCONF
    std::vector<Element> elements; //!< MP_CAPABLE and CRYPT
};

/// \return the forms of DSS, the rows of the table of data segments
std::vector<Element> DssForms();

/// \return the rows of the table of control options
std::vector<Element> ControlOptions();

/// \return a DSS with a data ack of 4 octets and nothing else
Element NarrowDataAck();

/// \return what SMPTCP puts into a SYN, and into SYN/ACKs with one, two and three algorithms
std::vector<HandshakeSegment> HandshakeSegments();

/// \return timestamps, as stock TCP puts them into every segment once agreed
StockOption Timestamps();

/// \return every choice of stock options that has MSS or window scale, as every SYN of ns-3 does
std::vector<std::vector<StockOption>> StockChoices();

} // namespace smptcp_option_space

#endif // SMPTCP_OPTION_SPACE_ELEMENTS_H
