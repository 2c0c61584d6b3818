#!/usr/bin/env bash
# Runs a program in the root file system of an image, as a container engine does that was told --read-only: as nobody, without
# capabilities, in a mount namespace of its own.
#   unshare --mount run-as-nobody.sh ROOT WORK MOUNT [NAME=VALUE...] -- PROGRAM ARGUMENTS...
# MOUNT is what is mounted at WORK, the only place to write to; none where it is empty.
set -euo pipefail
root=$1 work=$2 mount=$3
shift 3
variables=()
while [ "$1" != -- ]; do
  variables+=("$1")
  shift
done
shift
mount --bind "$root" "$root"
[ -z "$mount" ] || mount --bind "$mount" "$root$work"
mount -t proc proc "$root/proc"
mount -o remount,bind,ro "$root"
exec env --ignore-environment PATH="$PATH" "${variables[@]}" setpriv --clear-groups --no-new-privs \
  unshare --root="$root" --wd="$work" --setgid=65532 --setuid=65532 -- "$@"
