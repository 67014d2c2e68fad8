"""The tables of ingest, and what moves in them for its own sake: leases, positions in files, the outbox. Fetches nothing."""
