"""What is wrong is said while it is wrong, once for each cause."""

from slm_desktop.core.faults import Faults
from slm_desktop.errors import Fault


def changes(faults: Faults) -> list[str]:
    received: list[str] = []
    faults.changed.subscribe(lambda: received.append(faults.urgent.code if faults.urgent else ""))
    return received


def test_the_store_goes_before_everything_else_and_the_newest_before_the_older() -> None:
    faults = Faults()
    faults.report(Fault("file", {"path": "a"}))
    faults.report(Fault("store", {"reason": "full"}))
    faults.report(Fault("background", {"queue": "q"}))
    assert faults.urgent
    assert faults.urgent.code == "store"
    faults.over("store")
    assert faults.urgent.code == "background"


def test_the_same_again_changes_nothing_and_another_of_its_kind_replaces_it() -> None:
    faults = Faults()
    received = changes(faults)
    faults.report(Fault("store", {"reason": "full"}))
    first = faults.urgent
    faults.report(Fault("store", {"reason": "full"}))
    assert faults.urgent is first
    faults.report(Fault("store", {"reason": "read-only"}))
    assert received == ["store", "store"]
    faults.over("store", "backup")
    faults.over("store")
    assert received == ["store", "store", ""]


def test_what_was_wrong_with_a_file_ends_when_another_model_is_loaded() -> None:
    faults = Faults()
    for code in ("not_gguf", "html", "model_gone"):
        faults.report(Fault(code))
    faults.loaded()
    assert faults.urgent is None


def test_what_went_wrong_with_one_act_ends_with_the_next() -> None:
    faults = Faults()
    for code in ("file", "not_gguf", "store_read", "store_restored", "model_gone"):
        faults.report(Fault(code))
    faults.acted()
    assert faults.urgent
    assert faults.urgent.code == "model_gone"
    faults.over("model_gone")
    assert faults.urgent.code == "store_restored"
