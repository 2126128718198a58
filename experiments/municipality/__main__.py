"""Write or check a file of your own municipality: ``python -m experiments.municipality template|check FILE``."""

from __future__ import annotations

import sys

from bygd.errors import MISTAKES, InputError
from experiments.municipality.check import check
from experiments.municipality.template import write_template

USAGE = "python -m experiments.municipality template [FILE], or check FILE"


def main() -> None:
    """Do what the command line asks; a mistake there is one sentence and status 1."""
    words = sys.argv[1:]
    if not words or {"-h", "--help"} & set(words):
        print(f"{USAGE}\n\n{__doc__}")
        return
    try:
        if words[0] == "template" and len(words) <= 2:
            write_template(words[1] if len(words) == 2 else "my_municipality.yaml")
            return
        if words[0] != "check" or len(words) != 2:
            raise InputError(f"{' '.join(words)} is not understood; say {USAGE}.")
        usable = check(words[1])
    except MISTAKES as error:
        sys.exit(_fail(str(error)))
    except OSError as error:
        sys.exit(_fail(f"{error.strerror or error}: {error.filename or ''}".rstrip(": ") + "."))
    if not usable:
        sys.exit(1)


def _fail(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 1


if __name__ == "__main__":
    main()
