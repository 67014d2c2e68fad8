"""The three services, what they share, and their command line."""
