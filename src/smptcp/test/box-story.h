/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_TEST_BOX_STORY_H
#define SMPTCP_TEST_BOX_STORY_H

#include "two-hosts.h"
#include "wire-log.h"

#include "ns3/smptcp-box.h"

#include <string>
#include <vector>

/// A transfer between two hosts of a kind through middleboxes, and what must hold whatever they do
class BoxStory
{
  public:
    /// \param kind of both hosts \param links between them
    BoxStory(const std::string& kind, std::vector<TwoHosts::Link> links);

    /**
     * Put a box on a link, beside the client.
     * \param link index of the link \param chain names of SmptcpMiddleboxes with commas between
     * \return the rules
     */
    const std::vector<ns3::Ptr<ns3::SmptcpBoxRule>>& Insert(uint32_t link, const std::string& chain);
    /// Put a box with a rule on a link. \param link index of the link \param rule the rule
    void Insert(uint32_t link, ns3::Ptr<ns3::SmptcpBoxRule> rule);
    /// Ask for DSS checksums.
    void UseChecksums();
    /// Set an attribute of both hosts' stacks.
    void Set(const std::string& attribute, const ns3::AttributeValue& value);
    /// Transfer \p up octets from the client and \p down from the server; long enough for every timer to end.
    void Run(uint32_t up, uint32_t down);

    /// \return packets the boxes changed, dropped and made
    uint64_t Actions() const;
    /**
     * Boost checks: everything arrived, both ends say \p mode, and nothing of it in clear where keys exist.
     * \param what for messages \param mode of both ends
     */
    void CheckCompletes(const std::string& what, const std::string& mode) const;
    /**
     * Boost checks: both applications hear of an error in time (a server only where it knows of the connection), what
     * arrived until then is right, and where keys exist nothing in clear and no lower mode.
     * \param what for messages
     */
    void CheckEnds(const std::string& what) const;

    std::string kind; //!< Of both hosts
    TwoHosts net;     //!< Hosts and links
    WireLog log;      //!< What they send

  private:
    void CheckSecrecy() const;

    std::vector<ns3::Ptr<ns3::SmptcpBox>> m_boxes; //!< In the order they were put
    unsigned m_keys{0};                            //!< Key exchanges completed, by both ends
};

/// \return the mode two hosts of a kind have with each other. \param kind for example mptcp-v1
std::string OwnMode(const std::string& kind);

#endif // SMPTCP_TEST_BOX_STORY_H
