#!/usr/bin/env bash
# Copyright (c) 2026 The smptcp authors
#
# SPDX-License-Identifier: GPL-2.0-only
#
# Debian has no package of waf, but samba's source package carries it: download that through apt and keep only waf.
set -u -o pipefail

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
. "$top/tools/common.sh"

usage() {
    cat <<'TEXT'
usage: tools/get-waf.sh [DIRECTORY]

Puts waf into DIRECTORY (build-waf/ if not given), unless it is there; to use it:
python3 DIRECTORY/buildtools/bin/waf configure build. Needs Debian, apt and a network; no root.
TEXT
}

case "${1:-}" in
-h | --help) usage && exit ;;
-*) printf "%s: unknown option '%s': it takes a directory or --help\n" "$program" "$1" >&2 && exit 2 ;;
esac

directory=${1:-$top/build-waf}
waf=$directory/buildtools/bin/waf

if [ ! -e "$waf" ]; then
    mkdir -p "$directory" || die "making $directory" "cannot write there"
    directory=$(cd "$directory" && pwd)
    say "downloading samba's source package for the waf in it (18 MB)"
    reason=$(get_source samba "$(debian_codename)" "$directory" --tar-only 2>&1) || die "downloading waf" "$reason"
    for tarball in "$directory"/samba_*.orig.tar.*; do
        step "unpacking waf" tar -C "$directory" --strip-components=1 -xf "$tarball" --wildcards \
            '*/buildtools/bin/waf' '*/third_party/waf/waflib'
    done
    rm -rf "$directory/apt" "$directory"/samba_*.orig.tar.*
    [ -e "$waf" ] || die "unpacking waf" "the source package has no buildtools/bin/waf"
fi
python3 "$waf" --version
