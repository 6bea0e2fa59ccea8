"""Places that lead to confidential rows past `visible_to`, reviewed one by one (test_doors.py).

A place is a file with a function, and what it writes there. One that is no longer in the source must
leave this list; a new one has to be explained here before the suite is green.
"""

# What hangs on a row that was asked for through a door: its key is a `SameCompartmentKey`, and it is
# read with at least the permissions of that row and by nothing withheld. Whoever sees the row sees it by
# the same sentence. The test proves this of every name that is used here, from the models.
SAME_COMPARTMENT: dict[str, tuple[str, ...]] = {
    "cases/consent_entry.py:WhatIsShared.offer": ("row.persons.all",),
    "cases/forms/records.py:consent_words": ("consent.bodies.all",),
    "cases/papers.py:consent_for_paper": ("prefetch_related(persons)",),
    "cases/summary_paper.py:_about_work": ("filter(corrections__isnull)",),
    "cases/today_unassigned.py:items": ("Q(staff_in_charge__until__isnull)",),
    "cases/views/consent_events.py:_withdrawal_form": ("row.persons.all",),
    "cases/views/consents.py:_scope_of": ("consent.persons.all",),
    "cases/views/consents.py:_who_left": ("one.bodies.all",),
    "cases/views/hand_off_sheets.py:_outside_the_consent": (
        "consent.bodies.all",
        "consent.persons.all",
    ),
    "keeping/kept_besides.py:rows_of_consents": ("filter(persons__person_id__in)",),
    "meetings/bridge.py:Row.is_outdated": ("self.origin.addenda.all",),
    "meetings/bridge.py:consents_for": ("prefetch_related(persons)",),
    "meetings/bridge.py:with_addenda": ("Prefetch(addenda)",),
    "meetings/forms/bridge.py:CarryForm.__init__": ("c.persons.all",),
    "meetings/models/item.py:SharedItem.is_corrected": ("self.addenda.all",),
    "meetings/occasions.py:Register._conferences": ("filter(attendances__body)",),
    "meetings/occasions.py:_bodies": ("values(attendances__body)",),
    "meetings/paper_parts.py:item_blocks": ("item.addenda.all",),
    "meetings/querysets.py:ConferenceQuerySet.for_list": ("prefetch_related(items)",),
    "meetings/querysets.py:ConferenceQuerySet.with_body": (
        "filter(attendances__body)",
        "filter(attendances__is_invited)",
    ),
    "meetings/room.py:Room.items": ("Prefetch(addenda)",),
    "meetings/services/copies.py:_chosen": ("filter(papers__copies__in)",),
    "outreach/consent_way.py:ConsentWay.consents": (
        "prefetch_related(bodies__body)",
        "prefetch_related(persons)",
    ),
    "outreach/views/consent.py:_request": ("held.bodies.all", "held.persons.all"),
    "plans/page.py:PlanPage.conferences": ("prefetch_related(items)",),
    "plans/paper_contents.py:_conference": ("prefetch_related(items)",),
    "plans/today.py:_tasks": (
        "F(plan__bodies__appointment__staff)",
        "filter(plan__bodies__body)",
        "filter(plan__bodies__ended_at__isnull)",
    ),
    "plans/today.py:_words": ("filter(bodies__body__in)", "filter(bodies__ended_at__isnull)"),
    "plans/views/evaluating.py:_examined_on": ("row.items.all",),
    "plans/views/writing.py:_draft": ("consent.bodies.all",),
    "plans/views/writing.py:consent_choices": (
        "consent.bodies.all",
        "consent.persons.all",
        "prefetch_related_objects(bodies__body)",
        "prefetch_related_objects(persons)",
    ),
    "reports/plan_board.py:PlanBoard.question": (
        "Q(bodies__body__in)",
        "Q(bodies__ended_at__isnull)",
    ),
    "sample_ward/conferring.py:finish": ("row.attendances.all",),
    "templates/cases/consent_form.html": (".persons.all",),
    "templates/cases/consents.html": (".bodies.all", ".persons.all"),
    "templates/cases/withdrawal_form.html": (".persons.all",),
    "templates/meetings/_addenda.html": (".addenda.all",),
    "templates/meetings/conference_list.html": (".items.all",),
    "templates/plans/detail.html": (".items.all",),
    "templates/plans/paper.html": (".items.all",),
}

SCHEDULED = "as the role for scheduled work, which reads ids, states and days, and no content"
COUNTS = "the door of counting: either what one person sees, or the role that reads COUNTED columns"
FETCHED = "shows what the page has fetched beside the people, through a door of its own"
INSIDE = "narrows rows that were asked for through a door, by rows of the same compartment"

EXPLAINED: dict[str, tuple[str, tuple[str, ...]]] = {
    "access/audit.py:_names": (
        "given Staff and Body only: names of colleagues and bodies",
        ("model.objects",),
    ),
    "access/openings.py:_names": (
        "given Staff and Body only: names of colleagues and bodies",
        ("model._default_manager",),
    ),
    "alerts/home_counts.py:keep": (
        "adds or renews the one row of who acts; the database refuses another's (PersonalModel)",
        ("HomeCount.objects",),
    ),
    "reports/kept.py:_enter": (
        "adds or renews a row of who acts; the database refuses another's (PersonalModel)",
        ("KeptCount.objects",),
    ),
    "organizations/kept.py:_answers": (
        "answers kept for one request, of code lists and names of the ward: no row of anybody",
        ("getattr(_local, 'answers', None)",),
    ),
    "organizations/login_log.py:_confirm_the_directory": (
        "the account of who signs in, and no case",
        ("type(user).objects",),
    ),
    "access/seen_by.py:SeenBy.of": (COUNTS, ("model.objects",)),
    "access/seen_by.py:SeenBy._of_bodies": (COUNTS, ("apps.get_model(PARENTS[parent])",)),
    "access/seen_by.py:SeenBy.subjects": (COUNTS, ("apps.get_model('cases', 'Person')",)),
    "access/counting.py:WholeWard.of": (COUNTS, ("apps.get_model('access.Compartment')",)),
    "access/counting.py:WholeWard._all": (COUNTS, ("model.objects",)),
    "access/counting.py:WholeWard.past": (COUNTS, ("model.history",)),
    "access/counting.py:WholeWard.named": (COUNTS, ("apps.get_model(label)",)),
    "access/counting.py:counted_models": (COUNTS, ("apps.get_model(label)",)),
    "access/counting.py:histories_counted": (
        COUNTS,
        ("apps.get_model(label)", "getattr(model, 'history', None)"),
    ),
    "access/counting.py:written_since": (COUNTS, ("history.objects",)),
    "access/ledger.py:enter": (
        "writes the row of the ledger; the policy for adding decides",
        ("Disclosure.objects",),
    ),
    "access/policies.py:masters_sql": (
        "the masters, for their tables",
        ("apps.get_model('organizations', name)",),
    ),
    "cases/emergency.py:emergency_view": (
        "fetched by a question that goes through in_emergency",
        ("Prefetch(contact_points)",),
    ),
    "cases/household.py:_ended": (FETCHED, ("person.contact_points.all",)),
    "templates/cases/_member.html": (FETCHED, (".contact_points.all",)),
    "templates/cases/emergency.html": (FETCHED, (".contact_points.all",)),
    "cases/querysets.py:NoteQuerySet.with_correction": (INSIDE, ("self.model.objects",)),
    "cases/querysets.py:PersonQuerySet._belongs": (
        INSIDE,
        ("self.model._meta.get_field('stays').related_model.objects",),
    ),
    "cases/querysets.py:PersonQuerySet.called": (
        INSIDE,
        ("self.model._meta.get_field('other_names').related_model.objects",),
    ),
    "outreach/querysets.py:VisitAttemptQuerySet._correction": (INSIDE, ("self.model.objects",)),
    "outreach/querysets.py:VisitAttemptQuerySet.urgent": (INSIDE, ("self.model.objects",)),
    "access/matching.py:decide": (
        "decisions on a notice that she has open, which name two bodies and a day (R15)",
        ("notice.decisions.select_related",),
    ),
    "cases/views/matches.py:match": (
        "decisions on a notice, which name two bodies and a day (R15)",
        ("notice.decisions.select_related",),
    ),
    "documents/files/portable.py:without_actions": ("parts of a PDF", ("paper.objects",)),
    "access/logged_tables.py:logged_sql": (
        "names of tables, for triggers",
        ("apps.get_model('access', name)", "apps.get_model('organizations', name)"),
    ),
    "drafts/services.py:throw_all_old_away": (SCHEDULED, ("Draft.objects", "FormKey.objects")),
    "cases/services/imports.py:throw_all_old_away": (SCHEDULED, ("CaseImport.objects",)),
    "jobs/relay.py:ring": (SCHEDULED, ("Job.objects",)),
    "jobs/relay.py:waiting": (SCHEDULED, ("Job.objects",)),
    "jobs/services.py:refuse_for_who_left": (SCHEDULED, ("Job.objects",)),
    "jobs/services.py:throw_away_expired": (
        SCHEDULED,
        ("Job.objects", "JobPart.objects", "JobResult.objects"),
    ),
    "jobs/work.py:_progress_past_the_transaction.tell": (SCHEDULED, ("Job.objects",)),
    "jobs/work.py:run": (SCHEDULED, ("Job.objects",)),
    "reports/keeping_fresh.py:count_again": (SCHEDULED, ("KeptCount.objects",)),
    "reports/keeping_fresh.py:due": (SCHEDULED, ("KeptCount.objects",)),
    "organizations/admin_forms.py:DatedForm.clean": (
        "a form of masters: codes and texts of the ward",
        ("self._meta.model.objects",),
    ),
    "organizations/initial/load.py:_table": (
        "masters, while they are entered by a migration",
        ("models.get_model(app, name)", "models.get_model(app, name).objects"),
    ),
}
