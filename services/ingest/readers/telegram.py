"""Public previews of Telegram channels (t.me/s/NAME) to entries, oldest first. Owns their markup, which Telegram documents nowhere.

An entry's id is "channel/number" in lower case: the same message has it for ever, whatever is edited.
"""

import re
from typing import Final
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from services.ingest.readers.entry import About, Entry, Fault, Reading, Unreadable
from services.ingest.readers.feed import not_a_feed
from services.ingest.readers.page_tree import html_tree
from services.ingest.web import dates, plain
from services.ingest.web.charset import decode

_BACKGROUND: Final = re.compile(r"""background-image:\s*url\(\s*['"]?(.*?)['"]?\s*\)""")
_UNSUPPORTED: Final = ".message_media_not_supported_label, .message_media_not_supported"
_MEDIA: Final = ", ".join(
    f".tgme_widget_message_{name}"
    for name in ("photo_wrap", "video_player", "document", "poll", "voice", "roundvideo", "sticker_wrap", "location_wrap")
)


def read(body: bytes, *, url: str | None = None, content_type: str | None = None) -> Reading:
    """Messages of a channel's preview page in the order of the page. Unreadable for a name that has no public preview."""
    decoded = decode(body, content_type)
    tree = html_tree(decoded.text)
    messages = tree.css(".tgme_widget_message[data-post]")
    if not messages and not tree.css_first(".tgme_channel_info, .tgme_channel_history"):
        raise _no_preview(tree, decoded.text, url)
    entries = (_entry(message) for message in messages if "service_message" not in (message.attributes.get("class") or ""))
    return Reading(tuple(entries), _about(tree, url))


def _no_preview(tree: LexborHTMLParser, text: str, url: str | None) -> Unreadable:
    """Telegram shows an invitation ("View in Telegram") in place of a preview for groups, private channels and unknown names."""
    if tree.css_first(".tgme_page, .tgme_action_button_new, .tgme_page_action"):
        preview = tree.css_first('.tgme_page_context_link[href*="/s/"]')
        if preview:
            return Unreadable(
                Fault.HTML, f"this is the card of a channel; its messages are at https://t.me{preview.attributes['href']}"
            )
        name = urlsplit(url or "").path.strip("/").removeprefix("s/") or "this name"
        what = _text(tree.css_first(".tgme_page_extra"))
        kind = f" ({what})" if what else ""
        return Unreadable(
            Fault.NOT_PREVIEWABLE,
            f"{name}{kind} has no public preview: a group, private, restricted or gone; t.me/s/NAME must show messages",
        )
    return not_a_feed(text, "Telegram channel preview")


def _about(tree: LexborHTMLParser, url: str | None) -> About:
    info = tree.css_first(".tgme_channel_info_header_title")
    older = tree.css_first("a.tme_messages_more[data-before]")
    newer = tree.css_first("a.tme_messages_more[data-after]")
    name = _channel(tree, url)
    page = f"https://t.me/s/{name}"
    before = older.attributes.get("data-before") if older else None
    after = newer.attributes.get("data-after") if newer else None
    return About(
        kind="telegram",
        title=_text(info) or None,
        url=page if name else None,
        next_url=f"{page}?before={before}" if before and name else None,
        prev_url=f"{page}?after={after}" if after and name else None,
    )


def _channel(tree: LexborHTMLParser, url: str | None) -> str:
    """The name of the channel, by its newest message: forwarded pages and albums carry it too."""
    messages = tree.css(".tgme_widget_message[data-post]")
    post = messages[-1].attributes.get("data-post") if messages else None
    return (post or urlsplit(url or "").path.strip("/").removeprefix("s/")).partition("/")[0]


def _entry(message: LexborNode) -> Entry:
    post = message.attributes.get("data-post") or ""
    date = message.css_first("a.tgme_widget_message_date")
    clock = date.css_first("time[datetime]") if date else message.css_first("time[datetime]")
    text = _message_text(message)
    forwarded = message.css_first(".tgme_widget_message_forwarded_from_name")
    owner = message.css_first(".tgme_widget_message_owner_name")
    author = message.css_first(".tgme_widget_message_from_author")
    unsupported = message.css_first(_UNSUPPORTED) is not None
    return Entry(
        id=post.lower() or None,
        url=f"https://t.me/{post}" if post else None,
        published=dates.parse(clock.attributes.get("datetime") if clock else None),
        authors=tuple(name for name in (_text(author) or _text(owner),) if name),
        content=text or _preview_text(message),
        content_is_html=False,
        tags=tuple(dict.fromkeys(re.findall(r"(?<!\w)#(\w+)", text))),
        image=_image(message),
        edited="edited" in _text(message.css_first(".tgme_widget_message_meta")).split(),
        forwarded_from=_text(forwarded) or None,
        text_missing=not text and (unsupported or message.css_first(_MEDIA) is not None),
    )


def _message_text(message: LexborNode) -> str:
    """The message itself: not what it replies to, and once where the page nests the same text twice."""
    for node in message.css(".tgme_widget_message_text"):
        if "js-message_reply_text" in (node.attributes.get("class") or "") or _within(node, "tgme_widget_message_reply"):
            continue
        inner = node.css_first(".tgme_widget_message_text .tgme_widget_message_text")
        return plain.text((inner or node).html, blank_lines=True)
    return ""


def _preview_text(message: LexborNode) -> str | None:
    """What a message without words of its own links to, or asks."""
    question = _text(message.css_first(".tgme_widget_message_poll_question"))
    title = _text(message.css_first(".link_preview_title"))
    description = _text(message.css_first(".link_preview_description"))
    return plain.lines([question, title, description]) or None


def _within(node: LexborNode, wanted: str) -> bool:
    above = node.parent
    while above is not None:
        if wanted in (above.attributes.get("class") or "").split():
            return True
        above = above.parent
    return False


def _image(message: LexborNode) -> str | None:
    for node in message.css(".tgme_widget_message_photo_wrap, .link_preview_image, .tgme_widget_message_video_thumb"):
        if found := _BACKGROUND.search(node.attributes.get("style") or ""):
            return found[1]
    return None


def _text(node: LexborNode | None) -> str:
    return " ".join(node.text(separator=" ").split()) if node else ""
