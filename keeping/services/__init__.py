"""Events of retention and disclosure."""

from .amendment import (
    Asked,
    carry_out,
    change_telling,
    check_amendment,
    finish_amendment,
    receive_amendment,
    request_amendment_paper,
    request_telling_letter,
    submit_amendment,
    take_back_amendment,
    tell_of_longer,
    tell_recipient,
)
from .asked import AskerFacts
from .disclosure import (
    check_package,
    finish_request,
    receive_request,
    request_paper,
    submit_package,
    take_back,
)
from .disposal import JOB_KIND, RUN, request_certificate, request_disposal
from .letters import request_letter_of_days, request_party_letter, request_passing_letter
from .marks import mark_paragraphs, put_off
from .passing import propose_passing
from .rest import rest_of, tell_of_rest
from .third_parties import (
    Ground,
    Notice,
    correct_third_party,
    find_third_party,
    give_reason,
    hear_third_party,
    note_opinion,
    tell_third_party,
    third_parties_of,
)
from .time_limits import ask_correction, extend, note_correction
from .withdrawal import withdraw

__all__ = [
    "JOB_KIND",
    "RUN",
    "Asked",
    "AskerFacts",
    "Ground",
    "Notice",
    "ask_correction",
    "carry_out",
    "change_telling",
    "check_amendment",
    "check_package",
    "correct_third_party",
    "extend",
    "find_third_party",
    "finish_amendment",
    "finish_request",
    "give_reason",
    "hear_third_party",
    "mark_paragraphs",
    "note_correction",
    "note_opinion",
    "propose_passing",
    "put_off",
    "receive_amendment",
    "receive_request",
    "request_amendment_paper",
    "request_certificate",
    "request_disposal",
    "request_letter_of_days",
    "request_paper",
    "request_party_letter",
    "request_passing_letter",
    "request_telling_letter",
    "rest_of",
    "submit_amendment",
    "submit_package",
    "take_back",
    "take_back_amendment",
    "tell_of_longer",
    "tell_of_rest",
    "tell_recipient",
    "tell_third_party",
    "third_parties_of",
    "withdraw",
]
