"""Papers and what stands on them: PDF, fonts, era dates, names as searched. Knows no app."""
