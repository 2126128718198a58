#!/usr/bin/env bash
# Chromium for the tests of the page: the one that is there, or Debian's. Says whether there is one by its exit status.
set -euo pipefail

there() { command -v chromium || command -v chromium-browser || command -v google-chrome; }

if there; then exit 0; fi
if ! command -v apt-get > /dev/null; then
    echo "no Chromium, and no apt-get to install it with" >&2
    exit 1
fi
as_root=()
[ "$(id -u)" -eq 0 ] || as_root=(sudo -n)
export DEBIAN_FRONTEND=noninteractive
"${as_root[@]}" apt-get update -qq || echo "the list of packages could not be refreshed" >&2
"${as_root[@]}" apt-get install -y -qq --no-install-recommends chromium > /dev/null
there
