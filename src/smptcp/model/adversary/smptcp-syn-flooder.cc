/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "smptcp-syn-flooder.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(SynFlooder);

TypeId
SynFlooder::GetTypeId()
{
    static TypeId tid = TypeId("ns3::SynFlooder")
                            .SetParent<SmptcpFlooder>()
                            .SetGroupName("Smptcp")
                            .AddConstructor<SynFlooder>();
    return tid;
}

void
SynFlooder::OnSegment(SmptcpAttackerPlace& place,
                      const smptcp::FlowWatch::Sighting&,
                      smptcp::IpSegment& segment,
                      Ptr<const Packet> packet,
                      BoxSide from)
{
    place.Pass(packet, from);
    bool syn = segment.Tcp().Has(smptcp::TCP_SYN) && !segment.Tcp().Has(smptcp::TCP_ACK);
    if (syn && !m_model)
    {
        m_model = segment;
    }
}

bool
SynFlooder::SendSyn()
{
    if (!m_model)
    {
        Tell("no SYN has passed: it does not know whom to flood");
        return false;
    }
    m_model->SetSource(ForgedAddress());
    m_model->SetSourcePort(ForgedPort());
    m_model->SetSequence(Random32());
    Count("SYN with a forged source", *m_model);
    return true;
}

} // namespace ns3
