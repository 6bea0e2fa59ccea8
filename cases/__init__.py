"""I 包括的相談支援: intake, people and households, notes, hand-off, consent."""
