"""`tocsin read`: saved files in, JSON lines out, in the order of the arguments."""

import gzip
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[3]
CORPUS = ROOT / "tests" / "corpus" / "ingest"
TOCSIN = Path(sys.executable).with_name("tocsin")


def run(*arguments: str | Path, stdin: bytes = b"") -> list[dict[str, Any]]:
    done = subprocess.run([TOCSIN, "read", *map(str, arguments)], input=stdin, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    assert done.stderr == b""
    return [json.loads(line) for line in done.stdout.decode().splitlines()]


def test_entries_of_feeds_come_in_order_and_errors_in_their_place() -> None:
    files = [CORPUS / "feed" / name for name in ("rss2-full.xml", "html-page.xml", "missing.xml", "atom10-full.xml")]
    whole, html, missing, atom = run("feed", *files)
    assert [line["file"] for line in (whole, html, missing, atom)] == [str(file) for file in files]
    assert "HTML page" in html["error"]
    assert "missing.xml" in missing["error"]
    assert whole["entries"][0] == {
        "id": "harbour-3",
        "url": "https://harbour.example/2025/07/ferry?id=3&ref=rss",
        "title": "Ferry & tug collide",
        "published": "2025-07-21T16:02:00+03:00",
        "updated": None,
        "authors": ["Ada Bow", "Ben Stern"],
        "summary": "<p>Nobody was hurt.</p>",
        "content": "<p>Nobody was hurt when a ferry and a tug collided.</p>",
    }
    assert atom["entries"][0]["summary"] == "Water level < 3 m"


def test_an_end_without_anything_read_is_no_success() -> None:
    """A script sees by the exit code that nothing came out; each line still says why, and one file that is read makes a success."""
    bad = [CORPUS / "feed" / name for name in ("html-page.xml", "missing.xml")]
    done = subprocess.run([TOCSIN, "read", "feed", *bad], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert ["error" in json.loads(line) for line in done.stdout.splitlines()] == [True, True]
    assert done.stderr == "Error: no file could be read; each line says why\n"
    page = subprocess.run([TOCSIN, "read", "page", bad[1]], capture_output=True, text=True, check=False)
    assert (page.returncode, len(page.stdout.splitlines())) == (1, 1)
    assert len(run("feed", *bad, CORPUS / "feed" / "rss2-full.xml")) == 3


def test_html_of_entries_is_safe_and_content_stands_in_for_a_summary(tmp_path: Path) -> None:
    file = tmp_path / "feed.xml"
    file.write_text(
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><item><title>a</title>'
        "<content:encoded><![CDATA[<p onclick='x()'>Two</p><script>alert(1)</script>]]></content:encoded></item></channel></rss>"
    )
    ((entry,),) = [line["entries"] for line in run("feed", file)]
    assert entry["content"] == entry["summary"] == "<p>Two</p>"


def test_relative_links_resolve_against_the_address_given() -> None:
    (line,) = run("section", "--url", "https://steppe.example/", CORPUS / "section" / "front.html")
    assert line["entries"][0]["url"] == "https://steppe.example/news/2025/07/21/bridge/"


def test_an_index_names_its_sitemaps() -> None:
    (line,) = run("sitemap", CORPUS / "sitemap" / "packed-index.gz")
    assert line["entries"] == []
    assert line["sitemaps"] == ["https://port.example/s1.xml.gz", "https://port.example/s2.xml"]


def test_messages_of_a_channel_carry_their_marks() -> None:
    (line,) = run("telegram", CORPUS / "telegram" / "channel.html")
    assert [entry["id"] for entry in line["entries"]] == [f"steppealerts/{number}" for number in (410, 412, 413, 414)]
    assert (line["entries"][1]["edited"], line["entries"][1]["forwarded_from"]) == (True, "Governor of Steppe")
    assert line["entries"][2]["text_missing"] is True


def test_many_pages_keep_the_order_of_the_arguments(tmp_path: Path) -> None:
    names = ["jsonld-article", "no-html", "windows-1251", "no-article", "paywalled"] * 8 + ["date-in-words"]
    packed = tmp_path / "packed.html.gz"
    packed.write_bytes(gzip.compress((CORPUS / "page" / "meta-only.html").read_bytes()))
    lines = run("page", *(CORPUS / "page" / f"{name}.html" for name in names), packed)
    assert [Path(line["file"]).stem for line in lines] == [*names, "packed.html"]
    first = lines[0]["article"]
    assert list(first) == ["title", "published", "published_source", "authors", "lang", "text", "flags"]
    assert first["published"] == "2025-07-21T05:30:00+03:00"
    assert first["flags"] == []
    assert "not_html" in lines[1]["error"]
    assert lines[3]["article"]["flags"] == ["truncated", "text_missing"]
    assert "paywalled" in lines[4]["article"]["flags"]
    assert lines[-2]["article"]["published"] == "2025-07-21", "a day without a time is printed as a day"
    assert lines[-1]["article"]["title"] == "Barges drift"


MEASURED = """
import resource, subprocess, sys
done = subprocess.run(sys.argv[1:], stdout=subprocess.PIPE, check=True)
print(done.stdout.count(b"\\n"), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)
"""
"""Lines that a command prints, and the MiB that it took at most."""


def test_hundreds_of_files_take_no_more_memory_than_a_few(tmp_path: Path) -> None:
    file = tmp_path / "feed.xml"
    items = "".join(f"<item><guid>{n}</guid><description>{'A long story. ' * 70}</description></item>" for n in range(50))
    file.write_text(f"<rss version='2.0'><channel><title>x</title>{items}</channel></rss>")
    peaks = []
    for count in (20, 500):
        command = [sys.executable, "-c", MEASURED, str(TOCSIN), "read", "feed", *[str(file)] * count]
        lines, peak = map(int, subprocess.run(command, capture_output=True, text=True, check=True).stdout.split())
        assert lines == count
        peaks.append(peak)
    assert peaks[1] - peaks[0] < 15, "50 MB have been printed"


def test_standard_input_is_a_file_too() -> None:
    (line,) = run("feed", "-", stdin=(CORPUS / "feed" / "jsonfeed.txt").read_bytes())
    assert line["file"] == "-"
    assert len(line["entries"]) == 2


@pytest.mark.parametrize(
    ("kind", "file", "shown"), [("feed", "feed/rss2-full.xml", "Ferry & tug collide"), ("page", "page/paywalled.html", "paywalled")]
)
def test_a_table_is_for_people(kind: str, file: str, shown: str) -> None:
    done = subprocess.run(
        [TOCSIN, "read", kind, "--format", "table", str(CORPUS / file)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0
    assert shown in done.stdout


def test_an_unknown_kind_is_a_usage_error() -> None:
    done = subprocess.run([TOCSIN, "read", "podcast", "x"], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "feed" in done.stderr
