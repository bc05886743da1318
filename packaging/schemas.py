"""Write the schemas of the files that leave the program, from the types that write them: make schemas."""

from pathlib import Path

import msgspec

from slm_desktop.core.compare.card import Card

RESOURCES = Path(__file__).resolve().parent.parent / "resources"


def main() -> None:
    """Write them where the wheel takes them from."""
    schema = msgspec.json.encode(msgspec.json.schema(Card))
    (RESOURCES / "comparison.schema.json").write_bytes(msgspec.json.format(schema, indent=1) + b"\n")


if __name__ == "__main__":
    main()
