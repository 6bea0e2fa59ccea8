"""The settings of the project, with one view more that is open to injection, and nobody sent away for asking too often:
the tool asks thousands of times from one address."""

from bunkyo_support.settings import *  # noqa: F403

ROOT_URLCONF = "tests.injection.urls"
ACCOUNT_RATE_LIMITS = False
# However long the tool takes, nobody is signed out, or asked whether it is still she.
ACCOUNT_REAUTHENTICATION_TIMEOUT = SESSION_IDLE_SECONDS = 36_000
