"""Who leads an action: chosen from the academy and the trust team, asked while they are there, and no longer."""

from academies.models import Appointment
from improvement_cycle.models import PlanAction
from tests.web.improvement_cycle.conftest import Web
from tests.web.improvement_cycle.planning import approved
from tests.web.improvement_cycle.test_plan_rows import add_url, added, an_action, key, tell_url

__all__ = ["key"]


def test_who_leads_is_chosen_from_the_academy_and_the_trust_team_and_nowhere_else(plan: Web, key: str) -> None:
    page = plan.client("head").get(add_url(plan, key, "actions")).text
    members = plan.stage.troupe.members
    for who in ("head", "senior_leader", "director"):
        assert members[who].name in page, who
    for who in ("other_head", "governor", "trustee"):
        assert members[who].name not in page, who
    given = an_action(plan, lead_name="", lead=str(members["other_head"].id))
    assert plan.client("head").post(add_url(plan, key, "actions"), given).status_code == 422


def test_a_senior_leader_with_one_action_tells_of_that_one(plan: Web, key: str) -> None:
    leader = plan.stage.troupe.members["senior_leader"]
    own = added(plan, key, "actions", an_action(plan, lead_name="", lead=str(leader.id)))
    other = added(plan, key, "actions", an_action(plan, text="Something else"))
    approved(plan)
    client = plan.client("senior_leader")
    assert "Train all teachers" in client.get(plan.url("my_actions")).text
    assert "Something else" not in client.get(plan.url("my_actions")).text
    todo = client.get(f"/t/{plan.stage.troupe.trust.slug}/waiting/").text
    assert "Action: Train all teachers" in todo
    assert "Something else" not in todo
    assert client.post(tell_url(plan, key, "actions", own), {"state": "complete"}).status_code == 302
    assert client.post(tell_url(plan, key, "actions", other), {"state": "complete"}).status_code == 403
    with plan.open():
        assert PlanAction.objects.get(id=other.id).state == "not_started"
    assert "Action: Train all teachers" not in client.get(f"/t/{plan.stage.troupe.trust.slug}/waiting/").text


def test_whoever_has_left_the_academy_leads_nothing_there_and_the_head_is_asked(plan: Web, key: str) -> None:
    leader = plan.stage.troupe.members["senior_leader"]
    row = added(plan, key, "actions", an_action(plan, lead_name="", lead=str(leader.id)))
    approved(plan)
    head, client = plan.client("head"), plan.client("senior_leader")
    todo = f"/t/{plan.stage.troupe.trust.slug}/waiting/"
    assert f"{leader.name}. Due" in head.get(todo).text
    with plan.open():
        held = Appointment.objects.get(membership=leader)
        # Appointed elsewhere: still a senior leader, but not here.
        held.academy = plan.stage.academies["castle"]
        held.save()
    assert client.get(tell_url(plan, key, "actions", row)).status_code == 404
    assert client.post(tell_url(plan, key, "actions", row), {"state": "complete"}).status_code == 404
    assert "Train all teachers" not in client.get(plan.url("my_actions")).text
    assert "Train all teachers" not in client.get(todo).text
    assert "Action: Train all teachers" in head.get(todo).text
    assert f"{leader.name}. Due" not in head.get(todo).text
    assert f"{leader.name} (no longer here)" in head.get(plan.row_url("plan_progress_of", "beckside", key)).text
