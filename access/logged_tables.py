"""Tables whose changes stand in the log of reading: who may see what, and on which words and bases (S-69)."""

from collections.abc import Iterator

from django.apps import apps

from .statements import logged
from .tables import MASTER_MODELS

GRANTS = ("UserGrant", "GroupGrant", "Restriction")
NAMES = {
    "UserGrant": "閲覧の許可（人）",
    "GroupGrant": "閲覧の許可（役割）",
    "Restriction": "閲覧の制限",
}
# Each login writes when it was; how somebody likes the screen to look is her own matter.
ASIDE = {"Staff": "last_login,letters,line_spacing,uses_keys"}

# A request about an account is entered under the key of the account.
KEYS = {"FactorRequest": "staff_id"}


def logged_sql() -> Iterator[str]:
    """One trigger a table; it sees every write, that of a migration as well."""
    models = [("grant", apps.get_model("access", name)) for name in GRANTS]
    models += [
        ("master", apps.get_model("organizations", name)) for name in (*MASTER_MODELS, "Staff")
    ]
    models.append(("master", apps.get_model("organizations", "FactorRequest")))
    for action, model in models:
        meta = model._meta
        name = str(NAMES.get(meta.object_name or "", meta.verbose_name))
        key = KEYS.get(meta.object_name or "") or (meta.pk.column if meta.pk else "id")
        aside = ASIDE.get(meta.object_name or "", "")
        yield from logged(meta.db_table, action, name, key, aside=aside)
