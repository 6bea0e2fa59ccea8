"""The whole system where no way leads out: what it answers is what it answers elsewhere (S-80)."""
