"""Dates, encodings, languages and fingerprints: the small pure parts that reading stands on."""

import pytest

from services.ingest.articles import simhash
from services.ingest.cleaning import language
from services.ingest.web import charset, dates

DATES = {
    "Mon, 21 Jul 2025 16:02:00 +0300": "2025-07-21T16:02:00+03:00",
    "Mon, 21 Jul 2025 16:02:00 GMT": "2025-07-21T16:02:00+00:00",
    "Monday, 21 July 2025 16:02:00 +03:00": "2025-07-21T16:02:00+03:00",
    "21 Jul 2025 16:02": "2025-07-21T16:02:00+00:00",
    "Mon, 21 Jul 2025 16:02:00 EST": "2025-07-21T21:02:00+00:00",
    "Mon, 21 Jul 2025 16:02:60 Z": "2025-07-21T16:02:59+00:00",
    "2025-07-21T16:02:00+03:00": "2025-07-21T16:02:00+03:00",
    "2025-07-21T16:02:00.123456Z": "2025-07-21T16:02:00+00:00",
    "2025-07-21T16:02+0300": "2025-07-21T16:02:00+03:00",
    "2025-07-21 16:02:00": "2025-07-21T16:02:00+00:00",
    "2025-07-21T24:00:00Z": "2025-07-22T00:00:00+00:00",
    "2025-07-21": "2025-07-21T00:00:00+00:00",
    "2025-07": "2025-07-01T00:00:00+00:00",
    "Mon Jul 21 16:02:00 2025": "2025-07-21T16:02:00+00:00",
    "21 Jul 98 16:02:00 GMT": "1998-07-21T16:02:00+00:00",
    "2025-02-30": None,
    "soon": None,
    "": None,
    "x" * 5000: None,
}


@pytest.mark.parametrize(("text", "moment"), DATES.items(), ids=lambda value: str(value)[:40])
def test_a_date_keeps_its_zone(text: str, moment: str | None) -> None:
    found = dates.parse(text)
    assert (found and found.isoformat()) == moment


@pytest.mark.parametrize(
    ("body", "content_type", "encoding"),
    [
        ("é".encode(), None, "utf-8"),
        (b"\xef\xbb\xbfa", "text/html; charset=windows-1251", "utf-8"),
        ("Привіт".encode("cp1251"), "text/html; charset=windows-1251", "cp1251"),
        ('<meta charset="koi8-r">Привет'.encode("koi8-r"), None, "koi8-r"),
        ('<?xml version="1.0" encoding="gb2312"?>喞'.encode("gb18030"), None, "gb18030"),
        ('<?xml version="1.0" encoding="iso-8859-1"?>“x”'.encode("cp1252"), None, "cp1252"),
        ("<a/>".encode("utf-16-le"), None, "utf-16-le"),
        (b"plain", "text/html; charset=rot13", "utf-8"),
        (b"plain", "text/html; charset=no-such-thing", "utf-8"),
    ],
)
def test_the_encoding_follows_the_evidence(body: bytes, content_type: str | None, encoding: str) -> None:
    decoded = charset.decode(body, content_type)
    assert decoded.encoding == encoding
    assert not decoded.errors


def test_a_damaged_document_is_read_and_told() -> None:
    body = "слово ".encode() * 50
    assert not charset.decode(body + b"\xff").errors
    assert charset.decode(body + b"\xff" * 50).errors


TEXTS = {
    "en": "The governor said that three drones were shot down over the region in the night.",
    "de": "Der Gouverneur sagte, dass in der Nacht drei Drohnen über der Region abgeschossen wurden, und das ist nicht alles.",
    "fr": "Le gouverneur a déclaré que trois drones ont été abattus dans la région pendant la nuit.",
    "es": "El gobernador dijo que tres drones fueron derribados en la región durante la noche por las defensas.",
    "pl": "Gubernator powiedział, że nad regionem nie było spokojnie i że zestrzelono trzy drony.",
    "tr": "Vali, gece bölgede üç insansız hava aracının düşürüldüğünü ve bir kişinin yaralandığını söyledi.",
    "ru": "Губернатор сообщил, что ночью над регионом были сбиты три беспилотника.",
    "uk": "Губернатор повідомив, що вночі над регіоном збили три безпілотники.",
    "be": "Губернатар паведаміў, што ўначы над рэгіёнам збілі тры беспілотнікі.",
    "bg": "Губернаторът съобщи, че през нощта над региона са свалени три дрона, които не са се взривили.",
    "sr": "Гувернер је саопштио да су ноћу изнад региона оборене три беспилотне летелице које нађене су јутрос.",
    "he": "המושל אמר כי שלושה רחפנים הופלו מעל האזור בלילה.",
    "ar": "قال المحافظ إن ثلاث طائرات مسيرة أسقطت فوق المنطقة ليلا.",
    "fa": "استاندار گفت که سه پهپاد در شب بر فراز منطقه سرنگون شد و چند نفر زخمی شدند.",
    "el": "Ο κυβερνήτης είπε ότι τρία drones καταρρίφθηκαν πάνω από την περιοχή τη νύχτα.",
    "ja": "知事は夜に三機のドローンが撃墜されたと述べた。",
    "zh": "州长表示，夜间三架无人机在该地区上空被击落。",
    "ko": "주지사는 밤에 지역 상공에서 드론 세 대가 격추됐다고 말했다.",
    "ka": "გუბერნატორმა განაცხადა, რომ ღამით სამი დრონი ჩამოაგდეს.",
}


@pytest.mark.parametrize(("lang", "text"), TEXTS.items())
def test_the_language_of_a_text(lang: str, text: str) -> None:
    assert language.detect(text) == lang


@pytest.mark.parametrize(
    ("text", "declared", "lang"),
    [("OK", "uk", "uk"), ("", None, None), ("123 456", "ru-RU", "ru"), (TEXTS["en"], "ru", "en"), (TEXTS["uk"], "ru", "uk")],
)
def test_what_is_declared_decides_only_where_the_text_is_silent(text: str, declared: str | None, lang: str | None) -> None:
    assert language.detect(text, declared) == lang


def test_near_copies_are_near_and_others_far() -> None:
    text = " ".join(f"In district {number} the crews restored power to houses on street {number * 7}." for number in range(40))
    copy = text.replace("district 7", "district seven")
    other = " ".join(f"Team {number} scored goal {number * 3} against visitors after the break." for number in range(40))
    assert simhash.distance(simhash.simhash(text), simhash.simhash(copy)) <= 6
    assert simhash.distance(simhash.simhash(text), simhash.simhash(other)) >= 16
    assert simhash.content_hash(text) == simhash.content_hash(text.upper() + "  ")
    assert simhash.content_hash(text) != simhash.content_hash(copy)
    assert simhash.simhash("") == "0" * 16
