"""Owns claimants of Russian and Ukrainian texts that are named only behind what they say, or over it: "Об этом сообщил …"."""

from typing import Final

from services.extract.homes import at_home
from services.extract.rules.claimants import Speaker
from services.extract.settling import settled
from services.extract.telling import Telling

_SIGNS: Final = (
    "Об этом", "Про це", "Дані ", "Такі дані", "Це зведення", "Інформацію", "Подробиці", "Деталі", "Відповідн", "Данные",
    "Такие данные", "Информацию", "Подробности", "Соответствующ",
)  # fmt: skip
"""What a sentence begins with that only tells who said what stands before."""
_HEADING: Final = 2
"""Sentences at the top that may say whose text it is."""


def entitled(telling: Telling, speaker: object) -> None:
    """A heading that names an institution or its summary says whose the text is."""
    early = (
        telling.state.speaker is None
        and telling.number <= _HEADING
        and not telling.has("happening")
        and not telling.attributions
        and not telling.found
    )
    if early and isinstance(speaker, Speaker):
        telling.state.speaker = telling.state.author = at_home(speaker, telling.text, telling.state.lang)
        home = tuple(site for site in settled(speaker.places, telling.state) if site.entry.level != "country")
        telling.state.sites = telling.state.sites or home


def name_afterwards(telling: Telling) -> None:
    """Statements before the first claimant of a text are his, where he is named behind what he says; a signature is under all."""
    state, attributions = telling.state, telling.attributions
    lone = next((node.value for node in telling.nodes if node.kind == "speaker"), None)
    if (
        lone
        and telling.number
        and not attributions
        and all(node.kind in {"speaker", "mark", "stop", "dash"} for node in telling.nodes)
    ):
        signer = lone
    else:
        signer = attributions[0].value.speaker if attributions and _signed(telling) and not telling.found else None
    if signer:
        since = 0 if signer is lone else state.paragraph_before if telling.number == state.paragraph_from else state.paragraph_from
        for statement in (*state.unsaid, *state.carried):
            statement.speaker = signer if statement.sentence >= since else statement.speaker
        state.unsaid, state.carried = [], []
    elif attributions:
        middle = (telling.sentence.start + telling.sentence.end) // 2
        behind = any(statement.start < attributions[0].start for statement in telling.found) or attributions[0].start > middle
        if behind and attributions[0].value.turn in {"said", "says", "signs"}:
            for statement in state.unsaid:
                if statement.sentence >= state.paragraph_from:
                    statement.speaker = attributions[0].value.speaker
        state.unsaid = []
    if not attributions:
        state.carried += [statement for statement in telling.found if statement.speaker]
    state.unsaid += [statement for statement in telling.found if statement.speaker is None]


def without_carried_speaker(telling: Telling) -> None:
    """What another day brought is the text's own remark, not the last claimant's: "Накануне …", "За прошедшую неделю …"."""
    before = telling.state.when_before
    if telling.attributions or not before or not before.start:
        return
    for statement in telling.found:
        when = statement.when
        if statement.when_span and when and when.end and when.end[:10] < before.start[:10]:
            statement.speaker = None


def _signed(telling: Telling) -> bool:
    """Whether a sentence only tells who said what stands before: "Об этом сообщил …", "— Имя, должность"."""
    if telling.attributions[0].value.turn == "signs":
        return True
    return telling.text[telling.sentence.start : telling.sentence.end].lstrip("\"' —").startswith(_SIGNS)
