"""Opens files of strangers in a process of its own that may use little time and memory, and gets JSON back.

The child is `python -m MODULE`: it calls `limit()` first, reads the file from its input and prints JSON. It imports
neither Django nor settings, and sees no secret of the environment.
"""

import json
import os
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
# The request that asks holds a connection meanwhile, which ends when nothing is asked on it for 15 seconds (settings).
SECONDS, WAIT = 8, 10
MEGABYTE = 1024 * 1024
MEMORY = 512 * MEGABYTE
MOST_SAID = 16 * MEGABYTE
# What the child answers where the file itself is at fault.
AT_FAULT = 3


class Unreadable(Exception):
    """The file cannot be opened within the limits; the message is a sentence."""


TOO_MUCH = "The file takes too long or too much room to open. Save it again with less in it, and without pictures."
DAMAGED = "The file is damaged. Save it again and choose the new file."


def limit() -> None:
    """In the child, before anything else: processor time, memory, no files, no further processes."""
    for kind, most in (
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 64),
    ):
        resource.setrlimit(kind, (most, most))


def read_limited(module: str, content: bytes) -> Any:
    """What the module says of the content. Unreadable where it fails, takes too long or says too much."""
    # Nothing of our environment but where programs lie: no address of a database, no key.
    environment = {"PATH": os.environ.get("PATH", ""), "PYTHONIOENCODING": "utf-8", "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-s", "-m", module]
    try:
        done = subprocess.run(
            command, input=content, capture_output=True, cwd=ROOT, env=environment, timeout=WAIT, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise Unreadable(TOO_MUCH) from error
    if done.returncode == AT_FAULT:
        raise Unreadable(DAMAGED)
    if done.returncode or len(done.stdout) > MOST_SAID:
        raise Unreadable(TOO_MUCH)
    return json.loads(done.stdout)
