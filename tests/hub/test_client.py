"""What the Hub is asked and answers, through the real client library."""

import contextlib
import threading
from itertools import islice

import pytest

from slm_desktop.core.models.hub import Query, offers
from slm_desktop.errors import Fault, explain
from slm_desktop.hub.client import HubClient, without_head
from slm_desktop.net.access import Access
from slm_desktop.net.network import Network
from tests.hub.fault_book import Fault as Trouble
from tests.hub.server import LocalHub
from tests.patience import wait_until

CARD = "---\nlicense: mit\n---\n# Tiny\n\nA **small** model."


@pytest.fixture
def client(network: Network) -> HubClient:
    return HubClient(network)


def code_of(client: HubClient, repo: str) -> str:
    with pytest.raises(Fault) as caught:
        client.repository(repo)
    return caught.value.code


def test_a_search_is_read_page_by_page(hub: LocalHub, client: HubClient) -> None:
    for number in range(250):
        hub.add(f"ann/tiny-{number}-GGUF", {"a.gguf": b"x"}, downloads=number)
    hub.add("ann/other", {"a.gguf": b"x"})
    found = client.search(Query("tiny"))
    first = list(islice(found, 30))
    asked = len(hub.requests)
    assert [item.downloads for item in first] == list(range(249, 219, -1))
    assert len(list(found)) == 220
    assert len(hub.requests) > asked


def test_facts_of_a_search(hub: LocalHub, client: HubClient) -> None:
    hub.add(
        "ann/Tiny-Instruct-GGUF",
        {"a.gguf": b"x"},
        downloads=5,
        likes=2,
        licence="mit",
        languages=["en", "es"],
        gguf={"total": 135_000_000, "architecture": "llama", "context_length": 8192, "chat_template": "{{x}}"},
    )
    (found,) = client.search(Query("tiny", licence="mit", language="es"))
    assert (found.parameters, found.architecture, found.context, found.licence, found.chat) == (
        135_000_000,
        "llama",
        8192,
        "mit",
        True,
    )
    assert set(found.languages) >= {"en", "es"}
    assert (found.author, found.name) == ("ann", "Tiny Instruct")
    assert list(client.search(Query("tiny", licence="apache-2.0"))) == []


def test_a_repository_with_split_and_other_files(hub: LocalHub, client: HubClient) -> None:
    parts = [f"Q8_0/big-Q8_0-0000{number}-of-00003.gguf" for number in (1, 2, 3)]
    hub.add(
        "ann/big-GGUF",
        {
            **dict.fromkeys(parts, b"12345"),
            "big-Q4_K_M.gguf": b"123",
            "mmproj-F16.gguf": b"1",
            "README.md": b"x",
            "big.imatrix.gguf": b"1",
            "lost-00001-of-00002.gguf": b"1",
        },
    )
    repository = client.repository("ann/big-GGUF")
    assert repository.has_card
    found = {offer.path: offer for offer in offers(repository.files)}
    split = found[parts[0]]
    assert (len(split.files), split.size, split.quantisation, split.missing) == (3, 15, "Q8_0", ())
    assert found["lost-00001-of-00002.gguf"].missing == ("lost-00002-of-00002.gguf",)
    assert [found["mmproj-F16.gguf"].kind, found["big.imatrix.gguf"].kind] == ["projector", "imatrix"]
    assert len(found["big-Q4_K_M.gguf"].files[0].sha256) == 64


def test_a_card_without_its_head(hub: LocalHub, client: HubClient) -> None:
    hub.add("ann/tiny", {"a.gguf": b"x"}, card=CARD)
    assert client.card("ann/tiny", hub.commit("ann/tiny")) == "# Tiny\n\nA **small** model."
    hub.add("ann/bare", {"a.gguf": b"x"})
    assert client.card("ann/bare", "main") == ""
    assert without_head("no head --- at all") == "no head --- at all"


def test_errors_say_the_next_step(hub: LocalHub, client: HubClient) -> None:
    hub.add("ann/tiny", {"a.gguf": b"x"})
    assert code_of(client, "ann/nothing") in ("repo_gone", "needs_token")
    for status, code in ((451, "forbidden_here"), (403, "gated")):
        hub.fault("ann/tiny", Trouble("status", value=status, on="api"))
        assert code_of(client, "ann/tiny") == code
    hub.fault("ann/tiny", Trouble("garbage_json", on="api"))
    assert code_of(client, "ann/tiny") == "hub_garbled"
    hub.fault("ann/tiny", Trouble("slow_headers", value=30, on="api"))
    assert code_of(client, "ann/tiny") == "hub_silent"


def test_a_busy_hub_tells_how_long_to_wait_at_once(hub: LocalHub, client: HubClient) -> None:
    hub.add("ann/tiny", {"a.gguf": b"x"})
    hub.fault("/api/models", Trouble("status", value=429, retry_after=42.0, on="api"))
    with pytest.raises(Fault) as caught:
        list(client.search(Query("tiny")))
    assert (caught.value.code, caught.value.details["seconds"]) == ("hub_busy", 42.0)


@pytest.mark.parametrize("address", ["ftp://hub", "hub.example", "", "http://"])
def test_an_address_that_is_none_is_said(address: str) -> None:
    with pytest.raises(Fault, match="endpoint"):
        Network(lambda: Access(address), lambda: "").client()


def test_a_token_is_checked_before_it_is_kept(hub: LocalHub, client: HubClient) -> None:
    assert client.who(hub.token) == "tester"
    with pytest.raises(Fault, match="token"):
        client.who("hf_wrong")


def test_a_proxy_is_used(hub: LocalHub) -> None:
    """The Hub itself stands in for a proxy: a request that comes to it names another host."""
    hub.add("ann/tiny", {"a.gguf": b"x"})
    network = Network(lambda: Access("http://hub.example", proxy=hub.endpoint), lambda: "")
    HubClient(network).repository("ann/tiny")
    network.close()
    assert any(request.headers.get("host", "").startswith("hub.example") for request in hub.requests)


def test_an_answer_without_end_and_a_packed_one_are_refused(
    hub: LocalHub, client: HubClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub.add("ann/tiny", {f"{number}.gguf": b"x" for number in range(200)})
    monkeypatch.setattr("slm_desktop.net.guard.LONGEST_ANSWER", 1000)
    assert code_of(client, "ann/tiny") == "hub_garbled"
    monkeypatch.undo()
    hub.fault("ann/tiny", Trouble("gzip", on="api"))
    with pytest.raises(Fault) as caught:
        client.repository("ann/tiny")
    assert caught.value.code == "encoded"


def test_an_answer_that_trickles_is_given_up(hub: LocalHub, client: HubClient, monkeypatch: pytest.MonkeyPatch) -> None:
    hub.add("ann/tiny", {f"{number}.gguf": b"x" for number in range(200)})
    hub.fault("ann/tiny", Trouble("throttle", value=2000, on="api"))
    monkeypatch.setattr("slm_desktop.net.guard.BODY_SECONDS", 0.3)
    assert code_of(client, "ann/tiny") == "hub_silent"


def test_the_head_of_an_answer_that_trickles_is_given_up(
    hub: LocalHub, client: HubClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub.add("ann/tiny", {"a.gguf": b"x"})
    hub.fault("ann/tiny", Trouble("trickle", value=20, on="api"))
    monkeypatch.setattr("slm_desktop.net.guard.HEAD_SECONDS", 0.5)
    assert code_of(client, "ann/tiny") == "hub_silent"
    assert client.repository("ann/tiny").files


def test_a_card_that_trickles_is_given_up(hub: LocalHub, client: HubClient, monkeypatch: pytest.MonkeyPatch) -> None:
    hub.add("ann/tiny", {"a.gguf": b"x"}, card="a card " * 1000)
    hub.fault("README.md", Trouble("throttle", value=50))
    monkeypatch.setattr("slm_desktop.net.guard.BODY_SECONDS", 0.5)
    with pytest.raises(Fault) as caught:
        client.card("ann/tiny", hub.commit("ann/tiny"))
    assert caught.value.code == "hub_silent"


@pytest.mark.parametrize(
    "trouble", [Trouble("trickle", value=20, on="any", times=-1), Trouble("throttle", value=50, on="any", times=-1)]
)
def test_when_the_app_ends_nobody_waits_for_a_server(trouble: Trouble, hub: LocalHub) -> None:
    hub.add("ann/tiny", {"a.gguf": b"x"}, card="a card " * 1000)
    hub.fault("ann/tiny", trouble)
    network = Network(lambda: Access(hub.endpoint), lambda: "")
    codes: list[str] = []

    def ask() -> None:
        with pytest.raises(Fault) as caught:
            HubClient(network).repository("ann/tiny")
        codes.append(caught.value.code)

    waiting = threading.Thread(target=ask)
    waiting.start()
    wait_until(lambda: bool(hub.requests))
    network.end()
    wait_until(lambda: not waiting.is_alive())
    assert codes == ["stopped"]
    network.close()


def test_a_server_that_leads_in_circles_or_to_no_web_address_is_told_so(hub: LocalHub, client: HubClient) -> None:
    hub.add("ann/tiny", {"a.gguf": b"x"})
    hub.fault("ann/tiny", Trouble("redirect", value="/api/models/ann/tiny", on="api", times=-1))
    assert code_of(client, "ann/tiny") == "redirect_loop"
    hub.calm()
    hub.fault("ann/tiny", Trouble("redirect", value="file:///etc/passwd", on="api", times=-1))
    with pytest.raises(Fault) as caught:
        client.repository("ann/tiny")
    assert (caught.value.code, caught.value.details) == ("redirect_scheme", {"scheme": "file"})


def test_a_host_that_nobody_knows_is_told_in_plain_words() -> None:
    network = Network(lambda: Access("http://no-such-host.invalid"), lambda: "")
    with pytest.raises(Fault) as caught:
        HubClient(network).repository("ann/tiny")
    network.close()
    assert caught.value.code == "unreachable"
    assert "Errno" not in explain(caught.value.code, caught.value.details).cause
    assert "its name was not found" in explain(caught.value.code, caught.value.details).cause


def test_the_next_page_of_a_list_does_not_get_the_token_elsewhere(hub: LocalHub) -> None:
    for number in range(150):  # more than one page
        hub.add(f"ann/tiny-{number}", {"a.gguf": b"x"})
    endpoint = hub.endpoint
    hub.endpoint = hub.cdn  # what the Hub names as the address of the next page
    network = Network(lambda: Access(endpoint), lambda: hub.token)
    with contextlib.suppress(Fault):  # The other host knows no models; what counts is what it was told.
        list(HubClient(network).search(Query("tiny")))
    network.close()
    assert any("authorization" in request.headers for request in hub.requests if request.host == "hub")
    elsewhere = [request for request in hub.requests if request.host == "cdn"]
    assert elsewhere
    assert not any("authorization" in request.headers for request in elsewhere)
