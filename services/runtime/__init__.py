"""What the services share: settings, messaging on Redis Streams, database, logs, metrics, health. Knows no domain."""
