"""``jixiao check`` as a whole process against the bare interpreter."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from _common import TEXT, best, line


def run(*words: object) -> None:
    """Run a command with compiled modules kept, as an installed program has them."""
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    subprocess.run([*map(str, words)], stdout=subprocess.DEVNULL, env=environment, check=False)


program = Path(sys.executable).with_name("jixiao")
bare, check, read = best(
    lambda: run(sys.executable, "-c", "pass"),
    lambda: run(program, "check", TEXT),
    lambda: run(program, "read", TEXT),
    rounds=15,
)
print(f"{'bare interpreter':<44} {bare * 1000:9.2f} ms")
line("jixiao check sample.txt, whole process", check, bare, 12)
line("jixiao read sample.txt, whole process", read, bare, 12)
