"""Alerts (domain.md 11.3): what is overdue or comes near, found by scheduled work, told to whom it concerns.

Read in this order: `registry` (what an app registers), `models`, `computing` (scheduled work, ids and
dates only), `reading` (what somebody sees, asked when she looks), `services`, `digest` (the mail).
`factor_views` and `factor_mail`: a colleague has lost her second factor (docs/decisions/1004).
No app of the house is known here but those below: docs/alerts.md.
"""
