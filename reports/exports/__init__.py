"""Exports: rows for statistics under a pseudonym, and the own records of a case in full (docs/export.md)."""
