"""The settings of the project, with one view more that is open to injection, and nobody sent away for asking too often:
the tool asks thousands of times from one address."""

from bunkyo_support.settings import *  # noqa: F403

ROOT_URLCONF = "tests.injection.urls"
ACCOUNT_RATE_LIMITS = False
