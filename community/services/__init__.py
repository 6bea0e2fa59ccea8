"""Writes of 地域づくり, one function an event."""

from .concerns import (
    ConcernFacts,
    IntakeOfConcern,
    close_without_intake,
    note_concern,
    take_into_intake,
)
from .gatherings import AttendanceFacts, change_gathering, record_gathering, withdraw_gathering
from .liaison import (
    JOB_KIND,
    LiaisonFacts,
    MissingFacts,
    change_liaison,
    enter_presence,
    follow_missing,
    hold_liaison,
    name_missing,
    request_liaison_paper,
    withdraw_liaison,
)
from .places import (
    PlaceFacts,
    add_partner,
    change_place,
    end_partner,
    enter_place,
    enter_runner,
    keeper_office,
    move_place,
)
from .support import SupportFacts, change_support, record_support, withdraw_support

__all__ = [
    "JOB_KIND",
    "AttendanceFacts",
    "ConcernFacts",
    "IntakeOfConcern",
    "LiaisonFacts",
    "MissingFacts",
    "PlaceFacts",
    "SupportFacts",
    "add_partner",
    "change_gathering",
    "change_liaison",
    "change_place",
    "change_support",
    "close_without_intake",
    "end_partner",
    "enter_place",
    "enter_presence",
    "enter_runner",
    "follow_missing",
    "hold_liaison",
    "keeper_office",
    "move_place",
    "name_missing",
    "note_concern",
    "record_gathering",
    "record_support",
    "request_liaison_paper",
    "take_into_intake",
    "withdraw_gathering",
    "withdraw_liaison",
    "withdraw_support",
]
