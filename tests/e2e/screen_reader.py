"""A screen reader's view of the app: walk the tree of AT-SPI and print every widget as JSON, one a line.

dbus-run-session -- python -m tests.e2e.screen_reader DATA_FOLDER      with a display, and at-spi2-core installed
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jeepney import DBusAddress, Properties, new_method_call
from jeepney.io.blocking import DBusConnection, open_dbus_connection

ACCESSIBLE, ACTION = "org.a11y.atspi.Accessible", "org.a11y.atspi.Action"
ROOT = "/org/a11y/atspi/accessible/root"
LAUNCHERS = ("/usr/libexec/at-spi-bus-launcher", "/usr/lib/at-spi2-core/at-spi-bus-launcher")
SECONDS = 600
LABELLED_BY = 2
SHOWING = 25
"""The number of the state of what is on the screen."""

SCREENS = {
    "Chat": (),
    "Compare": ("Suites", "Sweeps", "Scores", "Side by side"),
    "Models": ("On this computer", "Discover"),
    "Monitor": (),
    "Settings": (),
}
"""The buttons of the rail, and the pages behind each."""

Node = tuple[str, str]
"""The name on the bus, and the path of an object."""


class Reader:
    """One connection to the bus of assistive technology."""

    def __init__(self) -> None:
        session = open_dbus_connection("SESSION")
        bus = DBusAddress("/org/a11y/bus", "org.a11y.Bus", "org.a11y.Bus")
        (address,) = session.send_and_get_reply(new_method_call(bus, "GetAddress")).body
        self._bus: DBusConnection = open_dbus_connection(address)
        session.close()

    def call(self, node: Node, interface: str, method: str, signature: str = "", *values: Any) -> Any:
        """Call a method; the first value of its answer."""
        address = DBusAddress(node[1], node[0], interface)
        message = new_method_call(address, method, signature, values) if signature else new_method_call(address, method)
        body = self._bus.send_and_get_reply(message, timeout=60).body
        return body[0] if body else None

    def name(self, node: Node) -> str:
        """What is read out."""
        address = DBusAddress(node[1], node[0], ACCESSIBLE)
        return str(self._bus.send_and_get_reply(Properties(address).get("Name"), timeout=60).body[0][1])

    def label(self, node: Node) -> str:
        """The label that stands beside it; on Linux the name of a combo box is what is chosen in it."""
        related = self.call(node, ACCESSIBLE, "GetRelationSet")
        labels = [target for kind, targets in related if kind == LABELLED_BY for target in targets]
        return self.name(labels[0]) if labels else ""

    def children(self, node: Node) -> list[Node]:
        """What is inside."""
        return [(bus, path) for bus, path in self.call(node, ACCESSIBLE, "GetChildren")]

    def walk(self, node: Node, depth: int = 0) -> Iterator[tuple[Node, dict[str, Any]]]:
        """Everything on the screen below a node."""
        if depth > 40:
            return
        states = self.call(node, ACCESSIBLE, "GetState")
        if not states[0] >> SHOWING & 1:
            return
        role = self.call(node, ACCESSIBLE, "GetRoleName")
        yield node, {"depth": depth, "role": role, "name": self.name(node), "label": self.label(node)}
        for child in self.children(node)[:200]:
            yield from self.walk(child, depth + 1)

    def window(self) -> Node:
        """The app's window, once it is there."""
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            for app in self.children(("org.a11y.atspi.Registry", ROOT)):
                for window in self.children(app):
                    if "SLM" in self.name(window) and self.children(window):
                        return window
            time.sleep(0.2)
        raise TimeoutError("the app did not appear on the bus")


def main() -> None:
    """Start the bus and the app, and print what is seen of each screen."""
    launcher = next(path for path in LAUNCHERS if Path(path).exists())
    environment = {**os.environ, "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1", "QT_QPA_PLATFORM": "xcb"}
    bus = subprocess.Popen([launcher, "--launch-immediately"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    app = subprocess.Popen([sys.executable, "-m", "slm_desktop", "--data-dir", sys.argv[1]], env=environment)
    try:
        time.sleep(1)
        reader = Reader()
        window = reader.window()
        time.sleep(2)  # The panels are filled after the first picture.
        for screen, pages in SCREENS.items():
            for page in ("", *pages):
                button = next(node for node, seen in reader.walk(window) if seen["name"] == (page or screen))
                reader.call(button, ACTION, "DoAction", "i", 0)
                time.sleep(1)
                for _node, seen in reader.walk(window):
                    print(json.dumps({"screen": screen, "page": page, **seen}), flush=True)  # noqa: T201
    finally:
        app.terminate()
        app.wait(20)
        bus.terminate()


if __name__ == "__main__":
    main()
