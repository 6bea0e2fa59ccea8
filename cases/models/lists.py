"""One's own saved views of the list of cases, and the lists asked for as a file."""

from typing import Any, ClassVar

from django.db import models

from access.models import PersonalModel


class SavedView(PersonalModel):
    """A list under a name of one's own: filters and an order, all of them codes. It is asked anew
    each time, and holds no case."""

    name = models.CharField("名前", max_length=40)
    codes = models.JSONField("条件", default=dict)

    class Meta(PersonalModel.Meta):
        ordering = ["name", "id"]
        verbose_name = verbose_name_plural = "保存した条件"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["user", "name"], name="saved_view_once_a_name"),
            models.CheckConstraint(condition=~models.Q(name=""), name="saved_view_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class ListExport(PersonalModel):
    """A list as it stood on the screen when it was asked for as a file: ids in their order, and the
    codes of the question. The gate asks about exactly these cases (S-91), whatever has become of the
    question meanwhile."""

    case_ids = models.JSONField("ケース", default=list)
    codes = models.JSONField("条件", default=dict)
    is_search = models.BooleanField("検索の結果", default=False)

    class Meta(PersonalModel.Meta):
        ordering = ["-created_at", "-id"]
        verbose_name = verbose_name_plural = "書き出した一覧"
