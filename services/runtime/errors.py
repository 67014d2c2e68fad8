"""The errors of the services.

ServiceError
├── Transient            try again later: the entry stays pending, the delivery is repeated
└── Permanent            trying again cannot help
    ├── ConfigError      the operator must change a setting; the message names it
    └── Poison           this input can never be handled; it goes to the dead-letter stream with the message
"""


class ServiceError(Exception):
    """Base of every error that the services raise on purpose. The message tells what happened, where, and what to do."""


class Transient(ServiceError):
    """Something outside is away or slow; the same work may succeed later."""


class Permanent(ServiceError):
    """The same work will fail again however often it is tried."""


class ConfigError(Permanent):
    """A setting is missing, unknown or wrong; the message names file, key and what would be valid."""


class Poison(Permanent):
    """An input that can never be handled: set aside whole, with this message as the reason."""
