"""What a text is before any word of it is understood: one spelling, its language, its sentences."""
