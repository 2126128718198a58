"""Ask the package index where what is locked can be installed without a compiler: which packages have no wheel.

``python tools/wheels.py`` asks for Windows and macOS and each Python that is supported, ``python tools/wheels.py
x86_64-linux`` for another platform, by the names of uv, which ``make install`` brings. It asks nothing but the versions
of ``requirements.lock``. Its status is 1 if a package other than those of SECURITY.md has no wheel.
"""

# ruff: noqa: INP001, T201
from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
PLATFORMS = ["x86_64-pc-windows-msvc", "aarch64-apple-darwin", "x86_64-apple-darwin"]
PYTHONS = ["3.12", "3.13", "3.14"]
UV = shutil.which("uv") or str(ROOT / ".venv" / "bin" / "uv")  # which make install brings
BUILT = {"antlr4-python3-runtime", "solara-assets"}  # pure Python, of which there is only a source archive
LACKS = re.compile(r"([\w.-]+)==\S+ has no (?:usable )?wheels")


def locked() -> list[str]:
    """Packages of ``requirements.lock`` with version and marker, without their hashes."""
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    return re.findall(r"(?m)^([\w.-]+==[^\\\n]+?)\s*\\?$", text)


def answer(platform: str, python: str, built: set[str], folder: Path) -> str:
    """What uv says if it is to install all of it there from wheels, but those that are built; empty: it would."""
    wanted = folder / "wanted.txt"
    wanted.write_text("\n".join(locked()), encoding="utf-8")
    where = ["--python-platform", platform, "--python-version", python, "--target", str(folder / "there")]
    wheels = ["--only-binary", ":all:", *(word for name in sorted(built) for word in ("--no-binary", name))]
    command = [UV, "pip", "install", "--dry-run", "--no-deps", *where, *wheels, "-r", str(wanted)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    return "" if done.returncode == 0 else done.stderr


def without_wheel(platform: str, python: str, folder: Path) -> tuple[set[str], str]:
    """Packages that have no wheel there, and what else was in the way."""
    lacking: set[str] = set()
    while said := answer(platform, python, lacking, folder):
        found = set(LACKS.findall(" ".join(said.split()))) - lacking
        if not found:
            return lacking, said
        lacking |= found
    return lacking, ""


def main() -> int:
    """Print a line for each platform and Python."""
    status = 0
    with tempfile.TemporaryDirectory() as folder:
        for platform in sys.argv[1:] or PLATFORMS:
            for python in PYTHONS:
                lacking, fault = without_wheel(platform, python, Path(folder))
                names = ", ".join(sorted(lacking)) or "none"
                print(f"{platform}, Python {python}: {len(locked())} packages, without a wheel: {names}")
                if fault:
                    print(fault, file=sys.stderr)
                status |= bool(fault or lacking - BUILT)
    return status


if __name__ == "__main__":
    sys.exit(main())
