#!/usr/bin/env bash
# Installs what the tests need, builds everything, runs every test, and ends with one line: N passed, N failed, N skipped.
set -uo pipefail
cd "$(dirname "$0")/.."
export DOTNET_CLI_UI_LANGUAGE=en DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 MSBUILDDISABLENODEREUSE=1

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi; }
has_postgres() { compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || command -v initdb >/dev/null; }

if ! has_postgres && command -v apt-get >/dev/null && { [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null; }; then
  echo "Installing PostgreSQL (binaries only; the tests start their own private cluster)"
  as_root apt-get update -qq && as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends postgresql >/dev/null
fi

# Some tests hit the writer of the sealed log at its system calls; without strace, or where it may not trace, they are skipped.
if ! command -v strace >/dev/null && command -v apt-get >/dev/null && { [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null; }; then
  install_strace() { as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends strace >/dev/null 2>&1; }
  install_strace || { as_root apt-get update -qq && install_strace; } || true
fi

log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! dotnet build LandLedger.sln -c Release --nologo -v minimal 2>&1 | tee "$log"; then
  echo "The build failed; no test ran."
  echo "0 passed, 1 failed, 0 skipped"
  exit 1
fi
dotnet test --solution LandLedger.sln -c Release --no-build --no-progress --output normal "$@" 2>&1 | tee "$log"
code=${PIPESTATUS[0]}
number() { grep -A 12 'Test run summary' "$log" | sed -nE "s/^ *$1: *([0-9]+).*/\1/p" | tail -n 1; }
passed=$(number succeeded); failed=$(number failed); skipped=$(number skipped)
if [ "${passed:-0}" = 0 ] && [ "${failed:-0}" = 0 ]; then failed=1; code=1; fi
if [ "$code" != 0 ] && [ "${failed:-0}" = 0 ]; then failed=1; fi
# What the tests print stands between the failures and the end; whoever sees only the end learns here what failed.
awk '/^failed /{lines=25} /^[^f ]|^ *(Standard|Error) output/{lines=0} lines-->0' <(tr -d '\000' < "$log")
echo "${passed:-0} passed, ${failed:-0} failed, ${skipped:-0} skipped"
exit "$code"
