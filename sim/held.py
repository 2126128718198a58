"""What a kernel hands to its rules: arrays that are borrowed, and a world that is held by its address.

``borrow``   an array without reference count (a *view for a moment*; its owner must stay alive)
``hold``     one address in place of the hundred parts of a world, which every rule would hand to the next
"""

from __future__ import annotations

import hashlib
import typing

from numba import types
from numba.core import cgutils
from numba.core.imputils import impl_ret_untracked, lower_getattr_generic
from numba.core.typing.templates import AttributeTemplate
from numba.extending import NativeValue, infer_getattr, intrinsic, models, register_model, unbox

from sim.engine_room import COMPILED


def _lent(context, builder, kind, array):
    made = context.make_array(kind)(context, builder, array)
    made.meminfo = cgutils.get_null_value(made.meminfo.type)
    made.parent = cgutils.get_null_value(made.parent.type)
    return made._getvalue()  # noqa: SLF001


@intrinsic
def _borrow(typing_context, arrays):
    """An array, or a tuple of arrays."""

    def build(context, builder, signature, args):
        if isinstance(arrays, types.Array):
            whole = _lent(context, builder, arrays, args[0])
        else:
            parts = cgutils.unpack_tuple(builder, args[0])
            whole = context.make_tuple(
                builder, arrays, [_lent(context, builder, *one) for one in zip(arrays, parts, strict=True)]
            )
        return impl_ret_untracked(context, builder, signature.return_type, whole)

    return arrays(arrays), build


class Held(types.Type):
    """Address of a named tuple that lies on the stack of the function that holds it."""

    def __init__(self, whole: types.Type) -> None:
        self.whole = whole
        super().__init__(name=f"held_{hashlib.sha256(repr(whole.key).encode()).hexdigest()[:16]}")

    @property
    def key(self) -> types.Type:
        """What makes two of them one type."""
        return self.whole


@register_model(Held)
class _HeldModel(models.PrimitiveModel):
    def __init__(self, manager, kind):
        super().__init__(manager, kind, manager.lookup(kind.whole).get_value_type().as_pointer())


@intrinsic
def _hold(typing_context, whole):
    """A named tuple on the stack."""

    def build(context, builder, signature, args):
        place = cgutils.alloca_once(builder, args[0].type)
        builder.store(args[0], place)
        # an address that the compiler cannot see through: what lies there never changes as long as it is this address
        kind = cgutils.ir.FunctionType(place.type, [place.type])
        return builder.asm(kind, "", "=r,0,~{memory}", [place], side_effect=True)

    return Held(whole)(whole), build


@infer_getattr
class _HeldFields(AttributeTemplate):
    key = Held

    def generic_resolve(self, held, name):
        return held.whole.types[held.whole.fields.index(name)] if name in held.whole.fields else None


@lower_getattr_generic(Held)
def _held_field(context, builder, held, value, name):
    place = held.whole.fields.index(name)
    field = builder.load(cgutils.gep_inbounds(builder, value, 0, place))
    field.set_metadata("invariant.load", builder.module.add_metadata([]))  # a rule need not read it again
    kind = held.whole.types[place]
    if isinstance(kind, types.Array):
        field = _lent(context, builder, kind, field)  # so that it is known to count no references
    return impl_ret_untracked(context, builder, kind, field)


@unbox(types.NamedTupleClass)
def _no_value(_kind, _obj, c):
    """Let a type of tuple be an argument of a kernel, which makes such tuples."""
    return NativeValue(c.context.get_dummy_value())


if COMPILED:
    borrow = _borrow
    hold = _hold
else:

    def hold(whole: typing.Any) -> typing.Any:
        """Return the named tuple itself."""
        return whole

    def borrow(array: typing.Any) -> typing.Any:
        """Return the array itself (nothing is counted where nothing is compiled)."""
        return array
