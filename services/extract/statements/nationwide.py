"""Owns where it happened what is told for a country: by its forces, its ministries, and those who count all that it suffers."""

from typing import Final

from services.extract.claimants.who import is_national
from services.extract.rules.events import CLASSES
from services.extract.statements import sides
from services.extract.statements.asked import Asked, Sites
from services.extract.story.site import Site
from tocsin.places import country_of, is_regional
from tocsin.vocabulary import ClaimantKind, EventKind

_SPOTS: Final = ("локаціях", "локациях")
"""Endings of "на 27 локаціях"."""
_MANY: Final = 10
"""Weapons that hit, from which on forces tell of a whole country and not of the town that the text spoke of."""
_TALLIED: Final = frozenset({"RU", "UA"})
"""Countries whose forces give daily tallies."""


def of_the_forces(asked: Asked) -> Sites:
    """Interceptions by a country's own forces are in that country, where nobody regional tells of them."""
    forces = next((agent.value for agent in asked.telling.of("agent") if agent.value), None)
    regional = asked.speaker is not None and (is_national(asked.speaker) or bool(asked.speaker.places))
    if asked.event is not EventKind.INTERCEPTION or not forces or regional or any(s.stated_place for s in asked.found):
        return None
    ours = asked.state.region(forces)
    return _at_home(asked, forces) or ((ours,) if ours else None)


def of_who_shot(asked: Asked) -> Sites:
    """As in "Пакистан сбил пять самолётов", "российские силы ПВО сбили 77 дронов": over the country whose forces did."""
    state, item = asked.state, asked.item
    regional = asked.speaker is not None and bool(asked.speaker.places) and not is_national(asked.speaker)
    if asked.event is not EventKind.INTERCEPTION or not state.free_order or not item.trigger or regional or asked.found:
        return None
    code = sides.defended(item.trigger, asked.telling, asked.speaker)
    if code is None or any(is_regional(site.code) and site.entry.country == code for site in state.sites):
        return None
    land = state.region(code)
    return (land,) if land else None


def _at_home(asked: Asked, country: str) -> Sites:
    """The region that the text is in, where it lies in the country of those who shot down what came there.

    Those who give a tally for a whole country every day mean the country: ministries, and both sides of the war over Ukraine.
    """
    state, speaker = asked.state, asked.speaker
    tallied = country in _TALLIED or (speaker is not None and (speaker.country or speaker.kind is ClaimantKind.MINISTRY))
    if tallied or state.free_order or state.dateline:
        return None
    regional = bool(state.sites) and all(is_regional(site.code) and site.entry.country == country for site in state.sites)
    return state.sites if regional else None


def _is_clause_of(asked: Asked) -> bool:
    """As in "repelled an assault on El Obeid, shooting down four drones": a participle shares the place of what it is said of."""
    happening = asked.item.happening
    named = any(s.stated_place and any(is_regional(site.code) for site in s.sites) for s in asked.found)
    return not asked.state.free_order and named and happening is not None and happening.term.form == "active"


def _is_of_the_verb(asked: Asked) -> bool:
    """As in "a depot in Tula was hit by drones, the ministry said": the verb's other thing has its place."""
    verb = asked.item.trigger if asked.event is EventKind.ATTACK else None
    hit = [other.thing for other in asked.telling.items if verb is not None and other.trigger is verb and other.places]
    return any("civil" in CLASSES.get(thing.object, ()) for thing in hit if thing)


def _of_foes(asked: Asked) -> bool:
    """Whether the sentence names another country than the claimant's own: that of those who fire."""
    own = asked.whole and asked.whole.code
    if any(node.value.sense != own for node in asked.telling.of("nation")):
        return True
    spans = [span for node in asked.telling.of("places") for span in node.value if span.kind == "place" and span.value.candidates]
    return asked.state.free_order and any(
        span.value.candidates[0].level == "country" and span.value.candidates[0].code != own for span in spans
    )


def _are_regional(sites: tuple[Site, ...]) -> bool:
    """Whether sites are smaller than countries."""
    return bool(sites) and all(is_regional(site.code) for site in sites)


def _has_target(asked: Asked) -> bool:
    """As in "fired eight shells into the camp": what was fired at is where the text is."""
    after = [node.kind for node in asked.telling.nodes if node.start >= asked.item.end][:2]
    return after[:1] == ["target"] or after in (["where", "thing"], ["where", "the"])


def _over_many_places(asked: Asked) -> bool:
    """As in "влучання 16 ракет на 27 локаціях": counted over the country, wherever the text was."""
    words = (asked.telling.text[node.start : node.end].lower() for node in asked.telling.of("measure"))
    return asked.state.free_order and any(word.endswith(_SPOTS) for word in words)


def of_the_nation(asked: Asked) -> Sites:  # noqa: PLR0911 - a line a reason
    """What a claimant who speaks for a country counts without a place is counted in that country."""
    state, national = asked.state, is_national(asked.speaker)
    if asked.item.thing is None and asked.item.amount is not None and any(s.stated_place for s in asked.found):
        return None  # "two rockets were fired at Ashkelon; one was intercepted"
    if _is_clause_of(asked) or (not state.free_order and (asked.item.debris or _is_of_the_verb(asked))):
        return None  # "debris of a downed drone fell on a house in Sumy region, the ministry said"
    running = asked.event is EventKind.CASUALTIES and not state.free_order and asked.telling.has("since", "since_start")
    if running and asked.whole and not any(other.places for other in asked.telling.items):
        return (asked.whole,)  # "224 people have been killed since Friday"
    foes = asked.launch and _of_foes(asked)
    if asked.event is EventKind.INTERCEPTION and state.free_order and asked.whole and asked.whole.code in sides.ABROAD:
        return None
    if asked.event is EventKind.INTERCEPTION and national:
        return (_at_home(asked, asked.whole.code) or (asked.whole,)) if asked.whole else state.sites
    if asked.whole is None or asked.event is not EventKind.ATTACK:
        return None
    if asked.launch and not state.free_order and _are_regional(state.sites) and _has_target(asked):
        return None
    if asked.launch and not state.free_order and any(other.places and not other.goal for other in asked.telling.items):
        return None  # "used three drones to attack Kherson"
    first = not asked.found and (state.dateline or not state.sites)
    sent = asked.launch and asked.item.rule == "<trigger> <thing>" and not asked.found and not state.free_order
    told = not asked.telling.attributions or any(node.value.speaker is asked.speaker for node in asked.telling.attributions)
    many = asked.item.amount.value if asked.item.amount and asked.item.amount.value else 0
    tally = not state.free_order and national and told and (many > 1 if asked.launch else many >= _MANY)
    if (national and (first or _over_many_places(asked))) or sent or tally or (state.free_order and foes and national):
        return (asked.whole,)
    return None


def of_its_victims(asked: Asked) -> Sites:
    """A ministry other than that of defence counts the victims of its own country, wherever the text was before."""
    speaker, telling = asked.speaker, asked.telling
    if speaker is None or speaker.kind is not ClaimantKind.MINISTRY or asked.event is not EventKind.CASUALTIES or asked.found:
        return None
    new = any(node.value.speaker is speaker for node in telling.attributions)
    here = {country_of(site.code) for site in asked.state.sites}
    own = (
        speaker.nation is not None
        and speaker.nation not in here
        and "defen" not in telling.text[speaker.start : speaker.end].lower()
    )
    return (asked.whole,) if new and own and asked.whole and not asked.state.free_order else None


def of_its_airports(asked: Asked) -> Sites:
    """Airports that a country's ministry counts are that country's: "министерство авиации Индии закрыло 32 аэропорта"."""
    speaker, thing, amount = asked.speaker, asked.item.thing, asked.item.amount
    several = thing is not None and thing.object == "airport" and amount is not None and (amount.value or 0) > 1
    if not several or speaker is None or speaker.kind is not ClaimantKind.MINISTRY or asked.event is not EventKind.DISRUPTION:
        return None
    land = asked.state.region(speaker.nation) if speaker.nation and asked.state.free_order else None
    return (land,) if land else None
