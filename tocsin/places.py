"""Region codes as a type: ISO 3166-2 regions, ISO 3166-1 countries and the seas that ISO has no code for.

Names, coordinates and spellings are the extractor's business; subscribers need only the code.
"""

from typing import Annotated, Final

from pydantic import Field

SEAS: Final = ("azov", "baltic", "black", "caspian", "mediterranean", "red")

RegionCode = Annotated[
    str,
    Field(
        pattern=rf"^([A-Z]{{2}}(-[A-Z0-9]{{1,3}})?|SEA:({'|'.join(SEAS)}))$",
        description='ISO 3166-2 code ("RU-KLU"), ISO 3166-1 alpha-2 code of a whole country ("RU"), or a sea ("SEA:black")',
        examples=["RU-KLU", "UA", "SEA:azov"],
    ),
]


def is_regional(code: str) -> bool:
    """Whether the code names a first-level region or a sea, not a whole country.

    >>> is_regional("RU-KLU"), is_regional("SEA:black"), is_regional("RU")
    (True, True, False)
    """
    return "-" in code or code.startswith("SEA:")


def country_of(code: str) -> str | None:
    """ISO 3166-1 alpha-2 code of the country a code lies in; None for a sea.

    >>> country_of("UA-43"), country_of("UA"), country_of("SEA:red")
    ('UA', 'UA', None)
    """
    return None if code.startswith("SEA:") else code[:2]
