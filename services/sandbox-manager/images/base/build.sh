#!/usr/bin/env bash
# Builds the base image of sandboxes from Debian's packages, without an image registry. README.md says what is in it.
#   build.sh [--release NAME] [--mirror URL] [--tag NAME] [--output FILE]
# --tag imports it into the Docker engine (DOCKER_HOST tells which); --output leaves a tar of it, for other uses.
set -euo pipefail

release=bookworm
mirror=
tag=
output=
while [ $# -gt 0 ]; do
  case $1 in
    --release) release=${2-} ;;
    --mirror) mirror=${2-} ;;
    --tag) tag=${2-} ;;
    --output) output=${2-} ;;
    *) sed -n '3,4p' "$0" >&2 && exit 2 ;;
  esac
  shift 2 || { echo "$1 needs a value" >&2; exit 2; }
done
[ -n "$tag$output" ] || tag=nexau-cloud/sandbox-base:latest
[ "$(id -u)" = 0 ] || { echo "building an image needs root" >&2; exit 1; }
for program in debootstrap tar ${tag:+docker}; do
  command -v "$program" >/dev/null || { echo "$program is not installed" >&2; exit 1; }
done

packages=bash,ca-certificates,curl,git,less,ncurses-bin,procps,python-is-python3,python3,python3-venv,ripgrep,socat,sudo,unzip,zip
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
root=$work/root

# shellcheck disable=SC2086
debootstrap --variant=minbase --include="$packages" "$release" "$root" $mirror >"$work/log" || {
  tail -n 20 "$work/log" >&2
  exit 1
}

# Two users, as E2B's clients expect them: root, and one that may do everything by sudo where the sandbox lets it.
chroot "$root" useradd --create-home --shell /bin/bash --uid 1000 --user-group user
echo 'user ALL=(ALL:ALL) NOPASSWD: ALL' >"$root/etc/sudoers.d/user"
chmod 0440 "$root/etc/sudoers.d/user"
# A login shell finds the node that sandboxes bring along, after any other.
echo 'export PATH="$PATH:/opt/sandboxd/bin"' >"$root/etc/profile.d/sandbox.sh"
mkdir -p "$root/code" "$root/agent" "$root/opt/sandboxd"
chmod 0777 "$root/code" "$root/usr/local"
find "$root/usr/local" -type d -exec chmod 0777 {} +

# Nothing of the machine that built it, and nothing that only an installation needs.
: >"$root/etc/machine-id"
: >"$root/etc/resolv.conf"
echo sandbox >"$root/etc/hostname"
printf '127.0.0.1 localhost sandbox\n::1 localhost ip6-localhost\n192.0.2.1 events.e2b.local\n' >"$root/etc/hosts"
rm -rf "$root"/var/cache/apt/* "$root"/var/lib/apt/lists/* "$root"/var/log/* "$root"/usr/share/{doc,info,man,locale}/* "$root"/tmp/*

tar --create --numeric-owner --one-file-system --exclude='./dev/*' --exclude='./proc/*' --exclude='./sys/*' \
  --file "$work/image.tar" --directory "$root" .
[ -z "$tag" ] || docker import "$work/image.tar" "$tag" >/dev/null
[ -z "$output" ] || mv "$work/image.tar" "$output"
echo "built ${tag:-$output} from $release"
