"""Row security and the managers' guard on against off."""

from benchmarks import databases, facts, seed
from benchmarks.harness import Plan, Result, compare
from benchmarks.sides import WALLS, side

TARGET = 1.10
ACADEMIES, YEARS, TRUSTS = 25, 3, 100


def run(plan: Plan) -> list[Result]:
    """With one trust both walls can be taken away; with many, managers must filter for the page to be the same."""
    facts.load(plan, ACADEMIES + 1)
    person = seed.first_trust("bench", years=YEARS)
    seed.fill(person.trust, {"bench": ACADEMIES})
    results = [_compare(plan, person, "one trust, both off", "off")]
    trusts = plan.sized(TRUSTS)
    seed.fill(person.trust, {f"other-{n}": ACADEMIES for n in range(1, trusts)})
    results.append(_compare(plan, person, f"{trusts} trusts, row security off, managers filter", "filter"))
    return results


def _compare(plan: Plan, person: seed.Person, name: str, walls: str) -> Result:
    off = {"DATABASE_URL": databases.owner_url(), WALLS: walls}
    urls = [person.url(f"matrix/{seed.CURRENT}/"), person.url("academies/")]
    with side({}) as with_walls, side(off) as without:
        for url in urls:
            told = [each.ask(session=person.session, path=url, count=True) for each in (with_walls, without)]
            if any(each["status"] != 200 for each in told) or told[0]["bytes"] != told[1]["bytes"]:
                raise SystemExit(f"The two sides answer differently: {told}")
        return compare(
            f"walls on against off: {name}",
            ours=lambda: sum(with_walls.get(person.session, url) for url in urls),
            floor=lambda: sum(without.get(person.session, url) for url in urls),
            plan=plan,
            target=TARGET,
            facts={"pages": urls},
        )
