"""Saved views and files of the list of cases."""

from django import forms

from bunkyo_support.forms import BaseForm


class ViewForm(BaseForm):
    """A name for the filters and the order that are chosen."""

    name = forms.CharField(
        label="条件の名前",
        max_length=40,
        help_text="例：自分の担当で期限を過ぎたもの。人の名前は書かないでください",
    )


class ExportForm(BaseForm):
    """The list as a file: nothing to fill in; the key tells a double click."""
