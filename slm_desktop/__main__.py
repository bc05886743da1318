"""Start: the app, a command of the command line, or the engine child."""

import os
import sys


def main() -> int:
    """Choose by the first argument; nothing is imported that the choice does not need."""
    if sys.argv[1:2] == ["--engine"]:
        from slm_desktop.engine.worker import main as engine

        # No tidying up: a thread that still reads stdin would make the interpreter abort.
        os._exit(engine())
    from slm_desktop.cli import main as command_line

    return command_line(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
