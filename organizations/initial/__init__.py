"""What a new installation of the ward starts with: bodies, code lists, legal bases, texts.

Read once, by the data migrations. Afterwards the pages for masters hold the truth: a later
change of the ward is an edit there, a later change of the product is a new migration.
Nothing here overwrites an existing row.

Only facts seen in public pages, or known with certainty, stand here. Names of bodies whose
existence or section is unsure are left for the ward to enter.
"""
