#!/bin/sh
# Makes the vectors of this folder with the real minisign command (0.11). They are kept, so that this runs once, by hand.
# The secret keys protect nothing: they exist so that more vectors can be made later.
set -eu
cd "$(dirname "$0")"
command -v minisign >/dev/null

printf '%s  jaco-v0.2.0-linux-amd64.tar.gz\n' "$(printf 'release' | sha256sum | cut -d' ' -f1)" >SHA256SUMS
printf '%s  jaco-v0.1.0-linux-amd64.tar.gz\n' "$(printf 'old' | sha256sum | cut -d' ' -f1)" >older-SHA256SUMS
: >empty-SHA256SUMS

[ -e one.pub ] || minisign -G -W -p one.pub -s one.key >/dev/null
[ -e two.pub ] || minisign -G -W -p two.pub -s two.key >/dev/null

sign() { # name of the signature, then minisign's arguments
  out=$1
  shift
  minisign -S -W -x "$out" "$@" >/dev/null
}
sign prehashed.minisig -s one.key -m SHA256SUMS
sign legacy.minisig -s one.key -m SHA256SUMS -l
sign version.minisig -s one.key -m SHA256SUMS -t "$(printf 'timestamp:1795000000\tfile:SHA256SUMS\tversion:v0.2.0\thashed')"
sign other-key.minisig -s two.key -m SHA256SUMS
sign older.minisig -s one.key -m older-SHA256SUMS
sign empty.minisig -s one.key -m empty-SHA256SUMS
