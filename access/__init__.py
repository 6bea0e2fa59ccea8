"""Who may see what, and why: the whole access model (rules R1-R21) in one package.

**The one sentence.** Every confidential row belongs to exactly one *compartment*, and a person
reads the row if, and only if, she holds a *grant* on that compartment that is open now and she
is not *restricted* from the case (R12).

Read in this order, ten minutes:

1. `models`      CaseFile, Compartment, the two grant tables (django-guardian object permissions
                 with direct foreign keys), Restriction, and the abstract ConfidentialModel that
                 puts a row into a compartment.
2. `grants`      the only code that opens and closes compartments, in words of the domain:
                 open_case, open_record, admit_member, open_to_consented...; `hand_offs` what passes
                 between two bodies.
3. `querysets`   wall 1: `visible_to(user)`.
4. `routes`, `middleware`  wall 2: a view that declares no rule answers 404; one transaction a
                 request, with the acting user signed into it and the log of reading written
                 before anything is shown.
5. `sql/`, `policies`  wall 3: the same sentence as row-level security, from one template for
                 every confidential table and its history; `context` signs the acting user.
6. `explain`     why do I see this, who else can (R18).
7. `protecting`  protected persons (R11) and people kept out (R12): what takes away; `shielding` is
                 their part of wall 3. `output`: the one gate before everything that leaves (S-91).
8. `reading`     log of reading (R19) with a hash chain; `ledger` disclosures (R21).

A grant is *open* when: its period contains now (R17), the appointment it rests on contains now
and the person is employed (R16), the permission fits, and no restriction names the person for
the case (R12). A grant whose `valid_from` is empty waits: for the acknowledgement of the duty of
secrecy (R4) or for the acceptance of a hand-off. Nothing else opens anything: no superuser, no
model permission, no admin (R10).

What this package does not know: what an intake, a meeting or a plan is.
"""
