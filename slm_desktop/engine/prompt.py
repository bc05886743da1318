"""Turns to tokens: the template's own control tokens count, texts that look like them in a message do not.

The template is rendered with random marks in place of the contents. What stands between the marks is the
template's scaffolding, where control tokens are recognised; contents are tokenised as plain text. A run of
plain text is tokenised in one piece across that border, as llama.cpp would do, so that tokens that join
scaffolding and content come out as the model was trained on them.
"""

import json
import re
import secrets
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any

import msgspec
from msgspec.structs import replace

from slm_desktop.core.engines.commands import Overflow, Request, Turn
from slm_desktop.core.engines.media import Media, divided
from slm_desktop.core.engines.tools import Tool, ToolCall, arguments_of, function_of, without_calls
from slm_desktop.core.visible import well_formed
from slm_desktop.engine.grammar import Grammars
from slm_desktop.engine.llama import Model
from slm_desktop.engine.projector import Projector
from slm_desktop.engine.template import THOUGHT_BEGIN, THOUGHT_END, ChatTemplate
from slm_desktop.engine.text_prompt import TextPrompts
from slm_desktop.engine.tool_form import ToolForm, form_of, prepared
from slm_desktop.engine.turns import clean, cuts, prepared_turns
from slm_desktop.errors import Fault

ANSWER_SHARE = 4
"""At least a quarter of the context is kept free for the answer when turns are left out."""

SCAFFOLD, CONTENT = "scaffold", "content"
THOUGHT_TAGS = re.compile(f"({re.escape(THOUGHT_BEGIN)}|{re.escape(THOUGHT_END)})")


class Segment(msgspec.Struct, frozen=True):
    """A piece of the rendered prompt: scaffolding or contents, with the tokens of an answer where they are known."""

    text: str
    kind: str
    tokens: tuple[int, ...] = ()


@dataclass
class PromptBuilder:
    """Builds the prompts of one model; with a `projector` they may hold pictures or sounds."""

    model: Model
    projector: Projector | None = None
    template: ChatTemplate = field(init=False)
    grammars: Grammars = field(init=False)
    texts: TextPrompts = field(init=False)

    def __post_init__(self) -> None:
        self.texts = TextPrompts(self.model, self.projector)
        self.grammars = Grammars(self.model)
        source = self.model.metadata.get("tokenizer.chat_template", "")
        self._special = self.model.special_texts(source)
        pattern = "|".join(re.escape(text) for text in sorted(self._special, key=len, reverse=True))
        self._find_special = re.compile(pattern or r"(?!)")
        self.template = ChatTemplate(
            source,
            has_chatml="<|im_start|>" in self._special,
            special={"bos_token": self.token_text("bos"), "eos_token": self.token_text("eos")},
        )

    @property
    def think_token(self) -> int | None:
        """The one with which the model begins to think; None where it has none."""
        return self._special.get(THOUGHT_BEGIN)

    def of(self, request: Request, context: int) -> tuple[list[int], int]:
        """Tokens of the prompt that a request asks for, and how many of its turns were left out. Raise Fault."""
        if request.raw is None:
            return self._built(request, request.turns, context)
        raw = request.raw
        tokens = self.texts.with_bos(self.texts.tokens_of(raw)) if isinstance(raw, str) else self.known(raw)
        if request.suffix:
            tokens = self.texts.with_gap(tokens, request.suffix)
        if len(tokens) >= context:
            raise Fault("context_full", {"tokens": len(tokens), "context": context})
        return tokens or self.texts.with_bos([]), 0

    def rescored(self, request: Request, context: int) -> tuple[list[int], int, int]:
        """Tokens of a prompt with the answer that is to be gone over, how many turns were left out, and where the
        answer begins.

        The prompt is built as it was for the answer. Of its tokens those that are given are taken as they are. Raise
        Fault, also 'context_full' where both do not fit.
        """
        *turns, answer = request.turns
        tokens, dropped = self._built(request, turns, context)
        is_text = request.text_completion
        own = self.known(answer.tokens) or (self.texts.following(answer.content) if is_text else self._begun(answer))
        if len(tokens) + len(own) > context:
            raise Fault("context_full", {"tokens": len(tokens) + len(own), "context": context})
        return [*tokens, *own], dropped, len(tokens)

    def _built(self, request: Request, turns: Sequence[Turn], context: int) -> tuple[list[int], int]:
        """Tokens of some turns in the way that a request asks for, and how many were left out. Raise Fault."""
        is_text, suffix = request.text_completion, request.suffix
        return self.build(turns, context, request.overflow, as_text=is_text, suffix=suffix, tools=request.tools)

    def known(self, tokens: Sequence[int]) -> list[int]:
        """The tokens, if this model has them all. Raise Fault 'unknown_token'."""
        for token in tokens:
            if not 0 <= token < self.model.vocabulary:
                raise Fault("unknown_token", {"token": token, "count": self.model.vocabulary})
        return list(tokens)

    def rendered(self, turns: Sequence[Turn], tools: Sequence[Tool] = ()) -> tuple[str, list[int]]:
        """The prompt that the chat template makes of some turns, as text and tokens. Raise Fault 'template'."""
        tokens = self._tokens(turns, tools)
        return self.model.text(tokens, special=True), tokens

    def build(
        self,
        turns: Sequence[Turn],
        context: int,
        overflow: str = Overflow.OLDEST,
        *,
        as_text: bool = False,
        suffix: str = "",
        tools: Sequence[Tool] = (),
    ) -> tuple[list[int], int]:
        """Tokens of the prompt and how many turns were left out so that it fits into `context` tokens.

        When the last turn is an answer, the prompt ends with it, so that it is continued. With `as_text` there is no
        template: the contents of the turns are one text, with a gap before the `suffix`. Raise Fault 'context_full'
        when the last question alone does not fit (or anything would have to be left out, with `overflow`
        Overflow.REFUSE), 'template' when rendering fails.
        """
        of_text = partial(self.texts.around_gap, suffix=suffix) if suffix else self.texts.of_turns
        tokens_of = of_text if as_text else partial(self._tokens, tools=tools)
        tokens = tokens_of(turns)
        if len(tokens) < context:
            return tokens, 0
        if overflow == Overflow.REFUSE:
            raise Fault("context_refused", {"tokens": len(tokens), "context": context})
        room = context - context // ANSWER_SHARE
        first, ends = cuts(turns, overflow)

        def kept(index: int) -> list[Turn]:
            return [*turns[:first], *turns[ends[index] :]]

        # The fewest turns to leave out are searched for by halving, as each try renders and tokenises everything.
        fewest = bisect_left(range(len(ends) - 1), True, key=lambda index: len(tokens_of(kept(index))) <= room)
        if ends:
            tokens = tokens_of(kept(fewest))
            if len(tokens) < context:
                return tokens, ends[fewest] - first
        raise Fault("context_full", {"tokens": len(tokens), "context": context})

    def count(self, text: str) -> int:
        """Tokens of a text as the contents of a message."""
        return len(self._plain([Segment(text, CONTENT)]))

    def _tokens(self, turns: Sequence[Turn], tools: Sequence[Tool] = ()) -> list[int]:
        """Tokens of some turns; an answer to be continued stands after the prompt that it was made from."""
        if not turns or turns[-1].role != "assistant":
            return self._rendered(turns, tools=tools)
        *before, answer = turns
        if self.texts.is_verbatim(answer):
            return [*self._rendered(before, tools=tools), *answer.tokens]
        return self._rendered(before, begun=answer.content, tools=tools)

    def _begun(self, answer: Turn) -> Sequence[int]:
        """Tokens of an answer that ends a prompt: those that the model gave, as far as they are its own."""
        if self.texts.is_verbatim(answer):
            return answer.tokens
        return self._plain([Segment(well_formed(answer.content), CONTENT)])

    def _rendered(self, turns: Sequence[Turn], begun: str = "", tools: Sequence[Tool] = ()) -> list[int]:
        """Tokens of some turns in the chat template, and of an answer that is begun behind them."""
        tokens: list[int] = []
        run: list[Segment] = []
        for segment in self._segments_of(turns, tools):
            if segment.kind == SCAFFOLD:
                self._scaffold(segment.text, tokens, run)
            elif segment.tokens:
                tokens += self._plain(run)
                tokens += segment.tokens
                run = []
            else:
                run.append(segment)
        self._begin_answer(clean(begun), tokens, run)
        tokens += self._plain(run)
        return self.texts.with_bos(tokens)

    def _begin_answer(self, text: str, tokens: list[int], run: list[Segment]) -> None:
        """Take what an answer begins with. Those that think are begun by their tags, which are tokens of their own."""
        for piece in THOUGHT_TAGS.split(text):
            if THOUGHT_TAGS.fullmatch(piece) and piece in self._special:
                tokens += self._plain(run)
                run.clear()
                tokens.append(self._special[piece])
            else:
                run.append(Segment(piece, CONTENT))

    def _scaffold(self, text: str, tokens: list[int], run: list[Segment]) -> None:
        """Take scaffolding: control tokens end the run of plain text before them."""
        end = 0
        for match in self._find_special.finditer(text):
            run.append(Segment(text[end : match.start()], SCAFFOLD))
            tokens += self._plain(run)
            run.clear()
            tokens.append(self._special[match.group()])
            end = match.end()
        run.append(Segment(text[end:], SCAFFOLD))

    def _plain(self, run: Sequence[Segment]) -> list[int]:
        """Tokenise plain text; names of control tokens inside contents are cut in two so that none is recognised."""
        pieces = [""]
        for segment in run:
            text, end = segment.text, 0
            for match in self._find_special.finditer(text) if segment.kind == CONTENT else ():
                pieces[-1] += text[end : match.start() + 1]
                pieces.append("")
                end = match.start() + 1
            pieces[-1] += text[end:]
        return [token for piece in pieces if piece for token in self.model.tokenise(piece)]

    def _segments_of(self, turns: Sequence[Turn], tools: Sequence[Tool]) -> list[Segment]:
        """The prompt of some turns. Calls of tools stand in it as the model wrote them, or, where it was another one or
        its template wants to write them itself, as the template does that.
        """
        written = [self._as_written(turn) for turn in turns]
        apart = [
            replace(turn, content=without_calls(turn.content, turn.calls)) if turn.calls else turn for turn in turns
        ]
        for ready in (written, apart):
            words = prepared(ready, self.tool_form, tools) if self.tool_form.is_own else ready
            known = [] if self.tool_form.is_own else [self._harmless(function_of(tool)) for tool in tools]
            try:
                return self._segments(prepared_turns(words, self.template.takes_system), known)
            except Fault:
                if ready is apart or written == apart:
                    raise
        raise AssertionError

    def _as_written(self, turn: Turn) -> Turn:
        """An answer with its calls as the model wrote them, where its tokens say that; else apart from its text."""
        if not turn.calls:
            return turn
        if self.texts.is_verbatim(turn) and THOUGHT_END not in turn.content:
            return replace(turn, calls=())
        return replace(turn, content=without_calls(turn.content, turn.calls))

    @cached_property
    def tool_form(self) -> ToolForm:
        """How this model writes the calls of tools."""
        return form_of(self.template)

    def _harmless(self, value: Any) -> Any:
        """What others say of their tools, in which no control token's name is left whole."""
        if isinstance(value, str):
            return self._neutral(clean(value))
        if isinstance(value, dict):
            return {self._neutral(clean(str(key))): self._harmless(inner) for key, inner in value.items()}
        return [self._harmless(inner) for inner in value] if isinstance(value, list) else value

    def _harmless_call(self, call: ToolCall) -> ToolCall:
        arguments = json.dumps(self._harmless(arguments_of(call)), ensure_ascii=False)
        return replace(call, name=self._neutral(call.name), arguments=arguments)

    def _segments(self, turns: Sequence[Turn], tools: Sequence[Any] = ()) -> list[Segment]:
        """Render with marks for contents; a template that loses a mark gets the neutralised contents themselves."""
        salt = secrets.token_hex(8)
        turns = [replace(turn, calls=tuple(map(self._harmless_call, turn.calls))) for turn in turns]
        expected = [index for index, turn in enumerate(turns) if turn.content or not turn.calls]
        # Spaces around a mark tell whether the template strips contents: it must then be done here.
        marked = [
            replace(turn, content=f" {salt}x{index}x " if index in expected else "") for index, turn in enumerate(turns)
        ]
        rendered = self.template.render(marked, tools=tools)
        places = list(re.finditer(rf"( ?){salt}x(\d+)x( ?)", rendered))
        if [int(place.group(2)) for place in places] != expected:
            if any(turn.media for turn in turns):
                raise Fault("template", {"reason": "template_media"})
            neutral = [replace(turn, content=self._neutral(turn.content)) for turn in turns]
            return [Segment(self.template.render(neutral, tools=tools), SCAFFOLD)]
        segments: list[Segment] = []
        end = 0
        for place in places:
            turn = turns[int(place.group(2))]
            segments.append(Segment(rendered[end : place.start()], SCAFFOLD))
            segments += self._contents(turn, keeps_begin=bool(place.group(1)), keeps_end=bool(place.group(3)))
            end = place.end()
        return [*segments, Segment(rendered[end:], SCAFFOLD)]

    def _contents(self, turn: Turn, *, keeps_begin: bool, keeps_end: bool) -> list[Segment]:
        """The contents of a turn: texts and media, one directly behind the other, as models were trained on them."""
        pieces = divided(turn.content, turn.media) or [""]
        segments: list[Segment] = []
        for at, piece in enumerate(pieces):
            if isinstance(piece, Media):
                segments.append(Segment("", CONTENT, tuple(self.texts.seen(piece))))
                continue
            is_first, is_last = at == 0, at == len(pieces) - 1
            text = piece.lstrip() if is_first and not keeps_begin else piece
            text = text.rstrip() if is_last and not keeps_end else text
            segments.append(Segment(text, CONTENT, turn.tokens if self.texts.is_verbatim(turn) else ()))
        return segments

    def _neutral(self, content: str) -> str:
        """Contents in which no control token's name is left whole (a zero-width space breaks it)."""
        return self._find_special.sub(lambda match: match.group()[0] + "\u200b" + match.group()[1:], content)

    def token_text(self, name: str) -> str:
        """The name of the token that begins ('bos') or ends ('eos') a text; '' where there is none."""
        api, vocab = self.model.native.api, self.model.vocab
        token = int(getattr(api, f"llama_vocab_{name}")(vocab))
        return "" if token < 0 else (api.llama_vocab_get_text(vocab, token) or b"").decode("utf-8", "replace")
