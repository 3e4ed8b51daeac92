#!/usr/bin/env bash
# Installs what the tests need beyond npm: Chromium, which the browser tests drive; socat, which makes the pseudo-terminals
# of the serial ports; mosquitto, nats-server and rabbitmq-server, brokers that are not ours.
# Does nothing about what is there already. What cannot be had is named, and that is no failure: the tests of it then skip.
set -u

has() { command -v "$1" >/dev/null || [ -x "/usr/sbin/$1" ]; }

missing=()
if ! { [ -n "${CHROMIUM:-}" ] && has "$CHROMIUM"; } && ! has chromium && ! has chromium-browser && ! has google-chrome; then
  missing+=(chromium)
fi
for program in socat mosquitto nats-server rabbitmq-server; do has "$program" || missing+=("$program"); done
[ ${#missing[@]} = 0 ] && exit 0

without() {
  echo "No ${missing[*]}: $1. The tests that need them will be skipped; to run them, install them (or set CHROMIUM to the path of a browser)." >&2
  exit 0
}

command -v apt-get >/dev/null || without 'this system has no apt-get'
if [ "$(id -u)" = 0 ]; then
  as_root=()
elif sudo -n true 2>/dev/null; then
  as_root=(sudo -n)
else
  without 'installing them needs root or a sudo that asks no password'
fi

echo "Installing for the tests: ${missing[*]} (apt-get install)…" >&2
log=$(mktemp)
trap 'rm -f "$log"' EXIT
apt() { "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300 "$@" </dev/null >>"$log" 2>&1; }

apt update
failed=()
# One by one: what one system does not have must not keep the others away.
for package in "${missing[@]}"; do
  apt install -y --no-install-recommends "$package" || failed+=("$package")
done
[ ${#failed[@]} = 0 ] && exit 0
tail -n 5 "$log" >&2
missing=("${failed[@]}")
without 'apt-get could not install them'
