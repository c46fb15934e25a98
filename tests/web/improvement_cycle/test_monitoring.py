"""Monitoring: what was found is written down once somebody has looked, be it later."""

import datetime as dt

from django.utils import timezone

from improvement_cycle.models import MonitoringCheck
from tests.web.improvement_cycle.conftest import Web
from tests.web.improvement_cycle.planning import approved
from tests.web.improvement_cycle.test_plan_rows import added, key, tell_url

__all__ = ["key"]


def test_nobody_has_looked_on_a_day_that_has_not_come(plan: Web, key: str) -> None:
    row = added(plan, key, "checks")
    approved(plan)
    url, tomorrow = tell_url(plan, key, "checks", row), timezone.localdate() + dt.timedelta(days=1)
    answer = plan.client("head").post(url, {"found": "Planned in 62%.", "found_on": str(tomorrow)})
    assert answer.status_code == 422
    for words in ("This day has not come yet.", "Planned in 62%.", str(tomorrow)):
        assert words in answer.text, words
    with plan.open():
        assert MonitoringCheck.objects.get().found == ""
