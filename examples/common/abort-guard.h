/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_EXAMPLE_ABORT_GUARD_H
#define SMPTCP_EXAMPLE_ABORT_GUARD_H

#include "fail.h"

#include <algorithm>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <sstream>
#include <string>

namespace smptcp_example
{

/**
 * While it lives, what ns-3 aborts for ends the program with one line and status 1. For the lines of a program that
 * hand the user's words to ns-3: an attribute knows its values only when it is set, and aborts for another. It keeps
 * back what is written to std::cerr, so nothing in its scope may exit.
 */
class AbortGuard
{
  public:
    /// \param about what comes before the message
    explicit AbortGuard(const std::string& about = "")
        : m_errors(std::cerr.rdbuf(Said().rdbuf())),
          m_log(std::clog.rdbuf(nullptr)), // ns-3 puts the time there when it aborts
          m_handler(std::set_terminate(&AbortGuard::End))
    {
        Errors() = m_errors;
        About() = about;
    }

    ~AbortGuard()
    {
        std::set_terminate(m_handler);
        std::clog.rdbuf(m_log);
        std::clog.clear();
        std::cerr.rdbuf(m_errors);
        std::cerr << Said().str();
        Said().str("");
    }

    AbortGuard(const AbortGuard&) = delete;
    AbortGuard& operator=(const AbortGuard&) = delete;

  private:
    /// \return what was written to std::cerr meanwhile
    static std::ostringstream& Said()
    {
        static std::ostringstream said;
        return said;
    }

    /// \return what comes before the message
    static std::string& About()
    {
        static std::string about;
        return about;
    }

    /// \return where std::cerr really goes
    static std::streambuf*& Errors()
    {
        static std::streambuf* errors = nullptr;
        return errors;
    }

    /// Called in place of an abort.
    [[noreturn]] static void End()
    {
        std::cerr.rdbuf(Errors());
        std::cerr << ProgramName() << ": " << About() << Message(Said().str()) << std::endl;
        std::_Exit(1);
    }

    /// \return the message in what ns-3 writes when it aborts: msg="...", and where it was
    static std::string Message(const std::string& said)
    {
        const std::string mark = "msg=\"";
        auto from = said.find(mark);
        if (from == std::string::npos)
        {
            return said.substr(0, said.find('\n'));
        }
        from += mark.size();
        auto to = said.rfind("\", file=");
        auto time = said.rfind("\", +");
        to = std::min(to, time > from ? time : std::string::npos);
        return said.substr(from, to == std::string::npos ? to : to - from);
    }

    std::streambuf* m_errors;          //!< What std::cerr wrote to before
    std::streambuf* m_log;             //!< What std::clog wrote to before
    std::terminate_handler m_handler;  //!< The handler before
};

} // namespace smptcp_example

#endif // SMPTCP_EXAMPLE_ABORT_GUARD_H
