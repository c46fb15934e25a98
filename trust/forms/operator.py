"""Forms of the operator's pages."""

from django import forms
from django.utils.text import capfirst

from trust.enums import TrustKind
from trust.forms.widgets import email_field, text_field


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
        max_value=2_000_000_000,
        help_text="If the national register is loaded, its academies are added. Leave empty to add them later.",
        error_messages={"invalid": "Enter the number only, such as 2044."},
    )
    another = forms.BooleanField(
        label="Make it even if there is a trust of this group already", required=False, help_text="For a trial, say."
    )
    first_name = text_field("Name of the first administrator", missing="Enter the administrator's name.")
    first_email = email_field("Administrator's e-mail address", help_text="An invitation goes there at once.")


class AdministratorForm(forms.Form):
    """Another administrator for a trust that has lost its own."""

    name = text_field("Name", missing="Enter the person's name.")
    email = email_field("E-mail address")
