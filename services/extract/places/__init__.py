"""Knowledge of places: spelling keys, type nouns and the scan over a text; the rules that use it live elsewhere."""
