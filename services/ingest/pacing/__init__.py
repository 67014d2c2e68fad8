"""When a source is read next, and when a site may be asked: its lease, its pace, the pauses it asks for. Asks nothing itself."""
