"""Ask the Hub: searches page by page, a repository with its files, its card. What it answers is checked and bounded."""

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from slm_desktop.core.models.hub import CHAT_NAME, DOWNLOADED, FASTEST, Found, Query, RepoFile, Repository
from slm_desktop.core.visible import visible, well_formed
from slm_desktop.errors import Fault
from slm_desktop.net.network import Network, hugging_face

EXPAND = ["author", "createdAt", "downloads", "gated", "gguf", "lastModified", "likes", "pipeline_tag", "tags"]
PAGE = 30
LATEST = 4_102_444_800.0
"""The year 2100."""
MOST_FILES, LONGEST_CARD, LONGEST_NAME = 5000, 1_000_000, 300
Answer = TypeVar("Answer")


class HubClient:
    """Asks the Hub; every call waits for the answer, so it belongs on a thread. Raise Fault for all that goes wrong."""

    def __init__(self, network: Network) -> None:
        self._network = network

    def _api(self) -> Any:
        self._network.client()
        token = self._network.token()
        return hugging_face().HfApi(endpoint=self._network.access().base, token=token or False)

    def search(self, query: Query) -> Iterator[Found]:
        """What a search finds; the next page is asked for when the last one is used up."""
        filters = ["gguf", *([f"license:{query.licence}"] if query.licence else []), *filter(None, [query.language])]
        order = DOWNLOADED if query.sort == FASTEST else query.sort
        found = self._call(
            lambda: iter(self._api().list_models(search=query.text or None, filter=filters, sort=order, expand=EXPAND))
        )
        while True:
            item = self._call(lambda: next(found, None))
            if item is None:
                return
            yield _found(item)

    def repository(self, repo: str) -> Repository:
        """A repository with its files, their sizes and hashes."""
        api = self._api()
        listed = self._call(lambda: api.model_info(repo, files_metadata=True), repo)
        facts = self._call(lambda: api.model_info(repo, expand=EXPAND), repo)
        files = tuple(_file(sibling) for sibling in (listed.siblings or [])[:MOST_FILES])
        return Repository(_found(facts), str(listed.sha or "main"), files)

    def card(self, repo: str, commit: str) -> str:
        """The model card as Markdown, without the facts at its head; '' when there is none."""
        client = self._network.client()
        address = f"{self._network.access().base}/{repo}/resolve/{commit}/README.md"
        with client.stream("GET", address, headers=self._network.headers()) as response:
            if response.status_code == 404:
                return ""
            self._call(lambda: hugging_face().utils.hf_raise_for_status(response), repo)
            data = b""
            for piece in response.iter_raw():
                data += piece
                if len(data) > LONGEST_CARD:
                    break
        return without_head(data[:LONGEST_CARD].decode("utf-8", "replace"))

    def who(self, token: str) -> str:
        """The name of the account that a token belongs to. Raise Fault 'token' when it is not accepted."""
        client = self._network.client()
        address = f"{self._network.access().base}/api/whoami-v2"

        def ask() -> dict[str, object]:
            # huggingface-hub's own question would read the tokens of other programs, to word what it says of this one.
            response = client.get(address, headers={**self._network.headers(), "Authorization": f"Bearer {token}"})
            hugging_face().utils.hf_raise_for_status(response)
            return dict(response.json())

        try:
            account = self._call(ask)
        except Fault as fault:
            if fault.code in ("needs_token", "gated"):
                raise Fault("token", {"host": self._network.access().host}) from fault
            raise
        return visible(well_formed(str(account.get("name", ""))))[:100]

    def _call(self, ask: Callable[[], Answer], repo: str = "") -> Answer:
        """What the Hub said, its errors in our words."""
        try:
            return ask()
        except Fault:
            raise
        except Exception as error:
            raise fault_of(error, repo, self._network.access().host) from error


def fault_of(error: Exception, repo: str, host: str) -> Fault:
    """An error of huggingface-hub or of the transport below it."""
    errors = hugging_face().errors
    import httpx2

    from slm_desktop.net.failures import unreachable

    if isinstance(error, httpx2.RequestError):
        return unreachable(host, error)
    if isinstance(error, errors.HfHubHTTPError) and error.response is not None:
        return fault_of_status(error.response.status_code, error.response.headers.get("x-error-code", ""), repo, host)
    if isinstance(error, errors.HFValidationError):
        return Fault("repo_gone", {"repo": repo[:120], "host": host})
    return Fault("hub_garbled", {"host": host, "reason": f"{type(error).__name__}: {error}"[:200]})


def fault_of_status(status: int, code: str, repo: str, host: str) -> Fault:
    """What a status means for the person who asked; `code` is the Hub's X-Error-Code."""
    if code == "GatedRepo" or status == 403:
        return Fault("gated", {"repo": repo, "host": host})
    if status == 401:
        return Fault("needs_token", {"repo": repo, "host": host})
    if code in ("EntryNotFound", "RevisionNotFound"):
        return Fault("file_gone", {"repo": repo, "host": host})
    if status in (404, 410):
        return Fault("repo_gone", {"repo": repo, "host": host})
    if status == 451:
        return Fault("forbidden_here", {"repo": repo, "host": host})
    return Fault("hub_status", {"host": host, "status": status})


def _found(item: Any) -> Found:
    """A model of the Hub, every field checked: a server may say anything."""
    tags = [tag for tag in item.tags if isinstance(tag, str)][:200] if isinstance(item.tags, list) else []
    gguf = item.gguf if isinstance(item.gguf, dict) else {}
    licence = next((tag.partition(":")[2] for tag in tags if tag.startswith("license:")), "")
    repo = visible(well_formed(str(item.id)))[:LONGEST_NAME]
    template = "conversational" in tags or bool(gguf.get("chat_template"))
    return Found(
        repo=repo,
        parameters=_count(gguf.get("total")),
        architecture=visible(str(gguf.get("architecture") or ""))[:60],
        context=_count(gguf.get("context_length")),
        downloads=_count(item.downloads),
        likes=_count(item.likes),
        updated=_moment(item.last_modified),
        gated=bool(item.gated),
        licence=visible(licence)[:60],
        languages=tuple(tag for tag in tags if len(tag) == 2 and tag.isalpha() and tag.islower()),
        chat=template or bool(CHAT_NAME.search(repo)),
    )


def _moment(value: Any) -> float:
    """Seconds since 1970; 0 for what is no time of these years."""
    try:
        return min(max(float(value.timestamp()), 0.0), LATEST) if value else 0.0
    except (AttributeError, ValueError, OverflowError, OSError):
        return 0.0


def _count(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**53 else 0


def _file(sibling: Any) -> RepoFile:
    sha = sibling.lfs.sha256 if sibling.lfs else ""
    size = _count(sibling.lfs.size if sibling.lfs else sibling.size)
    good = isinstance(sha, str) and len(sha) == 64 and all(letter in "0123456789abcdef" for letter in sha)
    return RepoFile(well_formed(str(sibling.rfilename)), size, sha if good else "")


def without_head(card: str) -> str:
    """A card without its front matter, which the facts above it tell already."""
    if card.startswith("---"):
        _open, _head, rest = card.partition("---")[0], *card[3:].partition("\n---")[::2]
        return rest.lstrip("-\n") if rest else card
    return card
