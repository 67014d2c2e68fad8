"""A claim with its place in time, and how two of them lie to each other in their article. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.store.names import each_name, share_name
from services.store.regions import block_of
from services.store.statement import Statement
from services.store.window import Shape, Window
from tocsin.places import is_regional
from tocsin.vocabulary import Family


@dataclass(frozen=True, slots=True)
class Placed:
    """A claim with what its article adds to it: family, window, whether it looks back."""

    statement: Statement
    window: Window
    family: Family | None
    background: bool


def day_of(window: Window) -> date:
    """The day a window counts under by itself: a night under the day it ends on."""
    return window.last if window.shape in {Shape.NIGHT, Shape.SPAN} else window.first


def apart(one: Placed, other: Placed) -> bool:
    """Whether both name towns, and none that the other names."""
    here, there = one.statement.place, other.statement.place
    return here is not None and there is not None and not share_name(each_name(here), each_name(there))


def nearest(each: Placed, others: Sequence[Placed]) -> Placed:
    """The one of the same place and then nearest in the text, the one before it rather than the one after."""

    def distance(other: Placed) -> tuple[bool, int, bool, str]:
        gap = other.statement.offset - each.statement.offset
        return (apart(each, other), abs(gap), gap > 0, other.statement.id)

    return min(others, key=distance)


def same_block(one: Placed, other: Placed) -> bool:
    """Whether the other tells of a region, not of a country, that sources do not keep apart from that of the one."""
    a, b = one.statement.region, other.statement.region
    return a is not None and b is not None and is_regional(b) and block_of(a) == block_of(b)
