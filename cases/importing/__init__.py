"""Bringing a list that a body kept until now: columns, reading, trying, taking in, taking back."""
