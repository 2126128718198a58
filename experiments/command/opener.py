"""A file to click on, which opens the page: for Windows, macOS, and desktops of Linux."""

from __future__ import annotations

import os
import shlex
import sys
from pathlib import Path

from bygd.errors import InputError

WINDOWS = """@echo off\r
rem Opens the page of Bygd; made by: bygd app --opener\r
cd /d "%USERPROFILE%"\r
chcp 65001 >nul\r
"{bygd}" app\r
if errorlevel 1 pause\r
"""
MACOS = """#!/bin/sh
# Opens the page of Bygd; made by: bygd app --opener
cd
exec {bygd} app
"""
LINUX = """[Desktop Entry]
Type=Application
Name=Bygd
Comment=How refugees find work in small municipalities
Comment[nb]=Hvordan flyktninger finner arbeid i små kommuner
Exec={bygd} app
Terminal=true
"""


def opener(system: str, bygd: str) -> tuple[str, str]:
    """Name and text of the file, for a system as ``sys.platform`` says it; ``bygd``: path of the command."""
    if system == "win32":
        return "bygd.cmd", WINDOWS.format(bygd=bygd.replace("%", "%%"))
    if system == "darwin":
        return "bygd.command", MACOS.format(bygd=shlex.quote(bygd))
    quoted = "".join(f"\\{letter}" if letter in '"`$\\' else letter for letter in bygd).replace("\\", "\\\\")
    return "bygd.desktop", LINUX.format(bygd=f'"{quoted}"'.replace("%", "%%"))


def write_opener(folder: Path) -> Path:
    """Write the file into a folder; returns where it is. It may be clicked on at once."""
    command = Path(sys.executable).with_name("bygd.exe" if os.name == "nt" else "bygd")
    name, text = opener(sys.platform, str(command))
    file = folder / name
    if file.exists() and file.read_text(encoding="utf-8") != text:
        raise InputError(f"{file} is there already and is left as it is; move it away first.")
    with file.open("w", encoding="utf-8", newline="") as handle:
        handle.write(text)
    file.chmod(0o755)
    return file
