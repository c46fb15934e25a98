"""Memory of the web worker after load and of a worker that makes reports. Counted, not timed."""

import json
import subprocess
import sys

from django.db import transaction

from benchmarks import facts, memory, seed
from benchmarks.drivers import OverHttp, web_server
from benchmarks.harness import Plan, Result
from improvement_cycle.models import Cycle
from trust.tenancy import tenant

MOST_WEB, MOST_PDF = 150, 400
ACADEMIES = 25
PATHS = ("academies/", f"matrix/{seed.CURRENT}/", f"matrix/{seed.CURRENT}/score/", "academies/academy-1/")


def run(plan: Plan) -> list[Result]:
    """Prints megabytes; there is no ratio to a floor."""
    facts.load(plan, ACADEMIES + 1)
    person = seed.first_trust("bench")
    seed.fill(person.trust, {"bench": ACADEMIES})
    with web_server() as (port, process):
        driver = OverHttp(port, person.session)
        fresh = memory.resident(process)
        counted = []
        for _ in range(3):
            for number in range(plan.sized(100)):
                driver.get(person.url(PATHS[number % len(PATHS)]))
            counted.append(memory.resident(process))
        print(
            f"\nweb worker: {fresh} MB at start, {counted} MB after each hundred pages, peak {memory.peak(process)} MB"
        )
        print(f"  most allowed {MOST_WEB} MB: {'reached' if memory.peak(process) <= MOST_WEB else 'MISSED'}")
    with tenant(person.trust.id), transaction.atomic():
        cycle = Cycle.objects.order_by("-school_year__starts_on").values_list("id", flat=True)[0]
    command = [sys.executable, "-m", "benchmarks.pdf_worker", person.trust.slug, str(cycle), str(plan.sized(20))]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr[-2000:])
    told = json.loads(done.stdout.strip().splitlines()[-1])
    print(f"\nreport worker, {plan.sized(20)} matrices of {ACADEMIES} academies: {told}")
    print(f"  most allowed {MOST_PDF} MB: {'reached' if told['after the last MB'] <= MOST_PDF else 'MISSED'}")
    return []
