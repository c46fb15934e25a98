"""A process that makes the same self-evaluation many times: `python -m benchmarks.sef_worker COUNT`.

Prints its memory after each tenth of them as JSON.
"""

import json
import sys

import django


def main(count: int) -> None:
    """Build, fill, render, throw away."""
    django.setup()
    from benchmarks import memory  # noqa: PLC0415 - needs django.setup()
    from benchmarks.cases.sef_pdf import ours  # noqa: PLC0415 - as above

    step = max(1, count // 10)
    told = []
    for number in range(1, count + 1):
        ours()
        if number % step == 0:
            told.append(memory.resident())
    print(json.dumps({"after MB": told, "peak MB": memory.peak()}))


if __name__ == "__main__":
    main(int(sys.argv[1]))
