"""Make a trust with its academies from the loaded facts."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from academies.models import SchoolGroup
from trust.actions import trusts
from trust.enums import TrustKind
from trust.errors import DomainError
from trust.history import say_who

# What the action calls a field of the operator's page has this name here.
OPTIONS = {
    "slug": "--slug",
    "name": "--name",
    "kind": "--kind",
    "group_uid": "--group-uid",
    "another": "--another",
    "urns": "--urns",
    "preset": "--preset",
    "first_name": "--administrator-name",
    "first_email": "--administrator",
}


class Command(BaseCommand):
    """manage.py create_trust --group-uid 16694 --slug nclt"""

    help = "Make a trust with its academies from the loaded facts."

    def add_arguments(self, parser: ArgumentParser) -> None:
        source = parser.add_mutually_exclusive_group(required=True)
        source.add_argument("--group-uid", type=int, help="the trust's number in the register of groups")
        source.add_argument("--urns", type=Path, help="a file with one URN on each line")
        parser.add_argument("--slug", required=True, help="the trust's part of the address, such as larkfield")
        parser.add_argument("--name", help="its name; with --group-uid the registered one is the default")
        parser.add_argument("--kind", choices=TrustKind.values, default=TrustKind.MULTI_ACADEMY_TRUST)
        parser.add_argument("--another", action="store_true", help="even if there is a trust of this group already")
        parser.add_argument("--preset", help="begin and publish this improvement model; without it people choose")
        parser.add_argument("--administrator", metavar="EMAIL", help="invite the first administrator")
        parser.add_argument("--administrator-name", metavar="NAME", default="Administrator")

    def handle(self, *args: Any, **options: Any) -> None:
        uid, listed = options["group_uid"], options["urns"]
        name = options["name"] or _registered_name(uid)
        if not name:
            why = f": group {uid} is not in the loaded register of groups." if uid else "."
            raise CommandError(f"Give a name with --name{why}")
        try:
            with transaction.atomic():
                say_who(name="create_trust")
                trust, said = trusts.found(
                    operator=None,
                    slug=options["slug"],
                    name=name,
                    kind=options["kind"],
                    group_uid=uid,
                    urns=_text(listed) if listed else "",
                    preset=options["preset"] or "",
                    another=options["another"],
                    first_name=options["administrator_name"],
                    first_email=options["administrator"],
                )
        except DomainError as error:
            lines = [f"{OPTIONS.get(field, field)}: {text}" for field, text in error.detail.items()]
            refusal = "\n".join(lines) or error.message
            raise CommandError(refusal.replace(trusts.CHOOSE_ANOTHER, "Give --another if you want another.")) from None
        self.stdout.write(f"{trust.name} is at /t/{trust.slug}/")
        for sentence in said:
            self.stdout.write(sentence)
        if options["administrator"]:
            self.stdout.write(f"{options['administrator']} is invited.")


def _registered_name(uid: int | None) -> str:
    group = SchoolGroup.objects.filter(uid=uid).first() if uid else None
    # The register shouts; a trust's own spelling can be set under Settings.
    return group.name.title() if group and group.name.isupper() else (group.name if group else "")


def _text(path: Path) -> str:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise CommandError(f"--urns: {path} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise CommandError(f"--urns: {path} is no text. Write one URN on each line.") from None
    if not text.strip():
        raise CommandError(f"--urns: {path} holds no URN.")
    return text
