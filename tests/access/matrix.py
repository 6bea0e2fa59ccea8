"""Rules x personas x compartments: the one table from which the access tests are generated.

Letters: w reads and writes, r reads, p reads only what shows progress (R9), - to her it does not
exist. Columns are the compartments of one case that has gone the whole way:

face      basic information, opened by body A
rec_a     record of body A (高齢者あんしん相談センター)
rec_b     record of body B (生活福祉課), which accepted a hand-off from A
hand      the hand-off from A to B
request   the request of A to the secretariat for 多機関協働
consent   the consent recorded by A, naming B, and one coordinator of the secretariat
meeting   the 支援会議
plan      the plan, with staff in charge of A and B
protected the contact data of a protected member, on whose list are one 相談員 and the 管理者 of A
noticed   a 気になる人メモ of A about the household: its 相談員, 管理者 and 地域づくり担当
"""

COLUMNS = (
    *("face", "rec_a", "rec_b", "hand", "request", "consent", "meeting", "plan", "protected"),
    "noticed",
)

# persona: (who it is, expected letters in the order of COLUMNS, rules that say so)
MATRIX: dict[str, tuple[str, str, str]] = {
    "caseworker_a": (
        "相談員 of A, staff in charge in the plan",
        "w w - w w w - w w w",
        "R2 R5 R11",
    ),
    "colleague_a": ("another 相談員 of A", "w w - w w w - - - w", "R2 R4 R5"),
    "supervisor_a": ("管理者 of A", "w w - w w w - p w w", "R2 R9 R11"),
    "caseworker_b": ("相談員 of B, named in consent and plan", "w - w w - w - w - -", "R2 R3 R5"),
    "colleague_b": ("another 相談員 of B", "w - w w - - - - - -", "R2 R3"),
    "supervisor_b": ("管理者 of B", "w - w w - - - p - -", "R2 R9"),
    "secretary": (
        "事務局, secretary of the meeting, named in the consent",
        "r - - - w w w w - -",
        "R6 R4 R3",
    ),
    "coordinator": ("another 事務局, not in the meeting", "- - - - w - - w - -", "R6 R4"),
    "supervisor_s": ("管理者 of the secretariat", "- - - - - - - - - -", "R9"),
    "member": ("会議構成員, duty acknowledged", "- - - - - - w - - -", "R4"),
    "member_waiting": ("会議構成員, duty not yet acknowledged", "- - - - - - - - - -", "R4"),
    "member_removed": ("会議構成員, membership ended", "- - - - - - - - - -", "R4"),
    "member_expired": ("会議構成員, appointment over by its date", "- - - - - - - - - -", "R4 R17"),
    "member_left": ("会議構成員 whose office at her body ended", "- - - - - - - - - -", "R16"),
    "member_colleague": ("colleague of a member, at the same body", "- - - - - - - - - -", "R4"),
    "member_superior": ("管理者 over a member, at the same body", "- - - - - - - - - -", "R4 R9"),
    "restricted": ("相談員 of A, related to the household", "- - - - - - - - - -", "R12"),
    "restricted_superior": ("管理者 of A, related to the household", "- - - - - - - - - -", "R12"),
    "left": ("相談員 of A whose office ended", "- - - - - - - - - -", "R16"),
    "retired": ("相談員 of A no longer employed", "- - - - - - - - - -", "R16"),
    "not_yet": ("相談員 of A from tomorrow on", "- - - - - - - - - -", "R17"),
    "consent_over": ("相談員 of C, consent expired", "- - - - - - - - - -", "R3 R17"),
    "consent_withdrawn": ("相談員 of D, consent withdrawn", "- - - - - - - - - -", "R3"),
    "in_emergency": (
        "相談員 without any part, who has the case open in an emergency: tables of it, and no compartment",
        "- - - - - - - - - -",
        "R13",
    ),
    "outsider": ("相談員 of a body without any part", "- - - - - - - - - -", "R1"),
    "declined": ("相談員 of E, which declined a hand-off", "- - - - - - - - - -", "R1"),
    "resource_worker": ("参加支援担当 of A", "- - - - - - - - - -", "R2"),
    "community_worker": ("地域づくり担当 of A", "- - - - - - - - - w", "R2"),
    "auditor": ("監査", "- - - - - - - - - -", "R10"),
    "administrator": ("システム管理者", "- - - - - - - - - -", "R10"),
    "superuser": ("is_superuser and every model permission", "- - - - - - - - - -", "R10"),
}

CELLS = [
    (persona, column, letter)
    for persona, (_, letters, _) in MATRIX.items()
    for column, letter in zip(COLUMNS, letters.split(), strict=True)
]
