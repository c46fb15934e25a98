"""Forms of the people pages."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.text import capfirst

from trust.actions.invitations import Invited
from trust.enums import Place, Remit, Role
from trust.forms.widgets import choice_field, date_field, email_field, text_field

PLACES = [(place.value, capfirst(place.label)) for place in Place]
REMIT_HINT = "Only for directors: the academies they score and decide on."
UNTIL_HINT = "Leave empty for no end. A specialist needs a last day."


class InviteForm(forms.Form):
    """Who is invited, as what, for how long. Roles in the trust and roles at an academy stand in one list."""

    name = text_field("Name", missing="Enter the person's name.", attrs={"autocomplete": "off"})
    email = email_field("E-mail address", help_text="The invitation goes to this address, and it is how they sign in.")
    role = choice_field("Role", [], missing="Choose a role.")
    academy = choice_field("Academy", [], help_text="For roles at an academy.")
    remit = choice_field("Phases", Remit.choices, help_text=REMIT_HINT)
    title = text_field(
        "Job title", longest=100, required=False, help_text="As colleagues call it, such as Director of Primary."
    )
    until_on = date_field("Last day of access", required=False, help_text=UNTIL_HINT)

    def __init__(self, *args: Any, roles: Any, academies: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups: list[Any] = [("", "Choose a role"), ("In the trust", roles)]
        if academies:
            groups.append(("At an academy", PLACES))
            self.fields["academy"].choices = [  # type: ignore[attr-defined]
                ("", "None"),
                *((str(key), name) for key, name in academies),
            ]
        else:
            del self.fields["academy"]
        self.fields["role"].choices = groups  # type: ignore[attr-defined]
        self.fields["remit"].initial = Remit.ALL

    def invited(self) -> Invited:
        """What was typed, as the action takes it."""
        given = self.cleaned_data
        place = given["role"] if given["role"] in Place.values else ""
        return Invited(
            name=given["name"],
            email=given["email"],
            role=Role.ACADEMY_STAFF if place else given["role"],
            remit=given["remit"] or Remit.ALL,
            title=given["title"],
            place=place,
            academy_id=UUID(given["academy"]) if place and given.get("academy") else None,
            until_on=given["until_on"],
        )


class PersonForm(forms.Form):
    """Change a person's access."""

    name = text_field("Name", missing="Enter the person's name.")
    role = choice_field("Role", [], missing="Choose a role.")
    remit = choice_field("Phases", Remit.choices, help_text=REMIT_HINT)
    title = text_field("Job title", longest=100, required=False)
    until_on = date_field("Last day of access", required=False, help_text=UNTIL_HINT)

    def __init__(self, *args: Any, roles: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = roles  # type: ignore[attr-defined]


class DelegateForm(forms.Form):
    """Who stands in, for what, from when to when."""

    membership = choice_field("Who stands in for you?", [], missing="Choose a person.")
    kind = choice_field("What do they approve?", [], missing="Choose what they approve.")
    from_on = date_field("First day")
    until_on = date_field("Last day")

    def __init__(self, *args: Any, people: Any, kinds: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["membership"].choices = [("", "Choose a person"), *people]  # type: ignore[attr-defined]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]


class EndForm(forms.Form):
    """Why access ends."""

    reason = text_field(
        "Reason",
        longest=300,
        required=False,
        help_text="Optional, for your own records. Others who manage people see it.",
    )
