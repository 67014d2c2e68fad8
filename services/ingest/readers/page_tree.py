"""HTML of lists to a tree, unless it is made to keep a parser busy."""

from selectolax.lexbor import LexborHTMLParser

from services.ingest.readers.entry import Fault, Unreadable
from services.ingest.web.depth import DEEPEST, too_deep


def html_tree(text: str) -> LexborHTMLParser:
    """The tree of a page; Unreadable for one that nests beyond all measure."""
    if too_deep(text):
        raise Unreadable(Fault.UNKNOWN, f"the page nests deeper than {DEEPEST:,} levels, so it is no list that a person could read")
    return LexborHTMLParser(text)
