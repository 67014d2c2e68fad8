"""The work of a running ingest: sites taken, their lists and pages read, local files watched, the outbox relayed, a reload."""
