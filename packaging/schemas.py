"""Write the schemas of the files that come with the program or leave it, from their types: make schemas."""

from pathlib import Path

import msgspec

from slm_desktop.core.compare.card import Card
from slm_desktop.core.models.catalogue import Entry

RESOURCES = Path(__file__).resolve().parent.parent / "resources"
SCHEMAS = {"comparison": Card, "catalogue": tuple[Entry, ...]}


def main() -> None:
    """Write them where the wheel takes them from."""
    for name, kind in SCHEMAS.items():
        schema = msgspec.json.encode(msgspec.json.schema(kind))
        (RESOURCES / f"{name}.schema.json").write_bytes(msgspec.json.format(schema, indent=1) + b"\n")


if __name__ == "__main__":
    main()
