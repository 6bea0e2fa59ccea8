"""The settings of the project, with the middleware of `dying` around and within the others."""

from bunkyo_support.settings import *  # noqa: F403
from bunkyo_support.settings import MIDDLEWARE as OWN

MIDDLEWARE = ["tests.faults.dying.AfterCommit", *OWN, "tests.faults.dying.BeforeCommit"]
