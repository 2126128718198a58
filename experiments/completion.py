"""Print what makes a shell complete ``bygd`` by the Tab key: ``bygd completion bash``."""

from __future__ import annotations

import dataclasses

from experiments.command.completion import SCRIPTS
from experiments.command.main import main
from experiments.command.words import word


@dataclasses.dataclass
class CompletionOptions:
    """Print a script that makes a shell complete programs, options and what can be chosen.

    The first line of the script says where it goes.
    """

    shell: str = word("bash, zsh, fish or powershell", among=tuple(SCRIPTS))


def completion(options: CompletionOptions) -> None:
    """Print the script."""
    print(SCRIPTS[options.shell].rstrip("\n"))


if __name__ == "__main__":
    main(CompletionOptions, completion, "completion")
