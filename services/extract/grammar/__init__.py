"""What a rule is, and how rules are applied to the nodes of a sentence; no rule itself."""
