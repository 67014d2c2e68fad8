"""Bytes to entries: feeds, JSON Feed, sitemaps, section pages, Telegram previews, WARC. Pure: no network, no clock."""
