"""The generic webhook: JSON for programs, signed by Standard Webhooks 1.0.

    POST, application/json, headers webhook-id, webhook-timestamp, webhook-signature
    {"type": "opened" | "updated" | "merged" | "closed" | "notice" | "test",
     "timestamp": "2025-07-21T13:02:00+00:00",
     "data": {"incident": {"id": "inc_…", "revision": 2, "state": "open", "family": "aerial", "region": "RU-KLU",
                           "region_name": "Kaluga Oblast", "regions": ["RU-KLU"], "places": [], "objects": ["uav"],
                           "start": "2025-07-21", "end": "2025-07-21", "severity": 1, "claimants": 2, "origins": 2,
                           "facts": [{"event", "object", "outcome", "part", "minimum", "maximum", "agreed", "denied_by",
                                      "claimants": [{"claimant", "value", "max", "bound", "modality", "carriers"}]}],
                           "articles": [{"id", "url", "source", "title", "published"}],
                           "aliases": [], "merged_into": null, "split_from": null},
              "changes": [{"kind", "text", …}],
              "cause_article": "art_…",
              "text": "the message as people read it"}}

`webhook-id` is the same each time a delivery is repeated, so a receiver may drop repeats by it. "opened" comes once for each
incident. Lists are cut, longest first, where the body would exceed the specification's 20 kB; "cut" is then true.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from services.runtime.errors import ConfigError
from services.store.alerts.markup import plain
from services.store.alerts.pace import Limit, Pace
from services.store.alerts.policy import Traits
from services.store.alerts.sender import Answer, Outcome, Parcel, Request, by_status, json_request
from services.store.alerts.settings import Destination
from tocsin.incident import Incident

LARGEST: Final = 20_000
"""Bytes of a body; the specification recommends less than 20 kB."""

_CUTS: Final = (40, 10, 3, 0)
"""Longest list that is kept, tried in turn."""

_TEXT: Final = 2_000


class Webhook:
    """Any address that takes signed JSON."""

    traits = Traits(machine=True)

    def __init__(self, destination: Destination) -> None:
        self.pace = Pace((Limit(50, 1.0),))
        self._url = str(destination.url)
        self._keys = [_key(secret.get_secret_value(), destination.name) for secret in destination.secrets]

    def request(self, parcel: Parcel) -> Request:
        """A signed POST."""
        draft = json_request("POST", self._url, _body(parcel))
        stamp = int(parcel.now.timestamp())
        signed = {
            "webhook-id": parcel.id,
            "webhook-timestamp": str(stamp),
            "webhook-signature": signature(self._keys, parcel.id, stamp, draft.content),
        }
        return Request(draft.method, draft.url, {**draft.headers, **signed}, draft.content)

    def outcome(self, parcel: Parcel, answer: Answer) -> Outcome:
        """By the status alone."""
        return by_status(answer, parcel.now)


def signature(keys: Sequence[bytes], message: str, stamp: int, content: bytes) -> str:
    """One signature for each key, so that receivers may change theirs at leisure.

    >>> key = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    >>> signature([key], "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}')
    'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE='
    """
    signed = b".".join((message.encode(), str(stamp).encode(), content))
    macs = (hmac.digest(key, signed, hashlib.sha256) for key in keys)
    return " ".join(f"v1,{base64.b64encode(mac).decode()}" for mac in macs)


def _key(secret: str, destination: str) -> bytes:
    try:
        key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except binascii.Error as error:
        raise ConfigError(f'destination {destination}: a signing secret is "whsec_" and base64; this one is not base64') from error
    if not 24 <= len(key) <= 64:
        raise ConfigError(f"destination {destination}: a signing secret has 24 to 64 bytes, this one has {len(key)}")
    return key


def _body(parcel: Parcel) -> dict[str, Any]:
    for longest in _CUTS[1:] if parcel.minimal else _CUTS:
        body = {"type": parcel.kind, "timestamp": _stamp(parcel.now), "data": _data(parcel, longest)}
        if len(json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")) < LARGEST:
            break
    return body


def _stamp(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")


def _data(parcel: Parcel, longest: int) -> dict[str, Any]:
    incident = _incident(parcel.incident, longest) if parcel.incident else None
    changes = [change.model_dump(mode="json", exclude_none=True) for change in parcel.changes]
    data: dict[str, Any] = {
        "incident": incident,
        "changes": changes[:longest],
        "cause_article": parcel.cause_article,
        "text": plain(parcel.message, _TEXT, minimal=parcel.minimal),
    }
    if len(changes) > longest or (parcel.incident and _longest(parcel.incident) > longest):
        data["cut"] = True
    return data


def _longest(incident: Incident) -> int:
    return max(map(len, (incident.facts, incident.articles, incident.places, incident.aliases)))


def _incident(incident: Incident, longest: int) -> dict[str, Any]:
    plain_fields = {
        "id", "revision", "state", "family", "region", "region_name", "regions", "objects", "start", "end", "severity", "claimants",
        "origins", "merged_into", "split_from",
    }  # fmt: skip
    return {
        **incident.model_dump(mode="json", include=plain_fields),
        "places": list(incident.places[:longest]),
        "aliases": list(incident.aliases[:longest]),
        "facts": [
            {
                **fact.model_dump(mode="json", exclude={"claimants"}),
                "claimants": [
                    {
                        "claimant": figures.claimant,
                        "carriers": figures.carriers,
                        **figures.latest.model_dump(mode="json", include={"value", "max", "bound", "modality"}),
                    }
                    for figures in fact.claimants[:longest]
                ],
            }
            for fact in incident.facts[:longest]
        ],
        "articles": [
            told.article.model_dump(mode="json", include={"id", "url", "source", "title", "published"})
            for told in incident.articles[:longest]
        ],
    }
