"""What must not be in the repository, and what must agree with each other."""

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.unit.architecture.tree import files, text

LOCKS = ("requirements.lock", "requirements-dev.lock")
PIN = re.compile(r"^([A-Za-z0-9_.-]+)(?:\[[\w,-]+\])?==(\S+?)(?:\s*;.*?)?\s*\\?$", re.MULTILINE)
TEXTS = (
    ".py",
    ".html",
    ".css",
    ".js",
    ".md",
    ".toml",
    ".lock",
    ".yaml",
    ".yml",
    ".txt",
    ".cfg",
    ".ini",
    ".sh",
    ".json",
)
MACHINE = re.compile(r"(?<![\w.])/(?:home|root|Users|work)/\w+")
REGISTRY = re.compile(r"--(?:extra-)?index-url|--find-links|--trusted-host|pypi\.\w+/simple|(?:UV|PIP)_INDEX", re.I)


def _pins(lock: str) -> dict[str, str]:
    return {canonicalize_name(name): version for name, version in PIN.findall(text(lock))}


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_holds_pins_with_hashes_and_no_address(lock: str) -> None:
    content = text(lock)
    assert "://" not in content
    assert not re.search(r"(^|\s)@\s", content, re.MULTILINE)
    assert not re.search(r"^--", content, re.MULTILINE)
    blocks = re.split(r"\n(?=[A-Za-z0-9])", content.strip())
    pins = [block for block in blocks if "==" in block.splitlines()[0]]
    assert len(pins) == len(_pins(lock))
    assert [block.splitlines()[0] for block in pins if "--hash=sha256:" not in block] == []


def test_every_dependency_is_pinned_to_a_version_that_fits() -> None:
    project = tomllib.loads(text("pyproject.toml"))
    wanted = {"requirements.lock": project["project"]["dependencies"]}
    wanted["requirements-dev.lock"] = [*wanted["requirements.lock"], *project["dependency-groups"]["dev"]]
    for lock, lines in wanted.items():
        pins = _pins(lock)
        for line in lines:
            need = Requirement(line)
            version = pins.get(canonicalize_name(need.name))
            assert version, f"{need.name} is not in {lock}"
            assert need.specifier.contains(version, prereleases=True), f"{need} does not fit {version} in {lock}"


def test_the_locks_agree() -> None:
    run, dev = (_pins(lock) for lock in LOCKS)
    assert {name: version for name, version in run.items() if dev.get(name) != version} == {}


def test_every_dependency_says_what_it_is_for() -> None:
    lines = re.findall(r'^    "[^"]+",.*$', text("pyproject.toml"), re.MULTILINE)
    named = [line for line in lines if re.match(r'    "[a-z][a-z0-9-]*(\[|[~><=]|")', line) and re.search(r"\d", line)]
    assert named
    assert [line for line in named if not re.search(r"# \S.{4,}", line)] == []


def test_no_file_names_a_machine_or_a_registry() -> None:
    found = []
    for name in files(*TEXTS):
        if name == "tests/unit/architecture/test_repository.py":
            continue
        for number, line in enumerate(text(name).splitlines(), 1):
            if MACHINE.search(line) or REGISTRY.search(line):
                found.append(f"{name}:{number}: {line.strip()[:100]}")
    assert found == []


def test_no_data_of_others_and_no_secret_is_in_the_repository() -> None:
    names = files("")
    assert [name for name in names if name.endswith((".env", ".pem", ".key", ".p12", ".sqlite3", ".pyc"))] == []
    keys = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----|AKIA[0-9A-Z]{16}|ghp_[A-Za-z0-9]{36}")
    here = "tests/unit/architecture/test_repository.py"
    assert [name for name in files(*TEXTS) if name != here and keys.search(text(name))] == []


def test_nothing_is_left_to_do_in_comments() -> None:
    marks = re.compile(r"#\s*(TODO|FIXME|XXX|HACK)\b")
    found = [
        f"{name}:{number}"
        for name in files(".py")
        for number, line in enumerate(text(name).splitlines(), 1)
        if marks.search(line) and name != "tests/unit/architecture/test_repository.py"
    ]
    assert found == []
