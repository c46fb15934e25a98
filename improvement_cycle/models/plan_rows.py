"""Rows beside a page of a plan: objectives, actions, milestones, checks. What each says: policies/plan_rows.py."""

from django.db import models
from django.db.models import F, Q

from improvement_cycle import enums
from improvement_cycle.models.priorities import Priority
from improvement_cycle.models.year import AcademyCycle
from trust.enums import state_check
from trust.history import track_history, track_history_without
from trust.tenancy import TenantForeignKey, TenantModel

LINE, SHORT = 200, 60


class PlanRow(TenantModel):
    """What every row has. `version` grows with its planned words: nobody writes over what they never saw.

    It stands beside a page, and with the priority that the page answers; the year is where permissions are asked.
    Like every draft, what is planned is in no row history: versions keep it as it was handed in.
    """

    section = TenantForeignKey("trust.Section", related_name="+")
    academy_cycle = TenantForeignKey(AcademyCycle, related_name="+")
    priority = TenantForeignKey(Priority, null=True, blank=True, related_name="+")
    number = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=LINE)
    version = models.PositiveIntegerField(default=1)
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        abstract = True
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["trust", "section", "number"], name="%(class)s_number_once"),
        ]

    def __str__(self) -> str:
        return self.text


class Closable(models.Model):
    """What is not taken away any more once something rests on it, but closed with a reason."""

    closed_at = models.DateTimeField(null=True, blank=True)
    closed_why = models.CharField(max_length=500, blank=True)
    closed_by_name = models.CharField(max_length=200, blank=True)

    class Meta:
        abstract = True

    @property
    def is_closed(self) -> bool:
        return self.closed_at is not None


class Carried(models.Model):
    """What may come over from the plan of an earlier year, to be confirmed before it is approved in this one."""

    came_from = TenantForeignKey("self", null=True, blank=True, related_name="+")
    to_confirm = models.BooleanField(default=False)

    class Meta:
        abstract = True


class Going(models.Model):
    """How it is going."""

    state = models.CharField(max_length=11, choices=enums.Progress, default=enums.Progress.NOT_STARTED)
    note = models.TextField(blank=True)
    told_by_name = models.CharField(max_length=200, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True


def _came_once(name: str) -> models.UniqueConstraint:
    """Carried twice it is carried once."""
    return models.UniqueConstraint(
        fields=["trust", "section", "came_from"], condition=Q(came_from__isnull=False), name=f"{name}_came_once"
    )


@track_history_without("text", "measure", "baseline", "target_autumn", "target_spring", "target_summer")
class Objective(PlanRow, Closable, Carried):
    """What will have changed, with a number to reach each term. How it goes, the termly reviews say."""

    measure = models.CharField(max_length=LINE, blank=True)
    baseline = models.CharField(max_length=SHORT, blank=True)
    target_autumn = models.CharField(max_length=SHORT, blank=True)
    target_spring = models.CharField(max_length=SHORT, blank=True)
    target_summer = models.CharField(max_length=SHORT, blank=True)
    actual_autumn = models.CharField(max_length=SHORT, blank=True)
    actual_spring = models.CharField(max_length=SHORT, blank=True)
    actual_summer = models.CharField(max_length=SHORT, blank=True)
    # yes, no, or empty where nobody can say yet.
    met_autumn = models.CharField(max_length=3, blank=True)
    met_spring = models.CharField(max_length=3, blank=True)
    met_summer = models.CharField(max_length=3, blank=True)
    told_by_name = models.CharField(max_length=200, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta(PlanRow.Meta):
        constraints = [*PlanRow.Meta.constraints, _came_once("objective")]

    @property
    def by_term(self) -> list[tuple[str, str, str]]:
        """What was reached and the target, by the word of the term."""
        return [
            (str(term.label), getattr(self, f"actual_{term.value}"), getattr(self, f"target_{term.value}"))
            for term in enums.TermOfYear
        ]


@track_history_without(
    *("text", "objective", "lead", "lead_name", "supporter", "starts_on", "ends_on"),
    *("resources", "cost", "funding", "training"),
)
class PlanAction(PlanRow, Closable, Going, Carried):
    """Who does what, by when, and what it costs."""

    objective = TenantForeignKey(Objective, null=True, blank=True, related_name="actions")
    # Somebody who signs in, or a name.
    lead = TenantForeignKey("trust.Membership", null=True, blank=True, related_name="+")
    lead_name = models.CharField(max_length=120, blank=True)
    supporter = models.CharField(max_length=LINE, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField()
    resources = models.TextField(blank=True)
    cost = models.DecimalField(max_digits=9, decimal_places=2, null=True, blank=True)
    spent = models.DecimalField(max_digits=9, decimal_places=2, null=True, blank=True)
    funding = models.CharField(max_length=120, blank=True)
    training = models.CharField(max_length=40, blank=True)
    done_on = models.DateField(null=True, blank=True)
    # Its day lay in an earlier year: until somebody sets another, the last day of this year stands in for it.
    day_to_set = models.BooleanField(default=False)
    # Whether who leads it may still do so: read by `rows_of_pages`.
    lead_is_here: bool

    class Meta(PlanRow.Meta):
        constraints = [
            *PlanRow.Meta.constraints,
            _came_once("planaction"),
            state_check("planaction_state_known", "state", enums.Progress),
            models.CheckConstraint(
                name="planaction_ends_after_start", condition=Q(starts_on=None) | Q(ends_on__gte=F("starts_on"))
            ),
            models.CheckConstraint(name="planaction_is_led", condition=~Q(lead=None, lead_name="")),
            models.CheckConstraint(
                name="planaction_done_is_complete", condition=Q(done_on=None) | Q(state=enums.Progress.COMPLETE)
            ),
        ]


@track_history_without("text", "half_term")
class Milestone(PlanRow, Going):
    """What will be true at the end of a half term, counted from one to six."""

    half_term = models.PositiveSmallIntegerField()

    class Meta(PlanRow.Meta):
        ordering = ["half_term", "number"]
        constraints = [
            *PlanRow.Meta.constraints,
            state_check("milestone_state_known", "state", enums.Progress),
            models.CheckConstraint(name="milestone_one_to_six", condition=Q(half_term__range=(1, 6))),
        ]


@track_history_without("text", "who", "how", "due_on", "reported_to")
class MonitoringCheck(PlanRow):
    """Who looks at what, how and when; and what was found."""

    who = models.CharField(max_length=LINE)
    how = models.CharField(max_length=LINE, blank=True)
    due_on = models.DateField()
    reported_to = models.CharField(max_length=LINE, blank=True)
    found = models.TextField(blank=True)
    found_on = models.DateField(null=True, blank=True)
    told_by_name = models.CharField(max_length=200, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta(PlanRow.Meta):
        ordering = ["due_on", "number"]


@track_history
class ObjectiveReview(TenantModel):
    """How an objective went in a term, by the review that was handed in last. The words stand in the review."""

    objective = TenantForeignKey(Objective, related_name="reviews")
    term = models.CharField(max_length=6, choices=enums.TermOfYear)
    state = models.CharField(max_length=11, choices=enums.Progress)
    # What the objective was called that day: its words may be written anew while the plan is a draft again.
    title = models.CharField(max_length=160, blank=True)
    number = models.PositiveSmallIntegerField()  # of the version of the review
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["trust", "objective", "term"], name="objectivereview_once"),
            state_check("objectivereview_state_known", "state", enums.Progress),
            state_check("objectivereview_term_known", "term", enums.TermOfYear),
        ]
