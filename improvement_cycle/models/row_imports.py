"""Spreadsheets from which rows beside a page of a plan are taken over."""

from django.db import models

from trust.tenancy import TenantForeignKey, TenantModel


class RowImport(TenantModel):
    """The tables of a spreadsheet on their way beside a page: emptied once they are placed or have waited long.

    `rows`: the kind of rows they are taken for. The file itself is not kept.
    """

    section = TenantForeignKey("trust.Section", related_name="+")
    name = models.CharField(max_length=200)
    content = models.JSONField(default=dict, blank=True)  # what trust.sheet_cells says
    rows = models.CharField(max_length=10)
    sheet = models.PositiveSmallIntegerField(default=0)
    header = models.PositiveSmallIntegerField(default=0)
    columns = models.JSONField(default=dict, blank=True)  # number of the column -> field of the row
    by_membership = models.UUIDField(null=True, blank=True)
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField(auto_now_add=True)
    placed_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        ordering = ["-at"]
