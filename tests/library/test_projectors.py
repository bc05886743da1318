"""The projector beside a model is found in its folder."""

from pathlib import Path

from slm_desktop.library.projectors import projector_beside
from tests.engine import ears, tiny
from tests.engine.eyes import write_projector


def test_the_one_that_fits_is_found(tmp_path: Path) -> None:
    model = tiny.write_model(tmp_path / "Tiny-Q8_0.gguf")
    assert projector_beside(str(model)) == ""
    write_projector(tmp_path / "mmproj-other-F16.gguf", 2 * tiny.WIDTH)
    assert projector_beside(str(model)) == ""
    fitting = write_projector(tmp_path / "mmproj-Tiny-F32.gguf", tiny.WIDTH)
    assert projector_beside(str(model)) == str(fitting)


def test_one_for_sounds_is_found_by_its_width_too(tmp_path: Path) -> None:
    model = tiny.write_model(tmp_path / "Tiny-Q8_0.gguf")
    ears.write_projector(tmp_path / "mmproj-other-F16.gguf", 2 * tiny.WIDTH)
    assert projector_beside(str(model)) == ""
    fitting = ears.write_projector(tmp_path / "mmproj-Tiny-F32.gguf", tiny.WIDTH)
    assert projector_beside(str(model)) == str(fitting)


def test_what_only_bears_the_name_is_none(tmp_path: Path) -> None:
    model = tiny.write_model(tmp_path / "Tiny.gguf")
    (tmp_path / "mmproj-F16.gguf").write_bytes(b"GGUF")
    tiny.write_model(tmp_path / "mmproj-F32.gguf")
    assert projector_beside(str(model)) == ""


def test_links_of_a_cache_are_followed(tmp_path: Path) -> None:
    blobs, snapshot = tmp_path / "blobs", tmp_path / "snapshots"
    blobs.mkdir()
    snapshot.mkdir()
    (snapshot / "Tiny.gguf").symlink_to(tiny.write_model(blobs / "a"))
    (snapshot / "mmproj-F16.gguf").symlink_to(write_projector(blobs / "b", tiny.WIDTH))
    assert projector_beside(str(snapshot / "Tiny.gguf")) == str(snapshot / "mmproj-F16.gguf")


def test_a_folder_that_is_gone_has_none(tmp_path: Path) -> None:
    assert projector_beside(str(tmp_path / "gone" / "m.gguf")) == ""
    assert projector_beside("") == ""
    assert projector_beside("\0") == ""
