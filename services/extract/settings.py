"""The extractor's own settings: table `extract`, with the optional language model under `extract.propose`."""

import re
from ipaddress import IPv4Network, IPv6Network
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, field_validator, model_validator

from services.runtime.secret import Secret
from services.runtime.settings import Table


class ProposeSettings(Table):
    """Table `extract.propose`: a language model that may propose claims which the rules did not find. Off without a url."""

    url: str | None = Field(default=None, repr=False)
    """Address of an OpenAI-compatible service, up to its version: https://models.example/v1. Off without one."""
    model: str = Field(default="", pattern=r"^[!-~]{0,100}$")
    """Name of the model there; the claims it proposes carry it in `rule`."""
    key: Secret | None = None
    """Key of the service, where it wants one."""
    articles: Literal["silent", "arms", "all"] = "silent"
    """silent: texts that name a weapon or a strike and in which the rules found no claim; arms: every text that names one; all."""
    timeout: float = Field(default=20.0, gt=0, le=120)
    """Seconds in all that an article may wait for the model; then the rules' claims go out alone."""
    at_a_time: int = Field(default=4, ge=1, le=64)
    """Articles that are handled at a time, and so requests under way."""
    max_chars: int = Field(default=12_000, ge=200, le=200_000)
    """Characters of an article that the model is shown, from its beginning."""
    max_tokens: int = Field(default=2_000, ge=100, le=32_000)
    """Tokens that an answer may have."""
    max_claims: int = Field(default=40, ge=1, le=500)
    """Claims of an answer that are looked at."""
    networks: tuple[IPv4Network | IPv6Network, ...] = ()
    """Private networks that the service may lie in, such as "127.0.0.1/32"; without one only public addresses are asked."""

    @field_validator("key")
    @classmethod
    def _check_key(cls, key: Secret | None) -> Secret | None:
        if key is not None and not re.fullmatch(r"[!-~]+", key.get_secret_value()):
            raise ValueError("the key must be one word of ASCII characters, for it goes into a header")
        return key

    @model_validator(mode="after")
    def _check(self) -> "ProposeSettings":
        if not self.url:
            return self
        if not re.match(r"https?://[^/\s]+", self.url):
            raise ValueError("url must begin with https:// or http:// and name a host")
        parts = urlsplit(self.url)
        if "@" in parts.netloc or parts.query or parts.fragment:
            raise ValueError("url takes no user, password or query; the key has a setting of its own")
        if not self.model:
            raise ValueError('url needs the name of a model beside it: model = "…"')
        return self


class ExtractSettings(Table):
    """Table `extract`."""

    propose: ProposeSettings = ProposeSettings()
    """A language model that may propose claims; each is checked against the text. Off without a url."""
