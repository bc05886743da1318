"""Which of a model's weights are read to write one token, by their type: what its speed depends on most."""

from collections.abc import Sequence

from slm_desktop.core.models.gguf import Header, Tensor

EMBEDDING, OUTPUT = "token_embd.weight", "output.weight"
LOOKED_UP = (EMBEDDING, "per_layer_token_embd.weight", "position_embd.weight", "token_types.weight")
"""Of these tables one row is read for a token."""
NOT_USED = ("enc.", ".nextn.")
"""Parts of names: an encoder has read its text by then, and the layers that predict later tokens are not asked."""
EXPERTS = "_exps."


def reads(headers: Sequence[Header]) -> dict[int, int]:
    """Bytes by ggml's number of their type, of all parts of a model; the first header is the one that describes it."""
    if not headers:
        return {}
    tensors = [tensor for header in headers for tensor in header.tensors]
    tied = all(tensor.name != OUTPUT for tensor in tensors)
    share = _used_experts(headers[0])
    found: dict[int, int] = {}
    for tensor in tensors:
        size = int(tensor.size * share) if EXPERTS in tensor.name else tensor.size
        if size > 0 and _is_read(tensor, tied):
            found[tensor.kind] = found.get(tensor.kind, 0) + size
    return found


def _used_experts(header: Header) -> float:
    """The share of all experts that a token is given to; 1 where the header does not say it."""
    used, count = header.of_architecture("expert_used_count"), header.of_architecture("expert_count")
    return used / count if 0 < used <= count else 1.0


def _is_read(tensor: Tensor, tied: bool) -> bool:
    if tensor.name == EMBEDDING:
        return tied  # Without a matrix of its own for the output, the embeddings are that matrix.
    return tensor.name not in LOOKED_UP and not any(part in tensor.name for part in NOT_USED)
