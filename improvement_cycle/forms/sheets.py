"""What every form on a spreadsheet asks alike."""

from django import forms


def header_field() -> forms.IntegerField:
    """In which row the headings stand, counted from one."""
    return forms.IntegerField(
        label="Row with the headings",
        min_value=1,
        max_value=600,
        widget=forms.NumberInput(attrs={"class": "short-in", "inputmode": "numeric"}),
    )
