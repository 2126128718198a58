#!/usr/bin/env bash
# Build wheel and source archive into dist/ (or the folder named), and try the wheel from an empty folder.
# --trial leaves out what only a release needs (a clean tree, a dated changelog) and what takes minutes (compiling the
# model where it is installed). Needs no network after make install-dev.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
trial=
if [[ ${1:-} == --trial ]]; then
    trial=yes
    shift
fi
dist=${1:-dist}
python=${PYTHON:-.venv/bin/python}
empty=$(mktemp -d)
trap 'rm -rf "$empty"' EXIT

stop() { # sentence: say it and end
    echo "release: $1" >&2
    exit 1
}

command -v "$python" >/dev/null || stop "there is no $python; say make install-dev first."
python=$(command -v "$python")
version=$("$python" -c 'import bygd; print(bygd.__version__)')
if [[ -z $trial ]]; then
    [[ -z $(git status --porcelain) ]] || stop "the tree is not clean; commit or remove what git status shows."
    grep -qE "^## $version – [0-9]{4}-[0-9]{2}-[0-9]{2}$" CHANGELOG.md \
        || stop "the first heading of CHANGELOG.md must be '## $version – <date>'."
    ! git rev-parse -q --verify "refs/tags/v$version" >/dev/null || stop "v$version is released already; raise the version."
    "$python" -m pytest tests/docs/test_release.py -m "not slow"
    SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
    export SOURCE_DATE_EPOCH # the same commit gives the same files
fi

mkdir -p "$dist"
rm -f "$dist"/bygd-*
"$python" -m build --no-isolation --outdir "$dist" . >"$empty/build.log" 2>&1 || { cat "$empty/build.log" >&2; exit 1; }
wheel=$(cd "$dist" && pwd)/bygd-$version-py3-none-any.whl
echo "built $dist/bygd-$version.tar.gz and $(basename "$wheel")"

# Everything of the three packages, and no file beside them, is in the wheel; everything of the repository in the archive.
missing=$(comm -23 <(git ls-files sim bygd experiments configs ':!*/ruff.toml' | sort) <("$python" -m zipfile -l "$wheel" | awk '{print $1}' | sort))
[[ -z $missing ]] || stop "the wheel lacks $missing."
missing=$(comm -23 <(git ls-files | sort) <("$python" -m tarfile -l "$dist/bygd-$version.tar.gz" | sed -E 's,^[^/]*/,,; s, *$,,' | sort))
[[ -z $missing ]] || stop "the source archive lacks $missing."

# A new environment with what the wheel itself asks for (not with the tools of the project), in the locked versions.
uv=$(dirname "$python")/uv
"$uv" venv -q --python "$python" "$empty/venv"
"$uv" pip install -q --offline --python "$empty/venv/bin/python" -c requirements.lock "$wheel" 2>/dev/null \
    || "$uv" pip install -q --python "$empty/venv/bin/python" -c requirements.lock "$wheel"
mkdir "$empty/place"
cd "$empty/place"
PATH=$empty/venv/bin:$PATH
unset PYTHONPATH
export XDG_CACHE_HOME=$empty/cache # as on a machine that has never seen Bygd
[[ $(bygd --version) == "bygd $version" ]] || stop "bygd --version says $(bygd --version)."
bygd --help >/dev/null
bygd municipality template my_municipality.yaml
if [[ -n $trial ]]; then
    bygd run engine=mesa municipality=sel months=24 warm_up=0 replicates=1 out=study | tail -1
else
    bygd compare municipality=sel "scenarios=[follow_up]" replicates=4 out=study | tail -1
    bygd report study language=nb
fi
bygd study status study
mkdir configs experiments
for file in sim.py configs/__init__.py experiments/__init__.py; do # names of the user's own hide nothing
    echo 'raise SystemExit("a module of the user was imported")' >"$file"
    python -W ignore -c 'import bygd; print(len(bygd.model("vaga", months=2, warm_up=0).run().outcomes()), "outcomes")' \
        || stop "import bygd does not work beside a $file."
    rm "$file"
done
echo "bygd $version works from an empty folder: $wheel"
