"""What this project decides about the packages' data: which places count, under which code, and which names are only words."""

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
