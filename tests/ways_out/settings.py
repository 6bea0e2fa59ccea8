"""The settings of the project, with one page more: it looks for a way out."""

from bunkyo_support.settings import *  # noqa: F403

ROOT_URLCONF = "tests.ways_out.urls"
# However slow the machine is, nobody is asked in one crawl whether it is still she, and in the other not.
ACCOUNT_REAUTHENTICATION_TIMEOUT = SESSION_IDLE_SECONDS = 36_000
