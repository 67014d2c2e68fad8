"""One sentence in itself: its nodes, what belongs to which trigger, and which place to both."""
