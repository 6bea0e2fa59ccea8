"""Long work as rows of the database (outbox): the table is the truth, Redis only a doorbell (S-37).

Read in this order: `registry` (what an app registers), `models` (the states), `services` (every
write), `work` (one attempt, in a worker), `relay` (who rings), `doorbell` (what may be sent).

A job is written in the transaction of the business and belongs to who asked. The web never speaks
to Redis, so a Redis that is down or hung neither harms nor delays a save. The worker acts for who
asked; her right is checked when the job runs, when it is stored, and when the result is fetched.
"""
