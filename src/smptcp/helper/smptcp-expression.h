/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_EXPRESSION_H
#define SMPTCP_EXPRESSION_H

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>

namespace ns3
{

/**
 * \ingroup smptcp-helper
 * Arithmetic over named quantities, such as `goodput(a1) / (goodput(a1) + goodput(b1))`.
 *
 * Numbers, `+ - * /`, parentheses, `min`, `max`, `sum`, `mean` of several values, `abs` and `sqrt`. A name consists of
 * letters, digits, `_`, `.` and, between those, `-`: so there is a blank before a minus that follows a name. A name
 * with words in parentheses, `goodput(f,1)`, is looked up as a whole first, and only then taken for a function. A name
 * may be one of another variant of the experiment: `lia:goodput(f)`.
 */
class SmptcpExpression
{
  public:
    /**
     * Says what a name stands for.
     * The first argument is the variant, empty for none; the second the name, without blanks: "goodput(f,1)". It
     * returns no value for what it does not know.
     */
    using Lookup = std::function<std::optional<double>(const std::string&, const std::string&)>;

    /// \param text the expression; throws std::invalid_argument with one line when it is none
    explicit SmptcpExpression(const std::string& text);

    /// \return its value; throws std::invalid_argument with one line for a name nobody knows. \param lookup who knows
    double Evaluate(const Lookup& lookup) const;
    /// \return the variants it names
    const std::set<std::string>& GetVariants() const;

    struct Node; //!< A part of it

  private:
    std::shared_ptr<const Node> m_root; //!< All of it
    std::set<std::string> m_variants;   //!< Variants it names
};

} // namespace ns3

#endif // SMPTCP_EXPRESSION_H
