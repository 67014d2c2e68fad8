"""Grids: frames of sentences and what fills them, from which many are made, each with its claims."""
