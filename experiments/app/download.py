"""A button with which something can be taken along."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import solara
from solara.components.file_download import FileDownloadWidget

from experiments.app.elements import Faults, element
from experiments.app.faults import sentences_of
from experiments.display.words import Words


@solara.component
def Download(words: Words, label: str, options: Callable[[], bytes], file: str) -> None:  # noqa: N802
    """A button that makes a file when it is pressed, and says so meanwhile: a report takes some seconds.

    What ``solara.FileDownload`` is made of; that one says nothing while it works under a button of one's own.
    """
    asked, ask = solara.use_state(False)
    result = solara.use_thread(lambda: options() if asked else None, dependencies=[asked, file])
    ready = asked and result.state == solara.ResultState.FINISHED
    working = asked and not ready and not result.error
    with element("div", "download"):
        FileDownloadWidget.element(
            filename=file,
            bytes=result.value if ready else None,
            request_download=asked,
            on_request_download=ask,
            children=[solara.Button(label, icon_name="mdi-download", outlined=True, loading=working)],
        )
        element("span", "", words("result.preparing") if working else "", role="status")
    if result.error:
        Faults(words, words("faults.lead"), sentences_of(result.error, "", Path()))
