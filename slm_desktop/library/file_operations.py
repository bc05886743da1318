"""What is done with model files: check them, take them in, delete them, move our folder.

All of it waits: call it on a thread.
"""

import contextlib
import errno
import hashlib
import os
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

from slm_desktop.core.models.local_models import HUGGING_FACE, LocalModel
from slm_desktop.core.models.names import safe_path
from slm_desktop.errors import Fault
from slm_desktop.errors.reasons import reason_of
from slm_desktop.library.sniff import check, check_whole

CHUNK = 4 * 2**20
MARGIN = 256 * 2**20
Progress = Callable[[float], bool]
"""Gets 0 to 1; returns False to stop."""


def digest(path: str, on: Progress) -> str:
    """The SHA-256 of a file; '' when it was stopped."""
    found, done, size = hashlib.sha256(), 0, max(1, os.path.getsize(path))
    with open(path, "rb") as file:
        while chunk := file.read(CHUNK):
            found.update(chunk)
            done += len(chunk)
            if not on(done / size):
                return ""
    return found.hexdigest()


def remove(model: LocalModel, root: Path | None = None) -> None:
    """Delete all files of a model, and the folders that this leaves empty, below `root`. Raise Fault 'not_removed'."""
    for path in reversed(model.files):
        try:
            # What the Hugging Face cache shows is a link; the bytes lie where it leads, unless another link leads there
            # too.
            true = os.path.realpath(path)
            os.unlink(path)
            if model.owner == HUGGING_FACE and true != path and not _is_linked(true, Path(path)):
                os.unlink(true)
        except FileNotFoundError:
            continue
        except OSError as error:
            raise Fault("not_removed", {"path": os.path.basename(path), "reason": reason_of(error)}) from error
    if root:
        _tidy(Path(model.path).parent, root)


def _is_linked(blob: str, link: Path) -> bool:
    """Whether another snapshot of the same repository in the Hugging Face cache still shows these bytes."""
    repository = next((folder for folder in link.parents if folder.name.startswith("models--")), link.parent)
    return any(os.path.realpath(other) == blob for other in repository.rglob("*") if other.is_symlink())


def _tidy(folder: Path, root: Path) -> None:
    while folder != root and root in folder.parents:
        try:
            folder.rmdir()
        except OSError:
            return
        folder = folder.parent


def take_in(path: str, folder: Path, on: Progress) -> str:
    """Copy a file into our folder; return where it lies.

    What lies there under this name with other contents is kept beside it.

    Raise Fault for what is no model or a part of one, for want of room, and when it was stopped.
    """
    check(path)
    check_whole(path)
    target = folder / safe_path(os.path.basename(path))
    size = os.path.getsize(path)
    if target.exists() and target.stat().st_size == size and digest(str(target), on) == digest(path, on):
        return str(target)
    number = 1
    while target.exists():
        number += 1
        target = folder / f"{Path(path).stem} ({number}).gguf"
    _must_fit(folder, size)
    _copy(Path(path), target, on)
    return str(target)


def _must_fit(folder: Path, size: int) -> None:
    free = shutil.disk_usage(folder).free
    if size + MARGIN > free:
        raise Fault("no_room", {"needed": size + MARGIN, "free": free, "folder": str(folder)})


def _copy(source: Path, target: Path, on: Progress) -> None:
    """Copy under another name first: half a file is never taken for a whole one."""
    temporary = target.with_name(target.name + ".copy")
    done, size = 0, max(1, source.stat().st_size)
    try:
        with source.open("rb") as old, temporary.open("wb") as new:
            while chunk := old.read(CHUNK):
                new.write(chunk)
                done += len(chunk)
                if not on(done / size):
                    raise Fault("stopped")
            os.fsync(new.fileno())
        shutil.copystat(source, temporary)
        os.replace(temporary, target)
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise Fault("disk_full", {"folder": str(target.parent)}) from error
        raise Fault("file", {"path": source.name, "reason": reason_of(error)}) from error
    finally:
        temporary.unlink(missing_ok=True)


def move_folder(old: Path, new: Path, on: Progress) -> None:
    """Bring all that lies in our folder to a new one. On the same disk files are renamed, else copied and then deleted.

    When something fails all is put back.
    Raise Fault 'folder_taken' or what stands in the way.
    """
    if new == old or old in new.parents or new in old.parents:
        raise Fault("folder_taken", {"path": str(new), "reason": "nested_folders"})
    try:
        new.mkdir(parents=True, exist_ok=True)
        files = [Path(folder) / name for folder, _folders, names in os.walk(old) for name in names]
        twins = [file for file in files if (new / file.relative_to(old)).exists()]
        if twins:
            raise Fault("folder_taken", {"path": str(new), "reason": "taken", "twin": str(twins[0].relative_to(old))})
        _move(files, old, new, on)
        for folder, _folders, _names in os.walk(old, topdown=False):
            if Path(folder) != old:
                with contextlib.suppress(OSError):
                    os.rmdir(folder)
    except OSError as error:
        raise Fault("folder_taken", {"path": str(error.filename or new), "reason": reason_of(error)}) from error


def _move(files: Iterable[Path], old: Path, new: Path, on: Progress) -> None:
    listed = list(files)
    sizes = {file: file.stat().st_size for file in listed}
    total, done = max(1, sum(sizes.values())), 0
    if os.stat(old).st_dev != os.stat(new).st_dev:
        _must_fit(new, total)
    moved: list[tuple[Path, Path, bool]] = []
    try:
        for file in listed:
            target = new / file.relative_to(old)
            target.parent.mkdir(parents=True, exist_ok=True)
            before = done
            step = lambda share, at=before, size=sizes[file]: on((at + share * size) / total)  # noqa: E731
            moved.append((file, target, _move_one(file, target, step)))
            done += sizes[file]
            if not on(done / total):
                raise Fault("stopped")
    except (Fault, OSError):
        _undo(moved)
        raise
    for file, _target, is_copy in moved:
        if is_copy:
            with contextlib.suppress(OSError):  # It is there twice then, which loses nothing.
                file.unlink()


def _move_one(file: Path, target: Path, on: Progress) -> bool:
    """Rename a file, or copy it to another disk; whether it was copied."""
    try:
        os.rename(file, target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        _copy(file, target, on)
        return True
    return False


def _undo(moved: Iterable[tuple[Path, Path, bool]]) -> None:
    """Put back what was moved: half the models in each folder would be half of them lost."""
    for file, target, is_copy in moved:
        with contextlib.suppress(OSError):
            if is_copy:
                target.unlink()
            else:
                os.rename(target, file)
