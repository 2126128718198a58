#!/usr/bin/env bash
# Install a lock and the project into .venv, which is made if it is not there: tools/install.sh requirements.lock
# tools/install.sh requirements.lock solara-assets: without that package, which takes longest and only the page needs.
# Nothing is installed whose hash is not written down: first the installer (uv, and what builds source archives), then
# the lock. Only pip itself comes with Python.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
lock=$1 left_out=${2:-}
bin=.venv/bin

if ! $bin/python -c 'import sys, pip; assert sys.version_info >= (3, 12)' 2>/dev/null; then
    python=$(tools/find_python.sh)
    echo "creating .venv with $("$python" --version)"
    "$python" -m venv --clear .venv
fi
echo "installing $lock"
pip=("$bin/python" -m pip install -q --disable-pip-version-check)
"${pip[@]}" --require-hashes --only-binary :all: -r requirements-installer.lock
# Wheels only, for a source archive runs its code while it is installed. Of two there is nothing else (SECURITY.md); they
# are built with what the installer's lock has put there, and nothing is fetched for it.
options=(-q --require-hashes --no-build-isolation --only-binary :all: -r "$lock")
for source in antlr4-python3-runtime solara-assets; do
    options+=(--no-binary "$source")
done
# uv is only for speed; pip does the same, slower, and leaves nothing out.
uv=("$bin/uv" pip install -q --python "$bin/python")
"${uv[@]}" "${options[@]}" --excludes <(echo "$left_out") || {
    echo "uv failed, trying pip"
    "${pip[@]}" "${options[@]}"
}
# What programs load is compiled now, by two processes: else the first start does it, and each one where Python is told
# to write no .pyc (PYTHONDONTWRITEBYTECODE).
compile=(env -u PYTHONDONTWRITEBYTECODE "$bin/python")
"${compile[@]}" -c "import pandas, pyarrow.parquet, matplotlib.figure, matplotlib.backends.backend_agg" &
"${compile[@]}" -c "import numba.extending, scipy.stats, joblib, jinja2, omegaconf, yaml, filelock, mesa" &&
    "${compile[@]}" -m compileall -q sim bygd experiments configs &
project=(--no-deps --no-build-isolation -e .)
"${uv[@]}" "${project[@]}" || "${pip[@]}" "${project[@]}"
wait
