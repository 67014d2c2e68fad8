"""Owns the capitals of the countries that the news of this kind is about, and the regions round them."""

from typing import Final

CAPITALS: Final = {
    "RU": "RU-MOW",
    "UA": "UA-30",
    "BY": "BY-HM",
    "PL": "PL-14",
    "RO": "RO-B",
    "MD": "MD-CU",
    "IL": "IL-JM",
    "SY": "SY-DI",
    "IR": "IR-23",
    "LB": "LB-BA",
    "YE": "YE-SA",
    "KR": "KR-11",
    "KP": "KP-01",
    "IN": "IN-DL",
    "PK": "PK-IS",
    "SD": "SD-KH",
    "IQ": "IQ-BG",
}
"""Country → the first-level region that is its capital."""

SUBURBS: Final = {"LB-BA": "LB-JL", "SY-DI": "SY-RD", "RU-MOW": "RU-MOS", "UA-30": "UA-32", "RU-SPE": "RU-LEN", "IQ-BG": "IQ-BG"}
"""Region that is a city of its own → the region that its suburbs lie in."""

GOVERNMENTS: Final = {
    "Moscow": "RU", "Москва": "RU", "Kyiv": "UA", "Kiev": "UA", "Киев": "UA", "Київ": "UA", "Minsk": "BY", "Warsaw": "PL",
    "Tehran": "IR", "Damascus": "SY", "Beirut": "LB", "Baghdad": "IQ", "Amman": "JO", "Ankara": "TR", "Riyadh": "SA", "Doha": "QA",
    "Islamabad": "PK", "New Delhi": "IN", "Delhi": "IN", "Khartoum": "SD", "Baku": "AZ", "Yerevan": "AM",
    "Bangkok": "TH", "Phnom Penh": "KH", "Kabul": "AF", "Vilnius": "LT", "Riga": "LV", "Tallinn": "EE", "Bucharest": "RO",
    "Chisinau": "MD", "Chișinău": "MD", "Bamako": "ML", "Ouagadougou": "BF", "Niamey": "NE", "Kigali": "RW", "Kinshasa": "CD",
    "Tbilisi": "GE", "Cairo": "EG",
    "Pyongyang": "KP", "Seoul": "KR", "Washington": "US", "Naypyitaw": "MM", "Naypyidaw": "MM",
}  # fmt: skip
"""Capitals that stand for the governments in them where they speak ("Islamabad said") → country."""
