"""Forms of 参加支援."""
