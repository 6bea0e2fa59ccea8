"""Events of retention and disclosure."""

from .disclosure import (
    AskerFacts,
    check_package,
    finish_request,
    mark_paragraphs,
    receive_request,
    request_paper,
    submit_package,
    take_back,
)
from .disposal import JOB_KIND, RUN, request_certificate, request_disposal

__all__ = [
    "JOB_KIND",
    "RUN",
    "AskerFacts",
    "check_package",
    "finish_request",
    "mark_paragraphs",
    "receive_request",
    "request_certificate",
    "request_disposal",
    "request_paper",
    "submit_package",
    "take_back",
]
