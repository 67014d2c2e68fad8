"""What stands in the web: addresses, encodings, characters, dates, HTML of short texts. Pure; knows no source and no table."""
