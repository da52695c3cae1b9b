/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_EXAMPLE_WORKERS_H
#define SMPTCP_EXAMPLE_WORKERS_H

#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace smptcp_example
{

/**
 * Do independent jobs, each in a process of its own and several at a time: a simulator has one event loop for a process,
 * and a run that aborts must not take the others with it.
 */
class Workers
{
  public:
    /// What a job writes as its result; no value when it died
    using Answer = std::optional<std::string>;
    /// \param job what to do, called in a process of its own, with the number of the job \param atOnce how many at a time
    Workers(std::function<std::string(std::size_t)> job, unsigned atOnce)
        : m_job(std::move(job)),
          m_atOnce(atOnce > 0 ? atOnce : 1)
    {
    }

    /**
     * Do \p count jobs.
     * \param count how many \param done called here as each ends, in the order of their numbers
     */
    void Run(std::size_t count, const std::function<void(std::size_t, const Answer&)>& done)
    {
        std::size_t started = 0;
        std::size_t told = 0;
        while (told < count)
        {
            while (started < count && m_running.size() < m_atOnce)
            {
                Start(started++);
            }
            Await();
            for (auto ended = m_ended.find(told); ended != m_ended.end(); ended = m_ended.find(told))
            {
                done(told++, ended->second);
                m_ended.erase(ended);
            }
        }
    }

  private:
    struct Child
    {
        std::size_t number; //!< Of the job
        FILE* result;       //!< Where its result will be
    };

    void Start(std::size_t number)
    {
        FILE* result = std::tmpfile(); // a pipe would have to be read while others run
        pid_t child = result ? fork() : -1;
        if (child == 0)
        {
            std::string text = m_job(number);
            bool good = std::fwrite(text.data(), 1, text.size(), result) == text.size() && std::fflush(result) == 0;
            _exit(good ? 0 : 1);
        }
        if (child < 0)
        {
            m_ended[number] = std::nullopt;
            return;
        }
        m_running[child] = {number, result};
    }

    void Await()
    {
        int status = 0;
        pid_t child = -1;
        while (!m_running.empty() && (child = wait(&status)) < 0 && errno == EINTR)
        {
        }
        auto found = m_running.find(child);
        if (found == m_running.end())
        {
            return;
        }
        bool good = WIFEXITED(status) && WEXITSTATUS(status) == 0;
        m_ended[found->second.number] = good ? std::optional(Read(found->second.result)) : std::nullopt;
        std::fclose(found->second.result);
        m_running.erase(found);
    }

    static std::string Read(FILE* from)
    {
        std::string text;
        std::array<char, 4096> piece{};
        std::rewind(from);
        for (std::size_t size; (size = std::fread(piece.data(), 1, piece.size(), from)) > 0;)
        {
            text.append(piece.data(), size);
        }
        return text;
    }

    std::function<std::string(std::size_t)> m_job; //!< What to do
    unsigned m_atOnce;                             //!< How many at a time
    std::map<pid_t, Child> m_running;              //!< Under way
    std::map<std::size_t, Answer> m_ended;         //!< Ended, not told yet
};

} // namespace smptcp_example

#endif // SMPTCP_EXAMPLE_WORKERS_H
