"""Models on other machines, as they are named on the command line: looked at before anything is asked of them."""

import argparse
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from slm_desktop import errors
from slm_desktop.core.engines.remote_address import SEPARATOR, is_remote, parts_of, remote_name, remote_path
from slm_desktop.core.evaluate.records import Candidate
from slm_desktop.core.models.remotes import RemoteServer
from slm_desktop.core.visible import visible
from slm_desktop.errors import Fault

if TYPE_CHECKING:
    from slm_desktop.services.services import Services

KEY_VARIABLE = "SLM_DESKTOP_REMOTE_KEY"
KNOWN = 8


class AlsoAt(argparse.Action):
    """Adds an address to the model that was named before it."""

    def __call__(
        self, parser: argparse.ArgumentParser, namespace: argparse.Namespace, values: object, _option: object = None
    ) -> None:
        """Note it with the number of that model."""
        models = namespace.model or []
        if not models or not is_remote(models[-1]):
            parser.error("--also-at follows a --model with an address: it is another address of the same model")
        setattr(namespace, self.dest, [*(getattr(namespace, self.dest) or []), (len(models) - 1, str(values))])


def remote_candidate(services: "Services", named: Sequence[str]) -> Candidate:
    """A model that answers at all of these addresses, as ADDRESS or ADDRESS#MODEL.

    Those that cannot be reached now are named on stderr and may come later, as long as one can be. Raise Fault.
    """
    found = {where: _look(services, parts_of(where)[0]) for where in dict.fromkeys(named)}
    servers = {where: server for where, server in found.items() if isinstance(server, RemoteServer)}
    faults = [fault for fault in found.values() if isinstance(fault, Fault)]
    if not servers:
        raise faults[0]
    for fault in faults:
        words = errors.explain(fault.code, fault.details)
        print(f"{words.cause} It will be tried again later.", file=sys.stderr)
    first = next(iter(servers))
    model = _model(servers[first], parts_of(first)[1], "")
    paths = list(dict.fromkeys(_path(where, servers.get(where), model) for where in found))
    return Candidate(visible(remote_name(model)), paths[0], also_at=tuple(paths[1:]))


def _look(services: "Services", typed: str) -> RemoteServer | Fault:
    """What a server is now."""
    address, results = services.remotes.address_of(typed), list[RemoteServer | Fault]()
    if key := os.environ.get(KEY_VARIABLE, ""):
        services.remotes.use_key(address, key)
    services.remotes.look(address, results.append)
    services.loop.run_until(lambda: bool(results))
    return results[0]


def _path(where: str, server: RemoteServer | None, usual: str) -> str:
    from slm_desktop.remote.probe import base_of

    typed, model = parts_of(where)
    if server is None:
        return remote_path(base_of(typed), model or usual)
    return remote_path(server.address, _model(server, model, usual))


def _model(server: RemoteServer, named: str, usual: str) -> str:
    """The id of the model that is meant: the one that is named, the usual one, or the only one. Raise Fault."""
    offered = [offer.id for offer in server.models]
    for wanted in (named, usual):
        if wanted in offered:
            return wanted
    if not named and len(offered) == 1:
        return offered[0]
    known = ", ".join(f"{server.address}{SEPARATOR}{visible(one)}" for one in offered[:KNOWN]) or "–"
    raise Fault("remote_model" if named or not offered else "remote_which", {"host": server.host, "known": known})
