"""Owns claimants of Russian and Ukrainian texts that are named only behind what they say, or over it: "Об этом сообщил …"."""

from typing import Final

from services.extract.claimants.homes import at_home
from services.extract.claimants.who import country, is_national
from services.extract.rules.claimants import Speaker
from services.extract.story.context import State
from services.extract.story.settling import settled
from services.extract.story.statement import Statement
from services.extract.story.telling import Telling
from tocsin.places import is_regional
from tocsin.vocabulary import ClaimantKind, EventKind

_ORNAMENT: Final = frozenset({"mark", "stop", "dash"})
"""What stands around a signature."""
_NAMES: Final = 3
"""Words of the longest name that a text is signed with."""
_OVER: Final = frozenset({"according", "heads"})
"""Turns that stand over a text: "Сводка губернатора", "Губернатор:"."""
SIGNS: Final = (
    "Об этом", "Про це", "Дані ", "Такі ", "Такий ", "Таку ", "Ці дані", "Це зведення", "Інформацію", "Подробиці", "Деталі",
    "Відповідн", "Данные", "Такие данные", "Информацию", "Подробности", "Соответствующ",
)  # fmt: skip
"""What a sentence begins with that only tells who said what stands before."""
_HEADING: Final = 2
"""Sentences at the top that may say whose text it is."""


def entitled(telling: Telling, speaker: object) -> None:
    """A heading that names an institution or its summary says whose the text is."""
    early = (
        (telling.state.speaker is None or bool(telling.attributions))
        and telling.number <= _HEADING
        and not telling.has("happening")
        and not (telling.attributions and _signed(telling))
        and all(node.value.turn in _OVER for node in telling.attributions)
        and not telling.found
    )
    if early and isinstance(speaker, Speaker) and not _is_agency(telling):
        telling.state.speaker = telling.state.author = at_home(speaker, telling.text, telling.state.lang)
        home = tuple(site for site in settled(speaker.places, telling.state) if site.entry.level != "country")
        telling.state.sites = telling.state.sites or home


def _is_agency(telling: Telling) -> bool:
    """As in "/ТАСС/.", "- РИА Новости.": who reports is not who claims."""
    lone = all(
        node.kind in {"speaker", "attribution", "slash", "time", "clock", "places", "dateline"} | _ORNAMENT
        for node in telling.nodes
    )
    voices = [node.value.speaker if node.kind == "attribution" else node.value for node in telling.of("speaker", "attribution")]
    return lone and telling.number <= _HEADING and all(voice.kind is ClaimantKind.MEDIA for voice in voices)


def resumed(telling: Telling) -> None:
    """A new paragraph of a text that has an author is his again, whoever was quoted in the one before.

    A list, its opening and what stands right behind it are as one paragraph: who is named at its end says all of it.
    """
    state = telling.state
    line = bool(telling.nodes) and (telling.nodes[0].kind in _ORNAMENT or _heads_with_place(telling))
    if not line and not state.in_list:
        state.list_from = state.lines_from = None
    elif line and state.lines_from is None:
        state.lines_from = telling.number
    state.in_list = line
    if state.author is not None and telling.number == state.paragraph_from and not telling.attributions:
        state.speaker = state.author


def _heads_with_place(telling: Telling) -> bool:
    """As in "Слов'янськ: дві КАБ-250, …": a line that begins with its place."""
    kinds = [node.kind for node in telling.nodes[:2]]
    return kinds[:1] == ["members"] or (kinds[0] in {"location", "places"} and kinds[1:] in (["colon"], ["dash"]))


def reminded(telling: Telling) -> None:
    """As in "Нагадаємо, …": a reminder of the text's own, to the end of its paragraph."""
    if telling.nodes and telling.nodes[0].kind == "unattributed":
        telling.state.speaker = None


def _named(telling: Telling) -> Speaker | None:
    """As in "Имя Фамилия" alone under the digest of a governor: his name, with the office that the heading told."""
    author = telling.state.author
    nodes = [node for node in telling.nodes if node.kind not in _ORNAMENT]
    if author is None or author.named:
        return None
    if man := next((n.value.speaker for n in telling.attributions if n.value.speaker.named), None):
        return man if man.kind is author.kind else None
    if not 2 <= len(nodes) <= _NAMES or any(node.kind != "name" for node in nodes):
        return None
    return author._replace(start=nodes[0].start, end=nodes[-1].end, named=True, generic=False)


def _renamed(telling: Telling) -> None:
    """Gives what the author of a text is named only as in its heading the name that the text is signed with."""
    state = telling.state
    if (signer := _named(telling)) is None:
        return
    for statement in state.authored:
        statement.speaker = signer
    state.author = signer
    state.speaker = state.speaker if telling.attributions else signer


def name_afterwards(telling: Telling) -> None:
    """Statements before the first claimant of a text are his, where he is named behind what he says; a signature is under all."""
    state, attributions = telling.state, telling.attributions
    if telling.has("colon") and telling.nodes[-1].kind == "colon":
        state.in_list = True
        state.list_from = state.paragraph_from if state.list_from is None else state.list_from
    if state.author is not None:
        state.authored += [statement for statement in telling.found if statement.speaker is state.author]
        _renamed(telling)
    lone = next((node.value for node in telling.nodes if node.kind == "speaker"), None)
    if lone and telling.number and not attributions and all(node.kind in {"speaker"} | _ORNAMENT for node in telling.nodes):
        signer = lone
    else:
        signer = attributions[0].value.speaker if attributions and _signed(telling) and not telling.found else None
        signer = signer or (lone if isinstance(lone, Speaker) and _only_signs(telling) else None)
    if signer:
        since = 0 if signer is lone else state.paragraph_before if telling.number == state.paragraph_from else state.paragraph_from
        since = min(since, state.lines_from) if state.lines_from is not None else since
        for statement in (*state.unsaid, *state.carried):
            if statement.sentence >= since:
                _said_by(signer, statement, state)
        state.unsaid, state.carried = [], []
    elif attributions:
        _named_at_the_end(telling)
        state.unsaid = []
    if not attributions:
        state.carried += [statement for statement in telling.found if statement.speaker]
    state.unsaid += [statement for statement in telling.found if statement.speaker is None]


def _named_at_the_end(telling: Telling) -> None:
    """A claimant who is named behind what he says has said the paragraph up to there, and the list before it."""
    state, brought = telling.state, telling.attributions[0]
    middle = (telling.sentence.start + telling.sentence.end) // 2
    last = not any(node.start > brought.start for node in telling.nodes if node.kind not in _ORNAMENT)
    stated = (
        bool(brought.parts) and brought.parts[-1].kind == "attribution" and not telling.found
    )  # "…, сказано в зведенні ДСНС, …"
    behind = last or stated or brought.start > middle or any(statement.start < brought.start for statement in telling.found)
    turns = {"said", "says", "signs", "according"} if last else {"said", "says", "signs"}
    if not behind or brought.value.turn not in turns:
        return
    listed = state.paragraph_from if state.list_from is None else min(state.list_from, state.paragraph_from)
    first = state.author is None and state.spoke_before != telling.sentence.paragraph
    for statement in state.unsaid:
        if is_national(brought.value.speaker) and _is_national_tally(statement):
            _said_by(brought.value.speaker, statement, state)
    for statement in (*state.unsaid, *(state.carried if first else ())):
        if statement.sentence >= (listed if statement.speaker is None else state.paragraph_from):
            _said_by(brought.value.speaker, statement, state)


def _is_national_tally(statement: Statement) -> bool:
    """Whether weapons sent at a whole country, or shot down over it, are counted: only its forces do that."""
    arms = statement.event in {EventKind.ATTACK, EventKind.INTERCEPTION}
    return arms and bool(statement.value) and not any(is_regional(code) for code in statement.codes)


def _said_by(speaker: Speaker, statement: Statement, state: State) -> None:
    """Makes a statement a claimant's who is named behind it; what a country's forces shot down nowhere is in their country."""
    statement.speaker = speaker
    home = country(speaker, state) if statement.event is EventKind.INTERCEPTION and is_national(speaker) else None
    if not statement.sites and home and (site := state.region(home)):
        statement.sites = (site,)


def without_carried_speaker(telling: Telling) -> None:
    """What another day brought is the text's own remark, not the last claimant's: "Накануне …"; an author's text is all his."""
    before = telling.state.when_before
    if telling.attributions or telling.state.author or not before or not before.start:
        return
    for statement in telling.found:
        when = statement.when
        if statement.event is EventKind.CASUALTIES and statement.value:
            continue  # "Тепер в учорашнього удару 28 убитих": a toll of today
        if statement.when_span and when and when.end and when.end[:10] < before.start[:10]:
            statement.speaker = None


def _only_signs(telling: Telling) -> bool:
    """As in "Такий звіт зранку дала поліція": a sentence of signature whose verb is none of saying."""
    voices = telling.of("speaker")
    told = telling.attributions or telling.found or telling.has("happening") or len(voices) != 1
    return not told and telling.text[telling.sentence.start : telling.sentence.end].startswith(SIGNS)


def _signed(telling: Telling) -> bool:
    """Whether a sentence only tells who said what stands before: "Об этом сообщил …", "— Имя, должность"."""
    if telling.attributions[0].value.turn == "signs":
        return True
    return telling.text[telling.sentence.start : telling.sentence.end].lstrip("\"' —").startswith(SIGNS)
