"""A chat that is opened after a restart goes on at once, and leaves nothing behind when it is deleted."""

from collections.abc import Callable

from slm_desktop.core.records import RunRecord
from tests.e2e.conftest import App

LONG = "The keeper of the lighthouse counts the ships that pass by day and by night, in storms and in calm. " * 14


def last_run(app: App) -> RunRecord:
    run = app.chat.session.messages[-1].run
    assert run is not None
    return run


def test_a_chat_goes_on_after_a_restart_without_reading_it_all_again(open_app: Callable[..., App]) -> None:
    app = open_app().ready()
    app.limit(8)
    app.type(LONG)
    app.answered()
    first = last_run(app)
    app.close()
    again = open_app().ready()
    again.chat.show_chat(again.services.chat_list.chats[0])
    again.type("Why?")
    again.answered()
    second = last_run(again)
    assert second.cached >= first.prompt_tokens
    kept = again.services.prompt_caches
    assert kept.size > 0
    again.services.chat_list.delete(again.services.chat_list.chats[0])
    again.until(lambda: kept.size == 0)
    again.close()
    assert kept.size == 0


def test_a_chat_that_is_deleted_while_its_engine_is_going_leaves_nothing(open_app: Callable[..., App]) -> None:
    app = open_app().ready()
    app.limit(8)
    app.type(LONG)
    app.answered()
    app.services.model.eject()
    for engine in app.services.pool.idle:
        app.services.pool.unload(engine)
    app.services.chat_list.delete(app.services.chat_list.chats[0])
    app.until(lambda: not app.services.pool.processes)
    app.until(lambda: app.services.prompt_caches.size == 0)


def test_who_wants_no_such_files_has_none(open_app: Callable[..., App]) -> None:
    app = open_app().ready()
    app.limit(8)
    app.type(LONG)
    app.answered()
    app.services.settings["prompt_cache"] = 0
    app.close()
    assert app.services.prompt_caches.size == 0
