/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_SAMPLE_H
#define SMPTCP_SAMPLE_H

#include <cstdint>
#include <optional>

namespace ns3
{

/**
 * \ingroup smptcp-helper
 * Values measured in independent runs, and what they say about the mean: Student's 95 % interval.
 */
class SmptcpSample
{
  public:
    /// \param value of one more run
    void Add(double value);
    /// \return how many values there are
    uint32_t GetCount() const;
    /// \return their mean, 0 when there is none
    double GetMean() const;
    /// \return half the width of the 95 % interval of the mean; no value for less than two runs
    std::optional<double> GetHalfWidth() const;
    /**
     * Judge the interval, or the single value of one run, which has no interval.
     * \param low lower end of a band \param high upper end of it
     * \return true when all of it lies in the band
     */
    bool IsInside(double low, double high) const;

    /// \return the 97.5 % point of Student's distribution. \param freedom degrees of freedom, at least 1
    static double GetStudentPoint(uint32_t freedom);

  private:
    uint32_t m_count{0};   //!< Number of values
    double m_mean{0};      //!< Their mean
    double m_deviations{0}; //!< Sum of squared distances from the mean
};

} // namespace ns3

#endif // SMPTCP_SAMPLE_H
