"""How fast claims are extracted on one core, beside a floor that splits, tokenises and scans the same texts in the same run.

    python benchmarks/extract.py                    texts of this file, repeated; two minutes
    python benchmarks/extract.py ARTICLES.jsonl …   JSON lines with "lang" and "text"; only sentences per second

The texts of this file are dense ones in three languages, every sentence with a claim, and ordinary news without any. Prints
sentences per second and the ratio to the floor; then start-up and memory, the cost of texts that are made to be slow, and how cost
grows with length. Times are of the processor, not of the wall.
"""

import argparse
import json
import re
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from services.extract.extract import Knowledge, extract
from services.extract.text import document, language, sentences
from services.extract.words import scan
from tocsin.article import Article

TOKEN = re.compile(r"\w+|[^\w\s]")
SECONDS = 3.0
DENSE = {
    "en": (
        "Air defenses destroyed 41 drones over three regions overnight, the Defense Ministry said: 18 over the Saratov Region, 13 "
        "over the Voronezh Region and 10 over the Belgorod Region. Two people were killed and six injured in Shebekino, Governor "
        "Ivan Petrov said. A fire broke out at an oil depot near Engels. Seven houses and three cars were damaged. Flights at "
        "Saratov airport were suspended."
    ),
    "ru": (
        "Силы ПВО за ночь уничтожили 41 беспилотник, сообщило Минобороны: 18 над Саратовской областью, 13 над Воронежской и 10 над "
        "Белгородской. В Шебекине погибли два человека, шестеро ранены, сообщил губернатор Иван Петров. Загорелась нефтебаза под "
        "Энгельсом. Повреждены семь домов и три машины. В аэропорту Саратова введены ограничения."
    ),
    "uk": (
        "Сили ППО за ніч збили 41 безпілотник, повідомили Повітряні сили: 18 над Харківщиною, 13 над Полтавщиною і 10 над "
        "Сумщиною. У Чугуєві загинули двоє людей, шестеро поранені, повідомив начальник ОВА Іван Петренко. Загорілася нафтобаза "
        "під Лубнами. Пошкоджено сім будинків і три автомобілі."
    ),
}
ORDINARY = (
    "The city council approved the budget for the coming year on Tuesday after a debate that lasted five hours. Most of the money "
    "goes to schools and roads. The opposition wanted lower fees for kindergartens and lost the vote by three. The mayor thanked "
    "the members for their patience. A new tram line is to be planned by the summer. The library will open on Sundays from March. "
    "Visitors praised the exhibition of old maps in the town museum, which closes at the end of the month."
)
SLOW = {
    "short sentences": "Сбиты 5 дронов над Курском. ",
    "a list of parts": "Air defences destroyed 41 drones: 18 over Kursk, 13 over Tula and 10 over Bryansk. ",
    "one clause without end": "збито 5 дронів і 3 ракети, поранено 4 людини над Харковом, ",
    "bullets": "▪️ 5 дронов над Курской областью;\n",
    "numbers": "5 ",
    "ranges": "с 5 по 6 ",
    "places": "Kursk, ",
    "claimants": "Governor Ivan Petrov said, ",
    "parentheses": "(",
    "line breaks": "\n",
    "no spaces": "дрон",
    "two scripts": "дpoн",
    "marks": "..!x",
}
"""What texts that are made to be slow repeat."""
HEADS = {"en": "Two drones were shot down. ", "ru": "Сбиты два дрона. ", "uk": "Збито два дрони. "}
"""A weapon is named ahead, so that they are read at all."""
SIZES = (10_000, 100_000, 1_000_000)


def articles(paths: list[Path]) -> dict[str, list[Article]]:
    """Texts by kind: those of the files, or the ones of this module."""
    if not paths:
        dense = {f"dense {lang}": (lang, text) for lang, text in DENSE.items()}
        return {
            kind: [Article(id=f"{kind}-{n}", source="bench", lang=lang, text=text) for n in range(50)]
            for kind, (lang, text) in {**dense, "ordinary": ("en", ORDINARY)}.items()
        }
    lines = [json.loads(line) for path in paths for line in path.read_text("utf-8").splitlines() if line.strip()]
    return {"files": [Article(id=row["id"], source="bench", lang=row.get("lang"), text=row["text"]) for row in lines]}


def floor(article: Article) -> int:
    """Splits, tokenises and scans an article; the number of its sentences."""
    view = document.view(article.text)
    found = sentences.split(view.text)
    for sentence in found:
        TOKEN.findall(view.text, sentence.start, sentence.end)
    scan.scan(view.words, article.lang or "en")
    return len(found)


def rate(work: Callable[[Article], object], texts: list[Article], count: int) -> float:
    """Sentences per second of CPU time of this process; `count` is the number of sentences of the texts."""
    for article in texts:
        work(article)
    rounds, started = 0, time.process_time()
    while time.process_time() - started < SECONDS:
        for article in texts:
            work(article)
        rounds += 1
    return rounds * count / (time.process_time() - started)


def slow(unit: str, size: int) -> Article:
    """An article of a number of characters that repeats something."""
    lang = language.detect(unit * 9)
    text = (HEADS[lang] + unit * (size // len(unit) + 1))[:size]
    return Article(id="slow", source="bench", lang=lang, text=text)


def cost(article: Article, knowledge: Knowledge) -> float:
    """Milliseconds of CPU time for each 10,000 characters, the least of some runs."""
    times = []
    for _ in range(3 if len(article.text) < 100_000 else 1):
        started = time.process_time()
        extract(article, knowledge)
        times.append(time.process_time() - started)
    return min(times) * 1000 * 10_000 / len(article.text)


def startup(text: str) -> float:
    """Seconds from the start of the command to its claims for one sentence."""
    command = [sys.executable, "-m", "services.cli", "extract", "--format", "jsonl", "-"]
    times = []
    for _ in range(5):
        started = time.perf_counter()
        subprocess.run(command, input=text, text=True, capture_output=True, check=True)
        times.append(time.perf_counter() - started)
    return min(times)


def main(paths: list[Path]) -> None:
    """Prints the figures."""
    knowledge = Knowledge.load()
    for kind, texts in articles(paths).items():
        count = sum(map(floor, texts))
        base = rate(floor, texts, count)
        full = rate(lambda article: extract(article, knowledge), texts, count)
        print(f"{kind:10} {count:6} sentences  extract {full:9.0f}/s  floor {base:9.0f}/s  ratio {full / base:.3f}")
    if paths:
        return
    starts = {
        "en": "Two drones were shot down over Kursk.",
        "ru": "Над Курском сбиты два дрона.",
        "uk": "Над Сумами збито два дрони.",
    }
    told = "   ".join(f"{lang} {startup(text) * 1000:.0f} ms" for lang, text in starts.items())
    print(f"start-up   {told}   memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    costs = sorted(((cost(slow(unit, SIZES[0]), knowledge), name) for name, unit in SLOW.items()), reverse=True)
    print(f"made to be slow, ms per 10,000 characters: {', '.join(f'{name} {ms:.0f}' for ms, name in costs)}")
    for name in ("a list of parts", costs[0][1], "numbers", "line breaks"):
        grown = " → ".join(f"{cost(slow(SLOW[name], size), knowledge):.1f}" for size in SIZES)
        print(f"{name}: {grown} ms per 10,000 characters in texts of {', '.join(f'{size:,}' for size in SIZES)}")
    print(f"memory after texts of 1,000,000 characters: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", nargs="*", type=Path, help="JSON lines instead of the texts of this file")
    main(parser.parse_args().articles)
