"""The settings of the project, with one page more: it looks for a way out."""

from bunkyo_support.settings import *  # noqa: F403

ROOT_URLCONF = "tests.ways_out.urls"
