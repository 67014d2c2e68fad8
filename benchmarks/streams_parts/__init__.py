"""What benchmarks/streams.py measures, one module each, and the articles that the measurements share."""
