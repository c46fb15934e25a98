"""A reader of files that uses too much: `python -m tests.greedy` under the limits of trust.limited."""

import json
import os
import sys
from pathlib import Path

from trust.limited import limit

limit()
WANTED = sys.stdin.buffer.read().decode()
if WANTED == "memory":
    print(len(b"x" * (2 * 1024**3)))
elif WANTED == "file":
    (Path("/tmp") / f"greedy-{os.getpid()}").write_bytes(b"x")  # noqa: S108 - must fail
elif WANTED == "open files":
    print([Path("/dev/null").open() for _ in range(200)])  # noqa: SIM115 - must fail
elif WANTED == "fail":
    raise ValueError("broken")
elif WANTED == "endless":
    while True:
        pass
elif WANTED == "environment":
    print(json.dumps([name for name in os.environ if "URL" in name or "SECRET" in name]))
