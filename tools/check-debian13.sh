#!/usr/bin/env bash
# Copyright (c) 2026 The smptcp authors
#
# SPDX-License-Identifier: GPL-2.0-only
#
# Builds and tests on Debian 13 (ns-3 3.43, C++20) in a chroot on this machine: a copy of the sources goes in and
# "./smptcp test" runs inside, so what is tested is what a user of Debian 13 would type.
set -u -o pipefail

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
. "$top/tools/common.sh"

suite=trixie

usage() {
    cat <<'TEXT'
usage: tools/check-debian13.sh [DIRECTORY]

Makes a Debian 13 system in DIRECTORY/root (build-debian13/ if not given) or uses the one that is there, copies the
sources into it, installs what they need, builds them and runs all tests. Needs root, Debian and a network;
takes 2.5 GB. The mirror, proxy and keys are those of this machine's apt.
TEXT
}

case "${1:-}" in
-h | --help) usage && exit ;;
-*) printf "%s: unknown option '%s': it takes a directory or --help\n" "$program" "$1" >&2 && exit 2 ;;
esac

# make_root: the bare system. The marker tells a finished one from the remains of an attempt.
make_root() {
    local mirror keyring http_proxy_of_apt
    [ -e "$root/.smptcp-ready" ] && return
    ensure_packages debootstrap
    mirror=$(debian_mirror)
    [ -n "$mirror" ] || die "finding Debian's mirror" "this machine's apt is configured for none"
    keyring=$(debian_keyring)
    [ -n "$keyring" ] || die "finding Debian's keys" "install debian-archive-keyring"
    eval "$(apt-config shell http_proxy_of_apt Acquire::http::Proxy)"
    [ -n "${http_proxy_of_apt:-}" ] && export http_proxy=$http_proxy_of_apt
    rm -rf --one-file-system "$root"
    say "making a Debian 13 system in $root: about a minute"
    quiet_step "making the system" "$directory/debootstrap.log" debootstrap --variant=minbase \
        --keyring="$keyring" --include=ca-certificates "$suite" "$root" "$mirror"
    touch "$root/.smptcp-ready"
}

# carry_over: how this machine reaches the network, each time anew
carry_over() {
    cp -L /etc/resolv.conf /etc/hosts "$root/etc/" || die "copying the network's settings" "cannot write to $root"
    cp /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/" 2>/dev/null
    apt-config dump | grep -E '^Acquire::(Retries|Check-Valid-Until|Check-Date|https?::Proxy) ' \
        >"$root/etc/apt/apt.conf.d/90host"
    # The system can be made again: no need to wait for the disk after each package.
    echo force-unsafe-io >"$root/etc/dpkg/dpkg.cfg.d/90unsafe-io"
}

# copy_sources: the files as they are here. What is the same as in the copy before keeps its time, so that only what
# changed is built again; all else is new, whatever its time was here.
copy_sources() {
    local copy=$root/smptcp new=$root/smptcp.new file
    rm -rf "$new" && mkdir -p "$copy" "$new" &&
        tar -C "$top" --exclude='./build*' --exclude=./results --exclude=./.git --exclude=__pycache__ -cf - . |
        tar -C "$new" -xmf - || return
    while IFS= read -r -d '' file; do
        cmp -s "$new/$file" "$copy/$file" && touch -r "$copy/$file" "$new/$file"
    done < <(cd "$new" && find . -type f -print0)
    find "$copy" -mindepth 1 -maxdepth 1 -name 'build*' -exec mv {} "$new" \; &&
        rm -rf "$copy" && mv "$new" "$copy"
}

# inside COMMAND: in the chroot, with mounts that end with it
inside() {
    # shellcheck disable=SC2016 # for the inner shell
    unshare --mount -- bash -c '
        mount -t proc proc "$1/proc" && mount --rbind /dev "$1/dev" && mount --rbind /sys "$1/sys" || exit
        exec chroot "$1" /usr/bin/env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 \
            DEBIAN_FRONTEND=noninteractive SMPTCP_JOBS="$2" /bin/bash -c "$3"' inside "$root" "$jobs" "$1"
}

[ "$(id -u)" = 0 ] || die "making a chroot" "only root can"
mkdir -p "${1:-$top/build-debian13}" || die "making the directory" "cannot write there"
directory=$(cd "${1:-$top/build-debian13}" && pwd)
root=$directory/root

make_root
carry_over
step "copying the sources" copy_sources
say "Debian 13: ./smptcp test"
step "the build or a test on Debian 13" inside 'cd /smptcp && ./smptcp test'
# shellcheck disable=SC2016 # for the shell inside
say "passed on $(inside 'printf "Debian %s, ns-3 %s, %s" "$(cat /etc/debian_version)" \
    "$(pkg-config --modversion ns3-core)" "$(g++ --version | head -n 1)"')"
