"""Forms of the settings pages."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.text import capfirst

from trust.enums import Approvers
from trust.forms.widgets import LineField, choice_field, date_field, email_field, text_field
from trust.policies.years import TermDates
from trust.words import LONGEST, WORDS


class IdentityForm(forms.Form):
    """Who the trust is, and whom to ask."""

    name = text_field("Name", missing="Enter the name.")
    group_uid = forms.IntegerField(
        label="Group UID",
        required=False,
        min_value=1,
        max_value=2_000_000_000,
        help_text="The number of the trust in the national register of schools.",
        error_messages={"invalid": "Enter the number only, such as 2044."},
    )
    ukprn = forms.RegexField(
        r"^[0-9]{8}$",
        label="UKPRN",
        required=False,
        help_text="Eight digits, beginning with 1.",
        error_messages={"invalid": "A UKPRN has eight digits."},
    )
    contact_name = text_field("Contact", required=False, help_text="Whom people ask about Fourfold in your trust.")
    contact_email = email_field("Contact's e-mail address", required=False)
    complaint_url = forms.URLField(
        label="Web address of the complaints procedure",
        required=False,
        assume_scheme="https",
        error_messages={"invalid": "Enter a web address such as https://trust.example/complaints."},
    )


class PolicyForm(forms.Form):
    """Who sees what, where the trust decides it."""

    centre_sees_drafts = forms.BooleanField(
        label="Directors and the chief executive see drafts",
        required=False,
        help_text="Otherwise a draft stays in the academy until it is submitted, unless the headteacher shares it. "
        "Each draft names who can read it.",
    )
    heads_see_whole_matrix = forms.BooleanField(
        label="Headteachers see the whole matrix",
        required=False,
        help_text="Otherwise each sees only the row of their own academy.",
    )
    senior_leaders_see_own_row = forms.BooleanField(label="Senior leaders see the row of their academy", required=False)


class DocumentsForm(forms.Form):
    """What holds for self-evaluations."""

    sef_approvers = choice_field(
        "Who approves them?",
        [(value, capfirst(label)) for value, label in Approvers.choices],
        missing="Choose who approves them.",
        widget=forms.RadioSelect,
        help_text="Holds for what is submitted from now on; what was submitted before keeps those it was submitted to.",
    )
    grade_required_in_sef = forms.BooleanField(
        label="Each area needs a grade",
        required=False,
        help_text="Otherwise an academy may submit with “secure evidence”, “not yet” or “unsure” alone.",
    )
    small_number_threshold = forms.IntegerField(
        label="Warn about numbers of pupils under",
        min_value=0,
        max_value=50,
        help_text="A smaller number near the word pupils draws a gentle word, since somebody might be recognised. "
        "0 gives no warning.",
        error_messages={"required": "Enter a number. 0 gives no warning.", "invalid": "Enter a whole number."},
    )


class WordsForm(forms.Form):
    """The trust's own words."""

    def __init__(self, *args: Any, own: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key, known in WORDS.items():
            self.fields[key] = text_field(
                capfirst(known.default),
                required=False,
                longest=LONGEST,
                initial=own.get(key, ""),
                help_text=f"For {known.where}.",
                attrs={"placeholder": known.default},
            )


class ColourForm(forms.Form):
    """The brand colour."""

    brand_colour = LineField(
        label="Brand colour",
        required=False,
        max_length=7,
        help_text="As # and six digits, such as #49378A. Leave it empty for the colour of Fourfold.",
        error_messages={"max_length": "Write the colour as # and six digits, such as #49378A."},
    )


class LogoForm(forms.Form):
    """The trust's logo."""

    file = forms.FileField(
        label="Picture",
        help_text="PNG or JPEG. It is made as small as pages and reports need it.",
        widget=forms.FileInput(attrs={"accept": ".png,.jpg,.jpeg"}),
        error_messages={"required": "Choose a picture.", "empty": "The file is empty. Choose another one."},
    )


class YearForm(forms.Form):
    """The dates of a school year."""

    starts_on = date_field("First day of the year")
    ends_on = date_field("Last day of the year")


class TermForm(forms.Form):
    """One term. An empty one is left out."""

    name = text_field("Name of the term", missing="Name the term.", longest=20)
    starts_on = date_field("First day")
    ends_on = date_field("Last day")
    break_starts_on = date_field("Half term from", required=False)
    break_ends_on = date_field("Half term to", required=False)

    def dates(self) -> TermDates:
        """As the action takes them."""
        return TermDates(**self.cleaned_data)


class BaseTermFormSet(forms.BaseFormSet):
    """The terms of a year in order."""

    def dates(self) -> list[TermDates]:
        """Those that were filled in."""
        return [form.dates() for form in self.forms if form.cleaned_data]


TermFormSet = forms.formset_factory(TermForm, formset=BaseTermFormSet, extra=0, max_num=6, absolute_max=6)
