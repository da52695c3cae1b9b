/*
 * Copyright (c) 2026 The smptcp authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SMPTCP_TEST_CHILD_PROCESS_H
#define SMPTCP_TEST_CHILD_PROCESS_H

#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <fcntl.h>
#include <functional>
#include <ostream>
#include <string>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <type_traits>
#include <unistd.h>

#include <csignal>

/// What became of a child process
struct ChildEnd
{
    std::string how; //!< "returned", "aborted", "crashed", "hung", or what else happened

    bool operator==(const char* text) const
    {
        return how == text;
    }

    friend std::ostream& operator<<(std::ostream& os, const ChildEnd& end)
    {
        return os << end.how;
    }
};

/// Kill this process once it has computed for so long; time it waits for a processor does not count.
inline void
LimitProcessor(double seconds)
{
    itimerval timer{};
    timer.it_value.tv_sec = static_cast<time_t>(seconds);
    timer.it_value.tv_usec = static_cast<suseconds_t>((seconds - double(timer.it_value.tv_sec)) * 1e6);
    setitimer(ITIMER_PROF, &timer, nullptr);
}

/// Let nothing of the parent's catch faults: neither Boost's handlers nor a sanitizer's; and say nothing.
inline void
BecomeBareChild()
{
    for (int signal : {SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGPROF})
    {
        std::signal(signal, SIG_DFL);
    }
    rlimit none{0, 0};
    setrlimit(RLIMIT_CORE, &none);
    int null = open("/dev/null", O_WRONLY);
    dup2(null, STDOUT_FILENO);
    dup2(null, STDERR_FILENO);
}

/// \return what became of a child
inline ChildEnd
WaitForChild(pid_t child)
{
    int status = 0;
    waitpid(child, &status, 0);
    if (WIFEXITED(status))
    {
        return {WEXITSTATUS(status) == 0 ? "returned" : "exit code " + std::to_string(WEXITSTATUS(status))};
    }
    switch (WTERMSIG(status))
    {
    case SIGABRT:
        return {"aborted"};
    case SIGSEGV:
    case SIGBUS:
        return {"crashed"};
    case SIGPROF:
        return {"hung"};
    default:
        return {"signal " + std::to_string(WTERMSIG(status))};
    }
}

/**
 * Run something that may abort, crash or hang, in a process of its own.
 * \param run what to run
 * \param result where the child's result goes when it returned; plain data
 * \param seconds of processor time after which it counts as hung
 * \return what became of it
 */
template <typename Result>
ChildEnd
RunInChild(const std::function<Result()>& run, Result& result, double seconds = 60)
{
    static_assert(std::is_trivially_copyable_v<Result>);
    int ends[2];
    BOOST_REQUIRE_EQUAL(pipe(ends), 0);
    pid_t child = fork();
    BOOST_REQUIRE_GE(child, 0);
    if (child == 0)
    {
        BecomeBareChild();
        LimitProcessor(seconds);
        Result answer = run();
        bool told = write(ends[1], &answer, sizeof(answer)) == ssize_t(sizeof(answer));
        _exit(told ? 0 : 1);
    }
    close(ends[1]);
    bool heard = read(ends[0], &result, sizeof(result)) == ssize_t(sizeof(result));
    close(ends[0]);
    ChildEnd end = WaitForChild(child);
    return heard || end.how != "returned" ? end : ChildEnd{"silent"};
}

#endif // SMPTCP_TEST_CHILD_PROCESS_H
