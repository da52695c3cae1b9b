# shellcheck shell=bash
# What the scripts share: progress and failures in one line, packages, Debian's sources. To be sourced.
# The name a script goes by in its messages is $program.

program=${program:-$(basename "$0")}
# SMPTCP_JOBS in the environment limits how many compilers or tests run at once.
# shellcheck disable=SC2034 # used by those who source this
jobs=${SMPTCP_JOBS:-$(nproc 2>/dev/null || echo 2)}

say() { printf '\n== %s\n' "$*"; }

# die STEP REASON: one line on what failed and why
die() {
    printf '\n%s: %s failed: %s\n' "$program" "$1" "$2" >&2
    exit 1
}

# step NAME COMMAND...: run it with its output visible; name it if it fails
step() {
    local name=$1
    shift
    "$@" || die "$name" "exit status $? of: $*"
}

# quiet_step NAME LOG COMMAND...: run it with its output in LOG; show the end of it if it fails
quiet_step() {
    local name=$1 log=$2 status
    shift 2
    "$@" >"$log" 2>&1 && return
    status=$?
    tail -n 30 "$log" >&2
    die "$name" "exit status $status of: $* (all of it in $log)"
}

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    else
        sudo "$@"
    fi
}

# A sudo that wants a password can ask for it at a terminal only.
can_be_root() { [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null || { [ -t 0 ] && sudo -v 2>/dev/null; }; }

# missing_packages NAME...: those that are not installed
missing_packages() {
    local package
    for package in "$@"; do
        dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q ' installed$' || printf '%s\n' "$package"
    done
}

ensure_packages() {
    local missing
    mapfile -t missing < <(missing_packages "$@")
    [ ${#missing[@]} -eq 0 ] && return
    can_be_root ||
        die "installing packages" "neither root nor sudo; run: apt-get install ${missing[*]}"
    say "installing ${missing[*]}"
    step "updating the package list" as_root apt-get -q update
    step "installing packages" as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get -q install -y --no-install-recommends "${missing[@]}"
}

# debian_codename: of the machine we are on
debian_codename() { sed -n 's/^VERSION_CODENAME=//p' /etc/os-release; }

# debian_mirror: where this machine's apt gets Debian's main archive from; nothing if apt names no such place.
# apt itself reads its configuration, so both file formats and every directory are covered.
debian_mirror() {
    # shellcheck disable=SC2016 # $(...) are apt's own place-holders
    apt-get indextargets --format '$(RELEASE) $(COMPONENT) $(REPO_URI)' 'Created-By: Packages' 2>/dev/null |
        awk -v release="$(debian_codename)" '$1 == release && $2 == "main" && $3 ~ /^https?:/ { print $3; exit }'
}

# debian_keyring: the file with the keys that sign Debian's archive
debian_keyring() {
    local file
    for file in /usr/share/keyrings/debian-archive-keyring.{pgp,gpg}; do
        [ -r "$file" ] && printf '%s\n' "$file" && return
    done
}

# get_source PACKAGE SUITE DIRECTORY [apt-get source OPTION...]: download a Debian source package into DIRECTORY.
# Lists and cache of its own: the machine's apt configuration stays as it is, and no root is needed. Returns
# non-zero, with one line on stderr, if it cannot be had.
get_source() {
    local package=$1 suite=$2 directory=$3 mirror keyring
    shift 3
    mirror=$(debian_mirror)
    keyring=$(debian_keyring)
    [ -n "$mirror" ] || { echo "apt is not configured for a Debian mirror" >&2 && return 1; }
    [ -n "$keyring" ] || { echo "the keys of Debian's archive are not installed" >&2 && return 1; }
    mkdir -p "$directory"/apt/{lists,cache}/partial || return 1
    printf 'deb-src [signed-by=%s] %s %s main\n' "$keyring" "$mirror" "$suite" >"$directory/apt/sources.list"
    local options=(-q -o "Dir::Etc::SourceList=$directory/apt/sources.list" -o Dir::Etc::SourceParts=-
                   -o "Dir::State::Lists=$directory/apt/lists" -o "Dir::Cache=$directory/apt/cache"
                   -o APT::Sandbox::User= -o Acquire::Retries=1 -o Acquire::http::Timeout=20
                   -o Acquire::https::Timeout=20)
    apt-get "${options[@]}" update >"$directory/apt/log" 2>&1 &&
        (cd "$directory" && apt-get "${options[@]}" source --download-only "$@" "$package") \
            >>"$directory/apt/log" 2>&1 && return
    grep -E '^[EW]:' "$directory/apt/log" | head -n 1 >&2
    return 1
}
