"""What goes to Redis: ids, and nothing else (S-36)."""

import uuid
from typing import Any

import pytest
import redis

from bunkyo_support import celery_app
from jobs.doorbell import NEUTRAL, ContentOnItsWay
from jobs.tasks import anchor_access_log, run_job

from .situations import messages


def test_s36_a_ring_carries_the_id_and_nothing_else(queue: "redis.Redis") -> None:
    job_id = str(uuid.uuid4())
    run_job.delay(job_id)
    ((body, headers),) = messages(queue)
    assert body[:2] == [[job_id], {}]
    assert (headers["argsrepr"], headers["kwargsrepr"]) == (NEUTRAL, NEUTRAL)


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["見本 花子"], {}),
        (["R8-00417"], {}),
        ([417], {}),
        ([{"id": "x"}], {}),
        ([str(uuid.uuid4()), "見本 花子"], {}),
        ([uuid.uuid4().hex], {}),
        ([], {"job_id": str(uuid.uuid4())}),
    ],
)
def test_s36_anything_else_is_refused_and_nothing_is_sent(
    queue: "redis.Redis", arguments: list[Any], named: dict[str, Any]
) -> None:
    for send in (
        lambda: run_job.apply_async(args=arguments, kwargs=named),
        lambda: celery_app.send_task("jobs.tasks.run_job", args=arguments, kwargs=named),
    ):
        with pytest.raises((ContentOnItsWay, TypeError)) as refused:  # or Celery itself
            send()
        assert "見本" not in str(refused.value)
    assert messages(queue) == []


def test_s36_callbacks_are_refused_too(queue: "redis.Redis") -> None:
    with pytest.raises(ContentOnItsWay):
        anchor_access_log.apply_async(link=run_job.s("見本 花子"))
    assert messages(queue) == []


def test_s36_settings_keep_redis_and_monitors_empty() -> None:
    settings = celery_app.conf
    assert settings.result_backend is None
    assert settings.task_ignore_result
    assert not settings.task_send_sent_event
    assert not settings.worker_send_task_events
    assert set(settings.accept_content) == {"json"}
    assert settings.task_serializer == "json"


def test_the_schedule_names_tasks_that_exist_and_gives_them_nothing() -> None:
    celery_app.loader.import_default_modules()  # as a worker does
    for entry in celery_app.conf.beat_schedule.values():
        assert entry["task"] in celery_app.tasks
        assert not entry.get("args")
        assert not entry.get("kwargs")
