"""Planted: what localenv/semgrep/access.yml must find, and what it must leave alone."""

# ruleid: guardian-outside-access
import guardian

# ruleid: guardian-outside-access
from guardian.shortcuts import get_objects_for_user


def granted(user, note, case):
    # ruleid: guardian-outside-access
    GroupGrant.objects.create(group=user)
    # ruleid: guardian-outside-access
    UserGrant.objects.filter(user=user).delete()
    # ruleid: guardian-outside-access
    Compartment(kind="RECORD", case=case)
    # ok: guardian-outside-access
    Compartment.objects.visible_to(user)


def asked(user, note):
    # ruleid: permission-asked-of-django
    user.has_perm("read_compartment", note)
    # ruleid: permission-asked-of-django
    get_objects_for_user(user, "read_compartment")
    # ruleid: permission-asked-of-django
    if user.is_superuser:
        return note
    # ok: permission-asked-of-django
    return may_write(user, note.compartment)


def reached(model, note):
    # ruleid: manager-without-a-door
    model._default_manager.filter(pk=1)
    # ruleid: manager-without-a-door
    type(note)._base_manager.all()
    # ruleid: manager-without-a-door
    getattr(model, "objects").all()
    # ok: manager-without-a-door
    model.objects.visible_to(note)


def kept(note, user):
    # ruleid: history-written-by-hand
    note.history.create(text="")
    # ruleid: history-written-by-hand
    note.history.filter(pk=1).delete()
    # ruleid: history-written-by-hand
    note._history_user = user
    # ruleid: history-written-by-hand
    bulk_update_with_history([note], type(note), ["text"])
    # ok: history-written-by-hand
    note.history.all().visible_to(user)
