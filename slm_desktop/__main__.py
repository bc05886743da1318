"""Start: the app, a command of the command line, or the engine child."""

import os
import sys
import traceback
from collections.abc import Callable

CRASHED = 70


def main() -> int:
    """Choose by the first argument; nothing is imported that the choice does not need."""
    if sys.argv[1:2] == ["--engine"]:
        from slm_desktop.engine.child import main as engine

        os._exit(_run(engine))
    if sys.argv[1:2] == ["--checks"]:
        from slm_desktop.suites.worker import main as checks

        return checks()
    if sys.argv[1:2] == ["--document"] and len(sys.argv) == 3:
        from slm_desktop.documents.worker import main as document

        return document(sys.argv[2])
    if sys.argv[1:2] == ["--media"]:
        from slm_desktop.media.worker import main as media

        return media()
    if sys.argv[1:2] == ["--cell"]:
        from slm_desktop.tools.cell_worker import main as cell

        return cell()
    if sys.argv[1:2] == ["--mcp"]:
        from slm_desktop.tools.mcp_worker import main as mcp

        return mcp()
    from slm_desktop.cli import main as command_line

    return command_line(sys.argv[1:])


def _run(engine: Callable[[], int]) -> int:
    """Run the child's main function to its exit code.

    The interpreter is not tidied up after it: a thread that still reads stdin would make that an abort.
    """
    try:
        return engine()
    except BaseException:  # noqa: BLE001 - told on stderr, which the host keeps
        traceback.print_exc()
        return CRASHED


if __name__ == "__main__":
    sys.exit(main())
