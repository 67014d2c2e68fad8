"""The tables of the store. Every module that owns tables declares them on METADATA; migrations create them."""

from typing import Final

from sqlalchemy import MetaData

METADATA: Final = MetaData()
