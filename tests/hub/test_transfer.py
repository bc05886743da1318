"""One file over a bad network: nothing is fetched twice, nothing is mixed, nothing wrong is kept."""

import random
import threading
import time
from pathlib import Path

import pytest

from slm_desktop.core.models.hub import RepoFile
from slm_desktop.errors import Fault, explain
from slm_desktop.hub import journal, transfer
from slm_desktop.hub.publish import publish
from slm_desktop.hub.response import Order, TransferListener
from slm_desktop.hub.transfer import Transfer
from slm_desktop.net.access import Access
from slm_desktop.net.limit import Limiter
from slm_desktop.net.network import Network
from tests.explained import explained
from tests.hub.conftest import order_of
from tests.hub.fault_book import Fault as Trouble
from tests.hub.server import LocalHub
from tests.patience import outcome, wait_until

REPO, NAME = "ann/tiny-GGUF", "tiny.Q4_K_M.gguf"
CONTENT = random.Random(1).randbytes(3_000_000)


@pytest.fixture(autouse=True)
def small_and_quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Chunks and pauses fit a file of three megabytes."""
    monkeypatch.setattr(transfer, "CHUNK", 300_000)
    monkeypatch.setattr(transfer, "FIRST_WAIT", 0.01)
    monkeypatch.setattr(transfer, "LONGEST_WAIT", 0.05)


@pytest.fixture(params=[False, True], ids=["hub", "cdn"])
def either(request: pytest.FixtureRequest, hub: LocalHub) -> LocalHub:
    """With the file on the Hub itself, and behind one-use addresses on a second host."""
    hub.use_cdn = hub.one_use = request.param
    hub.add(REPO, {NAME: CONTENT})
    return hub


def order(hub: LocalHub, folder: Path) -> Order:
    return order_of(hub, REPO, NAME, CONTENT, folder)


def fetched(network: Network, wanted: Order, listener: TransferListener | None = None) -> bytes:
    assert Transfer(network=network, order=wanted, listener=listener or TransferListener()).run()
    publish(wanted.target)
    assert not journal.part_of(wanted.target).exists()
    assert not journal.journal_of(wanted.target).exists()
    return wanted.target.read_bytes()


def stopped_at(network: Network, wanted: Order, most: int) -> None:
    """Fetch a file, and stop once so many bytes are there."""
    listener = TransferListener()
    running = Transfer(network=network, order=wanted, listener=listener)
    listener.on_progress = lambda done: running.stop() if done > most else None
    assert not running.run()


def brought(hub: LocalHub) -> int:
    """Bytes of the file that were sent, by the Hub and by its second host."""
    return sum(request.sent for request in hub.requests if NAME in request.path and request.status in (200, 206))


def refused(network: Network, wanted: Order) -> str:
    with pytest.raises(Fault) as caught:
        Transfer(network=network, order=wanted, listener=TransferListener()).run()
    explained(caught.value)
    assert not wanted.target.exists()
    return caught.value.code


def test_a_file_comes_whole_and_each_byte_once(either: LocalHub, network: Network, tmp_path: Path) -> None:
    seen: list[int] = []
    assert fetched(network, order(either, tmp_path), TransferListener(on_progress=seen.append)) == CONTENT
    assert seen[-1] == len(CONTENT)
    assert brought(either) == len(CONTENT)


@pytest.mark.parametrize("kind", ["cut", "reset"])
def test_fifty_cuts_at_random_places_waste_almost_nothing(
    kind: str, either: LocalHub, network: Network, tmp_path: Path
) -> None:
    offsets = random.Random(7)
    for _ in range(50):
        either.fault(NAME, Trouble(kind, at=offsets.randrange(1, 250_000)))
    assert fetched(network, order(either, tmp_path)) == CONTENT
    # What a reset throws away in the buffers of the system cannot be kept by anybody.
    most = 1.01 if kind == "cut" else 3.0
    assert brought(either) <= len(CONTENT) * most


def test_a_stopped_download_goes_on_where_it_was(either: LocalHub, network: Network, tmp_path: Path) -> None:
    either.rate = 2_000_000
    wanted = order(either, tmp_path)
    for share in (0.2, 0.5, 0.8):
        stopped_at(network, wanted, int(share * len(CONTENT)))
    either.rate = 0
    assert fetched(network, wanted) == CONTENT
    assert brought(either) < len(CONTENT) * 1.5  # sent, not received: buffers of four connections, three times


def test_a_stall_is_left_for_a_new_connection(either: LocalHub, network: Network, tmp_path: Path) -> None:
    either.fault(NAME, Trouble("stall", at=1000, value=600))
    assert outcome(lambda: fetched(network, order(either, tmp_path))) == CONTENT


def test_a_trickle_is_left_for_a_new_connection(
    either: LocalHub, network: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transfer, "SLOW_SECONDS", 0.5)
    either.fault(NAME, Trouble("throttle", value=10, times=4))
    assert fetched(network, order(either, tmp_path)) == CONTENT


def test_stopping_does_not_wait_for_a_silent_server(
    either: LocalHub, network: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    either.fault(NAME, Trouble("stall", at=1000, value=600, times=-1))
    monkeypatch.setattr("slm_desktop.net.guard.READ_SECONDS", 600)
    running = Transfer(network=network, order=order(either, tmp_path), listener=TransferListener())
    threading.Timer(0.5, running.stop).start()
    assert not outcome(running.run)


@pytest.mark.parametrize("status", [429, 500, 502, 503, 408])
def test_a_busy_server_is_asked_again_and_the_wait_is_told(
    status: int, either: LocalHub, network: Network, tmp_path: Path
) -> None:
    either.fault(NAME, Trouble("status", value=status, retry_after=1 if status == 429 else None, times=2))
    waits: list[tuple[str, float]] = []
    assert (
        fetched(
            network, order(either, tmp_path), TransferListener(on_wait=lambda why, wait: waits.append((why.code, wait)))
        )
        == CONTENT
    )
    assert (("hub_busy", 1.0) in waits) is (status == 429)


@pytest.mark.parametrize(
    ("status", "code"),
    [(401, "needs_token"), (403, "gated"), (404, "repo_gone"), (451, "forbidden_here"), (418, "hub_status")],
)
def test_what_no_retry_mends_says_what_to_do(
    status: int, code: str, hub: LocalHub, network: Network, tmp_path: Path
) -> None:
    hub.add(REPO, {NAME: CONTENT})
    hub.fault(NAME, Trouble("status", value=status, times=-1, on="any"))
    assert refused(network, order(hub, tmp_path)) == code


def test_a_server_that_ignores_ranges_is_read_in_one_go(either: LocalHub, network: Network, tmp_path: Path) -> None:
    either.fault(NAME, Trouble("ignore_range", times=-1))
    assert fetched(network, order(either, tmp_path)) == CONTENT


def test_a_range_that_was_not_asked_for_is_not_taken(either: LocalHub, network: Network, tmp_path: Path) -> None:
    either.fault(NAME, Trouble("wrong_range", times=3))
    assert fetched(network, order(either, tmp_path)) == CONTENT


def test_416_begins_anew(either: LocalHub, network: Network, tmp_path: Path) -> None:
    either.fault(NAME, Trouble("status", value=416, times=1))
    assert fetched(network, order(either, tmp_path)) == CONTENT


def test_two_versions_are_never_mixed(hub: LocalHub, network: Network, tmp_path: Path) -> None:
    hub.add(REPO, {NAME: CONTENT})
    hub.keep_old = False
    hub.fault(NAME, Trouble("etag_changes", at=100_000))
    assert refused(network, order(hub, tmp_path)) in ("changed", "file_gone")
    assert not journal.part_of(tmp_path / NAME).exists() or journal.read(tmp_path / NAME) is not None


def test_without_a_promised_checksum_a_new_version_is_fetched_whole(
    hub: LocalHub, network: Network, tmp_path: Path
) -> None:
    hub.add(REPO, {NAME: CONTENT})
    other = random.Random(2).randbytes(len(CONTENT))
    wanted = Order(REPO, "main", RepoFile(NAME, len(CONTENT)), tmp_path / NAME)
    hub.rate = 4_000_000
    threading.Timer(0.2, lambda: hub.change(REPO, NAME, other)).start()
    assert fetched(network, wanted) in (other, CONTENT)


def test_a_wrong_checksum_leaves_nothing(either: LocalHub, network: Network, tmp_path: Path) -> None:
    either.fault(NAME, Trouble("wrong_bytes", at=123_456))
    wanted = order(either, tmp_path)
    assert refused(network, wanted) == "wrong_hash"
    assert list(tmp_path.glob("tiny*")) == []


def test_a_wrong_length_is_refused(either: LocalHub, network: Network, tmp_path: Path) -> None:
    either.fault(NAME, Trouble("short", value=1000, times=-1, on="any"))
    assert refused(network, order(either, tmp_path)) == "wrong_length"


def test_a_compressed_body_is_refused(either: LocalHub, network: Network, tmp_path: Path) -> None:
    either.fault(NAME, Trouble("gzip", times=-1))
    assert refused(network, order(either, tmp_path)) == "encoded"


def test_the_page_of_a_hotel_is_not_a_model(either: LocalHub, network: Network, tmp_path: Path) -> None:
    either.fault(NAME, Trouble("html", times=-1))
    assert refused(network, order(either, tmp_path)) == "captive"


@pytest.mark.parametrize("address", ["file:///etc/passwd", "ftp://localhost/x", "gopher://x"])
def test_a_redirect_leads_to_the_web_alone(address: str, hub: LocalHub, network: Network, tmp_path: Path) -> None:
    hub.add(REPO, {NAME: CONTENT})
    hub.fault(NAME, Trouble("redirect", value=address, times=-1))
    assert refused(network, order(hub, tmp_path)) == "redirect_scheme"


def test_a_head_that_trickles_is_left_for_a_new_connection(
    either: LocalHub, network: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("slm_desktop.net.guard.HEAD_SECONDS", 0.5)
    either.fault(NAME, Trouble("trickle", value=20, on="any"))
    assert fetched(network, order(either, tmp_path)) == CONTENT


def test_a_transfer_that_waits_for_a_head_stops_at_once(hub: LocalHub, network: Network, tmp_path: Path) -> None:
    hub.add(REPO, {NAME: CONTENT})
    hub.fault(NAME, Trouble("trickle", value=20, on="any", times=-1))
    running = Transfer(network=network, order=order(hub, tmp_path), listener=TransferListener())
    waiting = threading.Thread(target=running.run)
    waiting.start()
    wait_until(lambda: bool(hub.requests))
    running.stop()
    wait_until(lambda: not waiting.is_alive())
    hub.calm()
    assert fetched(network, order(hub, tmp_path)) == CONTENT


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_an_address_that_ran_out_is_asked_for_anew(
    status: int, hub: LocalHub, network: Network, tmp_path: Path
) -> None:
    hub.use_cdn = True
    hub.add(REPO, {NAME: CONTENT})
    hub.fault(NAME, Trouble("status", value=status, times=3))
    assert fetched(network, order(hub, tmp_path)) == CONTENT


def test_storage_that_refuses_every_address_ends_the_transfer(hub: LocalHub, network: Network, tmp_path: Path) -> None:
    hub.use_cdn = True
    hub.add(REPO, {NAME: CONTENT})
    hub.fault(NAME, Trouble("status", value=403, times=-1))
    assert refused(network, order(hub, tmp_path)) == "link_refused"


def test_of_a_file_of_another_length_nothing_is_kept(hub: LocalHub, network: Network, tmp_path: Path) -> None:
    hub.add(REPO, {NAME: CONTENT})
    wanted = order(hub, tmp_path)
    stopped_at(network, wanted, 300_000)
    assert journal.part_of(wanted.target).exists()
    hub.fault(NAME, Trouble("short", value=7, on="any", times=-1))
    assert refused(network, wanted) == "wrong_length"
    assert not journal.part_of(wanted.target).exists()
    assert not journal.journal_of(wanted.target).exists()


def test_the_token_goes_to_no_other_host(hub: LocalHub, tmp_path: Path) -> None:
    hub.use_cdn = True
    hub.add(REPO, {NAME: CONTENT}, gated=True)
    network = Network(lambda: Access(hub.endpoint), lambda: hub.token)
    assert fetched(network, order(hub, tmp_path)) == CONTENT
    network.close()
    assert any("authorization" in request.headers for request in hub.requests if request.host == "hub")
    assert not any("authorization" in request.headers for request in hub.requests if request.host == "cdn")


def test_from_an_encrypted_address_no_redirect_leads_to_an_open_one() -> None:
    from slm_desktop.net.guard import must_be_safe

    with pytest.raises(Fault, match="redirect"):
        must_be_safe(Access("https://hub.example"), "http", "cdn.example")
    must_be_safe(Access("https://hub.example"), "https", "cdn.example")


def test_an_old_part_of_another_version_is_thrown_away(hub: LocalHub, network: Network, tmp_path: Path) -> None:
    hub.add(REPO, {NAME: random.Random(3).randbytes(len(CONTENT))})
    hub.rate = 2_000_000
    stopped_at(network, Order(REPO, hub.commit(REPO), RepoFile(NAME, len(CONTENT)), tmp_path / NAME), 1_000_000)
    hub.rate = 0
    hub.change(REPO, NAME, CONTENT)
    assert fetched(network, order(hub, tmp_path)) == CONTENT


def test_no_room_is_said_before_anything_is_fetched(
    hub: LocalHub, network: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub.add(REPO, {NAME: CONTENT})
    monkeypatch.setattr(transfer, "DISK_MARGIN", 2**60)
    assert refused(network, order(hub, tmp_path)) == "no_room"
    assert hub.sent(NAME) == 0


def test_a_limit_holds(hub: LocalHub, network: Network, tmp_path: Path) -> None:
    hub.add(REPO, {NAME: CONTENT})
    start = time.monotonic()
    assert Transfer(
        network=network, order=order(hub, tmp_path), listener=TransferListener(), limiter=Limiter(3_000_000)
    ).run()
    assert time.monotonic() - start > 0.8


def test_offline_it_waits_and_asks_nothing_and_goes_on_afterwards(
    hub: LocalHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transfer, "FIRST_WAIT", 1.5)
    hub.add(REPO, {NAME: CONTENT})
    offline = True
    network = Network(lambda: Access(hub.endpoint, offline=offline), lambda: "")
    listener, asked = TransferListener(), []

    def waits(why: Fault, _seconds: float) -> None:
        nonlocal offline
        asked.append((why.code, len(hub.requests)))
        offline = False

    listener.on_wait = waits
    assert fetched(network, order(hub, tmp_path), listener) == CONTENT
    network.close()
    assert asked == [("offline", 0)]


def test_a_server_that_is_not_there_is_named_and_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transfer, "FIRST_WAIT", 1.5)
    network = Network(lambda: Access("http://127.0.0.1:9"), lambda: "")
    listener, waits = TransferListener(), []
    running = Transfer(
        network=network, order=Order(REPO, "main", RepoFile(NAME, 10), tmp_path / NAME), listener=listener
    )

    def waits_for(why: Fault, _seconds: float) -> None:
        waits.append(explain(why.code, why.details).cause)
        running.stop()

    listener.on_wait = waits_for
    assert not running.run()
    network.close()
    assert "127.0.0.1" in waits[0]
