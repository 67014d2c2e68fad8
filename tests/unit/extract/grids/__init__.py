"""Sentences composed of slots, and the claims that their parts say."""

from grids import en, en_agencies, en_raids, ru, uk

__all__ = ["en", "en_agencies", "en_raids", "ru", "uk"]
