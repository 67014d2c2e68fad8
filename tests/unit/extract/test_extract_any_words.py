"""Whatever stands beside whatever: the words of the lexicon in any order are read, and what is claimed stands in the text."""

from collections import defaultdict
from random import Random

import pytest

from services.extract.extract import Knowledge, extract
from services.extract.words import lexicon
from tocsin.article import Article

KNOWLEDGE = Knowledge.load()
PLACES = {
    "en": "Kursk|Kyiv|Kharkiv Region|Crimea|Sevastopol|the Black Sea|Russia|Gaza|Iran|Moscow Region|the Sumy district",
    "ru": "Курск|Курской области|Белгородской областью|Киев|Харькове|Крыму|Севастополем|Черным морем|селе Муром|Подмосковье",
    "uk": "Курськ|Сумщині|Харкові|Харківській області|Києва|Криму|Чорним морем|Росії|України|Шосткинській громаді|селі Муром",
}
NUMBERS = {
    "en": "two|5|41|a dozen|dozens of|18-year-old|the first|both|half|no|at least|10 to 12|1,200|three more",
    "ru": "два|5|41|двое|пятеро|десятки|18-летний|первый|оба|не менее|10–12|1200|ещё три|никто",
    "uk": "два|5|41|двоє|п'ятеро|десятки|18-річний|перший|обидва|щонайменше|10–12|1200|ще три|ніхто",
}
TIMES = {
    "en": "overnight|on Tuesday|July 18|at 12:20|over the past week",
    "ru": "ночью|во вторник|18 июля|в 12:20|в ночь на 4 июля|за неделю",
    "uk": "вночі|у вівторок|18 липня|о 12:20|у ніч на 4 липня|за тиждень",
}
NAMES = {"en": "Ivan Petrov|Reuters|with|in|and", "ru": "Иван Петров|ТАСС|в|над|и", "uk": "Іван Петренко|Укрінформ|у|над|і"}
MARKS = [*',,,.:;—()"?+/-•', "▪️", "\n", "\n\n"]


def forms(lang):
    """The words of a language by what they mean."""
    found = defaultdict(list)
    for form, term in lexicon.terms(lang).items():
        found[term.kind].append(form)
    return dict(found)


def any_text(known, lang, drawn):
    """Anything that a rule may look for, the things and what happens to them most often."""
    kinds = [*known.values()]
    told = [known["object"], known["trigger"]]
    beside = [given.split("|") for given in (PLACES[lang], NUMBERS[lang], TIMES[lang], NAMES[lang])]
    return " ".join(drawn.choice(drawn.choice(drawn.choice([told, beside, [MARKS], kinds]))) for _ in range(drawn.randint(5, 60)))


@pytest.mark.parametrize("lang", PLACES)
def test_words_of_the_lexicon_in_any_order_are_read(lang):
    known = forms(lang)
    for seed in range(300):
        text = any_text(known, lang, Random(seed))
        article = Article(id="any", source="test", lang=lang, published="2025-07-21T12:00:00+03:00", text=text)
        try:
            claims = extract(article, KNOWLEDGE).claims
        except Exception as error:
            error.add_note(f"in the text {text!r}")
            raise
        for claim in claims:
            assert text[claim.evidence.start : claim.evidence.end] == claim.evidence.text
            assert (
                not (claim.count and claim.count.text and claim.spans.count) or text[slice(*claim.spans.count)] == claim.count.text
            )
