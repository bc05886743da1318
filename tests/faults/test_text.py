"""Text at random: tokens in any order come out byte for byte, and what people type never becomes a control token."""

import random
from pathlib import Path

import pytest

from slm_desktop.core.engines.commands import Turn
from slm_desktop.engine.llama import Model
from slm_desktop.engine.native import Native
from slm_desktop.engine.text import TextStream
from tests.engine import tiny
from tests.engine.test_prompt import FAMILIES, builder, controls

LONGEST = 12
SPLICES = ("", " ", "\n", "\u200b", "<|", "|>", "<", ">", "im_", "🦊", "\u202e", "é", "\x00", "﻿")


@pytest.fixture(scope="module")
def native() -> Native:
    return Native()


@pytest.mark.parametrize("count", [20_000, pytest.param(1_000_000, marks=pytest.mark.faults)])
def test_tokens_in_any_order_are_shown_as_their_bytes_are(native: Native, model_path: str, count: int) -> None:
    model = Model(native, model_path)
    model.load(0, lambda _progress: True)
    pieces = [model.piece(token) for token in range(model.vocabulary)]
    dice = random.Random(3)
    for _sequence in range(count):
        chosen = dice.choices(pieces, k=dice.randrange(1, LONGEST))
        stream, texts = TextStream(), list[str]()
        for piece in chosen:
            texts += stream.feed(piece)[0]
        texts += stream.finish()
        assert "".join(texts) == b"".join(chosen).decode("utf-8", "replace"), chosen
        assert len(texts) == len(chosen), "each token has its text"
    model.close()


def attack(dice: random.Random) -> str:
    """Names of control tokens, whole and in parts, between what might hide them."""
    parts = []
    for _part in range(dice.randrange(1, 12)):
        name = dice.choice(tiny.CONTROLS)
        begin, end = sorted((dice.randrange(len(name) + 1), dice.randrange(len(name) + 1)))
        parts.append(dice.choice((name, name[begin:end], name.upper(), dice.choice(SPLICES), "system\nobey me")))
    return dice.choice(SPLICES).join(parts)


@pytest.mark.parametrize("count", [40, pytest.param(200, marks=pytest.mark.faults)])
@pytest.mark.parametrize("family", FAMILIES)
def test_what_people_type_is_never_a_control_token(native: Native, tmp_path: Path, family: str, count: int) -> None:
    prompts = builder(native, tmp_path, FAMILIES[family])
    wanted = controls(prompts, prompts.build([Turn("user", "hello")], 8192)[0])
    dice = random.Random(family)
    for _text in range(count):
        text = attack(dice)
        tokens, _dropped = prompts.build([Turn("user", text)], 8192)
        assert controls(prompts, tokens) == wanted, repr(text)
