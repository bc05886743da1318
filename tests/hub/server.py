"""A Hub on the loopback for the real client and our downloader: it serves repositories as the Hugging Face Hub does, or worse."""

import base64
import hashlib
import json
import re
import secrets
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlencode

from tests.hub.fault_book import Fault, FaultBook, Request
from tests.hub.faults import JSON, TEXT, Reply, Server
from tests.hub.repo import INVERTED, Json, Repo, StoredFile

__all__ = ["Fault", "LocalHub", "Request"]

MOST_A_PAGE = 100
FILE_PATH = re.compile(r"/(?P<repo>[^/]+(?:/[^/]+)?)/resolve/(?P<rev>[^/]+)/(?P<path>.+)")
REPO_PATH = re.compile(
    r"/api/models/(?P<repo>.+?)(?:/(?P<what>revision|tree|paths-info|auth-check)(?:/(?P<rev>[^/]+)(?:/(?P<path>.*))?)?)?"
)
LISTED = (
    "_id",
    "id",
    "private",
    "likes",
    "downloads",
    "tags",
    "pipeline_tag",
    "library_name",
    "createdAt",
    "trendingScore",
)
SORTS = {"trendingScore", "downloads", "likes", "lastModified", "createdAt"}


class HubError(Exception):
    """What is answered instead."""

    def __init__(self, status: int, code: str, message: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.status, self.code, self.headers = status, code, headers or {}

    def reply(self, on: str) -> Reply:
        """As the Hub words it."""
        headers = {**self.headers, "X-Error-Message": str(self)} | ({"X-Error-Code": self.code} if self.code else {})
        return json_reply({"error": str(self)}, headers, self.status, on)


def json_reply(data: object, headers: Mapping[str, str] | None = None, status: int = 200, on: str = "api") -> Reply:
    """An answer of the API."""
    return Reply(status, dict(headers or {}), on=on).fill(json.dumps(data).encode(), JSON)


@dataclass
class _Signature:
    repo: str
    file: StoredFile
    until: float
    used: bool = False


class LocalHub:
    """Serves repositories on two ports of the loopback: `with LocalHub() as hub: ...`."""

    def __init__(self) -> None:
        self.use_cdn = self.one_use = False
        self.rate = 0.0
        self.requests: list[Request] = []
        self.keep_old = self.granted = True
        self.token = "hf_secret"
        self.signed_seconds = 60.0
        self.book = FaultBook()
        self.stop = threading.Event()
        self.errors: list[BaseException] = []  # of the hub itself: raised when it closes
        self._repos: dict[str, Repo] = {}
        self._signed: dict[str, _Signature] = {}
        self._lock = threading.RLock()
        self._servers = [Server(self, "hub"), Server(self, "cdn")]
        ports = [server.server_address[1] for server in self._servers]
        self.endpoint, self.cdn = f"http://127.0.0.1:{ports[0]}", f"http://localhost:{ports[1]}"

    def __enter__(self) -> "LocalHub":
        """Start."""
        for server in self._servers:
            server.start()
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        """End every connection and thread; a mistake of the hub's own fails the test that did not fail by itself."""
        self.stop.set()
        for server in self._servers:
            server.close()
        if error is None and self.errors:
            raise self.errors[0]

    def add(
        self,
        repo: str,
        files: Mapping[str, bytes | Path],
        *,
        card: str = "",
        gated: bool = False,
        private: bool = False,
        downloads: int = 0,
        likes: int = 0,
        tags: Sequence[str] = (),
        licence: str = "",
        languages: Sequence[str] = (),
        created: str = "2025-01-01T00:00:00.000Z",
        modified: str = "2025-06-01T00:00:00.000Z",
        gguf: Mapping[str, object] | None = None,
    ) -> None:
        """Publish a repository."""
        contents = {**({"README.md": card.encode()} if card else {}), **files}
        stored = {name: StoredFile(name, content) for name, content in sorted(contents.items())}
        kinds = ["gguf"] * any(name.endswith(".gguf") for name in stored)
        all_tags = dict.fromkeys([*kinds, *tags, *languages, *([f"license:{licence}"] if licence else []), "region:us"])
        header = {"license": licence, "language": list(languages), "tags": list(tags)}
        author, kind = repo.split("/")[0], "gguf" if "gguf" in all_tags else "transformers"
        facts: Json = {
            "_id": hashlib.sha1(repo.encode()).hexdigest()[:24],
            "id": repo,
            "author": author,
            "library_name": kind,
        }
        facts |= {
            "gated": gated and "auto",
            "private": private,
            "disabled": False,
            "tags": list(all_tags),
            "spaces": [],
        }
        facts |= {"downloads": downloads, "downloadsAllTime": downloads, "likes": likes, "trendingScore": likes}
        facts |= {"createdAt": created, "lastModified": modified, "pipeline_tag": "text-generation"}
        made = Repo(repo, facts, {key: value for key, value in header.items() if value}, private, gguf)
        made.commit(stored)
        with self._lock:
            self._repos[repo] = made

    def change(self, repo: str, name: str, content: bytes | Path) -> None:
        """Commit another content of a file."""
        changed = StoredFile(name, content)
        with self._lock:
            at = self._repos[repo]
            at.commit({**at.commits[at.head], name: changed})

    def replace(self, repo: str, name: str) -> None:
        """Commit other content of the same length."""
        with self._lock:
            at = self._repos[repo]
            self.change(repo, name, at.commits[at.head][name].read().translate(INVERTED))

    def commit(self, repo: str) -> str:
        """The newest commit of a repository."""
        return self._repos[repo].head

    def fault(self, name_contains: str, fault: Fault) -> None:
        """Misbehave when a path contains this text."""
        self.book.add(name_contains, fault)

    def calm(self) -> None:
        """Forget all faults."""
        self.book.clear()

    def sent(self, name_contains: str) -> int:
        """How many bytes of bodies went out for paths that contain this text."""
        return sum(request.sent for request in list(self.requests) if name_contains in request.path)

    def answer(self, request: Request) -> Reply:
        """What is right to answer, before any fault."""
        on = "head" if request.method == "HEAD" else "api" if request.raw.startswith("/api/") else "body"
        try:
            with self._lock:
                return self._from_cdn(request, on) if request.host == "cdn" else self._from_hub(request, on)
        except HubError as error:
            return error.reply(on)

    def _from_hub(self, request: Request, on: str) -> Reply:
        bearer = request.headers.get("authorization")
        if bearer not in (None, f"Bearer {self.token}"):
            raise HubError(401, "", "Invalid credentials in Authorization header")
        if request.raw == "/api/models":
            return self._list(request)
        if request.raw == "/api/whoami-v2":
            return self._who(bearer)
        if found := REPO_PATH.fullmatch(request.raw):
            return self._api(request, *(unquote(part or "") for part in found.group("repo", "what", "rev", "path")))
        if found := FILE_PATH.fullmatch(request.raw):
            return self._resolve(request, on, *(unquote(part) for part in found.group("repo", "rev", "path")))
        raise HubError(404, "", "Sorry, we can't find the page you are looking for.")

    def _who(self, bearer: str | None) -> Reply:
        if bearer is None:
            raise HubError(401, "", "Invalid username or password.")
        access = {"displayName": "test", "role": "read", "createdAt": "2025-01-01T00:00:00.000Z"}
        auth = {"type": "access_token", "accessToken": access}
        return json_reply({"type": "user", "id": "1", "name": "tester", "fullname": "Tester", "orgs": [], "auth": auth})

    def _visible(self, repo: Repo, request: Request) -> bool:
        return not repo.private or (self.granted and "authorization" in request.headers)

    def _find(self, request: Request, name: str, rev: str) -> tuple[Repo, str]:
        repo = self._repos.get(name)
        if repo is None or not self._visible(repo, request):
            # Who is not logged in is not told whether it is missing or private.
            raise HubError(404 if "authorization" in request.headers else 401, "RepoNotFound", "Repository not found")
        commit = repo.head if rev in ("", "main", "refs/heads/main") else rev
        if commit not in repo.commits or (commit != repo.head and not self.keep_old):
            raise HubError(404, "RevisionNotFound", f"Invalid rev id: {rev}")
        return repo, commit

    def _check_gate(self, repo: Repo, request: Request) -> None:
        # A gated repository's metadata is for everybody, its files are not, not even the card.
        if not repo.facts["gated"]:
            return
        if "authorization" not in request.headers:
            must = "You must have access to it and be authenticated to access it. Please log in."
            raise HubError(401, "GatedRepo", f"Access to model {repo.id} is restricted. {must}")
        if not self.granted:
            ask = f"you are not in the authorized list. Visit https://huggingface.co/{repo.id} to ask for access."
            raise HubError(403, "GatedRepo", f"Access to model {repo.id} is restricted and {ask}")

    def _shown(self, repo: Repo, file: StoredFile, real: str) -> str:
        lies = self.book.lies_about(f"/{repo.id}/resolve/main/{file.name}")
        return hashlib.sha256(real.encode()).hexdigest()[: len(real)] if lies else real

    def _resolve(self, request: Request, on: str, name: str, rev: str, path: str) -> Reply:
        repo, commit = self._find(request, name, rev)
        self._check_gate(repo, request)
        file = repo.commits[commit].get(path)
        headers = {"X-Repo-Commit": commit, "Accept-Ranges": "bytes", "Vary": "Origin"}
        if file is None:
            raise HubError(404, "EntryNotFound", "Entry not found", headers)
        etag = f'"{self._shown(repo, file, file.sha256 if file.lfs else file.blob)}"'
        headers |= {"X-Linked-Etag": etag, "X-Linked-Size": str(file.size)}
        if self.use_cdn and file.lfs:
            headers["Location"] = self._sign(repo, commit, file)
            return Reply(302, headers, on="head" if on == "head" else "hop").fill(
                b"Found. Redirecting to the CDN", TEXT
            )
        headers |= {"ETag": etag, "Content-Type": "application/octet-stream" if file.lfs else TEXT}
        return Reply(200, headers, file.content, file.size, on=on, file=(repo.id, path))

    def _sign(self, repo: Repo, commit: str, file: StoredFile) -> str:
        nonce = secrets.token_hex(16)
        self._signed[nonce] = _Signature(repo.id, file, time.monotonic() + self.signed_seconds)
        return f"{self.cdn}/repos/{quote(repo.id)}/{commit}/{quote(file.name)}?X-Signature={nonce}"

    def _from_cdn(self, request: Request, on: str) -> Reply:
        signature = self._signed.get(request.ask("X-Signature"))
        good = signature and time.monotonic() < signature.until and not (self.one_use and signature.used)
        if signature is None or not good or not request.path.endswith(f"/{signature.file.name}"):
            denied = b'<?xml version="1.0"?><Error><Code>AccessDenied</Code><Message>Access denied</Message></Error>'
            return Reply(403, on=on).fill(denied, "application/xml")
        signature.used |= request.method == "GET"
        file = signature.file
        # As on the real CDN, this is not the Hub's ETag.
        etag = f'"{hashlib.md5(file.sha256.encode()).hexdigest()}-7"'
        shown = f'inline; filename="{quote(file.name.rsplit("/", 1)[-1])}";'
        headers = {
            "ETag": etag,
            "Accept-Ranges": "bytes",
            "Content-Type": "binary/octet-stream",
            "Content-Disposition": shown,
        }
        return Reply(200, headers, file.content, file.size, on=on, file=(signature.repo, file.name))

    def _list(self, request: Request) -> Reply:
        wanted = {tag for text in request.query.get("filter", []) for tag in text.split(",") if tag}
        words, sort = request.ask("search").lower().split(), request.ask("sort") or "trendingScore"
        if sort not in SORTS:
            raise HubError(400, "", f"Invalid sort parameter: {sort}")
        found = [
            repo
            for repo in self._repos.values()
            if self._visible(repo, request)
            and all(word in repo.id.lower() for word in words)
            and wanted <= set(repo.facts["tags"])
            and request.ask("author") in ("", repo.facts["author"])
        ]
        found.sort(key=lambda repo: repo.facts[sort], reverse=request.ask("direction") != "1")
        some, headers = self._page(request, found, max(1, min(int(request.ask("limit") or MOST_A_PAGE), MOST_A_PAGE)))
        return json_reply([self._summary(repo, request) for repo in some], headers)

    def _page(self, request: Request, rows: list[Any], size: int) -> tuple[list[Any], dict[str, str]]:
        cursor = request.ask("cursor")
        start = int(base64.urlsafe_b64decode(cursor)) if cursor else 0
        if start + size >= len(rows):
            return rows[start:], {}
        after = {**request.query, "cursor": [base64.urlsafe_b64encode(b"%d" % (start + size)).decode()]}
        return rows[start : start + size], {
            "Link": f'<{self.endpoint}{request.raw}?{urlencode(after, doseq=True)}>; rel="next"'
        }

    def _summary(self, repo: Repo, request: Request) -> Json:
        facts = self._facts(repo, repo.head)
        keys = list(LISTED)
        if request.flag("full"):
            keys += ["author", "gated", "disabled", "sha", "lastModified", "siblings"]
        keys += ["cardData"] if request.flag("cardData") else []
        return self._chosen(facts, request) or {key: facts[key] for key in keys} | {"modelId": repo.id}

    @staticmethod
    def _chosen(facts: Json, request: Request) -> Json:
        asked = request.query.get("expand", [])
        return {key: facts[key] for key in ("_id", "id", *asked) if key in facts} if asked else {}

    def _facts(self, repo: Repo, commit: str) -> Json:
        files = repo.commits[commit].values()
        more: Json = {
            "sha": commit,
            "siblings": [{"rfilename": file.name} for file in files],
            "cardData": repo.card_data,
        }
        more["usedStorage"] = sum(file.size for file in files)
        return {**repo.facts, **more, **({"gguf": dict(repo.gguf)} if repo.gguf else {})}

    def _api(self, request: Request, name: str, kind: str, rev: str, path: str) -> Reply:
        repo, commit = self._find(request, name, rev)
        if kind == "auth-check":
            self._check_gate(repo, request)
            return json_reply({})
        if kind == "tree":
            return self._tree(request, repo, commit, path)
        if kind == "paths-info":
            return json_reply(self._paths_info(request, repo, commit))
        facts = self._facts(repo, commit)
        if request.flag("blobs"):
            facts["siblings"] = [self._sibling(repo, file) for file in repo.commits[commit].values()]
        if request.flag("securityStatus"):
            facts["securityRepoStatus"] = {"scansDone": True, "filesWithIssues": []}
        return json_reply(self._chosen(facts, request) or facts | {"modelId": repo.id})

    def _sibling(self, repo: Repo, file: StoredFile) -> Json:
        lfs = {"sha256": self._shown(repo, file, file.sha256), "size": file.size, "pointerSize": file.pointer_size}
        row: Json = {"rfilename": file.name, "size": file.size, "blobId": self._shown(repo, file, file.blob)}
        return row | ({"lfs": lfs} if file.lfs else {})

    def _rows(self, repo: Repo, commit: str, more: bool) -> dict[str, Json]:
        """Every file and folder, as tree and paths-info tell of them."""
        last = {"id": commit, "title": "Upload", "date": repo.facts["lastModified"]}
        safe = {"status": "safe", "avScan": {"virusFound": False, "virusNames": None}, "pickleImportScan": None}
        rows: dict[str, Json] = {}
        for name, file in repo.commits[commit].items():
            for folder in (name[:at] for at, letter in enumerate(name) if at and letter == "/"):
                oid = hashlib.sha1(folder.encode()).hexdigest()
                rows[folder] = {"type": "directory", "oid": oid, "size": 0, "path": folder}
                rows[folder] |= {"lastCommit": last} if more else {}
            rows[name] = {"type": "file", "oid": self._shown(repo, file, file.blob), "size": file.size, "path": name}
            if file.lfs:
                oid = self._shown(repo, file, file.sha256)
                rows[name]["lfs"] = {"oid": oid, "size": file.size, "pointerSize": file.pointer_size}
            rows[name] |= {"lastCommit": last, "securityFileStatus": safe} if more else {}
        return rows

    def _tree(self, request: Request, repo: Repo, commit: str, path: str) -> Reply:
        inside = f"{path}/" if path else ""
        rows = [
            row for name, row in self._rows(repo, commit, request.flag("expand")).items() if name.startswith(inside)
        ]
        if path and not rows:
            raise HubError(404, "EntryNotFound", f"{path} does not exist on {commit}", {"X-Repo-Commit": commit})
        if not request.flag("recursive"):
            rows = [row for row in rows if "/" not in row["path"][len(inside) :]]
        some, headers = self._page(request, rows, 50 if request.flag("expand") else 1000)
        return json_reply(some, headers)

    def _paths_info(self, request: Request, repo: Repo, commit: str) -> list[Json]:
        text = request.body.decode()
        form: Json = json.loads(text) if text.startswith("{") else parse_qs(text)
        more = str(form.get("expand", "")).strip("[']").lower() == "true"
        rows, paths = self._rows(repo, commit, more), form.get("paths", [])
        return [rows[path] for path in ([paths] if isinstance(paths, str) else paths) if path in rows]
