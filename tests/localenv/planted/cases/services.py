"""Planted: a service may write."""


def add_note(by):
    # ok: written-by-a-page
    return Note.objects.create(text="", created_by=by)
