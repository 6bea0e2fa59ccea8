"""A block of an assessment is shared under a consent, as a note is (R3)."""

import uuid
from typing import Any

from django.db import transaction

from access.errors import DomainError
from cases.assessment_sheet import Lists, plain_text, source_words
from cases.models import Assessment, AssessmentBlock, Consent, SharedExtract

from .consents import share_copy


@transaction.atomic
def share_block(
    *,
    block: AssessmentBlock,
    consent: Consent,
    by: Any,
    category: str,
    person_id: uuid.UUID | None = None,
) -> SharedExtract:
    """Share a block of a fixed version under a consent: a copy for the bodies that it names (R3)."""
    version = Assessment.objects.visible_to(by).get(pk=block.assessment_id)
    if not version.is_fixed:
        raise DomainError("書きかけの版は共有できません。確定してから、共有してください")
    if block.is_empty:
        raise DomainError("このブロックには、まだ何も書かれていません")
    lists = Lists()
    content = {
        "block_id": block.pk,
        "recorded_on": block.obtained_on,
        "nature": block.nature,
        "source": source_words(block, lists)[:100],
        "text": f"{block.get_kind_display()}\n{plain_text(block, lists)}",
    }
    scope = {"category": category, "person_id": person_id}
    return share_copy(consent, version.record_id, scope, content, by, "アセスメントの共有")
