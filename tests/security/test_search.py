"""Search and the walls between trusts."""

from tests.cast import Cast
from tests.security.canaries import found_in


def test_nobody_finds_anything_of_another_trust(full_cast: Cast) -> None:
    for troupe in (full_cast.a, full_cast.p):
        for who, user in troupe.users.items():
            for text in (
                "canary",
                full_cast.b.canary[:-1],
                "academy",
                "draft",
                "evidence",
                "view",
                "summary",
                "comment",
            ):
                page = full_cast.client(user).get(troupe.url("search/"), {"q": text}).content.decode()
                assert found_in(page.replace(f'value="{text}"', "")) <= {troupe.canary}, (who, text)
