"""Print where the example installation is and who can sign in."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from config.example.trusts import read
from trust import example

ROLES = {
    "chief_executive": "chief executive",
    "director": "director",
    "trust_officer": "trust officer",
    "trustee": "trustee",
    "administrator": "administrator",
    "specialist": "consultant in both trusts",
}


class Command(BaseCommand):
    """manage.py example_people"""

    help = "Print the address and the example people."

    def handle(self, *args: Any, **options: Any) -> None:
        write = self.stdout.write
        write(f"\nFourfold is at {settings.SITE_URL}\n")
        write(f"Sign in with one button: {settings.SITE_URL}/example/")
        write(f"Mail that would have gone out: {settings.SITE_URL}/example/mail/\n")
        write(f"Or with a password ({example.PASSWORD}) and the code shown on that page, as one of:")
        said = read("larkfield")
        for person in said["people"]:
            write(f"  {person['email']:42} {ROLES[person['role']]}, {said['name']}")
        head = said["academies"][2]
        write(f"  {head['head']['email']:42} headteacher, {head['name']}")
        write(f"  {'operator@host.example':42} operator of the installation\n")
