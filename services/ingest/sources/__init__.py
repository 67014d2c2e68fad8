"""What is remembered of each source, and what follows: its state, its coverage as events, its metrics; subscriptions as OPML."""
