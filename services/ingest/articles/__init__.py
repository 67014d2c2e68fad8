"""What is the same as what: items of lists, articles, their revisions and copies. Owns the dedupe ladder and its SQL."""
