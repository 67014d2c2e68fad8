"""What a proposed claim must prove. The proposals are those of a model at its best, at its worst, and in a stranger's hands."""

import json
from datetime import datetime

import pytest

from services.extract.extract import Knowledge, extract
from services.extract.propose.check import check
from services.extract.propose.proposal import Proposal, Reason, UnreadableAnswer, message_of, proposals
from services.extract.propose.words import reading
from tocsin.article import Article

KNOWLEDGE = Knowledge.load()
PUBLISHED = datetime.fromisoformat("2025-06-14T12:00:00+03:00")
ENGLISH = (
    "The sky over Kursk Region lit up overnight. Regional head Ivan Petrov counted 48 kamikaze craft brought to the ground on "
    "Friday. A further 12 km away a man, 58, lost a leg. Nobody died. At least nine sheds near Rylsk went up in smoke."
)
RUSSIAN = "В ночь на 14 июня под Рыльском Курской области приземлили двадцать шесть «птичек», пишет глава района Иван Петров."


def article(text, lang="en"):
    return Article(id="art", source="test", lang=lang, published=PUBLISHED, text=text)


def checked(text, *proposed, lang="en", most=12_000):
    given = article(text, lang)
    found = extract(given, KNOWLEDGE)
    return check([Proposal.model_validate(each) for each in proposed], reading(given, found, KNOWLEDGE, most), "m1")


def craft(**more):
    """A good proposal about the English text."""
    return {
        "quote": "48 kamikaze craft brought to the ground",
        "event": "interception",
        "object": "uav",
        "object_words": "kamikaze craft",
        "count": 48,
        "outcome": "destroyed",
        "place": "Kursk Region",
        "claimant": "Ivan Petrov",
        "claimant_kind": "governor",
        "time": "overnight",
        "modality": "asserted",
        **more,
    }


def test_a_good_proposal_becomes_a_claim_whose_values_the_rules_have_read():
    (claim,) = checked(ENGLISH, craft()).claims
    assert (claim.event, claim.object, claim.object_text, claim.outcome) == ("interception", "uav", "kamikaze craft", "destroyed")
    assert (claim.count.value, claim.count.bound, claim.count.text) == (48, "exact", "48")
    assert (claim.place.region, claim.place.country, claim.place.text) == ("RU-KRS", "RU", "Kursk")
    assert (claim.claimant.name, claim.claimant.kind) == ("Ivan Petrov", "governor")
    assert (claim.when.start, claim.when.end, claim.when.text) == ("2025-06-13", "2025-06-14", "overnight")
    assert claim.evidence.text == ENGLISH[claim.evidence.start : claim.evidence.end] == craft()["quote"]
    for name, words in (("count", "48"), ("object", "kamikaze craft"), ("claimant", "Ivan Petrov"), ("when", "overnight")):
        assert ENGLISH[slice(*getattr(claim.spans, name))] == words
    assert (claim.rule, claim.flags, claim.part_of) == ("proposed:m1", ("proposed",), None)


def test_number_words_in_any_case_and_places_in_any_case_are_read():
    proposal = craft(
        quote="приземлили двадцать шесть «птичек»",
        object_words="птичек",
        count=26,
        place="Рыльском",
        claimant="глава района Иван Петров",
        claimant_kind="other",
        time="В ночь на 14 июня",
    )
    (claim,) = checked(RUSSIAN, proposal, lang="ru").claims
    assert (claim.count.value, claim.count.text, claim.place.region, claim.place.name) == (
        26,
        "двадцать шесть",
        "RU-KRS",
        "Рыльском",
    )
    assert (claim.when.start, claim.when.end) == ("2025-06-13", "2025-06-14")


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"quote": "48 drones were shot down"}, Reason.QUOTE),
        ({"quote": "48 Kamikaze craft brought to the ground"}, Reason.QUOTE),
        ({"quote": "48  kamikaze craft brought to the ground"}, Reason.QUOTE),
        ({"count": 47}, Reason.NUMBER),
        ({"quote": "kamikaze craft brought to the ground"}, Reason.NUMBER),
        ({"quote": "8 kamikaze craft brought to the ground", "count": 8}, Reason.NUMBER),
        ({"quote": "A further 12 km away a man", "object_words": None, "count": 12}, Reason.NUMBER),
        ({"quote": "a man, 58, lost a leg", "object_words": None, "count": 58}, Reason.NUMBER),
        ({"object_words": "drones"}, Reason.OBJECT),
        ({"object_words": "Ivan Petrov"}, Reason.OBJECT),
        ({"object": "killed"}, Reason.PAIR),
        ({"place": "Belgorod Region"}, Reason.PLACE),
        ({"place": "lit up"}, Reason.UNKNOWN_PLACE),
        ({"place": "sk"}, Reason.PLACE),
        ({"claimant": "the Defence Ministry"}, Reason.CLAIMANT),
        ({"claimant": "van Pet"}, Reason.CLAIMANT),
        ({"time": "on Saturday"}, Reason.TIME),
        ({"time": "brought to the ground"}, Reason.UNREAD_TIME),
    ],
    ids=lambda value: value.value if isinstance(value, Reason) else None,
)
def test_what_is_not_in_the_text_is_dropped_with_its_reason(wrong, reason):
    found = checked(ENGLISH, craft(**wrong))
    assert found.claims == ()
    assert [(each.reason, each.quote) for each in found.dropped] == [(reason, wrong.get("quote", craft()["quote"]))]


def test_bounds_zeros_and_articles_are_read_from_the_text():
    sheds = craft(
        quote="nine sheds near Rylsk went up in smoke",
        event="damage",
        object="building",
        object_words="sheds",
        count=9,
        place="Rylsk",
        outcome=None,
    )
    nobody = craft(quote="Nobody died", event="casualties", object="killed", object_words=None, count=0, place=None, time=None)
    man = craft(quote="a man, 58, lost a leg", event="casualties", object="injured", object_words="man", count=1)
    found = checked(ENGLISH, sheds, nobody, man).claims
    assert [(claim.count.value, claim.count.bound) for claim in found] == [(9, "at_least"), (0, "exact"), (1, "exact")]
    assert [claim.outcome for claim in found] == [None, None, None]
    assert (found[0].place.region, found[0].place.name) == ("RU-KRS", "Rylsk")
    assert found[1].place is None
    assert (found[1].when.start, found[1].when.basis) == ("2025-06-14", "published")


def test_a_denied_claim_has_no_count():
    (claim,) = checked(ENGLISH, craft(modality="denied")).claims
    assert (claim.modality, claim.count) == ("denied", None)


def test_what_the_rules_found_is_not_doubled_and_no_proposal_counts_twice():
    told = "Twelve drones were shot down over Kursk Region overnight, Governor Ivan Petrov said. Some 30 flares were seen."
    (rules,) = extract(article(told), KNOWLEDGE).claims
    assert rules.count.value == 12
    same = craft(quote="Twelve drones were shot down over Kursk Region", object_words="drones", count=12)
    elsewhere = {**same, "place": None, "time": None, "claimant": None, "object": "missile", "object_words": None}
    without = {**same, "count": None}
    assert [each.reason for each in checked(told, same, elsewhere, without).dropped] == [Reason.KNOWN] * 3
    twice = checked(ENGLISH, craft(), craft(), craft(quote="counted 48 kamikaze craft brought to the ground"))
    assert len(twice.claims) == 1
    assert [each.reason for each in twice.dropped] == [Reason.KNOWN] * 2


def test_a_part_beside_the_rules_total_is_no_double():
    told = "Twelve drones were shot down over Kursk Region overnight, and 5 craft fell on Rylsk, Governor Ivan Petrov said."
    more = craft(quote="5 craft fell on Rylsk", event="attack", object_words="craft", count=5, place="Rylsk", outcome=None)
    assert [claim.count.value for claim in checked(told, more).claims] == [5]


def test_an_id_depends_on_what_is_stated_only():
    one = checked(ENGLISH, craft()).claims
    assert one == checked(ENGLISH, craft()).claims
    (again,) = checked("An editor's note. " + ENGLISH, craft(quote="counted 48 kamikaze craft brought to the ground")).claims
    assert again.id == one[0].id


@pytest.mark.parametrize("quote", ["\u200b", " ", "\u200b \u200b"])
def test_a_quote_that_nobody_sees_proves_nothing(quote):
    unseen = checked(f"{ENGLISH} {quote} .", craft(quote=quote))
    assert [each.reason for each in unseen.dropped] == [Reason.QUOTE]


def test_only_what_was_shown_may_be_quoted():
    late = checked(ENGLISH, craft(), most=60)
    assert [each.reason for each in late.dropped] == [Reason.QUOTE]


def test_evidence_is_letter_for_letter_where_the_rules_see_other_letters():
    text = "«Ко\u0301миссия»\u00a0– над Кýрском\u200b: " + RUSSIAN
    proposal = craft(quote="двадцать шесть «птичек»", object_words=None, count=26, place="Рыльском", claimant=None, time=None)
    (claim,) = checked(text, proposal, lang="ru").claims
    assert claim.evidence.text == text[claim.evidence.start : claim.evidence.end] == proposal["quote"]
    assert text[slice(*claim.spans.count)] == "двадцать шесть"


def test_an_answer_is_read_through_fences_and_talk():
    said = "Here you are:\n```json\n" + json.dumps({"claims": [craft()], "note": "ignored"}) + "\n```\nAnything else?"
    good, dropped = proposals(said, 10)
    assert (good, dropped) == ([Proposal.model_validate(craft())], [])


@pytest.mark.parametrize(
    "said",
    [
        "",
        "I cannot help with that.",
        "{",
        "[]",
        '{"claims": 3}',
        '{"claim": []}',
        "null",
        "{" * 100_000,
        '{"claims": [' + "9" * 9_000 + "]}",
    ],
    ids=["nothing", "talk", "cut", "list", "number", "misspelt", "null", "deep", "long number"],
)
def test_an_answer_that_is_no_list_of_claims_is_unreadable(said):
    with pytest.raises(UnreadableAnswer):
        proposals(said, 10)


@pytest.mark.parametrize(
    "item",
    [
        None,
        "48 drones",
        [],
        {},
        {**craft(), "count": "48"},
        {**craft(), "count": -1},
        {**craft(), "count": 10**12},
        {**craft(), "count": True},
        {**craft(), "event": "alien_landing"},
        {**craft(), "modality": "predicted"},
        {**craft(), "quote": ""},
        {**craft(), "quote": "x" * 501},
        {**craft(), "place": ["Kursk"]},
        {**craft(), "quote": {"$ref": "#"}},
    ],
    ids=range(14),
)
def test_a_claim_of_another_shape_is_dropped_and_the_others_go_on(item):
    good, dropped = proposals(json.dumps({"claims": [item, craft()]}), 10)
    assert len(good) == 1
    assert [each.reason for each in dropped] == [Reason.MALFORMED]


def test_more_claims_than_are_looked_at_are_counted():
    good, dropped = proposals(json.dumps({"claims": [craft()] * 5_000}), 40)
    assert len(good) == 40
    assert [each.reason for each in dropped] == [Reason.TOO_MANY] * 4_960


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"[]",
        b"{}",
        b'{"choices": []}',
        b'{"choices": [{"message": {"content": null}}]}',
        b'{"choices": {"0": 1}}',
        b'{"choices": ["x"]}',
        b"\xff\xfe",
        b"[" * 200_000,
    ],
    ids=range(10),
)
def test_what_is_no_chat_completion_is_unreadable(body):
    with pytest.raises(UnreadableAnswer):
        message_of(body)


def test_an_answer_that_was_cut_off_names_the_setting():
    body = json.dumps({"choices": [{"finish_reason": "length", "message": {"content": '{"claims": ['}}]}).encode()
    with pytest.raises(UnreadableAnswer, match="max_tokens"):
        message_of(body)
