"""Sentences composed of slots, and the claims that their parts say."""
