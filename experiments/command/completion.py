"""What may stand where the user is typing: programs, options, names that can be chosen; and scripts for four shells.

A shell asks ``bygd --complete=WORD …`` with the word at its cursor and those before it. Each line of the answer is a
word in full, and what it means after a tab; none where a file may stand, which shells know better.
"""

from __future__ import annotations

import dataclasses
import re
import typing
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from bygd.scenarios.catalogue import ALL_TEN, EVERY, ONE, known_names, own_names, recommendations, single_measures
from bygd.scenarios.declare import typed_name

ASKED = "--complete="
MEASURES = ("policy", "scenarios", "measures", "also")
MUNICIPALITIES = ("municipality", "municipalities")
GROUPS = ("experiment", "mechanisms", "obstacles", "population", "setting")  # called as their group of configs
OUTCOME_OPTIONS = ("outcome", "outcomes", "until")
NUMBER_OPTIONS = ("vary", "free", "fixed")
FLAGS = {
    "--help": "explain the program",
    "-m": "several runs, each in its own folder",
    "--config-dir": "a folder of your own in which names are looked up too",
    "--cfg": "print all options as they will be used",
    "--info": "print what can be chosen",
}

Meanings = Mapping[str, str]


def asked(arguments: list[str]) -> bool:
    """Whether a shell asks what may stand at its cursor."""
    return bool(arguments) and arguments[0].startswith(ASKED)


def answer(found: Meanings, arguments: list[str]) -> str:
    """Those that begin as the word at the cursor does, a line each."""
    word = word_of(arguments)
    return "".join(f"{name}\t{words}".rstrip() + "\n" for name, words in found.items() if name.startswith(word))


def word_of(arguments: list[str]) -> str:
    """The word at the cursor, without a quotation mark that opens it."""
    return arguments[0].removeprefix(ASKED).lstrip("\"'")


def words_for(options: type, groups: Iterable[str], arguments: list[str]) -> Meanings:
    """Words that may stand at the cursor of a program with these options, and what they mean."""
    word, before = word_of(arguments), [item.strip("\"'") for item in arguments[1:]]
    if before[-1:] == ["--cfg"]:
        return {"job": "as YAML"}
    fields = {typed_name(item): item for item in dataclasses.fields(options) if "words" in item.metadata}
    if word.startswith("-") and groups:
        return FLAGS
    if word.startswith("-"):
        flags = {f"--{name.replace('_', '-')}": item.metadata["words"] for name, item in fields.items()}
        return {"--help": FLAGS["--help"]} | flags
    name, equals, value = word.partition("=")
    if equals:
        kind = typing.get_type_hints(options)[fields[name].name] if name in fields else None
        return dict.fromkeys(_values(name, fields.get(name), kind, value), "")
    return _names(options, fields, word, [item.partition("=") for item in before])


def _names(options: type, fields: dict[str, Any], word: str, before: list[tuple[str, str, str]]) -> Meanings:
    """Options that are not typed yet, choices of the positional argument that comes next, and numbers of the model."""
    from sim.processes import Parameters

    stated, bare = {name for name, equals, _ in before if equals}, [name for name, equals, _ in before if not equals]
    places = [item for item in fields.values() if item.metadata.get("word")]
    found = {f"{name}=": item.metadata["words"] for name, item in fields.items() if name not in stated}
    for item in places[len(bare) :][:1]:
        found = dict.fromkeys(item.metadata["among"], item.metadata["words"]) | found
    if issubclass(options, Parameters):
        for name, number in _numbers().items():
            head, dot, _ = name.partition(".")
            found |= {f"{name}=": number.meaning} if "." in word else {f"{head}{dot}": f"numbers of {head}"}
    return found


def _values(name: str, item: Any, kind: Any, value: str) -> list[str]:
    """Words ``name=value`` that go on with what is typed of the value; in a list, with its last item."""
    known = _choices(name) or list(item.metadata.get("among", ()) if item else ())
    if kind is bool:
        known = ["true", "false"]
    several = typing.get_origin(kind) is list or name in NUMBER_OPTIONS
    typed = re.split(r"[\[,+]", value) if name in MEASURES else re.split(r"[\[,]", value) if several else [value]
    head = value[: len(value) - len(typed[-1])]
    return [f"{name}={head}{choice}" for choice in known if choice not in typed[:-1]]


def _choices(name: str) -> list[str]:
    """Names that an option may be, in the order in which they are best looked at; none for other options."""
    from sim.outcomes import OUTCOMES
    from sim.processes import LAWS

    if name in MEASURES:
        every = [EVERY] if name == "scenarios" else []
        return [
            *single_measures(),
            *own_names("policy"),
            ALL_TEN,
            *(f"{ONE}{number}" for number in recommendations()),
            *every,
        ]
    if name in GROUPS:
        return known_names(name)
    known: dict[tuple[str, ...], Callable[[], list[str]]] = {
        MUNICIPALITIES: lambda: known_names("municipality"),
        ("practice_of",): lambda: [*known_names("municipality"), "each_other"],
        ("ensemble",): lambda: ["default", *known_names("ensembles", (".csv",))],
        ("beside_ensemble",): lambda: known_names("ensembles", (".csv",)),
        ("cards",): lambda: [*own_names("cards")],  # of Bygd's own none has a name
        ("figures",): lambda: known_names("targets"),
        ("like",): lambda: known_names("trials"),
        ("law",): lambda: list(map(str, LAWS)),
        OUTCOME_OPTIONS: lambda: list(OUTCOMES),
        NUMBER_OPTIONS: lambda: list(_numbers()),
    }
    return next((find() for names, find in known.items() if name in names), [])


def _numbers() -> dict[str, Any]:
    """Numbers of the model by name."""
    from sim.parameters import numbers
    from sim.processes import Parameters

    return numbers(Parameters())


# --- shells ----------------------------------------------------------------------------------------------------------

BASH = r"""# bash: eval "$(bygd completion bash)" in ~/.bashrc
_bygd() {
    local line=${COMP_LINE:0:COMP_POINT} current=${COMP_WORDS[COMP_CWORD]} word item quote= IFS=$' \t\n'
    local -a words
    read -ra words <<< "$line"
    [[ $line == *[[:blank:]] ]] && words+=("")
    word=${words[${#words[@]}-1]}
    [[ $word == [\"\']* ]] && quote=${word:0:1} word=${word:1} current=${current#[\"\']}
    [[ $current == [=:] ]] && current=
    COMPREPLY=()
    while IFS= read -r item; do
        item=${item%%$'\t'*}
        case $quote$item in *[=.]|*\[*|[\"\']*) ;; *) item="$item " ;; esac
        COMPREPLY+=("${item#"${word%"$current"}"}")
    done < <(command bygd "--complete=$word" "${words[@]:1:${#words[@]}-2}" 2> /dev/null)
}
complete -o nospace -o bashdefault -o default -F _bygd bygd
"""
ZSH = r"""#compdef bygd
# zsh: eval "$(bygd completion zsh)" in ~/.zshrc, after compinit; type lists in quotation marks
_bygd() {
    local line name head=${PREFIX%"${PREFIX##*[=,+\[]}"}
    local -a open closed open_shown closed_shown
    for line in ${(f)"$(command bygd "--complete=${(Q)PREFIX}" "${(@Q)words[2,CURRENT-1]}" 2> /dev/null)"}; do
        name=${line%%$'\t'*}
        case $name in
            (*[=.]|*\[*) open+=("${name#"${(Q)head}"}"); open_shown+=("${line/$'\t'/  }") ;;
            (*) closed+=("${name#"${(Q)head}"}"); closed_shown+=("${line/$'\t'/  }") ;;
        esac
    done
    if (( $#open + $#closed == 0 )); then
        compset -P '*='
        _files
        return
    fi
    compset -p $#head
    compadd -l -S '' -d open_shown -a open
    compadd -l -d closed_shown -a closed
}
compdef _bygd bygd
"""
FISH = r"""# fish: bygd completion fish > ~/.config/fish/completions/bygd.fish
function __bygd_complete
    set -l word (commandline -ct)
    set -l before (commandline -opc)
    set -l found (command bygd "--complete=$word" $before[2..] 2> /dev/null)
    if set -q found[1]
        printf '%s\n' $found
    else
        set -l head (string match -r '^[^=]*=' -- $word)
        __fish_complete_path (string replace -r '^[^=]*=' '' -- $word) | string replace -r '^' -- "$head"
    end
end
complete -c bygd -f -a '(__bygd_complete)'
"""
POWERSHELL = r"""# PowerShell: bygd completion powershell | Out-String | Invoke-Expression (in the file $PROFILE)
Register-ArgumentCompleter -Native -CommandName bygd -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $words = @($commandAst.CommandElements | Select-Object -Skip 1 |
        Where-Object { $_.Extent.EndOffset -lt $cursorPosition } | ForEach-Object { $_.Extent.Text.Trim('"', "'") })
    $word = "$wordToComplete".Trim('"', "'")
    & bygd "--complete=$word" @words 2> $null | ForEach-Object {
        $name, $about = $_ -split "`t", 2
        $text = if ($name -match '[\[,]') { '"' + $name } else { $name }
        [System.Management.Automation.CompletionResult]::new(
            $text, $name, 'ParameterValue', $(if ($about) { $about } else { $name }))
    }
}
"""
SCRIPTS = {"bash": BASH, "zsh": ZSH, "fish": FISH, "powershell": POWERSHELL}
