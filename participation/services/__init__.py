"""Every write of the app: one function a domain event, in one transaction."""

from .files import bring_resources, export_resources, give_up_import, lines_of, take_in
from .gaps import note_unmet
from .leads import LeadFacts, change_lead, note_contact, open_lead
from .participating import begin, edit_needs, move_participation, set_charge
from .placing import note_support, propose, refuse, step, tell_nothing
from .register import change_resource, confirm_resource, enter_resource
from .telling import consents_naming, may_reach_kept_out, tell_host, text_of

__all__ = [
    "LeadFacts",
    "begin",
    "bring_resources",
    "change_lead",
    "change_resource",
    "confirm_resource",
    "consents_naming",
    "edit_needs",
    "enter_resource",
    "export_resources",
    "give_up_import",
    "lines_of",
    "may_reach_kept_out",
    "move_participation",
    "note_contact",
    "note_support",
    "note_unmet",
    "open_lead",
    "propose",
    "refuse",
    "set_charge",
    "step",
    "take_in",
    "tell_host",
    "tell_nothing",
    "text_of",
]
