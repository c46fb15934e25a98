"""The columns of a deadline. They stand in no table: trust/deadlines.py asks every source for them."""

from django.db import models


class DeadlineLine(models.Model):
    """One thing that is due, as `trust.deadlines.Deadline` reads it. The names carry a mark that no other model has."""

    deadline_kind = models.TextField()
    # Not unique: what several people are to do has a line for each.
    deadline_subject_id = models.UUIDField(primary_key=True)
    deadline_title = models.TextField()
    deadline_due_on = models.DateField()
    deadline_done_on = models.DateField(null=True)
    deadline_role = models.TextField()
    deadline_membership_id = models.UUIDField(null=True)
    deadline_who = models.TextField()
    deadline_academy_id = models.UUIDField(null=True)
    deadline_academy = models.TextField()
    deadline_phase = models.TextField()
    deadline_is_private = models.BooleanField()
    deadline_year = models.TextField()
    deadline_slug = models.TextField()
    deadline_key = models.TextField()
    deadline_mark = models.TextField()
    deadline_at = models.TextField()
    deadline_until_on = models.DateField(null=True)
    deadline_outside = models.TextField()

    class Meta:
        managed = False
        db_table = "deadline_line"

    def __str__(self) -> str:
        return self.deadline_title
