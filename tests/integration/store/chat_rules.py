"""What each service accepts, how it answers, and how it fails: its documented limits, enforced on every request."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any


class Refusal(Exception):
    """The service would not take this."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status


@dataclass(frozen=True)
class Taken:
    """A request that was accepted."""

    shown: str
    edits: str | None = None
    thread: str | None = None
    transaction: str | None = None


@dataclass(frozen=True)
class Rules:
    check: Callable[[str, str, Mapping[str, str], bytes], Taken]
    done: Callable[[str], tuple[int, dict[str, str], bytes]]
    too_many: Callable[[int], tuple[int, dict[str, str], bytes]]
    new_id: Callable[[int], str] = str
    quiet_failures: tuple[str, ...] = ()
    """Bodies of a 200 that tell a failure."""


def parsed(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body.decode("utf-8"))
    except ValueError as error:
        raise Refusal(400, f"no JSON: {error}") from error
    if not isinstance(found, dict):
        raise Refusal(400, "no object")
    return found


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def need(condition: bool, why: str, status: int = 400) -> None:
    if not condition:
        raise Refusal(status, why)


class _Tags(HTMLParser):
    """Raises for tags that are not allowed, not closed or crossed; counts the text."""

    def __init__(self, allowed: set[str]) -> None:
        super().__init__(convert_charrefs=True)
        self.allowed, self.open, self.text = allowed, [], ""

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        need(tag in self.allowed, f"can't parse entities: unsupported start tag {tag}")
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        need(bool(self.open) and self.open.pop() == tag, f"can't parse entities: unexpected end tag {tag}")

    def handle_data(self, data: str) -> None:
        self.text += data


def html_text(html: str, allowed: set[str]) -> str:
    need(not re.search(r"&(?!(amp|lt|gt|quot);)", html), "can't parse entities: bare ampersand")
    tags = _Tags(allowed)
    tags.feed(html)
    tags.close()
    need(not tags.open, f"can't parse entities: can't find end tag of {tags.open}")
    return tags.text


def slack_text(mrkdwn: str) -> str:
    need(not re.search(r"<(?!https?://[^|<>]+\|[^<>]*>)", mrkdwn), f"a stray < in {mrkdwn}")
    need(not re.search(r"&(?!(amp|lt|gt);)", mrkdwn), "a stray & in mrkdwn")
    for line in mrkdwn.splitlines():
        bare = re.sub(r"`[^`]*`|<[^>]*>|\u200b[*_~`]", "", line)
        need(bare.count("*") % 2 == 0 and bare.count("`") == 0, f"unbalanced marks in {line}")
    return mrkdwn


def markdown_text(markdown: str) -> str:
    for line in markdown.splitlines():
        bare = re.sub(r"\\.", "", line)
        bare = re.sub(r"`[^`]*`", "", bare)
        bare = re.sub(r"\[[^\[\]]*\]\(<[^<>]*>\)", "", bare)
        need(bare.count("**") % 2 == 0, f"unbalanced bold in {line}")
        need(not re.search(r"[\[\]`<]", bare), f"broken Markdown in {line}")
        need(not re.search(r"@(?!\u200b)", bare), f"a mention in {line}")
    return markdown


def slack(method: str, path: str, headers: Mapping[str, str], body: bytes) -> Taken:
    values = parsed(body)
    need(len(values["text"]) <= 4_000, "msg_too_long")
    need(len(values["blocks"]) <= 50, "invalid_blocks")
    need(sum(len(json.dumps(block, ensure_ascii=False)) for block in values["blocks"]) <= 11_000, "msg_blocks_too_long")
    shown = ""
    for block in values["blocks"]:
        need(0 < len(block["text"]["text"]) <= 3_000, "invalid_blocks")
        shown += slack_text(block["text"]["text"])
    slack_text(values["text"])
    if path.endswith("/chat.update"):
        return Taken(shown, edits=values["ts"])
    if path.endswith("/chat.postMessage"):
        need(headers.get("authorization") == "Bearer TOKEN", "invalid_auth", 401)
        need(values["channel"] == "C1", "channel_not_found")
    return Taken(shown, thread=values.get("thread_ts"))


def discord(method: str, path: str, headers: Mapping[str, str], body: bytes) -> Taken:
    values = parsed(body)
    need(values["allowed_mentions"] == {"parse": []}, "mentions are allowed")
    need(1 <= len(values["embeds"]) <= 10, "embeds")
    total = 0
    for embed in values["embeds"]:
        need(0 < units(embed["title"]) <= 256, "title")
        need(units(embed["description"]) <= 4_096, "description")
        total += units(embed["title"]) + units(embed["description"])
    need(total <= 6_000, "more than 6000 characters over all embeds")
    shown = values["embeds"][0]["title"] + "\n" + markdown_text(values["embeds"][0]["description"])
    if method == "PATCH":
        return Taken(shown, edits=path.rsplit("/", 1)[1].partition("?")[0])
    need("wait=true" in path, "no id is told without wait=true")
    return Taken(shown)


def telegram(method: str, path: str, headers: Mapping[str, str], body: bytes) -> Taken:
    values = parsed(body)
    need(path.startswith("/botTOKEN/"), "Unauthorized", 401)
    need(values["parse_mode"] == "HTML", "parse mode")
    shown = html_text(values["text"], {"b", "i", "a", "code"})
    need(0 < units(shown) <= 4_096, "message is too long")
    if path.endswith("/editMessageText"):
        return Taken(shown, edits=str(values["message_id"]))
    return Taken(shown, thread=str(values.get("reply_parameters", {}).get("message_id", "")) or None)


def teams(method: str, path: str, headers: Mapping[str, str], body: bytes) -> Taken:
    need(len(body) * 1.45 <= 28_672, "RequestEntityTooLarge", 413)
    card = parsed(body)["attachments"][0]["content"]
    need(card["type"] == "AdaptiveCard" and float(card["version"]) <= 1.4, "card")
    rows = []
    for block in card["body"]:
        need(block["type"] == "RichTextBlock" and bool(block["inlines"]), "block")
        rows.append("".join(run["text"] for run in block["inlines"]))
    return Taken("\n".join(rows))


def mattermost(method: str, path: str, headers: Mapping[str, str], body: bytes) -> Taken:
    values = parsed(body)
    shown = markdown_text(values.get("text") or values.get("message") or "")
    need(0 < len(shown) <= 16_383, "model.post.is_valid.message_length.app_error")
    if method == "PUT":
        return Taken(shown, edits=path.split("/")[-2])
    return Taken(shown, thread=values.get("root_id"))


def matrix(method: str, path: str, headers: Mapping[str, str], body: bytes) -> Taken:
    need(method == "PUT" and headers.get("authorization") == "Bearer TOKEN", "M_UNKNOWN_TOKEN", 401)
    need(len(body) <= 60_000, "M_TOO_LARGE", 413)
    values = parsed(body)
    need(values["m.mentions"] == {}, "mentions")
    shown = values["body"]
    html_text(values["formatted_body"], {"b", "i", "a", "code", "br"})
    related = values.get("m.relates_to", {})
    transaction = path.rsplit("/", 1)[1]
    if related.get("rel_type") == "m.replace":
        html_text(values["m.new_content"]["formatted_body"], {"b", "i", "a", "code", "br"})
        return Taken(values["m.new_content"]["body"], edits=related["event_id"], transaction=transaction)
    return Taken(shown, thread=related.get("event_id"), transaction=transaction)


def webhook(method: str, path: str, headers: Mapping[str, str], body: bytes) -> Taken:
    need(len(body) < 20_000, "too large", 413)
    values = parsed(body)
    need(set(values) == {"type", "timestamp", "data"}, "not the form of Standard Webhooks")
    return Taken(values["data"]["text"], transaction=headers["webhook-id"])


def _json(status: int, **values: Any) -> tuple[int, dict[str, str], bytes]:
    return status, {"content-type": "application/json"}, json.dumps(values).encode()


RULES: Mapping[str, Rules] = {
    "slack": Rules(
        slack,
        done=lambda made: _json(200, ok=True, ts=made, channel="C1"),
        too_many=lambda seconds: (429, {"Retry-After": str(seconds)}, b"rate_limited"),
        new_id=lambda number: f"1700000000.{number:06}",
        quiet_failures=('{"ok":false,"error":"internal_error"}',),
    ),
    "slack-webhook": Rules(
        slack,
        done=lambda _: (200, {}, b"ok"),
        too_many=lambda seconds: (429, {"Retry-After": str(seconds)}, b"rate_limited"),
    ),
    "discord": Rules(
        discord,
        done=lambda made: _json(200, id=made),
        too_many=lambda seconds: _json(429, message="You are being rate limited.", retry_after=float(seconds), **{"global": False}),
    ),
    "telegram": Rules(
        telegram,
        done=lambda made: _json(200, ok=True, result={"message_id": int(made)}),
        too_many=lambda seconds: _json(
            429,
            ok=False,
            error_code=429,
            description=f"Too Many Requests: retry after {seconds}",
            parameters={"retry_after": seconds},
        ),
    ),
    "teams": Rules(
        teams,
        done=lambda _: (202, {}, b""),
        too_many=lambda seconds: (429, {"Retry-After": str(seconds)}, b""),
        quiet_failures=("Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 502",),
    ),
    "mattermost": Rules(
        mattermost,
        done=lambda made: _json(201, id=made),
        too_many=lambda seconds: (429, {"X-RateLimit-Reset": str(seconds)}, b"limit exceeded"),
    ),
    "mattermost-webhook": Rules(
        mattermost,
        done=lambda _: (200, {}, b"ok"),
        too_many=lambda seconds: (429, {"X-RateLimit-Reset": str(seconds)}, b"limit exceeded"),
    ),
    "matrix": Rules(
        matrix,
        done=lambda made: _json(200, event_id=made),
        too_many=lambda seconds: _json(429, errcode="M_LIMIT_EXCEEDED", error="Too many requests", retry_after_ms=seconds * 1000),
        new_id=lambda number: f"$event{number}",
    ),
    "webhook": Rules(
        webhook,
        done=lambda _: (204, {}, b""),
        too_many=lambda seconds: (429, {"Retry-After": str(seconds)}, b""),
    ),
}
