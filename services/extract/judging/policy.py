"""Rules on what an item needs to be a statement: a number, a place, or neither; a function an event."""

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from services.extract.clause.bind import Item
from services.extract.rules.phrases import Amount
from tocsin.vocabulary import EventKind


class Said(NamedTuple):
    """What is known of an item when it is judged."""

    item: Item
    amount: Amount | None
    regional: bool
    """Whether its place, stated or implied, is a region or smaller."""
    stated: bool
    """Whether its own clause names the place."""
    free: bool
    """Whether the language orders its words freely: then an attack stands by its weapon, wherever its place is told."""
    beside: bool
    """Whether its sentence has a statement with a place of its own."""
    headline: bool = False
    """Whether a headline says it: headlines leave out articles."""

    @property
    def numbered(self) -> bool:
        """Whether it has a number."""
        return self.amount is not None and self.amount.value is not None

    @property
    def noun(self) -> bool:
        """Whether a noun tells it."""
        return self.item.happening is not None and self.item.happening.term.form == "noun"

    @property
    def implied(self) -> bool:
        """Whether only the singular of its noun counts it."""
        thing, amount = self.item.thing, self.amount
        return thing is not None and amount is not None and amount.value == 1 and amount.start >= thing.start

    @property
    def role(self) -> str:
        """The role of its amount."""
        return self.amount.role if self.amount else ""


def _attack(said: Said) -> bool:  # noqa: PLR0911 - a line a reason
    if said.free and said.noun and not said.item.places and not said.regional and said.implied:
        return False  # "выплаты пострадавшим при атаке дрона": the occasion of something else
    if said.numbered:
        return not said.noun or said.stated or said.role == "zero" or said.item.thing is not None
    if said.item.rule == "<strike> <harm>" and _names_land(said.item):
        return said.regional  # "attacks across Ukraine killed eight" are the occasion of a tally
    if said.free and said.item.rule == "<weapon> <harm>" and said.item.thing and said.item.thing.object == "artillery":
        return said.stated  # "артилерія Сил оборони уразила дві гармати"
    if said.item.rule in {"<weapon> <harm>", "<strike> <harm>"}:
        return said.regional or said.stated
    happening = said.item.happening
    if said.free and happening and happening.term.form == "passive" and said.regional:
        return True
    thing, verb = said.item.thing, said.item.trigger
    if said.free and said.regional and not said.noun and thing and verb and thing.end <= verb.start:
        return True  # "катера и дроны атаковали порт": what strikes stands before the verb
    if said.free and said.noun and said.regional and _names_weapon(said):
        return True
    if said.noun and not said.free:
        shelling = happening is not None and happening.term.sense == "shell"
        new = said.item.single or said.headline or shelling  # "after a drone attack"
        return said.regional and (said.stated or (new and said.beside))  # "strikes across Ukraine" are the occasion of what follows
    subject = thing is not None and verb is not None and thing.end <= verb.start
    strikes = happening is not None and happening.term.sense not in {"use", "launch"}
    finite = happening is not None and happening.term.form == "either"
    aimed = said.item.target is not None and not said.free and strikes and finite  # "its forces struck the plant"
    by = thing is not None and verb is not None and thing.start >= verb.end and finite  # "a depot in Kherson was hit by drones"
    return said.stated or (not said.noun and said.regional and (said.beside or aimed or (strikes and (subject or by))))


def _names_weapon(said: Said) -> bool:
    """Whether a noun says with what: "удар дронами"; also "в Херсоне из-за обстрела ранена женщина", beside what it did."""
    happening = said.item.happening
    fire = happening is not None and happening.term.sense in {"shell", "bomb", "strike"}
    return happening is not None and (bool(happening.weapons) or (fire and said.beside))


def _names_land(item: Item) -> bool:
    """Whether a strike without a weapon itself names its place."""
    own = bool(item.places) and item.places[-1].end <= item.end
    return own and item.happening is not None


def _interception(said: Said) -> bool:
    debris = said.item.rule == "<attribute> <thing>" and said.item.debris and said.regional
    return said.numbered or debris or (said.stated and said.regional) or (said.role in {"rest", "most"} and said.item.thing is None)


def _damage(said: Said) -> bool:
    if said.item.thing is None:
        return said.role == "zero" or said.regional
    burns = said.free and said.item.happening is not None and said.item.happening.term.sense == "burn"
    return said.numbered or (said.regional and (burns or not said.noun))  # "на территории завода вспыхнул пожар"


def _counted(said: Said) -> bool:
    vague = said.amount is not None and said.amount.value is None and said.role in {"", "another"}
    people = said.item.happening is not None and said.item.happening.term.sense in {"kill", "injure"}
    return said.numbered or (vague and (said.free or people))  # "dozens were wounded"


def _disruption(said: Said) -> bool:
    if said.item.happening and said.item.happening.term.sense in {"shelter", "leave"}:
        return said.numbered  # a shelter that is opened tells of nobody who came
    return said.numbered or said.stated or said.regional


POLICIES: Final[Mapping[EventKind, Callable[[Said], bool]]] = {
    EventKind.ATTACK: _attack,
    EventKind.INTERCEPTION: _interception,
    EventKind.CASUALTIES: _counted,
    EventKind.MILITARY_LOSS: _counted,
    EventKind.DAMAGE: _damage,
    EventKind.DISRUPTION: _disruption,
}
"""Event → whether an item says enough of it to be checked."""
