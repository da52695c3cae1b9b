/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "smptcp-sample.h"

#include "ns3/assert.h"

#include <cmath>

namespace ns3
{

namespace
{

/// \return the probability that a Student variable of \p freedom degrees of freedom lies between -t and t
double
StudentWithin(double t, uint32_t freedom)
{
    // Finite sums in the angle whose tangent is t over the root of the degrees of freedom, one for odd, one for even.
    double angle = std::atan2(t, std::sqrt(static_cast<double>(freedom)));
    double square = std::cos(angle) * std::cos(angle);
    bool odd = freedom % 2 == 1;
    double term = odd ? std::cos(angle) : 1;
    double sum = 0;
    for (uint32_t power = odd ? 1 : 0; power + 2 <= freedom; power += 2)
    {
        sum += term;
        term *= square * (power + 1) / (power + 2);
    }
    sum *= std::sin(angle);
    return odd ? 2 / M_PI * (angle + sum) : sum;
}

} // namespace

void
SmptcpSample::Add(double value)
{
    ++m_count;
    double distance = value - m_mean;
    m_mean += distance / m_count;
    m_deviations += distance * (value - m_mean);
}

uint32_t
SmptcpSample::GetCount() const
{
    return m_count;
}

double
SmptcpSample::GetMean() const
{
    return m_mean;
}

std::optional<double>
SmptcpSample::GetHalfWidth() const
{
    if (m_count < 2)
    {
        return std::nullopt;
    }
    uint32_t freedom = m_count - 1;
    return GetStudentPoint(freedom) * std::sqrt(m_deviations / freedom / m_count);
}

bool
SmptcpSample::IsInside(double low, double high) const
{
    double half = GetHalfWidth().value_or(0);
    return m_count > 0 && m_mean - half >= low && m_mean + half <= high;
}

double
SmptcpSample::GetStudentPoint(uint32_t freedom)
{
    NS_ASSERT_MSG(freedom > 0, "no degree of freedom");
    constexpr double WANTED = 0.95;
    constexpr int HALVINGS = 60;
    double low = 0;
    double high = 16; // more than the point of one degree of freedom, which has the largest
    for (int i = 0; i < HALVINGS; ++i)
    {
        double middle = (low + high) / 2;
        (StudentWithin(middle, freedom) < WANTED ? low : high) = middle;
    }
    return (low + high) / 2;
}

} // namespace ns3
