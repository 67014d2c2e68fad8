"""Bytes to entries: feeds, JSON Feed, sitemaps, section pages, Telegram previews. Pure: no network, no clock."""
