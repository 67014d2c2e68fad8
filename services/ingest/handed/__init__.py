"""Articles that people hand over, as lines, texts, pages, web archives or directories: read from files, fetched from nowhere."""
