"""The numba plumbing that rules and kernels are written with. Nobody who studies the rules needs to read it.

One source, two speeds. A rule is ordinary Python. On Mesa agents it runs as it stands; on records of a
structured array numba compiles the same text. What makes that possible:

``rule``       a function that both engines may call (compiled into its caller)
``compiled``   a kernel: compiled on its own, cached, releases the GIL
``layout``     the record type of an agent or process class, read from its annotations
``answer``     lets records of a class answer to the methods of that class
``blank``      gives a plain agent the same fields, all zero
``exp`` ...    the C library's functions, the same in both engines bit for bit

What a kernel hands to its rules is in ``sim.held``, how both become machine code in ``sim.one_pass``.

The cache of compiled code lies in the user's cache folder under a hash of the syntax trees of ``sim`` and the
versions of numba, numpy and Python: numba itself does not notice an edit in a callee in another file.
"""

from __future__ import annotations

import functools
import inspect
import math
import types as pytypes
import typing
from collections.abc import Mapping
from enum import IntEnum
from pathlib import Path

import numba
import numpy as np
from numba import types
from numba.core import caching
from numba.core.imputils import lower_builtin
from numba.core.typing.arraydecl import RecordAttribute
from numba.core.typing.templates import AbstractTemplate
from numba.extending import typeof_impl

from sim.code_cache import KeptCode, cache_folder
from sim.one_pass import KernelCompiler, RuleCompiler
from sim.source_identity import mark_of, source_hash

numba.config.BOUNDSCHECK = 1  # an index beyond the end is an error, never garbage (costs about 10 %)
COMPILED = not numba.config.DISABLE_JIT


if typing.TYPE_CHECKING:
    Key = int
else:

    class Key(int):
        """Annotation of a 64-bit whole number (a plain ``int`` field has 32 bits)."""


def ints(n: int) -> typing.Any:
    """Annotation of a field that holds ``n`` whole numbers."""
    return typing.Annotated[list, (np.int32, n)]


def floats(n: int) -> typing.Any:
    """Annotation of a field that holds ``n`` floats."""
    return typing.Annotated[list, (np.float64, n)]


PLAIN = {int: np.int32, float: np.float64, bool: np.bool_, Key: np.int64}


_METHODS: dict[str, dict[types.Type, typing.Callable]] = {}  # name -> type of record -> method


def _attribute(self, record, name):
    """Type of a record's field, or one of its class's methods.

    numba's own lookup raises KeyError where there is no field; and a template a method, as ``overload_method`` makes
    them, is asked for each attribute of each record.
    """
    if name in record.fields:
        return record.typeof(name)
    method = _METHODS.get(name, {}).get(record)
    if method is None:
        return None

    class Method(AbstractTemplate):
        key = (types.Record, name)

        def generic(self, args, kws):
            signature = _call(self.context, method, (record, *args), kws)[1]
            return signature and signature.as_method()

    return types.BoundFunction(Method, record)


RecordAttribute.generic_resolve = _attribute


def _call(context, method, args, kws):
    """What numba calls a rule, and the signature of a call with arguments of these types."""
    function = context.resolve_value_type(method)
    return function, function.get_call_type(context, args, kws)


def _lower_method(name):
    """Let compiled code call the methods of this name."""

    @lower_builtin((types.Record, name), types.Record, types.VarArg(types.Any))
    def build(context, builder, signature, args):
        function, wanted = _call(context.typing_context, _METHODS[name][signature.args[0]], signature.args, {})
        call = context.get_function(function, wanted)
        context.add_linking_libs(getattr(call, "libs", ()))
        return call(builder, args)


# --- what a class declares -------------------------------------------------------------------------------


@functools.cache
def fields(cls: type) -> Mapping[str, typing.Any]:
    """Declared state of ``cls`` in order: name -> annotation (those of Mesa's own classes left out)."""
    found: dict[str, typing.Any] = {}
    for part in reversed(cls.__mro__):
        if part.__module__.split(".")[0] not in {"mesa", "builtins"}:
            hints = typing.get_type_hints(part, include_extras=True)
            found.update({name: hints[name] for name in inspect.get_annotations(part)})
    return pytypes.MappingProxyType(found)


def _column(name: str, kind: typing.Any) -> tuple:
    if isinstance(kind, type) and issubclass(kind, IntEnum):
        return (name, np.int8)
    if kind in PLAIN:
        return (name, PLAIN[kind])
    if typing.get_origin(kind) is typing.Annotated:
        dtype, n = kind.__metadata__[0]
        return (name, dtype, (n,))
    msg = f"field {name!r} has the annotation {kind!r}: use int, float, bool, Key, an IntEnum, ints(n), floats(n)"
    raise TypeError(msg)


_LAYOUTS: dict[type, np.dtype] = {}


def layout(cls: type) -> np.dtype:
    """Record type of ``cls``: its declared fields, and one byte whose name tells the class and its file's text.

    The extra byte makes two classes with equal fields two types, and a class whose file was edited a new one
    (so that no stale compiled code of a student's file is ever used).
    """
    if cls not in _LAYOUTS:
        columns = [_column(name, kind) for name, kind in fields(cls).items()]
        _LAYOUTS[cls] = np.dtype([*columns, (mark_of(cls), np.int8)], align=True)
    return _LAYOUTS[cls]


def blank(agent: object) -> None:
    """Give a plain agent every field that its class declares, all zero."""
    for name, zero in _zeros(type(agent)):
        setattr(agent, name, zero.copy() if isinstance(zero, list) else zero)


@functools.cache  # each new agent asks
def _zeros(cls: type) -> list[tuple[str, typing.Any]]:
    found = []
    for name, kind in fields(cls).items():
        if typing.get_origin(kind) is typing.Annotated:
            dtype, n = kind.__metadata__[0]
            found.append((name, [0.0 if dtype is np.float64 else 0] * n))
        else:
            found.append((name, 0.0 if kind is float else kind(0) if isinstance(kind, type) else 0))
    return found


@functools.cache
def answer(cls: type) -> np.dtype:
    """Let records of ``cls`` answer to the methods of ``cls``; returns their layout.

    ``TypeError`` if a method has the name of a field.
    """
    shape = layout(cls)
    if not COMPILED:
        return shape
    record = numba.from_dtype(shape)
    names = fields(cls)
    for name, method in inspect.getmembers(cls, inspect.isfunction):
        if name.startswith("__") or method.__module__.split(".")[0] == "mesa":
            continue
        if name in names:
            msg = f"{cls.__name__}.{name} is both a method and a field; a record could not tell them apart"
            raise TypeError(msg)
        if name not in _METHODS:
            _METHODS[name] = {}
            _lower_method(name)
        _METHODS[name][record] = rule(method)
    return shape


@functools.cache
def order_of(month: typing.Callable) -> np.ndarray:
    """One record that answers to ``pass_month(world)`` with ``month(world)``: its type tells the kernel which month."""

    def pass_month(_, world):
        month(world)

    return np.zeros(1, answer(type("Order", (), {"pass_month": pass_month, "__module__": month.__module__})))


# --- compiling -------------------------------------------------------------------------------------------


SHORT = 250  # bytes of bytecode; whatever it is, results are the same


def _is_short(function: typing.Callable) -> bool:
    """Tell whether compiled code takes a function in whole: a call would cost more than what it does."""
    return len(function.__code__.co_code) < SHORT


_RULES: dict[typing.Callable, typing.Callable] = {}  # what is called -> what numba compiles in its place


def rule[F: typing.Callable](function: F) -> F:
    """Mark a function that both engines may call; compiled code takes a short one in whole."""
    return _known_as(function, function, in_whole=_is_short(function))


def in_whole[F: typing.Callable](function: F) -> F:
    """Mark a rule that compiled code always takes in whole, because it is called more often than anything else."""
    return _known_as(function, function, in_whole=True)


def _known_as[F: typing.Callable](name: F, function: typing.Callable, *, in_whole: bool) -> F:
    """Let compiled code that calls ``name`` call ``function``, compiled once for arguments of the same types."""
    if COMPILED and name not in _RULES:
        compiling = numba.njit(
            forceinline=in_whole, no_cpython_wrapper=True, no_cfunc_wrapper=True, pipeline_class=RuleCompiler
        )
        _RULES[name] = compiling(function)
    return name


@typeof_impl.register(pytypes.FunctionType)
def _rule_called(function, _):
    """What compiled code calls where it names a plain function; ``None``: no rule, and numba says so."""
    return types.Dispatcher(_RULES[function]) if function in _RULES else None


@functools.cache
def _cache_folder() -> str:
    """Where compiled code of this version is kept; empty where nothing can be written (then it is compiled anew)."""
    return cache_folder(source_hash(compiled_only=True))


def is_compiled_before() -> bool:
    """Tell whether a compiled month of this version, in this place (numba tells them apart), lies in the cache."""
    if not COMPILED:
        return True
    if not _cache_folder():
        return False
    here = caching._CacheLocator.get_suitable_cache_subpath(__file__)  # noqa: SLF001
    return any(Path(_cache_folder(), here).glob("compiled._simulate*.nbc"))


def _jit(function: typing.Callable, **options: typing.Any) -> typing.Callable:
    """Compile with our own cache; numba's setting is changed only while our function is decorated."""
    if not COMPILED:
        return function
    compiling = numba.njit(**options)(function)
    before = numba.config.CACHE_DIR
    numba.config.CACHE_DIR = _cache_folder()
    try:
        if _cache_folder():
            compiling._cache = KeptCode(function)  # noqa: SLF001
    finally:
        numba.config.CACHE_DIR = before
    return compiling


def compiled(function: typing.Callable) -> typing.Callable:
    """Compile a kernel; it releases the GIL, so that threads run several at once."""
    return _jit(function, nogil=True, pipeline_class=KernelCompiler)


def entry[F: typing.Callable](function: F) -> F:
    """Mark a small rule that plain Python calls too: there it is compiled on its own."""
    if not COMPILED:
        return function
    alone = _jit(function)

    @functools.wraps(function)
    def called(*arguments: typing.Any) -> typing.Any:
        return alone(*arguments)

    return _known_as(called, function, in_whole=_is_short(function))  # type: ignore[return-value]


@entry
def exp(x: float) -> float:
    """e to the power of ``x``."""
    return math.exp(x)


@entry
def log(x: float) -> float:
    """Natural logarithm of ``x``."""
    return math.log(x)


@entry
def sqrt(x: float) -> float:
    """Square root of ``x``."""
    return math.sqrt(x)


@entry
def cos(x: float) -> float:
    """Cosine of ``x`` (radians)."""
    return math.cos(x)
