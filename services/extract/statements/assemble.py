"""Owns turning a sentence into statements: who says each, when, where; what is missing comes from the context."""

import re
from typing import Final

from services.extract.claimants.who import known, speaks
from services.extract.clause import fixed_order, free_order, free_places, free_prepare, people, placing, supplies
from services.extract.clause.bind import Item, bind
from services.extract.grammar.rule import Node
from services.extract.judging.meaning import Meaning, meaning
from services.extract.judging.policy import POLICIES, Said
from services.extract.rules.claimants import Speaker
from services.extract.rules.events import CLASSES, SENT, STOCKS
from services.extract.rules.phrases import Amount
from services.extract.statements import continuity, dating, lists, lost, rockets, scene, spoken, tallying, there, unplaced
from services.extract.statements.narrator import is_background, is_earlier, is_narrated, is_of_another
from services.extract.statements.timing import (
    carry_time,
    dated_by,
    day,
    day_of_strike,
    is_cumulative,
    is_history,
    time_of,
    until_reopened,
)
from services.extract.statements.where import sites
from services.extract.story.context import State
from services.extract.story.settling import agreed, in_their_town, settled
from services.extract.story.site import Site
from services.extract.story.statement import Statement
from services.extract.story.telling import Telling
from services.extract.text.sentences import Sentence
from services.extract.words import lexicon
from tocsin.claim import When
from tocsin.places import is_regional
from tocsin.vocabulary import ClaimantKind, EventKind, Modality, ObjectKind, Outcome, TimeBasis

_ASSAULTS: Final = ("атак", "штурм", "зіткнен", "столкнов")
"""Beginnings of what infantry does."""
_THIS: Final = frozenset({"This", "That"})
"""What opens a sentence that only tells who said the one before."""
_FEW: Final = 2
"""Military things of a sentence that one strike destroyed; more are a list of a day's losses anywhere."""
_BESIDE: Final = 8
"""Characters between a verb of saying and "the news" that it tells."""
_OF_WHOM: Final = re.compile(
    r"[\w-]+(?: \w+)? of (?:the (?:\w+ )?(?:dead|deaths|wounded|injured|killed|victims|casualties|hurt)|them|those|whom)\b",
    re.IGNORECASE,
)
"""As in "three of the wounded": a share of whoever was told of before."""


def statements(nodes: list[Node], sentence: Sentence, number: int, state: State, text: str) -> list[Statement]:
    """What a sentence states; the state moves on."""
    nodes = scene.without_dateline(nodes, state, text)
    attributions = known(nodes, state, text)
    nodes = in_their_town(there.understood(nodes, state, text) if state.free_order else agreed(nodes), state)
    if state.free_order:
        nodes = rockets.afloat(rockets.renamed(nodes, state, text), state, text)
    items = _items(nodes, free=state.free_order)
    telling = Telling(nodes, sentence, number, state, attributions, items, text)
    state.front = state.front or telling.has("front")
    _heading(telling)
    if state.free_order:
        continuity.opened(telling)
    _name_earlier(telling)
    state.preamble += number == state.preamble and not telling.has("happening", "thing")
    state.drill = state.drill or (number - state.preamble <= 1 and telling.has("exercise", "accident"))
    if not state.drill and text[sentence.end - 1 : sentence.end] != "?":
        for item in _of_each_weapon(telling):
            said = meaning(item, telling)
            if said is not None:
                telling.found.extend(_stated(item, said, telling))
    _carry(telling)
    unplaced.totals(telling)
    dating.note(telling)
    if state.free_order:
        continuity.closed(telling)
    else:
        lists.carried(telling)
        tallying.increments(telling)
        lost.together(telling.found)
        lost.from_radar(telling.found)
    return telling.found


def _of_each_weapon(telling: Telling) -> list[Item]:
    """The items, a strike with weapons of two kinds ("drone and artillery fire") once for each."""
    if all(item.happening is None or len(item.happening.weapons) < 2 for item in telling.items):
        return telling.items
    return [
        item._replace(happening=item.happening._replace(weapons=(weapon,))) if weapon and item.happening else item
        for item in telling.items
        for weapon in (dict.fromkeys(item.happening.weapons) if item.happening and item.counts is False else ()) or ("",)
    ]


def _name_earlier(telling: Telling) -> None:
    """As in "The incident was reported by X", or a signature at the end, names who said what came before."""
    told, state = telling.attributions, telling.state
    speakers = telling.of("speaker")
    if told and _points_back(told[0], telling):
        for earlier in [*state.unattributed, *state.vague]:
            if earlier.sentence == telling.number - 1:
                earlier.speaker = told[0].value.speaker
    if len(speakers) == 1 and not told and all(node.kind in {"speaker", "stop", "mark", "dash"} for node in telling.nodes):
        for earlier in state.unattributed:
            earlier.speaker = earlier.speaker or speakers[0].value


def _points_back(attribution: Node, telling: Telling) -> bool:
    """As in "The incident, reported by X, …", "X shared the news on Telegram": what was just told is his."""
    incident = next((node for node in telling.nodes if node.kind == "incident"), None)
    if incident is None:
        return _is_of_this(attribution, telling)
    if attribution.value.turn == "said":
        return True
    between = [node for node in telling.nodes if incident.end <= node.start < attribution.start]
    passive = attribution.value.turn == "according" and all(node.kind in {"comma", "the", "be", "word"} for node in between)
    return passive or 0 <= incident.start - attribution.end <= _BESIDE


def _is_of_this(attribution: Node, telling: Telling) -> bool:
    """As in "This was reported by X", "X said this on Telegram", "That is according to X": what was just told, and no more."""
    if telling.state.free_order or telling.has("happening", "thing"):
        return False
    after = telling.text[attribution.end : attribution.end + _BESIDE].lower().split()[:1]
    opening = telling.text[telling.sentence.start : telling.sentence.end].split(" ", 1)[0]
    return after == ["this"] or opening in _THIS


def _items(nodes: list[Node], *, free: bool) -> list[Item]:
    """The items of a sentence, bound as the word order of its language asks."""
    if free:
        nodes = free_prepare.prepare(nodes)
        return supplies.cut_together(nodes, people.listed(nodes, bind(nodes, free_order.owners, free_places.placed)))
    return people.listed(nodes, bind(nodes, fixed_order.owners, placing.placed))


def _heading(telling: Telling) -> None:
    """What opens a line: a clock of a live blog ends what was spoken, a place leads on."""
    if telling.nodes and telling.nodes[0].kind in {"clock", "stamp"} and [n.kind for n in telling.nodes[1:2]] != ["comma"]:
        telling.state.speaker = telling.state.hedge = None
    telling.state.title = telling.sentence.headline
    if not telling.state.free_order:
        _look_around(telling)
    _settle_homes(telling)
    scene.opened(telling)
    spoken.remembered(telling)


def _settle_homes(telling: Telling) -> None:
    """The region that each governor is of: that of his office, else that of the sentence that names him, or of its heading."""
    state = telling.state
    for speaker in [node.value.speaker for node in telling.attributions]:
        if speaker.kind is not ClaimantKind.GOVERNOR or speaker.start in state.homes:
            continue
        spans = [span for node in telling.of("location", "places") for span in node.value if span.kind == "place"]
        named = (state.place(span) for span in spans if any(entry.level == "region" for entry in span.value.candidates))
        seat = next(iter(settled(speaker.places, state)), None) or next((site for site in named if site), None)
        seat = seat or next(iter(state.sites), None)
        if seat is not None and is_regional(seat.code):
            state.homes[speaker.start] = seat


def _look_around(telling: Telling) -> None:
    """The regions and districts that an English sentence calls so come first: its towns lie in them."""
    spans = [span for node in telling.nodes if node.kind in {"location", "places"} for span in node.value]
    spans += [span for node in telling.attributions for span in node.value.speaker.places]
    for span in spans:
        if span.kind == "place" and span.value.type_noun in {"region", "district"}:
            telling.state.place(span)


def _stated(item: Item, said: Meaning, telling: Telling) -> list[Statement]:
    state, found = telling.state, telling.found
    speaker = speaks(item, telling.attributions, telling.nodes, state)
    place, named = sites(item, said.event, speaker, telling)
    regional = any(is_regional(site.code) for site in place)
    if is_narrated(item, said, speaker, named and regional, telling):
        speaker = None
        state.speaker = state.speaker if is_background(telling) or said.event is EventKind.DISRUPTION else None
    if state.free_order and named and is_of_another(speaker, place, telling):
        speaker = state.speaker = None
    denied = said.stance.modality is Modality.DENIED
    if denied and not named and state.attacked:
        place = state.attacked
    accused = any(node.value.turn == "accuses" and node.value.speaker is speaker for node in telling.attributions)
    doubtful = accused or (speaker is not None and speaker.rumour)
    modality = Modality.UNCONFIRMED if doubtful and not denied else said.stance.modality
    beside = any(s.stated_place and s.object is not ObjectKind.AIRPORT for s in found)  # airports close for alarms, too
    judged = Said(item, said.amount, regional, named, state.free_order, beside, telling.sentence.headline)
    if not (denied and place) and not POLICIES[said.event](judged):
        return []
    time = time_of(item, telling)
    when, flags = dated_by(time, telling) if time else (day(telling), ())
    if is_history(when, state) or _is_assault(item, said, telling):
        return []
    if said.event is EventKind.DISRUPTION and time and when:
        when = until_reopened(when, time, telling)
    cumulative = is_cumulative(telling, time)
    when = _running(when, said, telling, untold=cumulative and time is None)
    tallied = cumulative and said.event is EventKind.INTERCEPTION
    event = EventKind.MILITARY_LOSS if tallied else said.event
    made = ObjectKind.OTHER if tallied and said.object in STOCKS else said.object
    losses = item.happening is not None and item.happening.term.sense == "lose" and item.happening.term.form == "noun"
    if event is EventKind.MILITARY_LOSS and (
        cumulative
        or losses
        or (not named and not state.losing and not any(s.stated_place for s in found) and not _is_of_strike(item, place, telling))
    ):
        place = ()
    if event is EventKind.INTERCEPTION and item.thing and item.thing.whole:
        found.append(_sent(item, said, (place, speaker, when), telling))
    return [
        Statement(
            event, made, amount, _outcome(item, event, state), group, speaker, when, modality,
            item.start, item.end, telling.number, item.rule,
            (item.trigger.start, item.trigger.end) if item.trigger else None,
            (item.thing.start, item.thing.end) if item.thing else None,
            (time.start, time.end) if time else None, said.stance.hedges, flags, telling.sentence.headline,
            including=_whole(item, event, said.object, telling), stated_place=named,
            sent=_is_sent(item, group, state),
            is_toll=item.happening is not None and item.happening.term.sense.startswith("toll"),
            of_strike=time is not None and time is day_of_strike(telling),
            background=is_background(telling),
            earlier=is_earlier(telling),
            noun=telling.text[item.thing.start : item.thing.end].lower() if item.thing else "",
            definite=item.definite or (item.thing is not None and item.thing.article == "the"),
        )
        for group, amount in _spread(place, said.amount)
    ]  # fmt: skip


def _running(when: When | None, said: Meaning, telling: Telling, *, untold: bool) -> When | None:
    """The stretch of a tally, which the text may have told before: "lost 1,015,300 troops from February 24, 2022"."""
    state = telling.state
    if untold and state.published:
        when = When(start=state.since, end=state.published.date().isoformat(), basis=TimeBasis.RELATIVE)
    if said.event is EventKind.MILITARY_LOSS and when and (when.start or "-")[:4] < (when.end or "")[:4]:
        state.since = when.start
    return when


def _is_of_strike(item: Item, place: tuple[Site, ...], telling: Telling) -> bool:
    """As in "удар наносился по казарме, уничтожено до 40 человек": lost where the strike was that the sentence tells again."""
    verb = item.happening.term.sense if item.happening else ""
    struck = {site.code for site in telling.state.attacked if is_regional(site.code)}
    again = any(node.value.term.sense == "strike" and node.end <= item.start for node in telling.of("happening"))
    few = sum(other.thing is not None and "military" in CLASSES.get(other.thing.object, ()) for other in telling.items) <= _FEW
    told = again if telling.state.free_order else few
    return told and verb in {"destroy", "damage"} and bool(place) and {site.code for site in place} <= struck


def _is_assault(item: Item, said: Meaning, telling: Telling) -> bool:
    """Whether attacks are counted on a stretch of the front, where infantry attacks: "на Лиманському — 14 атак"."""
    counted = said.event is EventKind.ATTACK and said.amount is not None and not (item.thing and item.thing.object != "unknown")
    words = telling.text[item.start : item.end].lower()
    return counted and telling.state.front and (item.thing is None or any(word in words for word in _ASSAULTS))


def _whole(item: Item, event: EventKind, made: ObjectKind, telling: Telling) -> Statement | None:
    """The statement that an item is told as part of: the one before it in the sentence, of the dead the toll told before."""
    found, state = telling.found, telling.state
    if item.including and found:
        before = found[-1]
        if state.free_order and event is EventKind.CASUALTIES and before.event is not event:
            return None  # "среди пострадавших при ударе — двое детей": no part of the strike
        listed = item.rule == "<list of parts>" and before.event is event and item.trigger is not None
        return before.including if listed else before
    if state.free_order or event is not EventKind.CASUALTIES or item.amount is None:
        return None
    trigger = telling.text[item.trigger.start : item.trigger.end].lower() if item.trigger else ""
    among = "among" in trigger or trigger.endswith(("included", "include", "including"))
    if not among and item.amount.role != "share" and not _OF_WHOM.match(telling.text, item.amount.start):
        return None
    same = [s for s in found if s.event is event and s.object is made]
    whole = same[-1] if same else state.totals.get((event, made))
    return whole if whole and whole.value and (item.amount.value or 0) < whole.value else None


def _is_sent(item: Item, place: tuple[Site, ...], state: State) -> bool:
    """Whether weapons are told as sent, of which others may hit: launched, or a whole country attacked with them."""
    if item.happening is None:
        return False
    sense, noun = item.happening.term.sense, item.happening.term.form == "noun"
    wide = bool(place) and not any(is_regional(site.code) for site in place)
    return sense in {"launch", "use"} or (state.free_order and wide and sense == "strike" and not noun)


def _sent(item: Item, said: Meaning, frame: tuple[tuple[Site, ...], Speaker | None, When | None], telling: Telling) -> Statement:
    """The attack whose weapons a share of was intercepted: "61 of 84 drones"."""
    place, speaker, when = frame
    whole = item.thing.whole if item.thing else None
    return Statement(
        EventKind.ATTACK, said.object, whole, None, place, speaker, when, said.stance.modality, item.start, item.end,
        telling.number, "<amount> of <thing>", sent=True, hedges=said.stance.hedges, stated_place=False,
        headline=telling.sentence.headline,
    )  # fmt: skip


def _outcome(item: Item, event: EventKind, state: State) -> Outcome | None:
    if event is not EventKind.INTERCEPTION:
        return None
    happening = item.happening or state.happening
    return (lexicon.senses()[happening.term.sense].outcome if happening else None) or Outcome.DESTROYED


def _spread(place: tuple[Site, ...], amount: Amount | None) -> list[tuple[tuple[Site, ...], Amount | None]]:
    """One statement a region where the number is each region's, or none is given; else one over all, to be settled by the total."""
    codes = dict.fromkeys(site.code for site in place)
    if len(place) > 1 and amount and amount.each:
        return [((site,), amount) for site in place]
    if len(codes) > 1 and (amount is None or amount.value is None):
        return [(tuple(site for site in place if site.code == code), amount) for code in codes]
    return [(place, amount)]


def _carry(telling: Telling) -> None:
    """What the sentence leaves to those after it."""
    state, found = telling.state, telling.found
    state.unattributed += [statement for statement in found if statement.speaker is None and not statement.headline]
    state.spoke_before = state.spoke_in
    state.vague = [s for s in found if s.speaker is not None and s.speaker.kind is ClaimantKind.OTHER and not s.speaker.named]
    if telling.attributions:
        if telling.attributions[-1].value.speaker is not state.speaker:
            state.spoken = set()
        state.speaker = telling.attributions[-1].value.speaker
        state.spoke_in = telling.sentence.paragraph
        state.spoke_of = {code for statement in found if statement.speaker is state.speaker for code in statement.codes}
        state.hedge = next((node for node in telling.attributions if node.value.hedged), None)
    if not state.free_order:
        state.totals |= {(s.event, s.object): s for s in found if s.value and s.including is None}
    state.spoken |= {statement.event for statement in found if statement.speaker is state.speaker}
    carry_time(telling)
    scene.moved(telling)
    if attack := next((s for s in found if s.event is EventKind.ATTACK), None):
        state.attack, state.attacked = attack.object, attack.sites
    for item in telling.items:
        state.happening = item.happening or state.happening
        if item.happening and EventKind.INTERCEPTION in lexicon.senses()[item.happening.term.sense].events.values():
            state.intercepting = item.happening
        if item.thing and item.thing.object:
            state.thing = item.thing
            state.weapon = item.thing if item.thing.object in SENT else state.weapon
