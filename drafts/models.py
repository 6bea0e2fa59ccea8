"""Drafts, encrypted field by field, and form keys. Both are rows of one's own."""

from typing import Any, ClassVar

from django.db import models
from django.utils import timezone

from access.models import PersonalModel


class Draft(PersonalModel):
    """The last typed state of one field of one form about one object."""

    form = models.SlugField("フォーム", max_length=60)
    # "new-<form key>": one filling-in of a form, one draft. An earlier version wrote the id of what it
    # was about, which stands beside it now; of something new, nothing.
    object_key = models.CharField("対象", max_length=40)
    about = models.CharField("何について", max_length=36, blank=True, db_default="")
    # In which compartment, or else of which case, that lies: what stood in the fields came from there, and when it
    # is closed to her, so is the draft. Empty: about nothing that could be closed. No keys: as in the log.
    compartment_id = models.UUIDField(null=True, editable=False)
    case_id = models.UUIDField(null=True, editable=False)
    # When the form was opened: what it was filled with is as old as that, however late somebody types on (R11).
    opened_at = models.DateTimeField(null=True, editable=False)
    field = models.CharField("欄", max_length=100)
    text = models.BinaryField("内容（暗号化）")
    seq = models.PositiveBigIntegerField("順番")
    updated_at = models.DateTimeField("更新日時", default=timezone.now)

    # Whether somebody comes back or not: drafts are not a second record (drafts.tasks).
    jobs_role_columns: ClassVar[tuple[str, ...]] = ("id", "updated_at")
    jobs_role_deletes_where = "updated_at <= statement_timestamp() - interval '30 days'"

    class Meta(PersonalModel.Meta):
        verbose_name = verbose_name_plural = "下書き"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["user", "form", "object_key", "field"], name="draft_once_a_field"
            )
        ]

    def __str__(self) -> str:
        return f"{self.form} {self.field}"


class FormKey(PersonalModel):
    """A form was sent with this key: the same click twice makes one record (9.5)."""

    key = models.UUIDField("鍵")
    body_hash = models.CharField("内容の照合値", max_length=64)
    result_url = models.CharField("行き先", max_length=300, blank=True)

    jobs_role_columns: ClassVar[tuple[str, ...]] = ("id", "created_at")
    jobs_role_deletes_where = "created_at <= statement_timestamp() - interval '2 days'"

    class Meta(PersonalModel.Meta):
        verbose_name = verbose_name_plural = "送信の鍵"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["user", "key"], name="form_key_once_a_user")
        ]

    def __str__(self) -> str:
        return str(self.key)
