"""Owns which countries are told of together: a name of one theatre means a place far away only where nothing near has it."""

from typing import Final

_THEATRES: Final = (
    "RU UA BY PL RO MD LT LV EE FI SK HU BG DE",
    "IL PS LB SY JO EG IQ IR YE SA TR KW AE QA BH OM CY",
    "SD SS TD EG ET ER LY CF SO DJ KE UG CD RW",
    "IN PK AF BD LK NP CN IR",
    "MM TH BD CN LA IN",
    "AM AZ GE TR IR RU",
    "KR KP JP CN RU",
    "ML BF NE NG TD CM MR DZ BJ TG CI GH GN SN",
    "CO VE EC PE BR PA",
    "TH KH LA VN MM",
)

OCCUPIED: Final = {"UA-43": "RU", "UA-40": "RU"}
"""Regions that another country holds 2192 that country: its forces fire from them, and both shoot down over them."""


def is_far(country: str | None, near: tuple[str, ...]) -> bool:
    """Whether a country is of no theatre of a text that speaks of some countries.

    >>> is_far("BR", ("IL",)), is_far("RU", ("UA",)), is_far("BR", ())
    (True, False, False)
    """
    fields = [field.split() for field in _THEATRES if any(code in field.split() for code in near[:2])]
    return bool(fields) and country is not None and not any(country in field for field in fields)
