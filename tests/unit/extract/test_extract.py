"""What holds for every text: spans, determinism, independence of paragraphs, spellings; and what the engine promises."""

import json
import os
import subprocess
import sys
import time
import unicodedata
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.extract.answer import events
from services.extract.explain import explained, table
from services.extract.extract import Knowledge, extract
from services.extract.text import document, language
from services.extract.words import lexicon, sources
from tocsin.article import Article

KNOWLEDGE = Knowledge.load()
PUBLISHED = datetime.fromisoformat("2025-06-14T12:00:00+03:00")
NEWS = (
    "Air defences destroyed 36 drones overnight, the Russian Defence Ministry said: 15 over the Kursk Region, nine over Oryol, and "
    "the rest over Tula.\nGovernor Ivan Petrov's figure was lower: “Two UAVs were shot down near Rylsk – no one was hurt.”"
)
WORDS = (
    "drone|drones|shot down|12|two|over|Kursk|Region|,|.|said|Governor|Ivan Petrov|no|casualties|overnight|(|)|—|:|;|killed|and|"
    "each|including|ракета|сбито|дронов|над|Курском|збито|по|три|Харків|не|ОВА|«|»|\n|5-|1943|%|the rest|respectively|’s|…|🚀|"
    "\u200b|é|e\u0301"
)
WORDS = WORDS.split("|")


def read(text, lang="en", published=PUBLISHED):
    return extract(Article(id="art", source="test", lang=lang, published=published, text=text), KNOWLEDGE)


def values(claims):
    return [
        (c.event, c.object, c.count and (c.count.value, c.count.bound), c.place and c.place.region, c.claimant and c.claimant.kind,
         c.when and (c.when.start, c.when.end), c.modality, c.part_of is not None)
        for c in claims
    ]  # fmt: skip


TEXTS = st.lists(st.sampled_from(WORDS) | st.text(max_size=5), max_size=40).map(" ".join)


@settings(max_examples=150, deadline=None)
@given(TEXTS, st.sampled_from(["en", "ru", "uk"]))
def test_any_text_is_read_and_every_span_lies_in_it(text, lang):
    found = read(text, lang)
    for claim in found.claims:
        assert claim.evidence.text == text[claim.evidence.start : claim.evidence.end] != ""
        for span in claim.spans.model_dump().values():
            assert span is None or 0 <= span[0] <= span[1] <= len(text)
        if claim.count and claim.count.text and claim.spans.count:
            assert claim.count.text == text[slice(*claim.spans.count)]
    ids = [claim.id for claim in found.claims]
    assert len(ids) == len(set(ids))
    assert all(claim.part_of is None or claim.part_of in ids for claim in found.claims)
    assert table(found)
    assert explained(found)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(["council", "met", "on", "a budget", "bread", "prices", "fell", "slowly", "music"]), min_size=1, max_size=12
    )
)
def test_a_paragraph_on_something_else_changes_no_claim(words):
    other = "The " + " ".join(words) + "."
    assert values(read(NEWS + "\n" + other).claims) == values(read(NEWS).claims)


@pytest.mark.parametrize(
    ("old", "new"),
    [("“", '"'), ("”", '"'), ("–", "—"), (" ", "\u00a0"), ("’", "'"), ("'", "’"), ("Kursk", "Kurs\u00adk")],
)
def test_quotes_dashes_and_spaces_make_no_difference(old, new):
    assert values(read(NEWS.replace(old, new)).claims) == values(read(NEWS).claims)


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_composed_and_decomposed_letters_make_no_difference(form):
    text = "Йошкар-Ола: у Києві й Харкові збито 12 дронів, повідомив мер Києва Їжак."
    found = read(unicodedata.normalize(form, text), "uk")
    assert values(found.claims) == values(read(text, "uk").claims)
    assert all(c.evidence.text == found.view.original[c.evidence.start : c.evidence.end] for c in found.claims)


def test_claims_are_the_same_in_every_process():
    code = (
        "from services.extract.extract import Knowledge, extract\nfrom tocsin.article import Article\nimport sys\n"
        "article = Article(id='a', source='s', lang='en', text=sys.argv[1])\n"
        "for c in extract(article, Knowledge.load()).claims: print(c.model_dump_json())"
    )
    runs = {
        subprocess.run(
            [sys.executable, "-c", code, NEWS], env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("0", "1", "2")
    }
    assert len(runs) == 1


def test_an_edit_elsewhere_keeps_the_ids():
    before = {claim.id for claim in read(NEWS).claims}
    after = {claim.id for claim in read("In other news, the library opens on Sunday.\n" + NEWS).claims}
    assert before == after


UNITS = {
    "numbers": "5 ", "figures": "1234567890", "groups": "000 ", "ranges": "1-2 ", "decimals": "1.", "number words": "hundred and ",
    "parentheses": "(", "pairs": "() ", "quotes": '"', "apostrophes": "'", "marks": "..!x", "dots": ".", "dashes": "-",
    "spaces": " ", "line breaks": "\n", "abbreviations": "U.S.", "initials": "A. ", "letters": "drone", "hyphens": "Kursk-",
    "Cyrillic letters": "дрон", "two scripts": "дpoн", "unseen": "\u200b", "accents": "e\u0301", "signs": "🚀 ",
    "weapons": "drone ", "lines": "drone strike\n", "verbs": "killed ", "places": "Kursk, ", "adjectives": "Курской, ",
    "names": "Ivan ", "full names": "Иван Петров ", "claimants": "Governor Ivan Petrov said, ", "verbs of saying": "said ",
    "dates": "at 5:00 p.m. on July 5, ", "windows": "from 5:00 to 6:00 ", "days": "с 5 по ", "nights": "в ночь на 5 июля ",
    "clauses": "Two drones were shot down over Kursk and 3 missiles hit a depot in Sumy, killing 4 people, ",
    "Russian clauses": "сбиты 5 дронов и 3 ракеты, ранены 4 человека, ", "tallies": "танків — 7 545 (+17), ",
    "sentences": "Two drones were shot down over Kursk. ",
    "parts": "Sumy lost 41 drones: 18 over Kursk, 13 over Tula and 10 over Bryansk. ",
    "bullets": "▪️ 5 дронов над Курской областью;\n", "districts": "в Деснянському районі, ",
    "tolls": "число погибших возросло до 9, ",
}  # fmt: skip
"""What a text may repeat without end."""


@pytest.mark.parametrize("unit", UNITS.values(), ids=UNITS.keys())
def test_cost_grows_no_faster_than_the_text(unit):
    """Four times the text takes about four times the work; a cost that grows with its square takes sixteen times, however often
    it is tried. Both sizes are measured side by side, so that a busy machine changes both.
    """
    lang = language.detect(unit * 9)
    head = {"en": "Two drones were shot down. ", "ru": "Сбиты два дрона. ", "uk": "Збито два дрони. "}[lang]

    def cost(size):
        text = (head + unit * size)[:size]
        started = time.process_time()
        read(text, lang)
        return time.process_time() - started

    assert any(cost(16_000) < 8 * max(cost(4_000), 0.004) for _ in range(4))


@pytest.mark.slow
@pytest.mark.parametrize("name", ["parts", "bullets", "numbers", "spaces", "two scripts"])
def test_a_text_of_a_million_characters_is_read(name):
    unit = UNITS[name]
    lang = language.detect(unit * 9)
    head = {"en": "Two drones were shot down. ", "ru": "Сбиты два дрона. ", "uk": "Збито два дрони. "}[lang]
    text = (head + unit * 1_000_000)[:1_000_000]
    assert all(text[c.evidence.start : c.evidence.end] == c.evidence.text for c in read(text, lang).claims)


def test_the_longest_lists_of_the_issue_are_read():
    assert read(" ".join(map(str, range(10_000))) + " drones were shot down over Kursk.").view
    assert read("(" * 100_000 + " drones shot down " + ")" * 1_000).view


def test_a_view_of_any_text_leads_back():
    text = "“Cafe\u0301” \u200b– drone"
    view = document.view(text)
    start = view.text.index("drone")
    assert text[slice(*view.span(start, start + 5))] == "drone"


def test_a_lexicon_with_an_unknown_key_does_not_load(monkeypatch):
    monkeypatch.setattr(sources, "parsed", lambda name: {"uav": {"singular": ["drone"]}} if name == "objects.en.yaml" else {})
    with pytest.raises(lexicon.LexiconError, match=r"objects\.en\.yaml: uav: \['singular'\] is not known"):
        lexicon.expanded("en")


def test_the_service_closes_every_article():
    article = Article(id="art", revision=3, source="s", lang="en", published=PUBLISHED, text=NEWS, content_hash="abc")
    *claims, closing = events(article, KNOWLEDGE, PUBLISHED)
    assert closing.type == "tocsin.article.extracted.v1"
    assert closing.data.claims == tuple(event.data.id for event in claims)
    assert (closing.data.revision, closing.data.content_hash, closing.data.origin) == (3, "abc", PUBLISHED)
    assert events(article, KNOWLEDGE, PUBLISHED) == [*claims, closing]
    assert [e.type for e in events(article.model_copy(update={"text": "Bread."}), KNOWLEDGE, PUBLISHED)] == [closing.type]


def command(*arguments, text):
    return subprocess.run(
        [sys.executable, "-m", "services.cli", *arguments], input=text, capture_output=True, text=True, check=False
    )


def test_the_command_reads_articles_and_prints_claims():
    lines = "\n".join(json.dumps({"id": f"a{n}", "lang": "en", "published": None, "text": NEWS}) for n in (1, 2))
    done = command("extract", "--format", "jsonl", "-", text=lines)
    claims = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0
    assert {claim["article"]["id"] for claim in claims} == {"a1", "a2"}
    assert len(claims) == 2 * len(read(NEWS).claims)


def test_the_command_names_the_line_that_is_no_article_and_goes_on():
    lines = ['{"id": "a", "text": "Bread."}', '{"id": "b"}', json.dumps({"id": "c", "lang": "en", "text": NEWS})]
    done = command("extract", "--format", "jsonl", "-", text="\n".join(lines))
    assert ":2: not an article" in done.stderr
    assert {json.loads(line)["article"]["id"] for line in done.stdout.splitlines()} == {"c"}


def test_explain_marks_the_claims_and_tells_the_rule():
    done = command("explain", "-", text=NEWS)
    assert "[1 " in done.stdout
    assert "rule <trigger> <thing>" in done.stdout
    assert "36-15-9=12" in done.stdout


@pytest.mark.parametrize("dateline", ["KYIV, June 14 (Harbour Wire) - ", "KYIV, June 14. /Harbour Wire/. ", ""])
def test_the_day_of_a_dateline_is_not_when_it_happened(dateline):
    found = read(f"{dateline}Twelve drones were shot down over Sumy region overnight. Two people were injured in Sumy.")
    assert [(claim.when.start, claim.when.end) for claim in found.claims] == [("2025-06-13", "2025-06-14")] * 2
