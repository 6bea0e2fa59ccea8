"""支援プラン: goals, roles, progress, versions and papers, while a consent is valid (R5, R8, R9)."""
