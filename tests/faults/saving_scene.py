"""Makes self-evaluations to write in a database of its own and prints who writes where: run as a program.

The fault tests cannot use the database of the tests for this, since they kill the server that holds it.
"""

import json
import sys

import django


def main(academies: int) -> None:
    """One line of JSON: the cookie's name and, for each section, its id, its address and its writer's session."""
    from benchmarks import databases

    databases.make_anew()
    django.setup()
    from django.conf import settings

    from benchmarks import drafts
    from benchmarks.harness import Plan

    of_each = drafts.writers(Plan(), academies)
    told = [
        {"section": str(writer.section_id), "url": writer.url, "session": writer.person.session}
        for of_one in of_each
        for writer in of_one
    ]
    sys.stdout.write(
        json.dumps({"cookie": settings.SESSION_COOKIE_NAME, "csrf": settings.CSRF_COOKIE_NAME, "to": told})
    )


if __name__ == "__main__":
    main(int(sys.argv[1]))
