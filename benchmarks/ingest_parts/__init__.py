"""What benchmarks/ingest.py measures, one module each, and the site and the reader that the measurements share."""
