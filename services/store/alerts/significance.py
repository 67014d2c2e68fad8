"""Which changes of an incident are worth a sound in people's pockets; all others only edit the message. Pure."""

from collections.abc import Iterable
from typing import Final

from tocsin.incident import Change, Incident
from tocsin.vocabulary import EventKind, ObjectKind

_DOUBLED: Final = 2


def significant(changes: Iterable[Change], incident: Incident) -> str | None:
    """Why people must hear of these changes; None where an edit is enough.

    Worth it are more severe harm, more deaths, a figure that doubled, a first denial, a second independent claimant, and a
    report that opens a closed incident again.
    """
    found = [why for change in changes if (why := _why(change, incident)) is not None]
    return found[0] if found else None


def _why(change: Change, incident: Incident) -> str | None:
    if change.kind == "severity_changed" and _number(change.after) > _number(change.before):
        return f"severity rose to {change.after}"
    if change.kind in {"figure_rose", "figure_new"} and change.object is ObjectKind.KILLED and change.event is EventKind.CASUALTIES:
        return "more killed" if _number(change.after) > _number(change.before) else None
    if change.kind == "figure_rose" and _number(change.after) >= _DOUBLED * max(1, _number(change.before)):
        return "a figure doubled"
    if change.kind == "denied":
        return f"denied by {change.claimant}"
    if change.kind == "claimant_new" and incident.claimants == 2:
        return "a second claimant"
    return "open again" if change.kind == "reopened" else None


def _number(words: str | None) -> int:
    """The largest number in words such as "at least 4" or "4 to 6"; 0 without one.

    >>> _number("4 to 6"), _number("no number"), _number(None)
    (6, 0, 0)
    """
    return max((int(word) for word in (words or "").split() if word.isdigit()), default=0)
