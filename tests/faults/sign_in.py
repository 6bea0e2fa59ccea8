"""Sessions of people who have passed both factors, in the database of the environment: for processes.

python -m tests.faults.sign_in soudan1 kurashi1
"""

import json
import sys

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.test import Client  # noqa: E402

from tests.world import login  # noqa: E402


def session_of(username: str) -> str:
    client = Client()
    login(client, username)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


if __name__ == "__main__":
    sys.stdout.write(json.dumps({name: session_of(name) for name in sys.argv[1:]}))
