"""How a study folder is begun, continued, and told of when nothing more can be written there."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bygd.errors import InputError
from bygd.scenarios.designs import design_of
from bygd.studies.files import provenance, provenance_of, refuse_dead_link, write_parquet, write_text
from bygd.studies.folder import CONFIG, DESIGN
from bygd.studies.parts import ASIDE, NAME
from bygd.studies.seals import is_whole
from sim.points import DEFAULT

if TYPE_CHECKING:
    from bygd.studies.study import Study

BEGUN = {"lock", "parts", "provenance.json", "provenance.json.tmp", f"{CONFIG}.tmp"}  # before there is a config.yaml
UNFINISHED = re.compile(r".+\.\d+\.tmp|(provenance\.json|config\.yaml)\.tmp")  # of ours, when a process was killed


def refuse_foreign(folder: Path) -> None:
    """Raise ``InputError`` if a folder without ``config.yaml`` is no study that was killed at its beginning."""
    refuse_dead_link(folder)
    refuse_inside_parts(folder)
    if not folder.exists():
        return
    if not folder.is_dir():
        raise InputError(f"{folder} is a file; name another folder with out=….")
    there = {item.name for item in folder.iterdir()}
    parts = [item.name for item in (folder / "parts").iterdir()] if "parts" in there else []
    known = (name for name in parts if NAME.fullmatch(name) or UNFINISHED.fullmatch(name) or name == ASIDE)
    if there - BEGUN or len(list(known)) < len(parts):
        raise InputError(f"{folder} holds something else; name a new folder with out=….")


def refuse_inside_parts(folder: Path) -> None:
    """Raise ``InputError`` if a new folder would lie among the parts of a study."""
    for item in folder.absolute().parents:
        if item.name == "parts" and (item.parent / CONFIG).is_file():
            raise InputError(f"{folder} lies inside the parts of the study {item.parent}; name a folder elsewhere.")


def begin(study: Study) -> None:
    """Write what the folder is, or check it; the lock is held. ``config.yaml`` comes last: then it has begun."""
    folder, file = study.folder, study.folder / CONFIG
    refuse_dead_link(folder / "parts")
    (folder / "parts").mkdir(exist_ok=True)
    for old in [*folder.iterdir(), *(folder / "parts").iterdir()]:
        if UNFINISHED.fullmatch(old.name):
            old.unlink()
    if file.exists():  # perhaps only since we looked
        study.fingerprint.refuse_other(folder)
        _note_versions(folder)
    else:
        print_of = study.fingerprint
        about = {**provenance(study.program, study.arguments), "fingerprint": print_of.simulated}
        about |= {"study": print_of.study, "asked": print_of.asked, "in_turn": study.in_turn}
        write_text(folder / "provenance.json", json.dumps(about, indent=2))
        write_text(file, print_of.config)
    if list(study.points) != [DEFAULT] and not _is_written(folder / DESIGN):
        write_parquet(
            folder / DESIGN, design_of(list(study.points.values()), list(study.points)), study.about("design")
        )


def _is_written(file: Path) -> bool:
    """Whether a table is there, as it was written."""
    if not file.exists():
        return False
    with file.open("rb") as handle:
        return is_whole(handle)


def _note_versions(folder: Path) -> None:
    """Warn if the study was begun with other versions of Python or packages, and note these too."""
    about, now = provenance_of(folder), provenance("")
    was, are = _versions(about), _versions(now)
    differ = [name for name in are if was.get(name, are[name]) != are[name]]
    if not differ:
        return
    print(
        f"{folder} was begun with {', '.join(f'{name} {was[name]}' for name in differ)}, and goes on with "
        f"{', '.join(f'{name} {are[name]}' for name in differ)}: the model is the same, provenance.json notes both.",
        file=sys.stderr,
    )
    noted = about.get("continued_with", [])
    if are not in noted:
        write_text(folder / "provenance.json", json.dumps({**about, "continued_with": [*noted, are]}, indent=2))


def _versions(about: dict[str, Any]) -> dict[str, str]:
    return {"Python": about.get("python", ""), **about.get("packages", {})}


def stopped(folder: Path, error: OSError, *, begun: bool) -> InputError:
    """The sentence for a study that cannot go on, with what has become of its folder."""
    if begun and not (folder / "parts").is_dir():
        gone = folder / "parts" if folder.is_dir() else folder
        return InputError(
            f"{gone} was deleted while the study ran, with all that was finished; the same command begins anew."
        )
    return InputError(f"Cannot write to {folder}: {error.strerror or error}; what was finished is kept.")
