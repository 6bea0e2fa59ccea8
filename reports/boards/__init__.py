"""Boards: what waits, for how long and for whom. Each counts what its reader may see (docs/boards.md)."""
