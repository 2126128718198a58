#!/usr/bin/env bash
# Print the path of a Python >= 3.12 (3.13 preferred). A name on PATH is not enough: version-manager shims may exist
# and still fail, so each candidate has to answer (and be able to make a virtual environment). Set PYTHON=... to choose one yourself.
set -uo pipefail

ask='import ensurepip, sys; assert sys.version_info >= (3, 12); print("%d.%d" % sys.version_info[:2], sys.executable)'
fallback=

consider() { # candidate: prints and exits on 3.13, remembers the first other one that is new enough
    local version path
    read -r version path < <("$1" -c "$ask" 2>/dev/null) || return 0
    if [[ $version == 3.13 ]]; then echo "$path"; exit 0; fi
    fallback=${fallback:-$path}
}

if [[ -n ${PYTHON:-} ]]; then # an explicit choice wins, also over 3.13
    "$PYTHON" -c "$ask" 2>/dev/null | { read -r _ path && echo "$path"; } && exit 0
    echo "find_python: PYTHON=$PYTHON does not run or is older than 3.12; looking for another one." >&2
fi

shopt -s nullglob
for candidate in python3.13 python3.12 python3 \
    ~/.pyenv/versions/3.13*/bin/python ~/.pyenv/versions/3.12*/bin/python; do
    consider "$candidate"
done
if [[ -n $fallback ]]; then echo "$fallback"; exit 0; fi

echo "find_python: no Python >= 3.12 here; asking uv to fetch 3.13 ..." >&2
temporary=$(mktemp -d)
trap 'rm -rf "$temporary"' EXIT
# The locked one alone, by its hashes; of the Python that it fetches it knows the hash itself.
sed -n '/^uv==/,/[^\\]$/p' "$(dirname "${BASH_SOURCE[0]}")/../requirements-installer.lock" > "$temporary/uv.lock"
locked=(-m pip install -q --require-hashes --only-binary :all: --target "$temporary/uv" -r "$temporary/uv.lock")
uv=$(command -v uv) || {
    python3 "${locked[@]}" >/dev/null 2>&1 ||
        { python3 -m venv "$temporary/venv" && "$temporary/venv/bin/python" "${locked[@]}"; } >/dev/null 2>&1
    uv=$temporary/uv/bin/uv
}
if "$uv" python install -q 3.13 >/dev/null 2>&1 && "$uv" python find --managed-python 3.13 2>/dev/null; then exit 0; fi

echo "Bygd needs Python 3.12 or newer and none could be found or fetched: install one, then run 'make install PYTHON=/path/to/python'." >&2
exit 1
