"""The store's own settings: table `store`."""

from datetime import timedelta

from pydantic import Field

from services.runtime.settings import Table


class StoreSettings(Table):
    """Table `store`."""

    batch: int = Field(default=500, ge=1, le=2_000)
    """Events taken in one transaction at most."""
    quiet_hours: float = Field(default=72.0, gt=0)
    """Hours without anything new after which an incident is closed."""
    relay_seconds: float = Field(default=0.2, gt=0)
    """Seconds between two looks at the outbox when it was empty."""
    keep_deliveries_days: float = Field(default=90.0, ge=4)
    """Days for which a delivery that was sent, skipped or given up is kept for `tocsin alerts`; one that waits is kept."""

    @property
    def keep_deliveries(self) -> timedelta:
        """How long a delivery is kept after its end."""
        return timedelta(days=self.keep_deliveries_days)

    @property
    def quiet(self) -> timedelta:
        """Time without anything new after which an incident is closed."""
        return timedelta(hours=self.quiet_hours)
