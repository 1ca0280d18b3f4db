#!/usr/bin/env bash
# Install the Debian packages that `make test` needs, or name them when this user may not.
set -euo pipefail
missing=()
command -v chromium >/dev/null || missing+=(chromium)
command -v cmake >/dev/null || missing+=(cmake)
command -v openssl >/dev/null || missing+=(openssl)
command -v ss >/dev/null || missing+=(iproute2)
command -v systemd-analyze >/dev/null || missing+=(systemd)
[ -e /usr/include/gtest/gtest.h ] || missing+=(libgtest-dev)
command -v valkey-server >/dev/null || command -v redis-server >/dev/null || missing+=(redis-server)
version=$(${PYTHON:-python3} -c 'import sys; print("%d.%d" % sys.version_info[:2])')
/sbin/ldconfig -p | grep -q "libpython$version.so.1.0" || missing+=("libpython$version")  # Triton's Python backend
compgen -G '/usr/lib/postgresql/*/bin/postgres' >/dev/null && command -v pg_dump >/dev/null || missing+=(postgresql)
[ ${#missing[@]} -eq 0 ] && exit 0
if [ "$(id -u)" -eq 0 ]; then sudo=; elif sudo -n true 2>/dev/null; then sudo='sudo -n'; else
  echo "make test needs these Debian packages; ask an administrator for: apt-get install ${missing[*]}" >&2
  exit 1
fi
echo "== Installing system packages: ${missing[*]}"
$sudo apt-get update -qq
# Tests start servers of their own: a package that brings a service is not to start one here.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  trap '$sudo rm -f "$policy"' EXIT
  printf '#!/bin/sh\nexit 101\n' | $sudo tee "$policy" >/dev/null && $sudo chmod +x "$policy"
fi
DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
