"""Try the frozen app on the system it was made for: its version, its starter model, an answer of the engine child.

python packaging/bundle/smoke.py EXECUTABLE
"""

import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from slm_desktop.cli import COMMANDS


def main() -> int:
    """Say what was tried; the exit code tells whether all of it worked."""
    program = sys.argv[1]
    tries = {(name, *command.trial[0]): command.trial[1] for name, command in COMMANDS.items()}
    tries[("--version",)] = "SLM Desktop"
    with tempfile.TemporaryDirectory() as folder:
        said = {arguments: ask(program, folder, *arguments) for arguments in tries}
    wrong = [arguments for arguments, wanted in tries.items() if wanted not in said[arguments]]
    for arguments, words in said.items():
        print(f"{'FAILED' if arguments in wrong else 'ok'}: {' '.join(arguments)}\n{words.strip()}\n")
    return bool(wrong)


def ask(program: str, folder: str, *arguments: str) -> str:
    """What the program says."""
    done = subprocess.run(
        [program, "--data-dir", folder, *arguments], capture_output=True, text=True, timeout=120, check=False
    )
    return done.stdout + done.stderr


if __name__ == "__main__":
    sys.exit(main())
