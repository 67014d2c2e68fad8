"""How fast claims are extracted on one core, beside a floor that splits, tokenises and scans the same texts in the same run.

    benchmarks/extract.py [ARTICLES.jsonl …]

Articles are JSON lines with "lang" and "text"; without any, texts of this file are repeated: dense ones, every sentence with a
claim, and ordinary news without any. Prints sentences per second, the ratio to the floor, start-up and memory.
"""

import json
import re
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from services.extract import document, scan, sentences
from services.extract.extract import Knowledge, extract
from tocsin.article import Article

TOKEN = re.compile(r"\w+|[^\w\s]")
SECONDS = 3.0
DENSE = (
    "Air defenses destroyed 41 drones over three regions overnight, the Defense Ministry said: 18 over the Saratov Region, 13 over "
    "the Voronezh Region and 10 over the Belgorod Region. Two people were killed and six injured in Shebekino, Governor "
    "Ivan Petrov said. A fire broke out at an oil depot near Engels. Seven houses and three cars were damaged. Flights at "
    "Saratov airport were suspended."
)
ORDINARY = (
    "The city council approved the budget for the coming year on Tuesday after a debate that lasted five hours. Most of the money "
    "goes to schools and roads. The opposition wanted lower fees for kindergartens and lost the vote by three. The mayor thanked "
    "the members for their patience. A new tram line is to be planned by the summer. The library will open on Sundays from March. "
    "Visitors praised the exhibition of old maps in the town museum, which closes at the end of the month."
)


def articles(paths: list[str]) -> dict[str, list[Article]]:
    """Texts by kind: those of the files, or the ones of this module."""
    if not paths:
        return {
            kind: [Article(id=f"{kind}-{n}", source="bench", lang="en", text=text) for n in range(50)]
            for kind, text in (("dense", DENSE), ("ordinary", ORDINARY))
        }
    lines = [json.loads(line) for path in paths for line in Path(path).read_text("utf-8").splitlines() if line.strip()]
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


def startup() -> float:
    """Seconds from the start of the command to its claims for one sentence."""
    command = [sys.executable, "-m", "services.cli", "extract", "--format", "jsonl", "-"]
    times = []
    for _ in range(5):
        started = time.perf_counter()
        subprocess.run(command, input="Two drones were shot down over Kursk.", text=True, capture_output=True, check=True)
        times.append(time.perf_counter() - started)
    return min(times)


def main() -> None:
    """Prints the figures."""
    knowledge = Knowledge.load()
    for kind, texts in articles(sys.argv[1:]).items():
        count = sum(map(floor, texts))
        base = rate(floor, texts, count)
        full = rate(lambda article: extract(article, knowledge), texts, count)
        print(f"{kind:10} {count:6} sentences  extract {full:9.0f}/s  floor {base:9.0f}/s  ratio {full / base:.2f}")
    print(f"start-up   {startup() * 1000:.0f} ms   memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
