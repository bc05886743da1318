"""The prompts that a person keeps, in one small file that can be carried elsewhere."""

import os
from pathlib import Path

import msgspec

from slm_desktop.core.chat.prompts import LONGEST_TEXT, Prompt
from slm_desktop.errors import Fault
from slm_desktop.errors.reasons import reason_of
from slm_desktop.paths import write_whole

MOST = 500


class Prompts:
    """All prompts, by name. A file that cannot be read is set aside before another one is written in its place."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._prompts: dict[str, Prompt] = {}
        self._damaged = False
        try:
            self._prompts = {
                prompt.name: prompt for prompt in msgspec.json.decode(path.read_bytes(), type=list[Prompt])
            }
        except FileNotFoundError:
            pass
        except (OSError, msgspec.MsgspecError):
            self._damaged = True

    def all(self) -> list[Prompt]:
        """All prompts, in the order of their names."""
        return sorted(self._prompts.values(), key=lambda prompt: prompt.name.casefold())

    def keep(self, prompt: Prompt, before: str = "") -> None:
        """Keep a prompt; one of the same name, and that of the name that it had `before`, are replaced.

        Raise Fault 'prompt_long', 'prompts_full', or 'file' when the disk refuses.
        """
        longest = max(len(prompt.text), len(prompt.system))
        if longest > LONGEST_TEXT:
            raise Fault("prompt_long", {"count": longest, "limit": LONGEST_TEXT})
        kept = {name: one for name, one in self._prompts.items() if name not in (before, prompt.name)}
        if len(kept) >= MOST:
            raise Fault("prompts_full", {"limit": MOST})
        self._write({**kept, prompt.name: prompt})

    def remove(self, name: str) -> None:
        """Delete a prompt. Raise Fault 'file' when the disk refuses."""
        self._write({other: prompt for other, prompt in self._prompts.items() if other != name})

    def _write(self, prompts: dict[str, Prompt]) -> None:
        try:
            if self._damaged:
                os.replace(self._path, self._path.with_suffix(".damaged.json"))
            write_whole(self._path, msgspec.json.format(msgspec.json.encode(list(prompts.values())), indent=2))
        except OSError as error:
            raise Fault("file", {"path": self._path.name, "reason": reason_of(error)}) from error
        self._prompts, self._damaged = prompts, False
