"""What is on this computer, as the screens ask for it."""

from collections.abc import Callable, Sequence

from slm_desktop.core.models.local_models import Facts, LocalModel, Shelf

Tell = Callable[[Sequence[LocalModel]], None]


def model(path: str, size: int, sha256: str = "") -> LocalModel:
    return LocalModel(path, "ours", "m", "Q4_0", size, 0.0, Facts(), sha256=sha256)


class Scans:
    """Remembers what scans are asked for; the test answers."""

    def __init__(self) -> None:
        self.asked: list[tuple[Tell, bool]] = []

    def __call__(self, tell: Tell, thorough: bool) -> None:
        self.asked.append((tell, thorough))


def test_a_file_is_here_only_if_nothing_says_that_it_is_another_one() -> None:
    scans = Scans()
    shelf = Shelf(scans)
    shelf.refresh()
    scans.asked[0][0]([model("/a/m.gguf", 10, "1" * 64), model("/a/plain.gguf", 10)])
    assert shelf.has("m.gguf", 10, "1" * 64) is not None
    assert shelf.has("m.gguf", 10, "2" * 64) is None  # the same name and length, other bytes
    assert shelf.has("m.gguf", 11, "1" * 64) is None
    assert shelf.has("m.gguf", 10) is not None
    assert shelf.has("plain.gguf", 10, "2" * 64) is not None


def test_a_thorough_look_that_was_asked_for_during_a_scan_follows_it() -> None:
    scans = Scans()
    shelf = Shelf(scans)
    shelf.refresh()
    shelf.refresh(thorough=True)
    assert [thorough for _tell, thorough in scans.asked] == [False]
    scans.asked[0][0]([])
    assert [thorough for _tell, thorough in scans.asked] == [False, True]
    scans.asked[1][0]([])
    shelf.refresh()
    assert [thorough for _tell, thorough in scans.asked] == [False, True, False]
