"""Fixtures of every test. Real servers only: nothing here imitates Redis or SQL."""
