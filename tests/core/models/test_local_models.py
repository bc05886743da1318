"""What is on this computer, as the screens ask for it."""

from collections.abc import Callable, Sequence

from slm_desktop.core.models.local_models import Facts, LocalModel, LocalModels

Tell = Callable[[Sequence[LocalModel]], None]


def model(path: str, size: int, sha256: str = "") -> LocalModel:
    return LocalModel(path, "ours", "m", "Q4_0", size, 0.0, Facts(), sha256=sha256)


class Scans:
    """Remembers what scans are asked for; the test answers."""

    def __init__(self) -> None:
        self.asked: list[tuple[Tell, bool]] = []

    def __call__(self, on_result: Tell, thorough: bool) -> None:
        self.asked.append((on_result, thorough))


def test_a_file_is_here_only_if_nothing_says_that_it_is_another_one() -> None:
    scans = Scans()
    local_models = LocalModels(scans)
    local_models.refresh()
    scans.asked[0][0]([model("/a/m.gguf", 10, "1" * 64), model("/a/plain.gguf", 10)])
    assert local_models.has("m.gguf", 10, "1" * 64) is not None
    assert local_models.has("m.gguf", 10, "2" * 64) is None  # the same name and length, other bytes
    assert local_models.has("m.gguf", 11, "1" * 64) is None
    assert local_models.has("m.gguf", 10) is not None
    assert local_models.has("plain.gguf", 10, "2" * 64) is not None


def test_a_thorough_look_that_was_asked_for_during_a_scan_follows_it() -> None:
    scans = Scans()
    local_models = LocalModels(scans)
    local_models.refresh()
    local_models.refresh(thorough=True)
    assert [thorough for _tell, thorough in scans.asked] == [False]
    scans.asked[0][0]([])
    assert [thorough for _tell, thorough in scans.asked] == [False, True]
    scans.asked[1][0]([])
    local_models.refresh()
    assert [thorough for _tell, thorough in scans.asked] == [False, True, False]
