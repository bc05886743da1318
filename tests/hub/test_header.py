"""The header of a file that is far away: little is read, and what means harm is refused before much is."""

import contextlib
import struct
import time
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import psutil
import pytest

from slm_desktop.core.models import gguf
from slm_desktop.errors import Fault
from slm_desktop.hub.header import RemoteHeaders
from slm_desktop.net.network import Network
from tests.engine import tiny
from tests.hub.conftest import order_of
from tests.hub.fault_book import Fault as Trouble
from tests.hub.server import LocalHub

REPO, NAME = "ann/tiny-GGUF", "tiny.gguf"


@pytest.fixture
def starter(hub: LocalHub, model_path: str) -> bytes:
    content = Path(model_path).read_bytes()
    hub.add(REPO, {NAME: Path(model_path)})
    return content


@pytest.mark.parametrize("cdn", [False, True])
def test_the_header_alone_is_read_and_laid_into_a_sparse_file(
    cdn: bool, starter: bytes, hub: LocalHub, network: Network, tmp_path: Path
) -> None:
    hub.use_cdn = cdn
    wanted = order_of(hub, REPO, NAME, starter, tmp_path / "headers")
    header = RemoteHeaders(network).fetch([wanted])
    assert header.parameters == 134_515_008
    assert hub.sent(NAME) < 6_000_000
    laid = wanted.target
    assert laid.stat().st_size == len(starter)
    assert laid.stat().st_blocks * 512 < 4_000_000
    assert laid.read_bytes()[: header.length] == starter[: header.length]


def test_a_server_that_ignores_ranges_is_left_early(
    starter: bytes, hub: LocalHub, network: Network, tmp_path: Path
) -> None:
    hub.fault(NAME, Trouble("ignore_range", times=-1))
    wanted = order_of(hub, REPO, NAME, starter, tmp_path / "headers")
    assert RemoteHeaders(network).fetch([wanted]).vocabulary == 49_152
    assert hub.sent(NAME) < len(starter) / 2


def test_a_split_model_is_laid_part_by_part(hub: LocalHub, network: Network, tmp_path: Path) -> None:
    content = tiny.write_model(tmp_path / "m.gguf").read_bytes()
    names = [f"big-0000{number}-of-00002.gguf" for number in (1, 2)]
    hub.add(REPO, dict.fromkeys(names, content))
    orders = [order_of(hub, REPO, name, content, tmp_path / "headers") for name in names]
    assert RemoteHeaders(network).fetch(orders).architecture == "llama"
    assert all(order.target.exists() for order in orders)


@pytest.mark.parametrize(("kind", "code"), [("html", "captive"), ("gzip", "encoded")])
def test_what_is_no_header_says_so(
    kind: str, code: str, starter: bytes, hub: LocalHub, network: Network, tmp_path: Path
) -> None:
    hub.fault(NAME, Trouble(kind, times=-1))
    with pytest.raises(Fault) as caught:
        RemoteHeaders(network).fetch([order_of(hub, REPO, NAME, starter, tmp_path)])
    assert caught.value.code == code


def text(value: bytes) -> bytes:
    return struct.pack("<Q", len(value)) + value


def head(tensors: int = 0, pairs: int = 0) -> bytes:
    return b"GGUF" + struct.pack("<IQQ", 3, tensors, pairs)


def pair(key: bytes, kind: int, value: bytes) -> bytes:
    return text(key) + struct.pack("<I", kind) + value


def tensor(*shape: int, kind: int = 0, offset: int = 0, dimensions: int | None = None) -> bytes:
    count = len(shape) if dimensions is None else dimensions
    return (
        text(b"t")
        + struct.pack("<I", count)
        + struct.pack(f"<{len(shape)}Q", *shape)
        + struct.pack("<IQ", kind, offset)
    )


HOSTILE = {
    "100 million tensors": head(tensors=100_000_000),
    "a billion pairs": head(pairs=2**30),
    "a text of 1 GiB": head(pairs=1) + pair(b"k", 8, struct.pack("<Q", 2**30)),
    "a key of 1 GiB": head(pairs=1) + struct.pack("<Q", 2**30),
    "a list of 2^60": head(pairs=1) + pair(b"k", 9, struct.pack("<IQ", 4, 2**60)),
    "texts that are too long": head(pairs=1)
    + pair(b"k", 9, struct.pack("<IQ", 8, 1000))
    + text(b"x") * 100
    + struct.pack("<Q", 2**40),
    "a list of lists": head(pairs=1) + pair(b"k", 9, struct.pack("<IQ", 9, 10)),
    "an unknown type": head(pairs=1) + pair(b"k", 77, b""),
    "a key twice": head(pairs=2) + pair(b"k", 4, b"\0" * 4) * 2,
    "2^60 dimensions": head(tensors=1) + tensor(1, dimensions=2**30),
    "a side of 2^60": head(tensors=1) + tensor(2**60, 2),
    "sides that overflow": head(tensors=1) + tensor(2**31, 2**31, 2**31),
    "a tensor beyond any disk": head(tensors=1) + tensor(4, offset=2**62),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_header_that_means_harm_is_refused_at_once(
    name: str, hub: LocalHub, network: Network, tmp_path: Path
) -> None:
    content = HOSTILE[name] + b"\0" * 400_000
    hub.add(REPO, {NAME: content})
    network.client()
    before, start = psutil.Process().memory_info().rss, time.process_time()
    with pytest.raises(Fault) as caught:
        RemoteHeaders(network).fetch([order_of(hub, REPO, NAME, content, tmp_path)])
    assert caught.value.code == "header"
    assert time.process_time() - start < 1.0  # the work of a tenth of a second; a machine in use may take longer
    assert psutil.Process().memory_info().rss - before < 50_000_000
    assert hub.sent(NAME) <= 400_000
    assert not list(tmp_path.glob("*.gguf*"))


def test_a_header_cut_at_any_byte_is_incomplete_and_never_a_crash(tmp_path: Path) -> None:
    content = tiny.write_model(tmp_path / "m.gguf").read_bytes()
    whole = reading(content)
    for end in [*range(0, 400), *range(400, whole.length, 997)]:
        with pytest.raises(Fault) as caught:
            reading(content[:end])
        assert caught.value.code == "truncated"


def test_flipped_bytes_are_read_or_refused_and_never_a_crash(tmp_path: Path) -> None:
    import random

    content = tiny.write_model(tmp_path / "m.gguf").read_bytes()
    chance = random.Random(5)
    for _ in range(1500):
        damaged = bytearray(content[:12_000])
        for _ in range(3):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        with contextlib.suppress(Fault):
            reading(bytes(damaged))


def reading(content: bytes) -> gguf.Header:
    at = 0

    def more(least: int) -> bytes:
        nonlocal at
        piece = content[at : at + max(least, 1000)]
        at += len(piece)
        return piece

    return gguf.read(more)


def test_facts_come_from_the_first_bytes(model_path: str) -> None:
    read: list[int] = []

    def counted(file: BinaryIO) -> Callable[[int], bytes]:
        def more(least: int) -> bytes:
            piece = file.read(max(least, 16_384))
            read.append(len(piece))
            return piece

        return more

    with Path(model_path).open("rb") as file:
        header = gguf.read(counted(file), facts_only=True)
    assert (header.architecture, header.of_architecture("context_length")) == ("llama", 8192)
    assert sum(read) < 100_000
