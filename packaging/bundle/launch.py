"""The entry of the installed app."""

import os
import sys


def _leave_the_system_its_libraries() -> None:
    """The launcher points the loader to our libraries; a browser or file manager that we start must get the system's own."""
    original = os.environ.pop("LD_LIBRARY_PATH_ORIG", None)
    if original is None:
        os.environ.pop("LD_LIBRARY_PATH", None)
    else:
        os.environ["LD_LIBRARY_PATH"] = original


if __name__ == "__main__":
    _leave_the_system_its_libraries()
    from slm_desktop.__main__ import main

    sys.exit(main())
