"""What operators write about sources, and what they are told when it is wrong."""

import tomllib

import pytest

from services.ingest.app import build
from services.ingest.settings import ingest_settings, sources
from services.runtime.errors import ConfigError
from services.runtime.settings import Document

FEED = '[[source]]\nid = "harbour"\nurl = "https://harbour.example/feed"\n'


def written(text: str, env: dict[str, str] | None = None) -> Document:
    return Document(tomllib.loads(text), env or {}, "tocsin.toml")


def test_a_source_inherits_the_defaults_key_by_key():
    text = '[defaults]\nmax_body = "1MiB"\ninterval = {min = "1m", max = "2h"}\n' + FEED + 'interval = {start = "5m"}\n'
    (source,) = sources(written(text))
    assert (source.max_body, source.interval.min, source.interval.start, source.interval.max) == (1 << 20, 60, 300, 7200)


def test_the_environment_overrides_defaults_for_every_source():
    (source,) = sources(written(FEED, {"TOCSIN_DEFAULTS_ROBOTS": "ignore"}))
    assert source.robots == "ignore"


def test_own_networks_are_written_as_addresses_or_networks():
    assert ingest_settings(written('[ingest]\nallow_private = ["127.0.0.1", "10.2.0.0/16"]')).allow_private == (
        "127.0.0.1/32",
        "10.2.0.0/16",
    )


def read(document: Document) -> None:
    sources(document)
    ingest_settings(document)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (FEED + 'intervall = "5m"\n', 'did you mean "interval"?'),
        (FEED + FEED, 'id "harbour" is given twice'),
        (FEED + 'interval = {min = "5 minutes"}\n', "write a duration"),
        (FEED + 'interval = {min = "2h", start = "1h"}\n', "min <= start <= max"),
        ('[[source]]\nid = "a"\nurl = "ftp://a.example/"\n', "http:// or https://"),
        ('[[source]]\nid = "a b"\nurl = "http://a.example/"\n', '"id"'),
        ('[[source]]\nid = "a"\nkind = "file"\n', "needs a path"),
        ('[[source]]\nid = "a"\nkind = "push"\n', "needs [source.auth]"),
        (FEED + '[source.auth]\nheader = "Bearer open"\n', "a secret must not stand in this file"),
        (FEED + '[source.html]\nlink_css = "a"\n', 'belongs to kind "html"'),
        ('[[source]]\nid = "a"\nkind = "html"\nurl = "http://a.example/"\nhtml = {url_regex = "("}\n', "not a regular expression"),
        ('[ingest]\nallow_private = ["localhost"]\n', "neither an address nor a network"),
    ],
)
def test_a_wrong_setting_is_told_with_what_would_be_valid(text, told):
    with pytest.raises(ConfigError) as error:
        read(written(text))
    assert told in str(error.value)
    assert "tocsin.toml" in str(error.value)


@pytest.mark.parametrize(
    "text",
    [
        '[[source]]\nid = "wire"\nkind = "push"\nauth = {bearer = "env:KEY"}\n',
        '[ingest]\npublic_url = "https://ours.example"\n' + FEED + 'kind = "websub"\n',
    ],
)
def test_a_source_that_is_to_send_needs_an_open_port(text, tmp_path):
    env = {"KEY": "k", "TOCSIN_STATE_DIR": str(tmp_path)}
    with pytest.raises(ConfigError, match=r"set http_port in \[runtime\]"):
        build(written(text, env))
    build(written(text, {**env, "TOCSIN_HTTP_PORT": "9464"}))
