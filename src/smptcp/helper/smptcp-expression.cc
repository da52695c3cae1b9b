/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "smptcp-expression.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <map>
#include <numeric>
#include <stdexcept>
#include <vector>

namespace ns3
{

/// A number, a name with or without arguments, or an operation on the values of its parts
struct SmptcpExpression::Node
{
    char kind{'0'};              //!< '0' number, 'n' name, or the operator
    double number{0};            //!< Of a number
    std::string variant;         //!< Whose name it is, empty for none
    std::string name;            //!< Without arguments
    std::string whole;           //!< With arguments, as it is looked up
    std::vector<Node> parts;     //!< Operands or arguments
};

namespace
{

using Node = SmptcpExpression::Node;
using Values = std::vector<double>;

/// What the functions do with the values of their arguments, of which there is at least one
const std::map<std::string, std::function<double(const Values&)>>&
Functions()
{
    static const std::map<std::string, std::function<double(const Values&)>> functions{
        {"min", [](const Values& v) { return *std::min_element(v.begin(), v.end()); }},
        {"max", [](const Values& v) { return *std::max_element(v.begin(), v.end()); }},
        {"sum", [](const Values& v) { return std::accumulate(v.begin(), v.end(), 0.0); }},
        {"mean", [](const Values& v) { return std::accumulate(v.begin(), v.end(), 0.0) / v.size(); }},
        {"abs", [](const Values& v) { return std::abs(v.front()); }},
        {"sqrt", [](const Values& v) { return std::sqrt(v.front()); }},
    };
    return functions;
}

/// Reads an expression from left to right
class Parser
{
  public:
    /// \param text the expression \param variants gets the variants it names
    Parser(const std::string& text, std::set<std::string>& variants)
        : m_text(text),
          m_variants(variants)
    {
    }

    /// \return all of it
    Node ParseAll()
    {
        Node node = ParseSum();
        if (Peek() != '\0')
        {
            Refuse("nothing more");
        }
        return node;
    }

  private:
    static constexpr unsigned DEEPEST = 100; //!< Levels of parentheses

    [[noreturn]] void Refuse(const std::string& wanted) const
    {
        std::string found = m_at < m_text.size() ? "'" + m_text.substr(m_at, 20) + "'" : "its end";
        throw std::invalid_argument("in the expression '" + m_text + "' there should be " + wanted + ", not " + found);
    }

    /// \return the next character that is no blank, not taken, '\0' at the end
    char Peek()
    {
        while (m_at < m_text.size() && std::isspace(static_cast<unsigned char>(m_text[m_at])))
        {
            ++m_at;
        }
        return m_at < m_text.size() ? m_text[m_at] : '\0';
    }

    bool Take(char wanted)
    {
        bool found = Peek() == wanted;
        m_at += found ? 1 : 0;
        return found;
    }

    void Need(char wanted)
    {
        if (!Take(wanted))
        {
            Refuse(std::string("'") + wanted + "'");
        }
    }

    /// \return operands joined by those of \p operators, from the left
    template <typename Operand>
    Node ParseChain(const std::string& operators, Operand operand)
    {
        Node left = operand();
        for (char next = Peek(); next != '\0' && operators.find(next) != std::string::npos; next = Peek())
        {
            ++m_at;
            Node both;
            both.kind = next;
            both.parts.push_back(std::move(left));
            both.parts.push_back(operand());
            left = std::move(both);
        }
        return left;
    }

    Node ParseSum()
    {
        return ParseChain("+-", [this] { return ParseProduct(); });
    }

    Node ParseProduct()
    {
        return ParseChain("*/", [this] { return ParseValue(); });
    }

    Node ParseValue()
    {
        if (++m_depth > DEEPEST)
        {
            Refuse("fewer parentheses");
        }
        Node node;
        char next = Peek();
        if (Take('-'))
        {
            node.kind = '-';
            node.parts = {Node(), ParseValue()};
        }
        else if (Take('('))
        {
            node = ParseSum();
            Need(')');
        }
        else if (std::isdigit(static_cast<unsigned char>(next)) || next == '.')
        {
            node.number = ParseNumber();
        }
        else
        {
            node = ParseName();
        }
        --m_depth;
        return node;
    }

    double ParseNumber()
    {
        std::size_t length = 0;
        double number = 0;
        try
        {
            number = std::stod(m_text.substr(m_at), &length);
        }
        catch (const std::logic_error&)
        {
            Refuse("a number");
        }
        m_at += length;
        return number;
    }

    /// \return true when the character at \p at can be part of a word
    bool IsWordAt(std::size_t at) const
    {
        return at < m_text.size() &&
               (std::isalnum(static_cast<unsigned char>(m_text[at])) || m_text[at] == '_' || m_text[at] == '.');
    }

    std::string ParseWord()
    {
        Peek();
        std::size_t end = m_at;
        while (IsWordAt(end) || (end > m_at && end < m_text.size() && m_text[end] == '-' && IsWordAt(end + 1)))
        {
            ++end;
        }
        if (end == m_at)
        {
            Refuse("a number, a name or '('");
        }
        std::string word = m_text.substr(m_at, end - m_at);
        m_at = end;
        return word;
    }

    Node ParseName()
    {
        Node node;
        node.kind = 'n';
        node.name = ParseWord();
        if (Take(':'))
        {
            node.variant = node.name;
            m_variants.insert(node.variant);
            node.name = ParseWord();
        }
        node.whole = node.name;
        if (Take('('))
        {
            std::size_t from = m_at;
            do
            {
                node.parts.push_back(ParseSum());
            } while (Take(','));
            node.whole += '(' + WithoutBlanks(from, m_at) + ')';
            Need(')');
        }
        return node;
    }

    std::string WithoutBlanks(std::size_t from, std::size_t to) const
    {
        std::string text = m_text.substr(from, to - from);
        text.erase(std::remove_if(text.begin(), text.end(), [](unsigned char c) { return std::isspace(c); }),
                   text.end());
        return text;
    }

    const std::string& m_text;         //!< The expression
    std::set<std::string>& m_variants; //!< Variants it names
    std::size_t m_at{0};               //!< What is read next
    unsigned m_depth{0};               //!< Level of parentheses
};

double EvaluateNode(const Node& node, const SmptcpExpression::Lookup& lookup);

double
EvaluateName(const Node& node, const SmptcpExpression::Lookup& lookup)
{
    if (auto known = lookup(node.variant, node.whole))
    {
        return *known;
    }
    auto function = Functions().find(node.name);
    if (node.parts.empty() || function == Functions().end() || !node.variant.empty())
    {
        throw std::invalid_argument("nothing is called '" + (node.variant.empty() ? "" : node.variant + ":") +
                                    node.whole + "'");
    }
    Values values;
    for (const Node& part : node.parts)
    {
        values.push_back(EvaluateNode(part, lookup));
    }
    return function->second(values);
}

double
EvaluateNode(const Node& node, const SmptcpExpression::Lookup& lookup)
{
    if (node.kind == '0')
    {
        return node.number;
    }
    if (node.kind == 'n')
    {
        return EvaluateName(node, lookup);
    }
    double left = EvaluateNode(node.parts[0], lookup);
    double right = EvaluateNode(node.parts[1], lookup);
    switch (node.kind)
    {
    case '+':
        return left + right;
    case '-':
        return left - right;
    case '*':
        return left * right;
    default:
        return left / right;
    }
}

} // namespace

SmptcpExpression::SmptcpExpression(const std::string& text)
{
    m_root = std::make_shared<const Node>(Parser(text, m_variants).ParseAll());
}

double
SmptcpExpression::Evaluate(const Lookup& lookup) const
{
    return EvaluateNode(*m_root, lookup);
}

const std::set<std::string>&
SmptcpExpression::GetVariants() const
{
    return m_variants;
}

} // namespace ns3
