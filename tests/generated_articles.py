"""As many articles as a test wants: invented reports in three languages. The same number gives the same articles."""

import json
from datetime import datetime, timedelta, timezone
from typing import Final

_FIRST: Final = datetime(2025, 9, 1, 8, 0, tzinfo=timezone(timedelta(hours=3)))

_NAMES_EN: Final = ("Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven")
_REGIONS_EN: Final = ("Bryansk", "Kaluga", "Tula", "Kursk", "Oryol", "Smolensk", "Rostov", "Saratov", "Ryazan", "Lipetsk")
_REGIONS_RU: Final = ("Брянской", "Калужской", "Тульской", "Курской", "Орловской", "Смоленской", "Ростовской", "Саратовской")
_REGIONS_UK: Final = ("Одеську", "Харківську", "Сумську", "Полтавську", "Миколаївську", "Херсонську", "Дніпропетровську")


def articles(number: int) -> list[dict[str, str]]:
    """`number` articles in the form that `tocsin backfill` reads, in order of publication; every fifth tells of nothing."""
    return [_article(place) for place in range(number)]


def as_lines(told: list[dict[str, str]]) -> str:
    """One JSON object a line."""
    return "".join(json.dumps(article, ensure_ascii=False) + "\n" for article in told)


def _article(place: int) -> dict[str, str]:
    lang, text = (_english, _russian, _ukrainian, _repeat, _nothing)[place % 5](place)
    published = _FIRST + timedelta(hours=5 * (place // 5), minutes=place % 5)
    return {
        "id": f"gen-{place:04}",
        "url": f"https://outlet-{place % 7}.example/{place}",
        "source": f"outlet-{place % 7}.example",
        "lang": lang,
        "published": published.isoformat(),
        "text": text,
    }


def _english(place: int) -> tuple[str, str]:
    step = place // 5
    count, region = _NAMES_EN[step % len(_NAMES_EN)], _REGIONS_EN[step % len(_REGIONS_EN)]
    return "en", (
        f"{count} drones were shot down over {region} Oblast overnight, the Russian Ministry of Defense reported.\n\n"
        f"{_NAMES_EN[(step + 3) % len(_NAMES_EN)]} houses were damaged, regional governor Pavel Ostrovsky said."
    )


def _russian(place: int) -> tuple[str, str]:
    step = place // 5
    return "ru", (
        f"Минувшей ночью над {_REGIONS_RU[step % len(_REGIONS_RU)]} областью сбиты {step + 2} беспилотников, "
        "сообщило Министерство обороны России.\n\nПострадавших нет, рассказал губернатор Олег Мирный."
    )


def _ukrainian(place: int) -> tuple[str, str]:
    step = place // 5
    return "uk", (
        f"Уночі російські війська атакували {_REGIONS_UK[step % len(_REGIONS_UK)]} область дронами, повідомив начальник обласної "
        f"військової адміністрації Тарас Левченко.\n\nПоранені {step + 2} людей, додав він."
    )


def _repeat(place: int) -> tuple[str, str]:
    """What another outlet makes of the English report of its time."""
    step = place // 5
    count, region = _NAMES_EN[step % len(_NAMES_EN)], _REGIONS_EN[step % len(_REGIONS_EN)]
    return "en", f"{count} drones were shot down over {region} Oblast overnight, the Russian Ministry of Defense said on Telegram."


def _nothing(place: int) -> tuple[str, str]:
    return "en", f"The town library lent {place} books last week, its director said. It will be closed for painting on Monday."
