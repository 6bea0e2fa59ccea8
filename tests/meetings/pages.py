"""Ways of the tests of pages: addresses, forms sent, what a page hides."""

import re
import uuid
from typing import Any

from django.test import Client
from django.urls import reverse


def url(name: str, *args: Any) -> str:
    return reverse(f"meetings:{name}", args=args)


def post(client: Client, address: str, **data: Any) -> Any:
    """A form sent once, with a key of its own."""
    return client.post(address, {"form_key": uuid.uuid4(), **data})


def hidden(answer: Any, name: str) -> str:
    """Value of a hidden field of the page."""
    found = re.search(rf'name="{name}" value="([^"]*)"', answer.content.decode())
    assert found, name
    return found[1]
