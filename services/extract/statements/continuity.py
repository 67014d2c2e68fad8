"""Owns what Russian and Ukrainian articles leave unsaid from sentence to sentence: places, lists, claimants named afterwards."""

from dataclasses import replace
from typing import Final

from services.extract.claimants import signing
from services.extract.claimants.who import is_national
from services.extract.clause.bind import Item
from services.extract.grammar.rule import Node
from services.extract.judging.subject import thing_meant
from services.extract.places.gazetteer import PlaceSpan
from services.extract.rules.phrases import Amount
from services.extract.statements import arms, lists, rumours, scene, sides, tallying, twice
from services.extract.statements.recalled import recalls
from services.extract.story.context import State
from services.extract.story.settling import settled
from services.extract.story.statement import Statement
from services.extract.story.telling import Telling
from tocsin.vocabulary import Bound, EventKind, Modality, ObjectKind

_PLACES: Final = frozenset({"places", "location"})
_GROUND: Final = frozenset({ObjectKind.PERSONNEL, ObjectKind.TANK, ObjectKind.ARMOURED_VEHICLE, ObjectKind.ARTILLERY})
_CARE: Final = (
    "госпитал",
    "госпіталіз",
    "в больниц",
    "находя",
    "находи",
    "остаю",
    "остае",
    "остаё",
    "отпустили",
    "в стационар",
    "у лікар",
    "в лікар",
    "перебува",
    "в тяж",
    "в крайне",
    "у тяж",
    "у важк",
    "в реанимац",
    "у реанімац",
    "в реанімац",
    "в состоянии",
    "лікую",
    "на лікуван",
    "отказа",
)
"""Beginnings of words for those who are cared for."""
_BEHIND: Final = 20
"""Characters behind people in which it may say how they are: "троє постраждалих — у важкому стані"."""
_COURT: Final = ("суд", "приговор", "осужд", "вирок", "засудж")
"""Beginnings of words for what courts do."""
_FATES: Final = {ObjectKind.KILLED, ObjectKind.INJURED}
"""What nobody is at once: neither is a part of the other."""
_LEAD: Final = 6
"""Statements below a headline that tell its day."""
_HEADING: Final = 2
"""Sentences at the top that may say whose text it is."""
_BARE: Final = frozenset(
    {"places", "location", "mark", "area", "stop", "time", "unit", "comma", "colon", "clock", "number", "semicolon", "dash"}
)
"""What a line that only says where consists of."""


def opened(telling: Telling) -> None:
    """What a sentence sets before it is read: where a heading or a line of its own says, and whose forces act."""
    nodes, state = telling.nodes, telling.state
    state.when_before = state.when
    if telling.sentence.paragraph != state.paragraph:
        state.paragraph, state.paragraph_before, state.paragraph_from = (
            telling.sentence.paragraph, state.paragraph_from, telling.number,
        )  # fmt: skip
        signing.resumed(telling)
    signing.reminded(telling)
    _turn_aside(telling)
    if state.offside >= _HEADING or recalls(telling):
        telling.items = []
    state.foe = state.foe or sides.foe(telling)
    where = [node for node in nodes if node.kind in _PLACES]
    settled(tuple(span for node in where for span in node.value), state)  # the wide ones first: "посёлок X в Y области"
    alone = bool(where) and all(node.kind in _BARE for node in nodes)
    if alone and telling.number == 0 and any(node.kind in {"time", "clock"} for node in nodes):
        where = [node for node in where if not scene.is_capital(node, state)]  # "МОСКВА, 11 декабря."
    state.headed = telling.number if alone else state.headed
    if where and (alone or (telling.number == 0 and not state.sites)):
        found = settled(where[0].value, state)
        if regional := tuple(site for site in found if site.entry.level != "country"):
            state.sites = regional
    if not where:
        return
    for node in telling.attributions:
        for span in node.value.speaker.places:
            state.place(span)


def _turn_aside(telling: Telling) -> None:
    """As in "Вышел фильм о …", "Суд приговорил …" at the top: what the text tells then is no news of attacks."""
    state = telling.state
    if telling.has("topic") and telling.number <= _HEADING:
        state.offside += 1 if telling.number else _HEADING
    if telling.number < _HEADING and any(_is_of_court(node, telling.text) for node in telling.of("law")):
        state.offside = _HEADING


def _is_of_court(node: Node, text: str) -> bool:
    """As in "Суд приговорил …" at the top: what the text tells of attacks is what somebody is tried for."""
    return text[node.start : node.end].lower().startswith(_COURT)


def closed(telling: Telling) -> None:
    """What a sentence leaves: a list begun or gone on with, statements whose claimant is named only now, repetitions within it."""
    state = telling.state
    lists.carried(telling)
    tallying.begun(telling)
    _losses(telling.found)
    state.losing = state.losing or any(s.event is EventKind.MILITARY_LOSS and s.sites for s in telling.found)
    arms.armed(telling.found, telling.items)
    arms.without_sorties(telling.found)
    twice.without_vaguer(telling.found)
    twice.without_parts(telling.found, telling.text)
    arms.without_drops(telling)
    telling.found[:] = [one for statement in telling.found for one in _airports(statement)]
    _without_falls(telling)
    _without_care(telling)
    _opened_by_colon(telling)
    for statement in telling.found:
        if statement.including and {statement.object, statement.including.object} == _FATES:
            statement.including = None  # "ранены четверо, один из них скончался"
    _parts_of_before(telling)
    signing.name_afterwards(telling)
    rumours.refuted(telling)
    signing.without_carried_speaker(telling)
    tallying.increments(telling)
    _list_lines(telling)
    if _only_closes(telling) or telling.has("background", "unattributed"):
        state.when = state.when_before
    if not state.sites:
        here = [node for node in telling.nodes if node.kind in {"location", "goal", "places"}]
        found = settled(here[0].value, state) if here else ()
        state.sites = tuple(site for site in found if site.entry.level != "country")
    if speakers := [node.value.speaker for node in telling.attributions] or [node.value for node in telling.of("speaker")]:
        signing.entitled(telling, speakers[0])


def _only_closes(telling: Telling) -> bool:
    """As in "Аеропорт не приймав рейсів із 02:10 до 04:40": the hours of a closure are not those of what follows."""
    if telling.found:
        return all(statement.event is EventKind.DISRUPTION for statement in telling.found)
    told = {node.value.term.sense for node in telling.of("happening")}
    return bool(told) and told <= {"close", "lift", "reopen", "close_sky", "restore"}


def _opened_by_colon(telling: Telling) -> None:
    """What follows a colon under the same verb are parts of what stands before it: "застосував 97 засобів: 86 БпЛА, …"."""
    for colon in telling.of("colon"):
        total = next((statement for statement in reversed(telling.found) if _ends_at(statement, colon.start)), None)
        if total is None or not total.value:
            continue
        for statement in telling.found:
            shared = statement.thing and statement.trigger == total.trigger
            same = statement.event is total.event and statement.object is total.object and statement.stated_place
            first = min((span[0] for span in (statement.thing,) if span), default=statement.start)
            if first > colon.start - 1 and (shared or same) and (statement.value or 0) <= total.value:
                statement.including = total
        if total.event is EventKind.CASUALTIES:
            again = next((s for s in telling.found if s is not total and twice.says_again(s, total, colon.start)), None)
            telling.found[:] = [s for s in telling.found if s is not again]


def _ends_at(statement: Statement, end: int) -> bool:
    """Whether the number or the thing of a statement stands last before a colon."""
    return (statement.thing or (0, 0))[1] == end or (statement.amount is not None and statement.amount.end == end)


def _parts_of_before(telling: Telling) -> None:
    """As in "Серед загиблих — троє дітей" after the sentence that counts the dead."""
    state = telling.state
    told = [item.thing or item.amount for item in telling.items if item.including]
    shares = {part.start for part in told if part}
    for statement in telling.found:
        key = (statement.event, statement.object)
        total = state.totals.get(key)
        if (
            statement.including is None
            and total is not None
            and _is_care(statement, telling)
            and (total.value or 0) > (statement.value or 0)
        ):
            statement.including = total
        counted = statement.thing[0] if statement.thing else statement.amount.start if statement.amount else None
        if counted in shares and statement.including is None and total is not None:
            fits = (total.value or 0) > (statement.value or 0)
            statement.including = total if fits else None
        elif statement.including is None and statement.value:
            state.totals[key] = statement


def _is_care(statement: Statement, telling: Telling) -> bool:
    """Whether people are told to be in hospital or at home again: they are of those hurt."""
    if statement.object is not ObjectKind.INJURED or statement.trigger is None or not statement.value:
        return False
    return _tells_care(statement, telling)


def _without_care(telling: Telling) -> None:
    """As in "никого не госпитализировали": who was not taken to hospital may be hurt."""
    telling.found[:] = [
        s for s in telling.found if s.value != 0 or s.object is not ObjectKind.INJURED or not _tells_care(s, telling)
    ]


def _tells_care(statement: Statement, telling: Telling) -> bool:
    trigger = statement.trigger
    behind = telling.text[statement.end : statement.end + _BEHIND].lstrip(" —-").lower()
    return trigger is not None and (telling.text[trigger[0] : trigger[1]].lower().startswith(_CARE) or behind.startswith(_CARE))


def _list_lines(telling: Telling) -> None:
    """The lines of a list are parts of the total that opens it."""
    state = telling.state
    if telling.nodes and telling.nodes[-1].kind == "colon":
        state.opening = telling.found[-1] if telling.found and telling.found[-1].value else None
    elif state.listing is None:
        state.opening = None
    elif state.opening:
        for statement in telling.found:
            statement.including = statement.including or state.opening
            if statement.modality is Modality.ASSERTED:
                statement.modality, statement.hedges = state.opening.modality, state.opening.hedges


def dated(statements: list[Statement], state: State) -> list[Statement]:
    """The statements of an article, its headline dated and said by what stands below, and its one region known from the start."""
    _in_the_one_region(statements, state)
    lead = [statement for statement in statements if not statement.headline][:_LEAD]
    stated = next((statement for statement in lead if statement.when_span), None)
    told = [statement for statement in statements if not statement.headline and statement.speaker]
    for statement in statements:
        if statement.headline and statement.speaker is None:
            same = [other for other in told if other.event is statement.event]
            statement.speaker = next((other.speaker for other in (*same, *told)), None)
        if stated and statement.headline and statement.when_span is None:
            statement.when = stated.when
    return statements


def _in_the_one_region(statements: list[Statement], state: State) -> None:
    """What is told before the only region of the text is named happened there, unless someone speaks for the country."""
    site = state.region(state.regions[0]) if len(set(state.regions)) == 1 else None
    if site is None:
        return
    named = (other.node for statement in statements for other in statement.sites if other.code == site.code and other.node)
    if told := next(named, None):  # the words for a place in it, whose name is not theirs
        site = replace(site, node=Node("place", told.start, told.end, PlaceSpan(told.start, told.end, "", (site.entry,), None)))
    totals = {id(statement.including) for statement in statements if statement.including is not None and statement.stated_place}
    for statement in statements:
        if id(statement) in totals:
            continue  # of a country, a part of it in the one region that is named
        unplaced = not statement.stated_place and all(
            other.entry.level == "country" and other.node is None for other in statement.sites
        )
        if unplaced and not is_national(statement.speaker) and statement.event is not EventKind.MILITARY_LOSS:
            statement.sites = (site,)


def _without_falls(telling: Telling) -> None:
    """A lone weapon that falls after it was shot down has not attacked; a fire that was not is no damage told."""
    state = telling.state
    told = {(item.trigger.start, item.trigger.end): item for item in telling.items if item.trigger}
    for statement in list(telling.found):
        item = told.get(statement.trigger) if statement.trigger else None
        sense = item.happening.term.sense if item and item.happening else ""
        lone = statement.value == 1 and item is not None and item.thing is not None and item.thing.amount is not None
        implied = lone and item is not None and item.thing is not None and item.thing.amount == item.amount and _is_implied(item)
        meant = item is not None and thing_meant(item, telling) is not item
        if sense == "burn" and item is not None and item.thing is None and statement.value == 1 and not meant:
            statement.amount = None
        form = item.happening.term.form if item and item.happening else ""
        if form == "of" and statement.value is None and statement.event is EventKind.INTERCEPTION:
            telling.found.remove(statement)
            continue
        if (sense == "harm" and statement.value != 0) or (statement.object is ObjectKind.WINDOW and statement.value == 0):
            telling.found.remove(statement)
            continue
        if sense == "burn" and item is not None and item.thing is None and state.burned & set(statement.codes):
            telling.found.remove(statement)
            continue
        if (
            (
                sense == "hit"
                and statement.event is EventKind.DAMAGE
                and any(other.event is EventKind.ATTACK and other.trigger == statement.trigger for other in telling.found)
            )
            or (sense == "come_down" and implied and state.felled == statement.object)
            or (sense == "burn" and statement.value == 0)
        ):
            telling.found.remove(statement)
    state.burned |= {
        code for statement in telling.found if statement.event is EventKind.DAMAGE and statement.value for code in statement.codes
    }
    shot = [statement for statement in telling.found if statement.event is EventKind.INTERCEPTION]
    if shot:
        state.felled = shot[-1].object if shot[-1].value == 1 else None


def _is_implied(item: Item) -> bool:
    return item.thing is not None and item.amount is not None and item.amount.start == item.thing.start


def _losses(found: list[Statement]) -> None:
    """What is told destroyed in one breath with troops and tanks is a loss, drones and launchers too."""
    triggers = {
        statement.trigger for statement in found if statement.object in _GROUND and statement.event is EventKind.MILITARY_LOSS
    }
    foes = any(s.event is EventKind.MILITARY_LOSS and s.object is ObjectKind.PERSONNEL for s in found)
    for statement in list(found):
        if foes and statement.event is EventKind.CASUALTIES and statement.thing is None:
            found.remove(statement)  # "ліквідовано 14 загарбників, ще восьмеро поранено"
        if statement.event is EventKind.INTERCEPTION and statement.trigger in triggers and statement.value is None:
            found.remove(statement)  # "дрони ліквідували 14 загарбників": what they were killed with
        elif statement.event is EventKind.INTERCEPTION and statement.trigger in triggers:
            statement.event, statement.outcome, statement.sites = EventKind.MILITARY_LOSS, None, ()
            if statement.object is ObjectKind.ROCKET:
                statement.object = ObjectKind.MLRS


def _airports(statement: Statement) -> list[Statement]:
    """Airports that are named are one closure each."""
    if statement.object is not ObjectKind.AIRPORT or statement.event is not EventKind.DISRUPTION or not statement.sites:
        return [statement]
    if statement.value not in {None, 1}:
        return [statement]
    one = Amount(1, None, Bound.EXACT, statement.start, statement.start)
    return [replace(statement, sites=(site,), amount=statement.amount or one, merged=[]) for site in statement.sites]
