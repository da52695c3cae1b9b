#!/usr/bin/env bash
# Copyright (c) 2026 The smptcp authors
#
# SPDX-License-Identifier: GPL-2.0-only
#
# Builds the module inside ns-3's own tree, as contrib/smptcp, in ns-3's default profile: there the asserts of ns-3 are
# on, which in Debian's packages are off, so that an illegal state stops the program instead of going on silently.
set -u -o pipefail

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
. "$top/tools/common.sh"

suite=bookworm # ns-3 3.37

usage() {
    cat <<'TEXT'
usage: tools/check-in-tree.sh [DIRECTORY]

Gets Debian 12's source package of ns-3 into DIRECTORY (build-in-tree/ if not given) unless it is there, puts this
module into its contrib/, builds it with its examples, asserts on, and runs first, smptcp-transfer and random
transfers. Needs Debian and a network. The first time takes some 15 minutes on 2 cores, most of it ns-3 itself.
TEXT
}

case "${1:-}" in
-h | --help) usage && exit ;;
-*) printf "%s: unknown option '%s': it takes a directory or --help\n" "$program" "$1" >&2 && exit 2 ;;
esac

get_ns3() {
    [ -e "$directory/ready" ] && return
    say "downloading Debian's source package of ns-3 (40 MB)"
    step "downloading ns-3" get_source ns3 "$suite" "$directory"
    rm -rf "$directory/package"
    quiet_step "unpacking ns-3" "$directory/unpack.log" \
        dpkg-source --no-check -x "$directory"/ns3_*.dsc "$directory/package"
    rm -rf "$directory"/apt "$directory"/ns3_*
    touch "$directory/ready"
}

# put_into_contrib: the parts one by one, as a link to the whole would contain itself where DIRECTORY is below it
put_into_contrib() {
    local part
    rm -rf "$tree/contrib/smptcp"
    mkdir "$tree/contrib/smptcp" || return
    for part in CMakeLists.txt cmake src examples; do
        ln -s "$top/$part" "$tree/contrib/smptcp/$part" || return
    done
}

example_path() { echo "$tree/build/contrib/smptcp/examples/"ns3*-"$1-default"; }

# example NAME [ARGUMENT...]: run one that was built in the tree
example() {
    local program
    program=$(example_path "$1")
    shift
    "$program" "$@"
}

ensure_packages dpkg-dev g++ cmake ninja-build pkg-config libgsl-dev libsqlite3-dev libxml2-dev libcrypto++-dev python3
mkdir -p "${1:-$top/build-in-tree}" || die "making the directory" "cannot write there"
directory=$(cd "${1:-$top/build-in-tree}" && pwd)
get_ns3
tree=$(echo "$directory"/package/ns-3.*)
[ -x "$tree/ns3" ] || die "unpacking ns-3" "no script ns3 in $tree"
step "putting the module into contrib/" put_into_contrib

cd "$tree" || die "entering $tree" "no such directory"
say "configuring ${tree##*/} with smptcp: default profile, asserts on"
quiet_step "configuring" "$directory/configure.log" ./ns3 configure --build-profile=default --enable-asserts \
    --enable-logs --enable-examples --enable-tests --enable-modules=smptcp
mapfile -t targets < <(ninja -C cmake-cache -t targets all | sed -n 's/^\(smptcp-[^:/]*\): phony$/\1/p')
for name in smptcp-first smptcp-transfer; do
    [[ " ${targets[*]} " == *" $name "* ]] || die "configuring" "ns-3 left out the example $name"
done

say "building ${targets[*]}"
step "building in the tree" cmake --build cmake-cache -j "$jobs" --target "${targets[@]}"

say "running what was built, asserts on"
step "the program smptcp-first" example smptcp-first
step "the program smptcp-transfer" example smptcp-transfer --bytes=500000 --out="$directory/out"
step "a random transfer" python3 "$top/src/smptcp/test/random-runs.py" --program "$(example_path smptcp-transfer)" \
    --runs 100
