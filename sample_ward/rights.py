"""訂正請求 in the stories: somebody has read her record and says that something in it is not true."""

from cases.models import Person
from keeping import services as keeping

from .doing import acting, work_day
from .story import Story


def ask_for_correction(story: Story) -> None:
    """She asks at the counter; nobody has decided yet. To whom the record was given, the hand-off says."""
    with acting(story.worker) as by:
        keeping.receive_amendment(
            record=story.record(),
            person=Person.objects.visible_to(by).of_case(story.case).get(is_subject=True),
            facts=keeping.AskerFacts(asker="self", confirmed_how="運転免許証"),
            asked=keeping.Asked(
                kind="amend",
                wanted="correct",
                about="受け付けたときの記録の、孫が学校を休んでいると書いてあるところ",
                claim="休んでいるのは学校ではなく部活動と直してほしい",
                reason="学校の出席の通知と合わない",
                disclosed_on=work_day(),
            ),
            received_on=work_day(),
            by=by,
        )
