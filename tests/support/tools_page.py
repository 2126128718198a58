"""Run every block of a page with the tools that it names: ``python -m tests.support.tools_page PAGE… [write]``.

Run by ``.ci/tools`` and ``.ci/cluster``. Blocks run in order, in a fresh folder, in which files lie that the page gives
to copy (those in the folder of its name): console commands and R as processes, Python in one namespace; a Python block
that begins with a name, like ``# page.py``, is saved under it. A plain block right after one holds what it printed:
``write`` renews it, else a difference is told, for other versions of a tool print other digits.
A block that fails fails the page.
"""

from __future__ import annotations

import contextlib
import difflib
import io
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
import traceback
from pathlib import Path
from typing import Any

from tests.support.documents import ROOT, commands

BLOCK = re.compile(r"^```(console|python|r)\n(.*?)^```\n(?:\n```\n(.*?)^```\n)?", re.DOTALL | re.MULTILINE)


def printed_by(language: str, text: str, namespace: dict[str, Any]) -> str:
    """Run a block in the present folder; what it printed."""
    name = re.match(r"# ([\w/.]+\.\w+)\n", text)
    if name:
        Path(name[1]).write_text(text, encoding="utf-8")
        return ""
    if language == "python":
        with contextlib.redirect_stdout(io.StringIO()) as said:
            exec(compile(text, "block", "exec"), namespace)  # noqa: S102  (that is what a reader does with it)
        return said.getvalue()
    if language == "r":
        Path("block.R").write_text(text, encoding="utf-8")
        return _process(["Rscript", "--vanilla", "block.R"])
    return "".join(_process(shlex.split(command)) for command, _ in commands(text))


def _process(words: list[str]) -> str:
    """Run a command; what it printed, or an error that says what it said."""
    words = [sys.executable, *words[1:]] if words[0] == "python" else words
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{shlex.join(words)} ended in {done.returncode}:\n{done.stdout}\n{done.stderr}")
    return done.stdout


def run_blocks(page: Path, *, write: bool) -> tuple[int, int]:
    """Run all blocks of a page; how many passed and failed."""
    whole = page.read_text(encoding="utf-8")
    namespace: dict[str, Any] = {"__name__": "__page__"}
    passed, failed, renewed, end = 0, 0, "", 0
    for found in BLOCK.finditer(whole):
        language, text, before = found.groups()
        heading = re.findall(r"^##+ (.*)$", whole[: found.start()], re.MULTILINE)[-1:]
        start = time.monotonic()
        try:
            after = printed_by(language, text, namespace)
        except (Exception, SystemExit):  # noqa: BLE001  (told, and the others run)
            traceback.print_exc()
            failed, after = failed + 1, before or ""
            word = "FAILED"
        else:
            passed += 1
            word = "passed"
        where = " ".join([page.name, *heading])
        print(f"{word} {where}: {language}, {time.monotonic() - start:.0f} s", flush=True)  # noqa: T201  (a program)
        if before is None:
            continue
        after = "".join(f"{line.rstrip()}\n" for line in after.splitlines() if line.strip())
        if after != before:
            sys.stdout.writelines(difflib.unified_diff(before.splitlines(True), after.splitlines(True), "page", "now"))
        renewed += whole[end : found.start(3)] + after
        end = found.end(3)
    if write and not failed:
        page.write_text(renewed + whole[end:], encoding="utf-8")
    return passed, failed


def main() -> None:
    """Run all pages that are named, in one folder."""
    write = "write" in sys.argv[1:]
    pages = [ROOT / word for word in sys.argv[1:] if word != "write"]
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    passed, failed = 0, 0
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        sys.path.insert(0, folder)
        for page in pages:
            for file in page.with_suffix("").glob("*"):
                shutil.copy(file, folder)
            good, bad = run_blocks(page, write=write)
            passed, failed = passed + good, failed + bad
    print(f"{passed} passed, {failed} failed")  # noqa: T201  (a program)
    sys.exit(bool(failed))


if __name__ == "__main__":
    main()
