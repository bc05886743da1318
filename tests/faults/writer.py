"""The app without a window writes all that it keeps, on a disk that may fail: python -m tests.faults.writer FOLDER.

At the end it prints what it was told of: the codes of all faults.
"""

import json
import sys
from collections.abc import Callable
from pathlib import Path

from slm_desktop.core.chat.prompts import Prompt
from slm_desktop.core.chat.session import ChatSession
from slm_desktop.core.engines.engine import EngineState
from slm_desktop.core.engines.options import LoadOverrides
from slm_desktop.core.faults import Faults
from slm_desktop.core.records import Draft
from slm_desktop.engine.scripted import command_for
from slm_desktop.errors import Fault, as_fault
from slm_desktop.gui.unsaved import keep_all
from slm_desktop.library.starter import starter
from slm_desktop.paths import Paths
from slm_desktop.services.services import Services
from slm_desktop.store.prompts import Prompts

QUESTIONS, ANSWER = ("First question", "Second question", "Third question"), "An answer of some words."
TITLE, DRAFT, PRESET, PROMPT = "Another title", "Not sent yet", "My preset", "My prompt"
FONT_SIZE = 130
CONTEXT = 1024
PROMPTS = "prompts.json"


class Writer:
    """Does one thing after the other, and notes what was told."""

    def __init__(self, folder: Path) -> None:
        self.told: set[str] = set()
        self.faults = Faults()
        self.paths = Paths.within(folder)
        self.services = Services(self.paths, self.faults, command_for({"generate": [{"answer": ANSWER}]}))
        self.faults.changed.subscribe(self._note)
        self._note()

    def _note(self) -> None:
        if fault := self.faults.urgent:
            self.told.add(fault.code)

    def attempt(self, act: Callable[[], object]) -> None:
        """What is refused is told."""
        try:
            act()
        except Fault as fault:
            self.told.add(fault.code)

    def write(self) -> None:
        """Everything that people have kept."""
        services = self.services
        if services.store.trouble:
            self.told.add(services.store.trouble.code)
        services.store.tidy()
        services.choose(str(starter()))
        services.loop.run_until(lambda: services.model.state == EngineState.READY)
        for question in QUESTIONS:
            self.attempt(lambda question=question: self.ask(question))  # type: ignore[misc]
        sessions = [services.chat_list.open(chat.id) for chat in services.chat_list.chats]
        self.attempt(lambda: services.chat_list.rename(sessions[-1].chat, TITLE))
        self.attempt(lambda: services.chat_list.keep_draft(None, Draft(DRAFT)))
        self.attempt(lambda: services.chat_list.save_preset(PRESET, sessions[0]))
        self.attempt(lambda: services.settings.__setitem__("text_size", FONT_SIZE))
        self.attempt(lambda: services.loads.keep("/models/some.gguf", LoadOverrides(context=CONTEXT)))
        self.attempt(lambda: Prompts(self.paths.data / PROMPTS).keep(Prompt(PROMPT, "Text")))

    def ask(self, question: str) -> ChatSession:
        """A chat of one question, answered."""
        session = self.services.chat_list.new()
        session.send(question)
        self.services.loop.run_until(lambda: session.answering is None)
        return session

    def close(self) -> None:
        """End as the app does."""
        self.services.close()
        self._note()
        if fault := keep_all(self.services):
            self.told.add(fault.code)


def main(folder: str) -> None:
    """Write, end, and tell."""
    try:
        Paths.within(Path(folder)).make()
    except OSError as error:  # The app says so in place of its window.
        print(json.dumps([as_fault(error).code]))
        return
    writer = Writer(Path(folder))
    writer.write()
    writer.close()
    print(json.dumps(sorted(writer.told)))


if __name__ == "__main__":
    main(sys.argv[1])
