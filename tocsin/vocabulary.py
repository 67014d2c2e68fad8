"""The closed vocabularies of every event: what a field may say. A new word here is a new minor version of the contract."""

from enum import StrEnum


class EventKind(StrEnum):
    """What kind of happening a claim is about."""

    INTERCEPTION = "interception"
    """An incoming weapon shot down, suppressed or lost from radar."""
    ATTACK = "attack"
    """A strike, launch, hit, crash or intrusion said to have happened."""
    CASUALTIES = "casualties"
    """People killed or hurt, an explicit zero included."""
    DAMAGE = "damage"
    """Things damaged or on fire, an explicit zero included."""
    MILITARY_LOSS = "military_loss"
    """Equipment or troops destroyed, not in the air; cumulative tallies."""
    DISRUPTION = "disruption"
    """An airport closed, people evacuated, power cut."""


class ObjectKind(StrEnum):
    """What was intercepted, used, hurt, damaged, lost or disrupted."""

    UAV = "uav"
    MISSILE = "missile"
    ROCKET = "rocket"
    BOMB = "bomb"
    AIRCRAFT = "aircraft"
    HELICOPTER = "helicopter"
    BOAT = "boat"
    SHIP = "ship"
    ARTILLERY = "artillery"
    MINE = "mine"
    TANK = "tank"
    ARMOURED_VEHICLE = "armoured_vehicle"
    MLRS = "mlrs"
    AIR_DEFENCE = "air_defence"
    VEHICLE = "vehicle"
    PERSONNEL = "personnel"
    BUILDING = "building"
    WINDOW = "window"
    INFRASTRUCTURE = "infrastructure"
    ENERGY = "energy"
    INDUSTRIAL = "industrial"
    AIRPORT = "airport"
    EVACUATION = "evacuation"
    POWER = "power"
    KILLED = "killed"
    INJURED = "injured"
    ANY = "any"
    """Not told apart: "no casualties" speaks of killed and injured alike."""
    OTHER = "other"
    UNKNOWN = "unknown"


class Bound(StrEnum):
    """How a number limits the true count."""

    EXACT = "exact"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    ABOUT = "about"


class Outcome(StrEnum):
    """How an interception ended."""

    DESTROYED = "destroyed"
    SUPPRESSED = "suppressed"
    """Stopped by electronic warfare."""
    LOST = "lost"
    """Lost from radar."""


class Modality(StrEnum):
    """How sure the claimant is."""

    ASSERTED = "asserted"
    UNCONFIRMED = "unconfirmed"
    DENIED = "denied"
    """The claimant says it did not happen; the count is null."""
    PREDICTED = "predicted"


class ClaimantKind(StrEnum):
    """What sort of source makes the claim."""

    MINISTRY = "ministry"
    GOVERNOR = "governor"
    """Any head of a region, acting or installed."""
    MAYOR = "mayor"
    MILITARY = "military"
    EMERGENCY_SERVICE = "emergency_service"
    POLICE = "police"
    PRESIDENT = "president"
    MEDIA = "media"
    WITNESS = "witness"
    ANONYMOUS = "anonymous"
    COMPANY = "company"
    OTHER = "other"


class Precision(StrEnum):
    """The smallest area that the text commits to."""

    COUNTRY = "country"
    REGION = "region"
    DISTRICT = "district"
    CITY = "city"
    SEA = "sea"


class TimeBasis(StrEnum):
    """Where the start and end of a claim come from."""

    STATED = "stated"
    """A date or clock time in the text."""
    RELATIVE = "relative"
    """Words such as "overnight", resolved against the publication time."""
    INHERITED = "inherited"
    """Stated or implied by an earlier sentence that the claim continues."""
    PUBLISHED = "published"
    """No word of time: the day of publication."""


class Family(StrEnum):
    """What separates incidents of one region and one stretch of time."""

    AERIAL = "aerial"
    """uav, missile, rocket, bomb, aircraft, helicopter"""
    SHELLING = "shelling"
    """artillery, mlrs, mine"""
    SEA = "sea"
    """boat"""
    OTHER = "other"


class IncidentState(StrEnum):
    """The life of an incident."""

    OPEN = "open"
    CLOSED = "closed"
    """Nothing new for its family's quiet time; a late claim opens it again under the same id."""
    MERGED = "merged"
    """A tombstone: `merged_into` names the survivor."""


class SourceKind(StrEnum):
    """How articles of a source are obtained."""

    FEED = "feed"
    SITEMAP = "sitemap"
    HTML = "html"
    TELEGRAM = "telegram"
    WEBSUB = "websub"
    PUSH = "push"
    FILE = "file"
    WARC = "warc"
