"""The JavaScript SDK v3 puts and reads: the programs in node/ as a user would run them."""

import subprocess
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parent / "node"
PROGRAM_SECONDS_MAX = 120

INSTALLED = FOLDER / "node_modules" / ".installed"  # what tools/setup installed

pytestmark = pytest.mark.skipif(not INSTALLED.exists() or INSTALLED.read_bytes() != (FOLDER / "package-lock.json").read_bytes(),
                                reason="the JavaScript SDK is not installed (tools/setup test)")


@pytest.mark.parametrize("program", sorted(path.name for path in FOLDER.glob("*.mjs")))
def test_javascript(server, program):
    done = subprocess.run(["node", "--no-warnings", program], cwd=FOLDER, env=server.environment(), capture_output=True, text=True,
                          timeout=PROGRAM_SECONDS_MAX)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.endswith("done\n")
