#!/usr/bin/env bash
# Puts a real VS Code and a browser driver into a cached folder, for the end-to-end tests: code-server (VS Code's own
# workbench and extension host behind a web page), playwright-core, and Chromium from the system's packages.
# Needs the npm registry and, where Chromium or the headers are missing, apt. About two minutes the first time.
#
# usage: setup.sh          prints the folder; STACKLS_E2E_HOME chooses another one
set -euo pipefail

home=${STACKLS_E2E_HOME:-${XDG_CACHE_HOME:-$HOME/.cache}/stackls-e2e}
code_server=4.100.3
playwright=1.56.1
stamp="$code_server $playwright node$(node --version)"

say() { echo "setup: $*" >&2; }
fail() { say "$*"; exit 1; }

find_chromium() {
  if [ -n "${STACKLS_E2E_CHROMIUM:-}" ]; then echo "$STACKLS_E2E_CHROMIUM"; return; fi
  command -v chromium || command -v chromium-browser || command -v google-chrome || true
}

install_packages() {
  command -v apt-get >/dev/null || fail "Chromium is missing and there is no apt-get; set STACKLS_E2E_CHROMIUM."
  local sudo=""
  if [ "$(id -u)" != 0 ]; then sudo="sudo -n"; fi
  $sudo apt-get update -qq
  DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends \
    chromium fonts-dejavu-core g++ make python3 pkg-config \
    libkrb5-dev libsecret-1-dev libx11-dev libxkbfile-dev >/dev/null
}

# one at a time
mkdir -p "$home"
if command -v flock >/dev/null; then exec 9>"$home/.lock" && flock 9; fi

if [ "$(cat "$home/.ready" 2>/dev/null || true)" = "$stamp" ] && [ -n "$(find_chromium)" ]; then
  echo "$home"
  exit 0
fi

[ "$(node --print 'process.versions.node.split(".")[0]')" = 20 ] ||
  fail "code-server $code_server needs Node 20; this is $(node --version)."
if [ -z "$(find_chromium)" ] || ! pkg-config --exists krb5 libsecret-1 x11 xkbfile 2>/dev/null; then
  say "installing Chromium and headers"
  install_packages
fi

cd "$home"
rm -f .ready
[ -f package.json ] || echo '{"private": true}' > package.json
say "fetching code-server $code_server"
# Its install scripts download binaries from hosts of their own, so they are skipped and the native modules are built here.
npm install --ignore-scripts --no-audit --no-fund --loglevel=error \
  "code-server@$code_server" "playwright-core@$playwright" >/dev/null

headers=()
prefix=$(dirname "$(dirname "$(readlink -f "$(command -v node)")")")
if [ -f "$prefix/include/node/node.h" ]; then headers=("--nodedir=$prefix"); fi
gyp=$(npm root -g)/npm/node_modules/node-gyp/bin/node-gyp.js
vscode=$home/node_modules/code-server/lib/vscode

say "fetching what VS Code itself needs"
(cd "$vscode" && npm install --omit=dev --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null)
(cd "$vscode/extensions" && npm install --omit=dev --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null)

say "building native modules"
log=$home/native-modules.log
: > "$log"
(cd node_modules/argon2 &&
  PATH="$home/node_modules/.bin:$PATH" node-pre-gyp install --build-from-source "${headers[@]}" >>"$log" 2>&1) ||
  fail "argon2 could not be built, see $log"
for module in @vscode/spdlog native-watchdog node-pty @vscode/deviceid @parcel/watcher kerberos; do
  (cd "$vscode/node_modules/$module" && node "$gyp" rebuild "${headers[@]}" >>"$log" 2>&1) ||
    say "not built, and not needed for the tests: $module"
done

echo "$stamp" > .ready
echo "$home"
