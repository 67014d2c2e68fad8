"""Text constructs of feeds: plain, escaped HTML, inline XHTML or base64, by what is declared and what is there."""

import base64
import binascii
import re
from dataclasses import dataclass
from html.entities import entitydefs
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from lxml.etree import _Element

from services.ingest.readers import xml
from services.ingest.web.urls import resolve

_TYPES: Final = {"text": "text/plain", "plain": "text/plain", "html": "text/html", "xhtml": "application/xhtml+xml"}

_VOID: Final = frozenset(("area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"))

_MATHS: Final = {"math": "http://www.w3.org/1998/Math/MathML", "svg": "http://www.w3.org/2000/svg"}

_CLOSING: Final = re.compile(r"</(\w+)>|&#?\w+;")
_TAG: Final = re.compile(r"</?([a-zA-Z]\w*)")
_NAMED: Final = re.compile(r"&([a-zA-Z]\w*);")
_KNOWN: Final = frozenset((
    "a", "abbr", "acronym", "address", "article", "aside", "b", "bdo", "big", "blockquote", "br", "caption", "center",
    "cite", "code", "col", "dd", "del", "div", "dl", "dt", "em", "figcaption", "figure", "font", "footer", "h1", "h2",
    "h3", "h4", "h5", "h6", "header", "hr", "i", "img", "ins", "kbd", "li", "mark", "ol", "p", "pre", "q", "s", "samp",
    "section", "small", "span", "strike", "strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "time",
    "tr", "tt", "u", "ul", "var", "video", "audio", "source",
))  # fmt: skip

_CONTROLS: Final = re.compile("[\x80-\x9f]")
_WINDOWS: Final = {code: bytes([code]).decode("cp1252", "ignore") or chr(code) for code in range(0x80, 0xA0)}

_REFERENCE: Final = re.compile(
    r"""(<[a-zA-Z][^<>]*?\s(?:href|src|cite|action|background|longdesc|poster|data|usemap)\s*=\s*)(["'])([^"'<>]*)\2""",
    re.IGNORECASE,
)
_ABSOLUTE: Final = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|#")


@dataclass(frozen=True, slots=True)
class Text:
    """The value of a text construct."""

    value: str
    is_html: bool


def media_type(stated: str) -> str:
    """The media type that a type attribute means: "html" is text/html."""
    lowered = stated.strip().lower()
    return _TYPES.get(lowered, lowered)


def read(element: _Element, default: str, *, atom: str, base: str | None) -> Text:
    """The value of an element; markup inside it is serialised, references in HTML are made absolute. `atom` is its version."""
    kind = media_type(element.get("type") or default)
    inline = len(element) > 0 and (kind != "text/plain" or element.get("type") is None or not atom or element.get("mode") == "xml")
    if inline or kind == "application/xhtml+xml":
        return Text(absolute(recoded(_inner(element, unwrapped=atom == "1.0").strip()), base), is_html=True)
    value = (xml.text_of(element) or "") if len(element) else (element.text or "").strip()
    if element.get("mode") == "base64" or not (kind.startswith("text/") or kind.endswith(("+xml", "/xml"))):
        value = _decoded(value)
    value = recoded(value)
    is_html = kind in {"text/html", "application/xhtml+xml"} or (not atom and kind == "text/plain" and looks_like_html(value))
    return Text(absolute(value, base) if is_html else value, is_html)


def looks_like_html(text: str) -> bool:
    """Whether a text that is nominally plain is HTML: closing tags or character references, and none that HTML does not know.

    >>> looks_like_html("<b>Two</b> drones"), looks_like_html("if a < b"), looks_like_html("AT&T")
    (True, False, False)
    """
    if not _CLOSING.search(text):
        return False
    if any(tag.lower() not in _KNOWN for tag in _TAG.findall(text)):
        return False
    return all(name in entitydefs for name in _NAMED.findall(text))


def recoded(text: str) -> str:
    r"""A text without the traces of a wrong turn between encodings: UTF-8 taken for Latin-1, Windows-1252 taken for Latin-1.

    >>> recoded("caf\u00c3\u00a9"), recoded("don\u0092t"), recoded("café")
    ('café', 'don’t', 'café')
    """
    if text.isascii():
        return text
    try:
        return text.encode("iso-8859-1").decode("utf-8")
    except UnicodeError:
        return text.translate(_WINDOWS) if _CONTROLS.search(text) else text


def absolute(markup: str, base: str | None) -> str:
    """HTML with the references in it made absolute.

    >>> absolute('<a href="../b">x</a>', "https://a.example/c/d")
    '<a href="https://a.example/b">x</a>'
    """
    if not base or "<" not in markup:
        return markup

    def resolved(found: re.Match[str]) -> str:
        reference = found[3].strip()
        if _ABSOLUTE.match(reference):
            return found[0]
        return f"{found[1]}{found[2]}{resolve(base, reference) or base}{found[2]}"

    return _REFERENCE.sub(resolved, markup)


def _decoded(value: str) -> str:
    try:
        return base64.b64decode(value, validate=False).decode("utf-8")
    except (binascii.Error, ValueError):
        return value


def _inner(element: _Element, *, unwrapped: bool) -> str:
    """The markup inside an element; `unwrapped` of the one <div> that Atom 1.0 wraps XHTML in."""
    children = list(element)
    if (
        unwrapped
        and len(children) == 1
        and xml.name(children[0]) == "div"
        and not (element.text or "").strip()
        and not (children[0].tail or "").strip()
    ):
        element = children[0]
    pieces: list[str] = [escape(element.text or "")]
    waiting: list[_Element | str] = list(reversed(element))
    while waiting:
        each = waiting.pop()
        if isinstance(each, str):
            pieces.append(each)
            continue
        name, tail = xml.name(each), escape(each.tail or "")
        if not name:
            pieces.append(tail)
            continue
        attributes = "".join(f" {str(key).rpartition('}')[2]}={quoteattr(str(value))}" for key, value in each.attrib.items())
        if name in _MATHS:
            attributes += f' xmlns="{_MATHS[name]}"'
        if name in _VOID:
            pieces.append(f"<{name}{attributes} />{tail}")
        else:
            pieces.append(f"<{name}{attributes}>{escape(each.text or '')}")
            waiting.append(f"</{name}>{tail}")
            waiting.extend(reversed(each))
    return "".join(pieces)
