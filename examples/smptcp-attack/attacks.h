/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_EXAMPLE_ATTACKS_H
#define SMPTCP_EXAMPLE_ATTACKS_H

#include "scenario.h"

/**
 * \file
 * The scenarios by chapter: each function adds its entries to the catalogue.
 */

namespace smptcp_example
{

/// The attacker without a plan. \param catalogue to add to
void AddRandom(std::vector<AttackEntry>& catalogue);
/// Attacks that only look. \param catalogue to add to
void AddObservation(std::vector<AttackEntry>& catalogue);
/// Attacks that take a connection over. \param catalogue to add to
void AddTakeovers(std::vector<AttackEntry>& catalogue);
/// Attacks on the path of a JOIN. \param catalogue to add to
void AddJoins(std::vector<AttackEntry>& catalogue);
/// Forged announcements of addresses. \param catalogue to add to
void AddAddresses(std::vector<AttackEntry>& catalogue);
/// Forged options of the control plane. \param catalogue to add to
void AddControl(std::vector<AttackEntry>& catalogue);
/// Floods of SYNs and JOINs. \param catalogue to add to
void AddFloods(std::vector<AttackEntry>& catalogue);
/// Forged resets. \param catalogue to add to
void AddResets(std::vector<AttackEntry>& catalogue);
/// Octets put in or changed. \param catalogue to add to
void AddInsertions(std::vector<AttackEntry>& catalogue);
/// Forged acknowledgments and windows. \param catalogue to add to
void AddForgeries(std::vector<AttackEntry>& catalogue);
/// Segments dropped. \param catalogue to add to
void AddDrops(std::vector<AttackEntry>& catalogue);
/// Ends that misbehave. \param catalogue to add to
void AddEndpoints(std::vector<AttackEntry>& catalogue);
/// Keystreams, segments and tags used twice. \param catalogue to add to
void AddReuses(std::vector<AttackEntry>& catalogue);
/// What was sent before, sent again. \param catalogue to add to
void AddReplays(std::vector<AttackEntry>& catalogue);
/// The man in the middle of the key exchange. \param catalogue to add to
void AddKeyExchange(std::vector<AttackEntry>& catalogue);
/// Options stripped from handshakes. \param catalogue to add to
void AddStripping(std::vector<AttackEntry>& catalogue);
/// What one path shows of the others. \param catalogue to add to
void AddInference(std::vector<AttackEntry>& catalogue);
/// Handshakes answered by a stranger. \param catalogue to add to
void AddHandshakeInjection(std::vector<AttackEntry>& catalogue);
/// Handshakes abused. \param catalogue to add to
void AddHandshakeAbuse(std::vector<AttackEntry>& catalogue);

} // namespace smptcp_example

#endif // SMPTCP_EXAMPLE_ATTACKS_H
