"""A worker of its own for reports: `python -m benchmarks.pdf_worker TRUST CYCLE COUNT` prints its memory as JSON.

It asks for the matrix so often and does the work exactly as the broker's task does.
"""

import json
import sys
from uuid import UUID

import django


def main(trust_slug: str, cycle_id: str, count: int) -> None:
    """Memory after the first and after the last report."""
    django.setup()
    from django.db import transaction  # noqa: PLC0415 - needs django.setup()

    import config.celery  # noqa: F401, PLC0415 - what a worker has in memory
    from benchmarks.memory import resident  # noqa: PLC0415
    from trust.actions import reports  # noqa: PLC0415
    from trust.actors import system_actor  # noqa: PLC0415
    from trust.models import Job, Trust  # noqa: PLC0415
    from trust.tenancy import tenant  # noqa: PLC0415
    from trust.worker import work_on  # noqa: PLC0415

    trust = Trust.objects.get(slug=trust_slug)
    actor = system_actor(trust, "benchmark")
    states: set[str] = set()
    told: dict[str, object] = {"idle MB": resident()}
    for number in range(count):
        with tenant(trust.id), transaction.atomic():
            parameters = {"layout": "a3", "number": number}
            report = reports.ask(actor=actor, kind="matrix", subject_id=UUID(cycle_id), parameters=parameters)
            job = Job.objects.get(kind=reports.JOB, payload__report=str(report.id))
        states.add(work_on(job.id))
        told["after the first MB" if number == 0 else "after the last MB"] = resident()
    print(json.dumps({**told, "states": sorted(states)}))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
