"""The rules of extraction: one module a phenomenon."""
