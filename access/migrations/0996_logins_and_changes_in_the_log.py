"""Logins, and changes of who may see what, stand in the log of reading (S-69). Only the choices change."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("access", "0930_all_receivers_of_a_paper_that_waits")]

    operations = [
        migrations.AlterField(
            model_name="accesslog",
            name="action",
            field=models.CharField(choices=[("read", "閲覧"), ("list", "一覧"), ("search", "検索"), ("print", "印刷・PDF"), ("export", "書き出し"), ("download", "受け取り"), ("write", "記録"), ("emergency_start", "緊急閲覧の開始"), ("emergency_end", "緊急閲覧の終了"), ("dispose", "廃棄"), ("refused", "表示できない記録への要求"), ("login", "ログイン"), ("logout", "ログアウト"), ("identify", "本人の確認"), ("factors", "本人の確認の手段の変更"), ("grant", "見られる人の変更"), ("master", "台帳の変更"), ("anchor", "控えの始まり")], max_length=20, verbose_name="操作"),
        ),
    ]
