"""Planted: a page that writes by itself."""


def view(request, note, form):
    # ruleid: written-by-a-page
    Note.objects.create(text="")
    # ruleid: written-by-a-page
    Note.objects.changeable_by(request.user).update(text="")
    # ruleid: written-by-a-page
    Note.objects.changeable_by(request.user).filter(pk=1).delete()
    # ruleid: written-by-a-page
    form.save()
    # ruleid: written-by-a-page
    note.delete()
    # ok: written-by-a-page
    services.save(note=note, by=request.user)
    # ok: written-by-a-page
    request.context.update(note=note)
