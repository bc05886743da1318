"""A chat with a fake engine behind it, for tests of what is about one."""

import pytest

from slm_desktop.core.chat.session import ChatSession
from tests.core.world import World


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def chat(world: World) -> ChatSession:
    return world.chat_list.new()
