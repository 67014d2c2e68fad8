"""Owns what a text carries from sentence to sentence: who speaks, when, where, of what; one State an article."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import NamedTuple

from services.extract.grammar.rule import Node
from services.extract.places.capitals import CAPITALS, SUBURBS
from services.extract.places.gazetteer import Gazetteer, PlaceContext, PlaceEntry, PlaceSpan, Resolved
from services.extract.rules.claimants import Speaker
from services.extract.rules.phrases import Happening, Thing
from services.extract.rules.times import TimeAnchor, TimeSpan, resolve
from services.extract.story.site import Site
from services.extract.story.statement import Statement
from tocsin.claim import When
from tocsin.vocabulary import EventKind, ObjectKind, TimeBasis

_READERS = {"ru": ("RU",), "uk": ("UA",)}
"""Country that a text of a language means where it has named none."""
_AT_WAR = ("RU", "UA")
"""Countries that Russian and Ukrainian texts speak of beside their own."""
_KEPT = 6
"""Regions remembered for names that need a context."""


class Occurrence(NamedTuple):
    """What a sentence says of when something told before it was."""

    sentence: int
    """Its number in the text."""
    when: When
    span: tuple[int, int]
    """Where the time stands in the view."""


@dataclass(slots=True)
class State:
    """What is known at a point of the text."""

    gazetteer: Gazetteer
    published: datetime | None
    speaker: Speaker | None = None
    when: When | None = None
    when_node: Node | None = None
    sites: tuple[Site, ...] = ()
    regions: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    happening: Happening | None = None
    thing: Thing | None = None
    speakers: dict[str, Speaker] = field(default_factory=dict)
    """By a word of the name, and the last of each kind."""
    person: Speaker | None = None
    """The last claimant who is a person: "he said" means him."""
    body: Speaker | None = None
    """The last claimant that is an institution: "its spokesman" speaks for it."""
    spoken: set[EventKind] = field(default_factory=set)
    """Events that the claimant carried on has told of."""
    nations: dict[str, str] = field(default_factory=dict)
    """Country that the last claimant of a kind was said to be of."""
    own: str | None = None
    """Country whose forces the text speaks of."""
    foe: str | None = None
    """Country whose weapons the text speaks of."""
    target: str | None = None
    """Kind of the last thing on the ground that the text spoke of."""
    intercepting: Happening | None = None
    """The last interception told of."""
    weapon: Thing | None = None
    """The last weapon told of."""
    unattributed: list[Statement] = field(default_factory=list)
    """What the sentence before told in nobody's name."""
    last: list[Statement] = field(default_factory=list)
    """What the sentence before told, whoever told it."""
    vague: list[Statement] = field(default_factory=list)
    """What the sentence before told in the name of nameless officials."""
    began: When | None = None
    """When the attack that the article reports began, until the day of the report."""
    occurrences: list[Occurrence] = field(default_factory=list)
    """When what was told before occurred, where a sentence says so."""
    drill: bool = False
    """Whether the article is about an exercise."""
    dateline: bool = False
    """Whether the places are only those of the dateline."""
    unplaced: list[Statement] = field(default_factory=list)
    """Numbers of the last sentences that nothing places: "67 drones were shot down, the Defence Ministry said"."""
    preamble: int = 0
    """Sentences at the top that tell nothing: headings, datelines."""
    capital_of: str | None = None
    """The country whose capital the dateline names: ministries that are named without theirs are its."""
    attack: ObjectKind | None = None
    """The weapon of the last attack told of."""
    attacked: tuple[Site, ...] = ()
    """Where the last attack told of was."""
    lang: str = "en"
    paragraph: int = -1
    """Number of the paragraph being read."""
    paragraph_from: int = 0
    """Number of its first sentence."""
    paragraph_before: int = 0
    """Number of the first sentence of the paragraph before."""
    unsaid: list[Statement] = field(default_factory=list)
    """Statements that nobody has been said to make yet: "Об этом сообщил …" comes after them."""
    spoke_of: set[str] = field(default_factory=set)
    """Regions that the claimant carried on spoke of when he was brought in."""
    spoke_in: int = -1
    """Number of the paragraph in which he was."""
    spoke_before: int = -1
    """The same of the claimant before him."""
    list_from: int | None = None
    """Number of the first sentence of the paragraph that opens the list being read, until the second paragraph behind it."""
    lines_from: int | None = None
    """Number of the first sentence of the lines being read, whoever or whatever opens them."""
    in_list: bool = False
    """Whether the paragraph being read opens a list or is a line of one."""
    author: Speaker | None = None
    """Who wrote the whole text, as its heading says: each paragraph begins in his name again."""
    authored: list[Statement] = field(default_factory=list)
    """What the author of the text has told so far."""
    carried: list[Statement] = field(default_factory=list)
    """Statements of sentences that bring in no claimant of their own."""
    opening: Statement | None = None
    """The total that a list gives the parts of."""
    when_before: When | None = None
    """What the text spoke of before its present sentence."""
    offside: int = 0
    """How much the top of the text speaks of sport, weather, farming and the like; from two on nothing in it is an event."""
    totals: dict[tuple[str, str], Statement] = field(default_factory=dict)
    """The last number told of each event and object."""
    burned: set[str] = field(default_factory=set)
    """Regions that the text has told damage in."""
    felled: str | None = None
    """What kind of single weapon the text last told shot down."""
    listing: Happening | None = None
    """What the lines of a list tell of, after "…:"."""
    tally: Happening | None = None
    """What the lines of a list of losses tell of."""
    tally_day: str | None = None
    """The day that its heading says it is of: "дані за 13 червня"."""
    tally_grows: bool = False
    """Whether that list says what was added to each of its totals: then they are totals since the war began."""
    hedge: Node | None = None
    """The words that make everything preliminary until somebody else speaks."""
    losing: bool = False
    """Whether losses have been told with their place."""
    front: bool = False
    """Whether the text tells of battles on stretches of the front."""
    headed: int = -1
    """Number of the last sentence that only said where: "— Белгородский район."."""
    recalled: bool = False
    """Whether the paragraph tells of what happened years ago."""
    memorial: bool = False
    """Whether the text is about what happened years ago, as its top says."""
    cumulative: bool = False
    """Whether what is told is a tally since a war began."""
    since: str | None = None
    """Since when the text said that losses are added up."""

    named: dict[str, PlaceEntry] = field(default_factory=dict)
    """What towns of an English text were found to be: they stay that."""
    homes: dict[int, Site] = field(default_factory=dict)
    """Region of each head of one, by where his name stands."""
    title: bool = False
    """Whether the headline is being read: the towns that it names may be any of that name."""

    @property
    def free_order(self) -> bool:
        """Whether the language's word order is free."""
        return self.lang in {"ru", "uk"}

    def place(self, node: Node) -> Site | None:
        """What a named place, or a word that stands for one, means here; it is remembered for the names that follow."""
        match node.kind:
            case "capital":
                site = self._capital(node)
            case "here":
                return self._here(node)
            case "land":
                site = self.region(node.value)
            case "suburb":
                site = self._suburb(node)
            case _:
                site = self._named(node)
        if site is not None:
            self._remember(site)
        return site

    def _named(self, node: Node) -> Site | None:
        span = node.value
        town = not self.free_order and span.type_noun in {None, "city"}
        if town and (entry := self.named.get(span.text)):
            return Site(entry, node)
        if self.lang == "uk" and self.foe == "RU" and not any(code.startswith("RU") for code in self.regions):
            span = _of_the_attacked(span)
        around = PlaceContext(self.regions, self.countries or _READERS.get(self.lang, ()))
        found: Resolved | None = self.gazetteer.resolve(span, around)
        if found and town and not self.title and found.entry.level == "city" and not found.flags:
            self.named[span.text] = found.entry
        return Site(found.entry, node, found.flags) if found else None

    def _remember(self, site: Site) -> None:
        entry = site.entry
        if entry.region and not (self.title and entry.level == "city" and not self.free_order):
            self.regions = (entry.region, *(code for code in self.regions if code != entry.region))[:_KEPT]
        if entry.country:
            self.countries = (entry.country, *(code for code in self.countries if code != entry.country))[:_KEPT]

    def _capital(self, node: Node) -> Site | None:
        """The capital of the country that is named with it, else of the one in talk."""
        spoken = next((code for code, capital in CAPITALS.items() if self.regions[:1] == (capital,)), None)
        near = next((site.entry.country for site in self.sites if site.entry.country), None) if self.lang == "en" else None
        abroad = next((code for code in self.countries[:1] if code not in _AT_WAR), None) if self.free_order else near
        home = node.value if isinstance(node.value, str) else spoken or abroad or {"ru": "RU", "uk": "UA"}.get(self.lang)
        country = home or (self.countries[0] if self.countries else next(iter(self.nations.values()), None))
        entry = self.gazetteer.region(CAPITALS[country]) if country in CAPITALS else None
        return Site(entry, node) if entry else None

    def _here(self, node: Node) -> Site | None:
        """What "the city" stands for: the place carried on, or, as "the country", the country in talk."""
        if node.value == "land":
            return self.region(self.countries[0]) if self.countries else None
        return next((site for site in self.sites if site.entry.region), None)

    def _suburb(self, node: Node) -> Site | None:
        """The region round a town: where the town is a region of its own, another."""
        town = self.place(node.value)
        entry = self.gazetteer.region(SUBURBS.get(town.code, town.code)) if town else None
        return Site(entry, node) if entry else None

    def region(self, code: str) -> Site | None:
        """The region, sea or country of a code as a site that the text does not name."""
        entry = self.gazetteer.region(code)
        return Site(entry, None) if entry else None

    def time(self, span: TimeSpan, before: When | None = None) -> tuple[When, tuple[str, ...]]:
        """What a stated time means here; `before`: the time that its own sentence names first."""
        return resolve(span, TimeAnchor(self.published, previous=before or self.when))

    def day(self) -> When | None:
        """The time of what has none: what the text spoke of last, else the day of publication."""
        if self.when is not None:
            return self.when.model_copy(update={"text": None, "basis": TimeBasis.INHERITED})
        if self.published is None:
            return None
        day = self.published.date().isoformat()
        return When(start=day, end=day, text=None, basis=TimeBasis.PUBLISHED)


def _of_the_attacked(span: PlaceSpan) -> PlaceSpan:
    """A name that towns of Ukraine and Russia share, where Russians fire: "ворог атакував Зеленодольськ"."""
    towns = [entry for entry in span.candidates if entry.level == "city" and entry.country in _AT_WAR]
    if len(towns) != len(span.candidates) or len({entry.country for entry in towns}) < len(_AT_WAR):
        return span
    return replace(span, candidates=tuple(entry for entry in towns if entry.country == "UA"))
