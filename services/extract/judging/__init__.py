"""What an item means: its event and object, whether it happened at all, and whether enough is said to claim it."""
