"""Long work as rows of the database (outbox). Redis and Celery are only the doorbell.

A job is written in the business transaction. The scheduler's relay rings Celery with its id; the
web never speaks to Redis, so a Redis that is down or hung harms no save. The worker acts with the
rights of who asked, checks them when it runs, and the page checks again when the result is fetched.
"""
