"""Owns who says an item: brought in before or after it, or carried over; and which country a claimant speaks for."""

import re
from typing import Final

from services.extract.claimants import asides, titles
from services.extract.claimants.homes import at_home, foe
from services.extract.claimants.namesakes import meant, of_any_body, without_lone_investigators
from services.extract.claimants.voices import voiced
from services.extract.clause.bind import Item
from services.extract.grammar.rule import Node
from services.extract.rules.claimants import Attribution, Speaker
from services.extract.rules.persons import key
from services.extract.story.context import State
from tocsin.vocabulary import ClaimantKind

_SHORT: Final = 3
"""Letters of a name that may be any word's."""
_STATE: Final = frozenset({ClaimantKind.MINISTRY, ClaimantKind.MILITARY, ClaimantKind.PRESIDENT})
_LOCAL: Final = frozenset({ClaimantKind.MAYOR, ClaimantKind.GOVERNOR, ClaimantKind.POLICE, ClaimantKind.EMERGENCY_SERVICE})
HEADS: Final = frozenset({ClaimantKind.GOVERNOR, ClaimantKind.MAYOR})
"""Kinds of claimants whose office alone, before a name, means nobody in particular."""
_PERSONAL: Final = frozenset({"he", "she"})
_SPOKES: Final = re.compile(r"(?:an? |its |their |the )?spokes")
_NEW: Final = re.compile(r"(?:an?|another|one|two|three|four|several|some) ", re.IGNORECASE)
_VOICES: Final = frozenset({"speaker", "attribution"})
_TELLS: Final = frozenset({"says", "said", "reports"})
"""Turns in which somebody speaks himself."""
_STAFF: Final = frozenset({"officials", "authorities", "the authorities"})


def is_national(speaker: Speaker | None) -> bool:
    """Whether a claimant speaks for a country's forces; the military administration of a town does not."""
    if speaker is not None and speaker.kind is ClaimantKind.MILITARY and _is_of_a_region(speaker):
        return False
    return speaker is not None and (speaker.kind in _STATE or (speaker.kind is ClaimantKind.OTHER and speaker.nation is not None))


def _is_of_a_region(speaker: Speaker) -> bool:
    """Whether a claimant is named with a place smaller than a country: "начальник Сумської МВА"."""
    spans = [span for span in speaker.places if span.kind == "place" and span.value.candidates]
    return bool(spans) and all(span.value.candidates[0].level != "country" for span in spans)


def known(nodes: list[Node], state: State, text: str) -> list[Node]:
    """The attributions of a sentence, a bare office or surname read as the person or body that the text named before."""
    found: list[Node] = []
    attributions = {id(node) for node in nodes if node.kind == "attribution"}
    turns = [node for index, node in enumerate(nodes) if node.kind in _VOICES or _is_he_said(nodes, index, state, text)]
    for node in turns if attributions or any(node.kind == "pronoun" for node in turns) else [*turns, *_subject(nodes)]:
        if node.kind == "speaker":
            _introduced(node.value, text, state)
            continue
        told = Attribution(state.person, "says") if node.kind == "pronoun" and state.person else node.value
        turn = node._replace(kind="attribution", value=told)
        speaker = _voice(turn, nodes, state, text)
        speaker = of_any_body(speaker, text[turn.start : speaker.start], state) if state.free_order else speaker
        if state.free_order and speaker.kind not in HEADS and " " in text[speaker.start : speaker.end]:
            speaker = speaker._replace(generic=False)  # "ВВС Украины" is one term of the lexicon, and no pronoun
        if _only_relays(turn.value, speaker, found, state, passes_on=text[turn.start : turn.end].endswith(" reports")):
            continue
        if state.lang == "en" and _NEW.match(text, turn.start):
            speaker = speaker._replace(generic=False)  # "a hospital official said": nobody who spoke before
        earlier = meant(speaker, text, state) if state.free_order else state.speakers.get(speaker.kind)
        if speaker.generic and earlier and not (state.lang == "en" and _is_another(speaker, earlier, text)):
            speaker = earlier
        else:
            speaker = at_home(speaker, text, state.lang)
            anew = state.free_order and state.speakers.get(speaker.kind) is None and speaker.kind not in HEADS
            if (anew or not speaker.generic) and not speaker.country:
                _remember(speaker, text, state)
        if not speaker.country:
            man = speaker.named or (state.free_order and speaker.kind in HEADS)
            state.person, state.body = (speaker if speaker.named else state.person), (state.body if man else speaker)
        found.append(turn._replace(value=told._replace(speaker=_local(speaker, nodes))))
    return without_lone_investigators(found, text) if state.free_order else found


def _is_another(speaker: Speaker, earlier: Speaker, text: str) -> bool:
    """Whether a name that is written large shares no word with the claimant named before: "Central Command" after a spokesman."""
    names = [word for word in re.findall(r"[\w-]+", text[speaker.start : speaker.end]) if word[0].isupper()]
    before = text[earlier.start : earlier.end].lower()
    return any(name.lower() not in titles.words() and name.lower() not in before for name in names)


def _only_relays(told: Attribution, speaker: Speaker, found: list[Node], state: State, *, passes_on: bool) -> bool:
    """As in "The General Staff said so, according to Ukrline", "…, передає Ukrline": an outlet passes on what somebody said."""
    outlet = speaker.kind is ClaimantKind.MEDIA or (speaker.kind is ClaimantKind.OTHER and speaker.named)
    others = [node for node in found if node.value.speaker.kind is not ClaimantKind.MEDIA]
    if state.free_order:
        return outlet and bool(others) and told.turn in {"said", "according"}
    if outlet and others and passes_on:
        return True  # "…, the governor said, Ukrline reports"
    return outlet and told.turn == "according" and any(node.value.turn in _TELLS for node in others)


def _introduced(speaker: Speaker, text: str, state: State) -> None:
    """A claimant who is named before he says anything."""
    if isinstance(speaker, Speaker) and state.free_order and state.body is None and not speaker.named:
        state.body = speaker  # "Росавиация ограничила полёты, сообщил представитель ведомства …"
    if not isinstance(speaker, Speaker) or speaker.generic:
        return
    _remember(speaker, text, state)
    state.person = speaker if speaker.named else state.person


def _is_he_said(nodes: list[Node], index: int, state: State, text: str) -> bool:
    """As in "he wrote": the person who was named last."""
    node = nodes[index]
    if node.kind != "pronoun" or state.person is None or state.lang != "en" or text[node.start : node.end].lower() not in _PERSONAL:
        return False
    verb = next((other for other in nodes[index + 1 : index + 3] if other.kind not in {"word", "have"}), None)
    return verb is not None and verb.kind == "say"


def _voice(attribution: Node, nodes: list[Node], state: State, text: str) -> Speaker:
    """Whom the words mean: "its spokesman" speaks for the institution named last, "officials" for the one that they sit in."""
    speaker = _speaker(attribution)
    if state.lang != "en":
        return speaker
    said = text[speaker.start : speaker.end].lower().removeprefix("the ")
    body = state.body if state.body is not None and state.body.kind is speaker.kind else None
    if speaker.generic and " " not in said and body and text[body.start : body.end].lower().endswith(said):
        return body  # "the service" is the counterterrorism service named before, "the ministry" the Defence Ministry
    if speaker.kind is not ClaimantKind.OTHER:
        return speaker
    if _SPOKES.match(text[attribution.start : attribution.end].lower()) and state.body is not None and not speaker.nation:
        return speaker._replace(kind=state.body.kind, nation=state.body.nation, generic=False)
    if speaker.generic and text[speaker.start : speaker.end].lower() in _STAFF:
        seats = [
            node.value for node in nodes if node.kind == "speaker" and node.end <= attribution.start and not node.value.generic
        ]
        return seats[-1] if seats else speaker
    return speaker


def _local(speaker: Speaker, nodes: list[Node]) -> Speaker:
    """As in "In Belgorod, mayor X said": a local claimant without a place of his own is of the place that opens the sentence."""
    if speaker.places or speaker.kind not in _LOCAL or not nodes or nodes[0].kind != "location":
        return speaker
    return speaker._replace(places=nodes[0].value)


def _remember(speaker: Speaker, text: str, state: State) -> None:
    """Later mentions may be a surname, or an office alone."""
    if speaker.named:
        for word in text[speaker.start : speaker.end].split():
            state.speakers.setdefault(word, speaker)
            if state.free_order:
                state.speakers.setdefault(key(word), speaker)
    state.speakers[speaker.kind] = speaker
    if speaker.nation:
        state.nations[speaker.kind] = speaker.nation
    for span in speaker.places:
        site = state.place(span)
        if site and site.entry.country and speaker.kind in _STATE:
            state.nations.setdefault(speaker.kind, site.entry.country)


def _subject(nodes: list[Node]) -> list[Node]:
    """Who opens a sentence that tells of reports brings in what follows: "The ministry has been vocal in its reports"."""
    first = next(
        (index for index, node in enumerate(nodes[:2]) if node.kind == "speaker" and isinstance(node.value, Speaker)), None
    )
    if first is None or not any(node.kind in {"say", "report"} for node in nodes):
        return []
    return [nodes[first]._replace(kind="attribution", value=Attribution(nodes[first].value, "says"))]


def recognised(nodes: list[Node], state: State, text: str) -> list[Node]:
    """The nodes with names of persons that the text has introduced, and whoever else says something, as speakers."""
    result = []
    for node in nodes:
        may = node.kind == "name" or (state.free_order and node.kind in {"places", "place"})
        name = text[node.start : node.end]
        speaker = state.speakers.get(name) if may else None
        if may and speaker is None and state.free_order and len(name) > _SHORT:
            speaker = state.speakers.get(key(name))
        result.append(Node("speaker", node.start, node.end, speaker, "<known name>", (node,)) if speaker else node)
    if state.lang != "en":
        return result
    told = voiced(result, text)
    for before, short in asides.abbreviations(result, text):
        whole = next((node.value for node in told if node.kind == "speaker" and node.start <= before.start < node.end), None)
        if isinstance(whole, Speaker):
            state.speakers.setdefault(short, whole)
    return told


def _speaker(attribution: Node) -> Speaker:
    told: Attribution = attribution.value
    return told.speaker


def speaks(item: Item, attributions: list[Node], nodes: list[Node], state: State) -> Speaker | None:
    """Who says an item: who was brought in last before it, else who is named after it, else who spoke before."""
    at = item.trigger.start if item.trigger else item.start
    before = [node for node in attributions if node.start < max(at, item.start)]
    after = [node for node in attributions if node.start >= item.end]
    if before and before[-1].value.turn == "heads" and before[-1].value.speaker.kind is ClaimantKind.MEDIA and after:
        return _speaker(after[-1])
    if before and after and state.free_order and _is_relayed(before[-1], after[-1], nodes):
        return _speaker(after[-1])
    if before:
        return _speaker(before[-1])
    for node in [node for node in attributions if node.start >= item.start and node.value.turn != "reports"][:1]:
        between = [other.kind for other in nodes if item.end <= other.start < node.start]
        whole = "semicolon" not in between or _ends_with(node, attributions, nodes, state)
        if whole and not (between[-1:] == ["subordinate"] and _goes_on(node, nodes)):
            return _speaker(node)
    return None if any(node.kind == "unattributed" for node in nodes) else state.speaker


def _ends_with(attribution: Node, attributions: list[Node], nodes: list[Node], state: State) -> bool:
    """As in "a depot burned; nobody was hurt, the governor said": who alone is named, at the end, says all of it."""
    last = not any(node.kind in {"happening", "thing", "amount"} and node.start > attribution.end for node in nodes)
    return last and len(attributions) == 1 and not state.free_order and attribution.value.speaker.kind in HEADS


def _is_relayed(outlet: Node, attribution: Node, nodes: list[Node]) -> bool:
    """As in "Як повідомляє Укрінформ, …, сказав мер": who is named behind says what an outlet passes on."""
    kinds = [_speaker(node).kind for node in (outlet, attribution)]
    return kinds[0] is ClaimantKind.MEDIA is not kinds[1] and attribution.value.turn == "said" and not _goes_on(attribution, nodes)


def _goes_on(attribution: Node, nodes: list[Node]) -> bool:
    """Whether something happened is told after the attribution: then what stands before it is not the claimant's."""
    return any(node.kind == "happening" and node.start > attribution.end for node in nodes)


def country(speaker: Speaker | None, state: State) -> str | None:
    """The country that a claimant without a place speaks of: its own, else the one whose forces answer, else the one in talk."""
    if speaker is not None:
        if speaker.nation:
            return speaker.nation
        if is_national(speaker) and speaker.kind in state.nations:
            return state.nations[speaker.kind]
    if home := state.own or (state.capital_of if is_national(speaker) else None):
        return home
    if state.lang == "uk" and speaker is None:
        return "UA"
    if at := foe(state.foe):
        return at
    return state.countries[0] if state.countries else None
