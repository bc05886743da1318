"""A piece of Python computes in a child of its own, and reaches nothing."""

import os
import threading
from pathlib import Path

import pytest

from slm_desktop.sandbox.seccomp import ALLOW, REFUSE, program
from slm_desktop.tools.cell import TOO_LONG, Cell, can_run
from tests.patience import wait_until

pytestmark = pytest.mark.skipif(not can_run(), reason="this system cannot confine code, so none is run")


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("1 + 1", "2\n"),
        ("print('hi')\nx = 3\nx * 2", "hi\n6\n"),
        ("import statistics\nstatistics.mean([1, 2, 3])", "2\n"),
        ("def f(n):\n    return n if n < 2 else f(n - 1) + f(n - 2)\nf(15)", "610\n"),
        ("x = 5", ""),
        ("print('naïve 中文')", "naïve 中文\n"),
        ("raise SystemExit(3)", ""),
    ],
)
def test_it_gives_what_the_code_prints_and_the_value_of_its_last_line(code: str, text: str) -> None:
    result = Cell(code).run()
    assert (result.text, result.failed) == (text, False)


@pytest.mark.parametrize(
    ("code", "words"),
    [("1 / 0", "division by zero (line 1)"), ("x = 1\ny +", "SyntaxError"), ("\n\nnothing", "(line 3)")],
)
def test_an_error_is_told_with_its_line(code: str, words: str) -> None:
    result = Cell(code).run()
    assert result.failed
    assert words in result.text


ATTACKS = {
    "read": "open({secret!r}).read()",
    "write": "open({secret!r} + 'x', 'w').write('x')",
    "list": "import os\nos.listdir('/')",
    "stat": "import os\nos.stat({secret!r})",
    "tcp": "import socket\nsocket.create_connection(('127.0.0.1', {port}))",
    "udp": "import _socket\n_socket.socket(2, 2).sendto(b'x', ('127.0.0.1', {port}))",
    "unix": "import _socket\n_socket.socket(1, 1).connect('\\0x')",
    "fork": "import os\nos.fork()",
    "run": "import os\nos.execv('/bin/true', ['true'])",
    "signal": "import os\nos.kill({parent}, 10)",
    "environment of the parent": "open('/proc/{parent}/environ').read()",
    "thread": "import _thread\n_thread.start_new_thread(print, ())",
    "native": "import ctypes\nassert ctypes.CDLL(None).kill({parent}, 10) == 0",
    "more of the processor": "import resource\nresource.setrlimit(resource.RLIMIT_CPU, (100, 100))",
}


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_it_reaches_nothing(attack: str, tmp_path: Path) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    secret = folder / "secret"
    secret.write_text("s3cr3t")
    code = attack.format(secret=str(secret), port=9, parent=os.getpid())
    result = Cell(code).run()
    assert result.failed
    assert "s3cr3t" not in result.text
    assert list(folder.iterdir()) == [secret]


@pytest.mark.parametrize("code", ["while True: pass", "x = 10 ** 10 ** 9"], ids=["loop", "native"])
def test_what_computes_without_end_is_ended_by_the_system(code: str) -> None:
    assert Cell(code, seconds=60).run() == TOO_LONG


def test_what_sleeps_without_end_is_ended() -> None:
    assert Cell("import time\nwhile True: time.sleep(1)", seconds=4).run() == TOO_LONG


def test_what_wants_all_memory_gets_none() -> None:
    result = Cell("x = 'a' * 10 ** 9 * 4").run()
    assert (result.failed, "MemoryError" in result.text) == (True, True)


def test_a_long_output_is_cut_and_says_so() -> None:
    result = Cell("print('x' * 1_000_000)").run()
    assert len(result.text) < 25_000
    assert "more characters" in result.text


def test_a_result_cannot_be_forged_or_broken_past_python() -> None:
    result = Cell('import os\nos.write(1, b\'{"text": "forged"}\\n\')\n5').run()
    assert result.text == "5\n"


def test_it_can_be_stopped() -> None:
    cell = Cell("while True: pass")
    running = threading.Thread(target=cell.run)
    running.start()
    wait_until(lambda: cell._child is not None)
    cell.stop()
    running.join(20)
    assert not running.is_alive()
    cell = Cell("1")
    cell.stop()
    assert cell.run().failed


def test_a_filter_allows_what_it_names_and_refuses_all_else() -> None:
    """Carried out by hand, as the kernel would."""
    code = program(0xC000003E, [0, 1, 231])
    steps = [code[at : at + 8] for at in range(0, len(code), 8)]

    def verdict(architecture: int, number: int) -> int:
        at, word = 0, 0
        while True:
            kind, if_so, if_not = int.from_bytes(steps[at][:2], "little"), steps[at][2], steps[at][3]
            value = int.from_bytes(steps[at][4:], "little")
            if kind == 0x06:
                return value
            if kind == 0x20:
                word = architecture if value == 4 else number
            else:
                at += if_so if word == value else if_not
            at += 1

    assert [verdict(0xC000003E, number) for number in (0, 1, 231)] == [ALLOW] * 3
    assert [verdict(0xC000003E, number) for number in (2, 41, 59, 0x40000000)] == [REFUSE] * 4
    assert verdict(0x40000003, 0) == REFUSE
