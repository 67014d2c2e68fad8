"""Bytes to articles: fetch, read, clean, recognise what was seen, publish to tocsin:articles."""
