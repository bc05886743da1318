"""The engine child that is started before the app is imported."""

import sys
from pathlib import Path

import psutil

from slm_desktop.core.engines.commands import Load
from slm_desktop.core.engines.engine import EngineState
from slm_desktop.core.engines.events import Finished
from slm_desktop.core.faults import Faults
from slm_desktop.engine.host import Host
from slm_desktop.engine.spare import Spare
from slm_desktop.paths import Paths
from slm_desktop.services.services import Services
from tests.engine.child import Child


def test_whoever_takes_it_loads_a_model_with_it_and_nobody_else_gets_it(model_path: str) -> None:
    with Spare() as spare:
        process = spare.take()
        assert process
        assert spare.take() is None
    child = Child(Load(1, model_path), start=lambda load, on_event: Host(load, on_event, child=process))
    child.ready()
    text, end = child.answer("Hi")
    child.close()
    assert child.host.pid == process.pid
    assert isinstance(end, Finished)
    assert text


def test_one_that_nobody_took_is_gone_at_the_end() -> None:
    with Spare():
        (born,) = psutil.Process().children()
    assert not born.is_running()


def test_one_that_has_ended_is_taken_by_nobody() -> None:
    with Spare([sys.executable, "-c", ""]) as spare:
        (born,) = psutil.Process().children()
        born.wait(60)
        assert spare.take() is None


def test_one_that_cannot_be_started_is_missed_by_nobody() -> None:
    with Spare(["/nowhere"]) as spare:
        assert spare.take() is None


def test_the_first_model_of_the_app_is_loaded_by_it_and_the_next_by_another(model_path: str, tmp_path: Path) -> None:
    with Spare() as spare:
        (born,) = psutil.Process().children()
        services = Services(Paths.within(tmp_path), Faults(), spare=spare)
        pids = []
        for _time in range(2):
            services.choose(model_path)
            services.loop.run_until(lambda: services.model.state == EngineState.READY)
            pids.append(services.model.pid)
            services.model.eject()
            services.loop.run_until(lambda: not services.pool.processes)
        services.close()
    assert pids[0] == born.pid
    assert pids[1] != born.pid


def test_where_no_model_is_loaded_at_the_start_it_goes_with_the_first_picture(tmp_path: Path) -> None:
    with Spare() as spare:
        (born,) = psutil.Process().children()
        services = Services(Paths.within(tmp_path), Faults(), spare=spare)
        services.settle()
        assert not born.is_running()
        services.close()
