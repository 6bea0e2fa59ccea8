"""Boards and figures: what supervisors and the ward look at, read from the apps below."""
