"""Bytes to articles: fetch, read, clean, recognise what was seen, publish to tocsin:articles.

From the bottom to the top, and importing downwards only:

- `settings` what operators declare, `web` addresses and bytes, `tables` SQL that all share
- `fetching` one request; `readers` bytes to lists of entries; `cleaning` a page to its text: side by side, none knows another
- `pacing` when a source is read and a site asked; `articles` what is the same as what; `sources` what is remembered of each
- `handed` articles from files; `hooks` articles that are pushed
- `jobs` the running work over all of these, on the parts that `work` holds together; `app` starts it
"""
