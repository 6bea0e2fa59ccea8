"""Events of retention and disclosure."""

from .disclosure import (
    AskerFacts,
    check_package,
    finish_request,
    receive_request,
    request_paper,
    submit_package,
    take_back,
)
from .disposal import JOB_KIND, RUN, request_certificate, request_disposal
from .letters import request_extension_letter, request_party_letter, request_rest_letter
from .marks import mark_paragraphs, put_off
from .rest import rest_of, tell_of_rest
from .third_parties import (
    Ground,
    Notice,
    find_third_party,
    give_reason,
    hear_third_party,
    note_opinion,
    tell_third_party,
    third_parties_of,
)
from .time_limits import ask_correction, extend, note_correction

__all__ = [
    "JOB_KIND",
    "RUN",
    "AskerFacts",
    "Ground",
    "Notice",
    "ask_correction",
    "check_package",
    "extend",
    "find_third_party",
    "finish_request",
    "give_reason",
    "hear_third_party",
    "mark_paragraphs",
    "note_correction",
    "note_opinion",
    "put_off",
    "receive_request",
    "request_certificate",
    "request_disposal",
    "request_extension_letter",
    "request_paper",
    "request_party_letter",
    "request_rest_letter",
    "rest_of",
    "submit_package",
    "take_back",
    "tell_of_rest",
    "tell_third_party",
    "third_parties_of",
]
