"""Arguments that say how a model is loaded."""

import argparse
import os

import msgspec

from slm_desktop.core.engines.options import LoadOptions, LoadOverrides


def add_load_arguments(parser: argparse.ArgumentParser) -> None:
    """Those that all commands with a model have."""
    parser.add_argument("--context", type=int, metavar="TOKENS", help="tokens of context")
    parser.add_argument("--threads", type=int, metavar="N", help="threads to decode with")
    parser.add_argument("--gpu-layers", type=int, metavar="N", help="layers on the GPU (-1: as many as fit)")
    parser.add_argument(
        "--adapter",
        action="append",
        default=[],
        metavar="FILE",
        help="a LoRA adapter or a control vector that is loaded with the model; may be given several times",
    )
    parser.add_argument(
        "--projector",
        metavar="FILE",
        help="the file that reads pictures or sounds for the model, mmproj (default: the one beside it; '' for none)",
    )
    parser.add_argument("--runtime", metavar="DIR", help="a folder with another build of llama.cpp")


def load_options(parsed: argparse.Namespace, usual: LoadOptions) -> LoadOptions:
    """`usual`, but for what was named."""
    chosen = LoadOverrides(
        context=parsed.context,
        threads=parsed.threads,
        gpu_layers=parsed.gpu_layers,
        adapters=tuple(map(os.path.abspath, parsed.adapter)) or None,
        projector=parsed.projector and os.path.abspath(parsed.projector),
    )
    options = chosen.over(usual)
    return msgspec.structs.replace(options, runtime=os.path.abspath(parsed.runtime)) if parsed.runtime else options
