"""Quiet hours. Pure: `now` is an argument."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from services.store.alerts.settings import Route, quiet_hours


def quiet_until(route: Route, now: datetime) -> datetime | None:
    """The end of the quiet hours that `now` lies in, in UTC; None outside of them."""
    hours = quiet_hours(route.quiet_hours) if route.quiet_hours else None
    if hours is None:
        return None
    begin, end = hours
    zone = ZoneInfo(route.quiet_zone)
    local = now.astimezone(zone)
    for day in (local.date() - timedelta(days=1), local.date()):
        start = datetime.combine(day, begin, zone)
        stop = datetime.combine(day if end > begin else day + timedelta(days=1), end, zone)
        if start <= local < stop:
            return stop.astimezone(UTC)
    return None
