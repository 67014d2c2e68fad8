"""What `tocsin explain` shows: the text with its claims marked, and the derivation of each value from the words that carry it."""

from datetime import datetime

import pytest

from services.extract.explain import explained, table
from services.extract.extract import Knowledge, extract
from tocsin.article import Article

KNOWLEDGE = Knowledge.load()
NEWS = (
    "Air defences destroyed 36 drones overnight, the Russian Defence Ministry said: 15 over the Kursk Region, nine over Oryol, "
    "and the rest over Tula.\nGovernor Ivan Petrov's figure was lower: two UAVs were shot down near Rylsk."
)


def read(text, lang="en"):
    published = datetime.fromisoformat("2025-06-14T12:00:00+03:00")
    return extract(Article(id="art", source="test", lang=lang, published=published, text=text), KNOWLEDGE)


@pytest.fixture(scope="module")
def shown():
    return explained(read(NEWS))


def of(shown, number):
    """The lines about one claim."""
    lines = shown.splitlines()
    start = next(index for index, line in enumerate(lines) if line.startswith(f"  {number}. "))
    end = next((index for index in range(start + 1, len(lines)) if not lines[index].startswith("     ")), len(lines))
    return [line.strip() for line in lines[start:end]]


def test_the_text_stands_there_whole_with_each_claim_in_its_brackets(shown):
    text, _, _ = shown.partition("\n\n")
    assert "[1 destroyed 36 drones 1] overnight" in text
    assert "[2 15 over the Kursk Region 2], [3 nine over Oryol 3], and [4 the rest over Tula 4]." in text
    for number in range(1, 6):
        text = text.replace(f"[{number} ", "").replace(f" {number}]", "")
    assert text == NEWS


def test_each_value_is_traced_to_the_words_and_the_rule_that_read_them(shown):
    lines = of(shown, 3)
    assert lines[0] == "3. interception uav 9 · RU-ORL · 2025-06-13 – 2025-06-14 · Russian Defence Ministry (ministry)"
    assert "count 'nine', place 'Oryol', when 'overnight', claimant 'Russian Defence Ministry'" in lines
    assert "part of 1" in lines
    assert "time 'overnight' means night" in lines
    assert "number 'nine' means 9" in lines
    assert "body 'Defence Ministry' means ministry" in lines
    assert any(line.startswith("amount 'nine' by <number>") for line in lines)
    assert any(line.startswith("place 'Oryol' means RU-ORL") for line in lines)
    assert any(line.startswith("location 'over Oryol' by <where>+") for line in lines)


def test_arithmetic_and_times_that_go_on_are_told(shown):
    assert "arithmetic 36-15-9=12" in of(shown, 4)
    assert "time inherited" in of(shown, 5)
    assert "trigger 'shot down' means shoot_down" in of(shown, 5)


def test_a_text_without_claims_says_so():
    assert explained(read("Bread.")) == "Bread.\n\nno claims"
    assert table(read("Bread.")) == "no claims"


def test_a_text_whose_letters_the_rules_see_otherwise_is_shown_as_it_is():
    text = "Над Ку\u0301рской областью в ночь на 14 июня сбиты два\u00a0дрона, сообщил губернатор Иван Петров."
    shown = explained(read(text, "ru"))
    assert "number 'два' means 2" in shown
    assert shown.partition("\n\n")[0].replace("[1 ", "").replace(" 1]", "") == text
