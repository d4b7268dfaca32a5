#!/bin/sh
# keys.sh NAME WITNESS LEDGER_FOLDER WITNESS_FOLDER: makes the keys of a log and of its witness once, for trying out.
# The private keys lie with whoever signs; the public ones, with a quorum of one witness, with both. In production each key is made
# where it is used (docs/audit.md).
set -eu
name=$1 witness=$2 ledger=$3/keys seen=$4/keys
# The ledger's folder comes last and whole: while it is not there, nobody has used any of the keys.
[ ! -d "$ledger" ] || exit 0
verify() { "${LEDGER_VERIFY:-/verify/ledger-verify}" "$@"; }
rm -rf "$ledger.new" "$seen"
mkdir -p "$ledger.new" "$seen"
{
  verify key "$name" --kind log --out "$ledger.new/log.key"
  verify key "$name/origin" --kind origin --out "$ledger.new/origin.key"
  verify key "$witness" --kind witness --out "$seen/witness.key"
  echo "quorum 1"
} > "$seen/KEYS"
cp "$seen/KEYS" "$ledger.new/KEYS"
mv "$ledger.new" "$ledger"
