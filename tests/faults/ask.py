"""Ask for a paper of a case as its page does, in the database and on the clock of the environment.

python -m tests.faults.ask soudan1 /cases/<id>/ <kind> <option>
"""

import sys

import django

django.setup()

from cases.models import Intake  # noqa: E402
from jobs import services  # noqa: E402
from tests.world import acting  # noqa: E402


def main(username: str, target: str, kind: str, option: str) -> str:
    case = target.strip("/").split("/")[-1]
    with acting(username) as user:
        intake = Intake.objects.visible_to(user).get(compartment__case_id=case)
        return str(services.request_job(by=user, kind=kind, object_id=intake.pk, option=option).pk)


if __name__ == "__main__":
    sys.stdout.write(main(*sys.argv[1:]))
