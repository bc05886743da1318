"""Start: the app, a command of the command line, or the engine child."""

import sys


def main() -> int:
    """Choose by the first argument; nothing is imported that the choice does not need."""
    if sys.argv[1:2] == ["--engine"]:
        from slm_desktop.engine.worker import main as engine

        return engine()
    from slm_desktop.cli import main as command_line

    return command_line(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
