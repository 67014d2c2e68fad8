"""Sticky ids: which happening keeps which incident's id, who is merged into whom, what was split off. Pure."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from services.store.happening import Happening
from tocsin.ids import incident_id


@dataclass(frozen=True, slots=True)
class Known:
    """An incident as it stood before."""

    id: str
    claims: frozenset[str]
    announced: bool
    """Its opening was announced: an alert may be out under this id."""


@dataclass(frozen=True, slots=True)
class Named:
    """A happening with its identity."""

    id: str
    happening: Happening
    absorbed: tuple[str, ...] = ()
    """Ids of incidents that became this one now."""
    split_from: str | None = None
    """The incident that most of its claims belonged to, where that one goes on elsewhere."""
    new: bool = False


@dataclass(frozen=True, slots=True)
class Naming:
    """The outcome for a block: every happening named, and the incidents that no claim holds any more."""

    named: tuple[Named, ...]
    emptied: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Ledger:
    """Shared claims of every (happening, incident) pair, and what is taken so far."""

    shared: list[Counter[str]]
    owner: dict[str, int] = field(default_factory=dict)
    """Incident id → index of the happening that keeps it."""
    held: dict[int, str] = field(default_factory=dict)


def name(happenings: Sequence[Happening], known: Iterable[Known], block: str, taken: Callable[[str], bool]) -> Naming:
    """Gives each happening an id: the announced one with most of its claims, then the one with most, then the lowest.

    `taken(id)` tells whether an id was ever used, tombstones included: no id names a second incident.
    """
    before = {incident.id: incident for incident in known}
    ledger = _ledger(happenings, before)
    named = []
    fresh: set[str] = set()
    for index, happening in enumerate(happenings):
        kept = ledger.held.get(index)
        absorbed = tuple(sorted(i for i in _leavers(ledger, before) if _goes_to(i, ledger) == index))
        if kept is not None:
            named.append(Named(kept, happening, absorbed))
            continue
        again = _revived(happening, block, before, ledger)
        if again is not None:
            ledger.owner[again] = index
            named.append(Named(again, happening, absorbed))
            continue
        source = min(ledger.shared[index], key=lambda i: (-ledger.shared[index][i], i), default=None)
        made = _fresh_id(f"{block}/{happening.family}", _anchor(happening), lambda i: i in fresh or taken(i))
        fresh.add(made)
        named.append(Named(made, happening, absorbed, split_from=source, new=True))
    emptied = tuple(sorted(i for i in _leavers(ledger, before) if _goes_to(i, ledger) is None))
    return Naming(tuple(named), emptied)


def _revived(happening: Happening, block: str, before: Mapping[str, Known], ledger: _Ledger) -> str | None:
    """The id of an emptied incident that this happening's anchor opened: the claim came back, and so does its incident."""
    made = incident_id(f"{block}/{happening.family}", _anchor(happening))
    return made if made in before and not before[made].claims and made not in ledger.owner else None


def _ledger(happenings: Sequence[Happening], before: Mapping[str, Known]) -> _Ledger:
    home = {claim: incident.id for incident in before.values() for claim in incident.claims}
    shared = [Counter(home[c] for c in h.claims if c in home) for h in happenings]
    ledger = _Ledger(shared)
    pairs = [(index, incident) for index, counts in enumerate(shared) for incident in counts]
    pairs.sort(key=lambda p: (not before[p[1]].announced, -shared[p[0]][p[1]], p[1], _anchor(happenings[p[0]])))
    for index, incident in pairs:
        if index not in ledger.held and incident not in ledger.owner:
            ledger.held[index] = incident
            ledger.owner[incident] = index
    return ledger


def _leavers(ledger: _Ledger, before: Mapping[str, Known]) -> Collection[str]:
    """Incidents whose id no happening keeps."""
    return [incident for incident in before if incident not in ledger.owner]


def _goes_to(incident: str, ledger: _Ledger) -> int | None:
    """The happening that holds most of an incident's claims; None where none holds any."""
    holders = [(-counts[incident], index) for index, counts in enumerate(ledger.shared) if counts[incident]]
    return min(holders)[1] if holders else None


def _fresh_id(block: str, anchor: str, taken: Callable[[str], bool]) -> str:
    made = incident_id(block, anchor)
    again = 1
    while taken(made):  # the anchor opened an incident before, whose tombstone keeps its id
        again += 1
        made = incident_id(f"{block}/{again}", anchor)
    return made


def _anchor(happening: Happening) -> str:
    """The claim that stands for a happening in its id: the lowest id of its first told opening mention."""
    opening = [mention for mention in happening.mentions if mention.opens]
    first = min(opening, key=lambda m: (m.told is None, m.told.isoformat() if m.told else "", m.key))
    return min(s.id for s in first.statements)
