"""From when until when a body is entrusted (委託期間; domain.md): the ward enters it, and nothing is closed by it."""

from django.db import migrations, models
from django.db.models import F, Q

from bunkyo_support.migration_steps import together


class Migration(migrations.Migration):
    dependencies = [("organizations", "0995_how_the_own_screen_looks")]

    operations = together(
        [
            migrations.AddField(
                model_name="body",
                name="contract_from",
                field=models.DateField(blank=True, null=True, verbose_name="委託の始まり"),
            ),
            migrations.AddField(
                model_name="body",
                name="contract_until",
                field=models.DateField(
                    blank=True,
                    help_text="60日前から「委託期間が終わります」と出ます。この日が過ぎても、所属や閲覧は終わりません",
                    null=True,
                    verbose_name="委託の終わり（この日まで）",
                ),
            ),
            migrations.AddConstraint(
                model_name="body",
                constraint=models.CheckConstraint(
                    condition=Q(contract_from__isnull=True)
                    | Q(contract_until__isnull=True)
                    | Q(contract_until__gte=F("contract_from")),
                    name="body_contract_ends_after_it_begins",
                    violation_error_message="委託の終わりは、委託の始まりと同じ日か、あとの日にしてください",
                ),
            ),
        ]
    )
