"""The table of the log of reading (R19). Written only by access.append_entries in the database."""

from typing import Any, ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.db import models


class AccessLog(models.Model):
    """Who, when, from where, on what basis, did what to which kind of object. No content.

    No foreign keys: an entry outlives what it names, and a key would look past row policies.
    """

    class Action(models.TextChoices):
        READ = "read", "閲覧"
        LIST = "list", "一覧"
        SEARCH = "search", "検索"
        PRINT = "print", "印刷・PDF"
        EXPORT = "export", "書き出し"
        DOWNLOAD = "download", "受け取り"
        WRITE = "write", "記録"
        EMERGENCY_START = "emergency_start", "緊急閲覧の開始"
        EMERGENCY_END = "emergency_end", "緊急閲覧の終了"
        DISPOSE = "dispose", "廃棄"
        REFUSED = "refused", "表示できない記録への要求"
        LOGIN = "login", "ログイン"
        LOGOUT = "logout", "ログアウト"
        IDENTIFY = "identify", "本人の確認"
        FACTORS = "factors", "本人の確認の手段の変更"
        GRANT = "grant", "見られる人の変更"
        MASTER = "master", "台帳の変更"
        ANCHOR = "anchor", "控えの始まり"

    seq = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField("日時", db_index=True)
    user_id = models.UUIDField("職員", null=True, db_index=True)
    body_id = models.UUIDField("機関", null=True)
    action = models.CharField("操作", max_length=20, choices=Action)
    outcome = models.CharField("結果", max_length=20)
    # All rules on which she may, for one case may be open on each of them.
    basis = models.TextField("根拠", blank=True)
    kind = models.CharField("種類", max_length=50, blank=True)
    object_id = models.UUIDField("対象", null=True, db_index=True)
    case_number = models.CharField("ケース番号", max_length=20, blank=True)
    route = models.CharField("画面", max_length=100, blank=True)
    address = models.GenericIPAddressField("接続元", null=True)
    request_id = models.UUIDField("要求番号")
    # Where the object lies: whoever reads it may learn who else has (access.readings_of), nobody else.
    # Empty for a case as a whole, for lists, and in entries from before there was this column.
    compartment_id = models.UUIDField(null=True)
    # Of a search: names of the fields that were filled, and keyed hashes of their words (words_sought.py). Both this and
    # the next are null in entries from before there was the column: so these keep their hash.
    sought = models.TextField("探した言葉の照合値", null=True)  # noqa: DJ001
    # The kind of browser, one of a closed list: with the network of the address it is a terminal (decision 1006).
    device = models.CharField("端末", max_length=40, null=True)  # noqa: DJ001
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["-seq"]
        verbose_name = verbose_name_plural = "閲覧の記録"
        default_permissions = ()
        constraints: ClassVar[list[Any]] = []
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["case_number", "seq"], name="access_log_of_a_case"),
            # As access.searches_for asks (sql/log.sql).
            GinIndex(
                models.Func(
                    models.Func(
                        "sought", models.Value("= "), models.Value(",,"), function="translate"
                    ),
                    models.Value(","),
                    function="string_to_array",
                ),
                condition=models.Q(sought__isnull=False),
                name="access_log_searches",
            ),
        ]
