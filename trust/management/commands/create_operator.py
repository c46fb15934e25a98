"""Make an operator of this installation."""

from argparse import ArgumentParser
from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from trust.actions.accounts import make_operator
from trust.errors import BadInput
from trust.models import User


class Command(BaseCommand):
    """manage.py create_operator EMAIL --name NAME"""

    help = "Make an operator: somebody who makes trusts and watches the installation, and sees no trust's content."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--name", default="", help="name of the person; needed for a new account")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            user, is_new = make_operator(email=options["email"], name=options["name"])
        except BadInput as error:
            raise CommandError(error.message) from None
        self.stdout.write(f"{user.name} ({user.email}) is an operator now.")
        if is_new:
            self.stdout.write(f"Open this link once to choose a password: {_link(user)}")


def _link(user: User) -> str:
    words = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
    return settings.SITE_URL + reverse("account_reset_password_from_key", kwargs=words)
