"""The words of each language: their files, their forms, and where they stand in a text."""
