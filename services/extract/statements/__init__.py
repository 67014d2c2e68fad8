"""One sentence into statements: who says each, when and where, by its own words or by what the text told before."""
