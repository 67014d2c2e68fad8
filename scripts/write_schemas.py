"""Writes the JSON Schema of every event type to tocsin/schemas; a test fails when they differ from the models."""

from pathlib import Path

from tocsin.schema import schema_files

folder = Path(__file__).resolve().parent.parent / "tocsin" / "schemas"
for name, text in schema_files().items():
    (folder / name).write_text(text, encoding="utf-8")
