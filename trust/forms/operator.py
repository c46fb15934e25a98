"""Forms of the operator's pages."""

from django import forms
from django.utils.text import capfirst

from trust import places
from trust.enums import TrustKind
from trust.forms.widgets import email_field, text_field
from trust.policies.founding import LARGEST_UID


class TrustForm(forms.Form):
    """A new trust with its first administrator."""

    name = text_field("Name", missing="Enter the name of the trust.")
    slug = text_field(
        "Address",
        missing="Enter an address such as larkfield.",
        longest=50,
        help_text="The part after /t/ in every page's address: small letters, digits, hyphens. It stays for good.",
    )
    kind = forms.ChoiceField(
        label="What it is",
        choices=[(kind.value, capfirst(kind.label)) for kind in TrustKind],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what it is.", "invalid_choice": "Choose what it is."},
    )
    group_uid = forms.IntegerField(
        label="Group UID",
        required=False,
        min_value=1,
        max_value=LARGEST_UID,
        help_text="If the national register is loaded, its academies are added. Leave empty to add them later.",
        error_messages={"invalid": "Enter the number only, such as 2044."},
    )
    urns = forms.CharField(
        label="Or a list of URNs",
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Instead of the UID: the number of each school on a line of its own.",
    )
    another = forms.BooleanField(
        label="Make it even if there is a trust of this group already", required=False, help_text="For a trial, say."
    )
    preset = forms.ChoiceField(
        label="Improvement model",
        required=False,
        choices=lambda: [("", "None: the trust chooses"), *places.ready_models()],
        widget=forms.RadioSelect,
        help_text="One chosen here is published at once.",
        error_messages={"invalid_choice": "Choose one of the list."},
    )
    first_name = text_field("Name of the first administrator", missing="Enter the administrator's name.")
    first_email = email_field("Administrator's e-mail address", help_text="An invitation goes there at once.")


class AdministratorForm(forms.Form):
    """Another administrator for a trust that has lost its own."""

    name = text_field("Name", missing="Enter the person's name.")
    email = email_field("E-mail address")
