#!/usr/bin/env bash
# Installs what the tests need beyond npm: Chromium, which the browser tests drive.
# Does nothing where it is there already. Where it cannot be had, says so and succeeds: the browser tests then skip.
set -u

for browser in "${CHROMIUM:-}" chromium chromium-browser google-chrome; do
  if [ -n "$browser" ] && command -v "$browser" >/dev/null; then exit 0; fi
done

without() {
  echo "No Chromium: $1. The browser tests will be skipped; to run them, install Chromium or set CHROMIUM to its path." >&2
  exit 0
}

command -v apt-get >/dev/null || without 'this system has no apt-get'
if [ "$(id -u)" = 0 ]; then
  as_root=()
elif sudo -n true 2>/dev/null; then
  as_root=(sudo -n)
else
  without 'installing it needs root or a sudo that asks no password'
fi

echo 'Installing Chromium for the browser tests (apt-get install chromium)…' >&2
log=$(mktemp)
trap 'rm -f "$log"' EXIT
apt() { "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300 "$@" </dev/null >>"$log" 2>&1; }

apt update && apt install -y --no-install-recommends chromium && exit 0
tail -n 5 "$log" >&2
without 'apt-get could not install it'
