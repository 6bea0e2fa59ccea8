"""Template tags about staff."""

from typing import Any

from django import template
from django.conf import settings

from organizations.sample_staff import SAMPLE_PASSWORD, SAMPLES, code_of

register = template.Library()


@register.inclusion_tag("organizations/_sample_logins.html")
def sample_logins() -> dict[str, Any]:
    """The logins of the sample ward with present codes; nothing unless DEVELOPMENT."""
    if not settings.DEVELOPMENT:
        return {"logins": []}
    return {
        "password": SAMPLE_PASSWORD,
        "logins": [
            {
                "username": sample.username,
                "code": code_of(sample.username),
                "name": sample.name,
                "offices": sample.offices_in_words,
                "state": sample.state,
            }
            for sample in SAMPLES
        ],
    }
