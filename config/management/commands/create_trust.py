"""Make a trust with its academies from the loaded facts."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from academies import founding
from academies.models import SchoolGroup
from improvement_cycle.actions import improvement_models
from improvement_cycle.presets import presets
from trust.actions import invitations, trusts
from trust.actions.invitations import Invited
from trust.actors import Actor, system_actor
from trust.enums import TrustKind
from trust.errors import DomainError
from trust.history import say_who
from trust.models import Trust
from trust.policies.roles import FIRST_ROLE
from trust.tenancy import tenant


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
        try:
            with transaction.atomic():
                trust, said = self._make(options)
        except DomainError as error:
            here = {"another": "Give --another if you want another."}
            lines = [error.message, *(f"{field}: {here.get(field, text)}" for field, text in error.detail.items())]
            raise CommandError("\n".join(dict.fromkeys(lines))) from None
        self.stdout.write(f"{trust.name} is at /t/{trust.slug}/")
        for sentence in said:
            self.stdout.write(sentence)

    def _make(self, options: dict[str, Any]) -> tuple[Trust, list[str]]:
        uid = options["group_uid"]
        urns = _urns(options["urns"]) if options["urns"] else []
        name = options["name"] or _registered_name(uid)
        if not name:
            raise CommandError("Give a name with --name: this group is not in the loaded register of groups.")
        known = [each.key for each in presets(options["kind"])]
        if options["preset"] and options["preset"] not in known:
            words = f"There is no improvement model called {options['preset']} for this kind of trust."
            raise CommandError(f"{words} There are: {', '.join(known)}.")
        trust = trusts.create(
            operator=None,
            slug=options["slug"],
            name=name,
            kind=options["kind"],
            group_uid=uid,
            another=options["another"],
        )
        with tenant(trust.id):
            say_who(name="create_trust")
            actor = system_actor(trust, "Operator")
            said = [founding.fill_from_group(actor, trust, uid) if uid else founding.fill_from_urns(actor, urns)]
            said += self._extras(actor, options)
        return trust, said

    def _extras(self, actor: Actor, options: dict[str, Any]) -> list[str]:
        said = []
        if options["preset"]:
            model = improvement_models.create_from_preset(actor=actor, preset_key=options["preset"])
            improvement_models.publish(actor=actor, model_id=model.id)
            said.append(f"The improvement model “{model.label}” is published.")
        if options["administrator"]:
            role = FIRST_ROLE[actor.trust_kind]
            invited = Invited(name=options["administrator_name"], email=options["administrator"], role=role)
            invitations.invite(actor=actor, invited=invited)
            said.append(f"{options['administrator']} is invited.")
        return said


def _registered_name(uid: int | None) -> str:
    group = SchoolGroup.objects.filter(uid=uid).first() if uid and uid <= trusts.LARGEST_UID else None
    # The register shouts; a trust's own spelling can be set under Settings.
    return group.name.title() if group and group.name.isupper() else (group.name if group else "")


def _urns(path: Path) -> list[int]:
    try:
        lines = path.read_text(encoding="utf-8-sig").split()
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{path} cannot be read: {error}") from None
    wrong = [line for line in lines if not (line.isascii() and line.isdigit() and len(line) in {5, 6})]
    if wrong:
        raise CommandError(f"Not a URN: {', '.join(wrong[:5])}. Write one number of six digits on each line.")
    if not lines:
        raise CommandError(f"{path} holds no URN.")
    return [int(line) for line in lines]
