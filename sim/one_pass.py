"""How rules become machine code: all together and once, in the kernel that calls them.

numba optimises every function that another one calls, makes machine code of it, takes it in whole into its caller and
optimises that again. A rule is only ever called by rules and kernels: here it stays what it says to LLVM, and the
kernel gathers all of them and optimises the whole.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from typing import Any

from numba import _dynfunc  # type: ignore[attr-defined]
from numba.core.cgutils import normalize_ir_text
from numba.core.codegen import CPUCodeLibrary, JITCodeLibrary, ll
from numba.core.compiler import CompilerBase, DefaultPassBuilder
from numba.core.compiler_machinery import register_pass
from numba.core.typed_passes import NativeLowering, NopythonRewrites


class _AsItStands(JITCodeLibrary):
    """A library that optimises nothing when it takes in what a function says."""

    def add_ir_module(self, ir_module: Any) -> None:
        """Take in a module."""
        self._final_module.link_in(ll.parse_assembly(normalize_ir_text(str(ir_module))))


class _Rule(_AsItStands):
    """What one rule says to LLVM, and which libraries it calls."""

    _whole = False

    def finalize(self) -> None:
        """Be done: nothing is optimised here, and no machine code made."""
        self._finalized = True

    def _get_module_for_linking(self) -> Any:
        """Return this rule with all that it calls."""
        module = super()._get_module_for_linking()
        if not self._whole:
            self._whole = True
            for library in self._called({id(self)}):
                module.link_in(CPUCodeLibrary._get_module_for_linking(library), preserve=True)  # noqa: SLF001
        return module

    def _called(self, seen: set[int]) -> Iterator[CPUCodeLibrary]:
        for library in self._linking_libraries:
            if id(library) not in seen:
                seen.add(id(library))
                yield library
                if isinstance(library, _Rule):
                    yield from library._called(seen)  # noqa: SLF001


class _Kernel(_AsItStands):
    """A kernel with all that it calls, optimised once (numba's first pass of two looks for reference counts)."""

    def _optimize_final_module(self) -> None:
        functions, builder = self._codegen._function_pass_manager()  # noqa: SLF001
        for function in self._final_module.functions:
            if not function.is_declaration and function.linkage == ll.Linkage.linkonce_odr:
                function.linkage = ll.Linkage.internal  # nobody else calls it
            functions.run(function, builder)
        passes, builder = self._codegen._module_pass_manager()  # noqa: SLF001
        passes.run(self._final_module, builder)


@register_pass(mutates_CFG=True, analysis_only=False)
class _RuleLowering(NativeLowering):
    """Lowering of a rule, which gets an entry for its callers, and no machine code."""

    _name = "rule_lowering"

    def run_pass(self, state: Any) -> bool:
        state.library = _Rule(state.targetctx.codegen(), state.func_id.func_qualname)
        state.flags.no_compile = True
        super().run_pass(state)
        made = state["cr"]
        entry = _dynfunc.make_function(
            made.fndesc.lookup_module(), state.func_id.func_name, "a rule", 0, made.env, (state.library,)
        )
        state.targetctx.insert_user_function(entry, made.fndesc, [state.library])
        state["cr"] = made._replace(cfunc=entry)
        return True


@register_pass(mutates_CFG=True, analysis_only=False)
class _KernelLowering(NativeLowering):
    """Lowering of a kernel."""

    _name = "kernel_lowering"

    def run_pass(self, state: Any) -> bool:
        state.library = _Kernel(state.targetctx.codegen(), state.func_id.func_qualname)
        state.library.enable_object_caching()
        return super().run_pass(state)


def _pipeline(compiler: Any, lowering: type) -> list[Any]:
    """numba's own passes, with another one for lowering."""
    passes = DefaultPassBuilder.define_nopython_pipeline(compiler.state)
    passes.passes = [
        (lowering if one is NativeLowering else one, text)
        for one, text in passes.passes
        if one is not NopythonRewrites  # of whole arrays, which rules do not work on
    ]
    passes._finalized = False  # noqa: SLF001
    passes.finalize()
    return [passes]


class RuleCompiler(CompilerBase):
    """Compiler of a rule."""

    def define_pipelines(self) -> list[Any]:
        """Passes, in order."""
        return _pipeline(self, _RuleLowering)


class KernelCompiler(CompilerBase):
    """Compiler of a kernel and of all rules that it calls."""

    def compile_extra(self, func: Any) -> Any:
        """Compile; nothing becomes garbage meanwhile, so that looking for it would only take time."""
        was_on = gc.isenabled()
        gc.disable()
        try:
            return super().compile_extra(func)
        finally:
            if was_on:
                gc.enable()

    def define_pipelines(self) -> list[Any]:
        """Passes, in order."""
        return _pipeline(self, _KernelLowering)
