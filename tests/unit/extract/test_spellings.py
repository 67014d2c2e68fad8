"""What must make no difference to the claims of any text of the corpus: spellings, line ends, another process or paragraph."""

import hashlib
import os
import re
import subprocess
import sys
import unicodedata
from datetime import datetime
from functools import cache
from pathlib import Path

import pytest
import yaml
from grids.composing import composed

from services.extract.extract import Knowledge, extract
from tocsin.article import Article

CORPUS = Path(__file__).parents[2] / "corpus"
KNOWLEDGE = Knowledge.load()
OTHER = {
    "en": "The council met on a budget for bread and music.",
    "ru": "Совет обсудил цены на хлеб и музыку.",
    "uk": "Рада обговорила ціни на хліб і музику.",
}
SPELLINGS = {
    "decomposed letters": lambda text: unicodedata.normalize("NFD", text),
    "unbroken spaces": lambda text: text.replace(" ", "\u00a0"),
    "short dashes": lambda text: text.replace("—", "–"),
    "bars for dashes": lambda text: text.replace("—", "―"),
    "curly quotes": lambda text: text.replace("«", "“").replace("»", "”"),
    "straight quotes": lambda text: re.sub("[“”«»]", '"', text),
    "curly apostrophes": lambda text: text.replace("'", "’"),
    "letters for apostrophes": lambda text: text.replace("'", "ʼ"),
    "soft hyphens": lambda text: re.sub(r"(?<=\w{3})(?=\w{3})", "\u00ad", text),
    "line ends of Windows": lambda text: text.replace("\n", "\r\n"),
    "a mark of byte order": lambda text: "\ufeff" + text,
    "spaces at line ends": lambda text: text.replace("\n", "  \n"),
}


@cache
def texts():
    """Language, day and text of every case."""
    found = []
    for path in sorted(CORPUS.glob("extract*/*.yaml")):
        data = yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader)
        lang = path.name.split(".")[0].split("_")[0]
        found += [(lang, datetime.fromisoformat(str(data["published"])), case["text"]) for case in data["cases"]]
    return found


def claims(text, lang, published):
    return extract(Article(id="art", source="corpus", lang=lang, published=published, text=text), KNOWLEDGE).claims


@cache
def told(text, lang, published):
    """What the claims of a text say, without the letters and offsets that a spelling changes."""
    return [
        (c.event, c.object, c.outcome, c.count and (c.count.value, c.count.max, c.count.bound, c.count.equation),
         c.place and (c.place.region, c.place.precision), c.claimant and c.claimant.kind,
         c.when and (c.when.start, c.when.end, c.when.basis), c.modality, c.part_of is not None, c.flags, c.rule)
        for c in claims(text, lang, published)
    ]  # fmt: skip


@pytest.mark.parametrize("spelling", SPELLINGS.values(), ids=SPELLINGS.keys())
def test_a_spelling_makes_no_difference(spelling):
    changed = [(text, lang, day) for lang, day, text in texts() if spelling(text) != text]
    assert changed
    differ = [text for text, lang, day in changed if told(spelling(text), lang, day) != told(text, lang, day)]
    assert not differ


@pytest.mark.parametrize("end", ["\r\n", "  \n", "\u00a0\n"])
def test_a_headline_and_a_clock_time_are_read_however_their_lines_end(end):
    day = datetime.fromisoformat("2025-06-14T12:00:00+03:00")
    text = (
        "Air defences down nearly 50 drones overnight\n"
        "Air defences shot down 46 drones between midnight and 7 a.m.\nMoscow Standard Time, the Defence Ministry said: "
        "26 over the Kursk Region and 20 over the Tula Region."
    )
    assert told(text.replace("\n", end), "en", day) == told(text, "en", day)


def test_a_paragraph_on_something_else_keeps_every_claim_and_its_id():
    for lang, day, text in texts():
        alone, beside = claims(text, lang, day), claims(f"{text}\n\n{OTHER[lang]}", lang, day)
        assert [claim.id for claim in alone] == [claim.id for claim in beside], text


def test_the_corpus_is_read_the_same_in_every_process():
    code = "import test_spellings as t; print(t.fingerprint())"
    runs = {
        subprocess.run(
            [sys.executable, "-c", code], env={**os.environ, "PYTHONHASHSEED": seed}, cwd=Path(__file__).parent,
            capture_output=True, check=True, text=True,
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert runs == {fingerprint() + "\n"}


def fingerprint():
    """All claims of the corpus and of composed sentences, letter for letter, as one hash."""
    found = hashlib.sha256()
    sentences = [(lang, None, sentence.text) for lang in ("en", "ru", "uk") for _, sentence in composed(lang, 200, seed=2)]
    for lang, day, text in (*texts(), *sentences):
        for claim in claims(text, lang, day):
            found.update(claim.model_dump_json().encode())
    return found.hexdigest()
