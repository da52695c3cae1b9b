#!/usr/bin/env bash
# Copyright (c) 2026 The smptcp authors
#
# SPDX-License-Identifier: GPL-2.0-only
#
# Builds library, examples and Boost tests with waf and runs the tests. The packages are those of "./smptcp test".
set -u -o pipefail

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
. "$top/tools/common.sh"

usage() {
    cat <<'TEXT'
usage: tools/check-waf.sh [DIRECTORY]

Gets waf into DIRECTORY (build-waf/ if not given) unless it is there, builds what changed into DIRECTORY/out and runs
first and those Boost suites that do without the simulator; the others run in CMake's build of the same files.
Prints "skipped: REASON" and succeeds where waf cannot be had.
TEXT
}

case "${1:-}" in
-h | --help) usage && exit ;;
-*) printf "%s: unknown option '%s': it takes a directory or --help\n" "$program" "$1" >&2 && exit 2 ;;
esac

# suites: of the test files that include nothing of the simulator, joined for Boost's --run_test
suites() {
    grep -LE '#include "(ns3/(simulator|smptcp-helper)|two-hosts)\.h"' "$top"/src/smptcp/test/*.cc |
        xargs sed -n 's/^BOOST_AUTO_TEST_SUITE(\([A-Za-z0-9_]*\).*/\1/p' | sort | paste -sd,
}

mkdir -p "${1:-$top/build-waf}" || die "making the directory" "cannot write there"
directory=$(cd "${1:-$top/build-waf}" && pwd)
if ! reason=$("$top/tools/get-waf.sh" "$directory" 2>&1); then
    printf 'skipped: %s\n' "$(printf '%s' "$reason" | tail -n 1)"
    exit 0
fi

# waf's lock file says where it builds; keep it with the build, as several may share the sources.
export NO_LOCK_IN_RUN=1
waf() { (cd "$1" && shift && python3 "$directory/buildtools/bin/waf" "$@"); }

say "configuring with $(printf '%s' "$reason" | tail -n 1)"
step "configuring with waf" waf "$top" configure --out="$directory/out"
say "building what changed"
step "building with waf" waf "$directory/out" build -j"$jobs"
say "running what waf built"
[ -x "$directory/out/bin/smptcp-test" ] || die "building with waf" "no bin/smptcp-test: Boost.Test was not found"
step "the program first" "$directory/out/bin/first"
selected=$(suites)
[ -n "$selected" ] || die "choosing suites" "no suite does without the simulator"
step "a Boost test built with waf" "$directory/out/bin/smptcp-test" --run_test="$selected"
