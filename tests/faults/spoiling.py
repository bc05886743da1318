"""Bytes that were changed to do harm, whatever file they are: also those inside of archives, which a check of their sum
would refuse at once.
"""

import io
import random
import zipfile

EXTREMES = (b"\x00" * 8, b"\xff" * 8, b"\x7f\xff\xff\xff", b"\x80\x00\x00\x00", b"<", b">", b"(", b"[" * 400, b"9" * 30)
IN_ARCHIVE = 0.8
"""The share of changes that meet what is packed, rather than the archive."""
MOST_CHANGES = 6


def spoilt(data: bytes, dice: random.Random) -> bytes:
    """The same file with some changes."""
    if data.startswith(b"PK") and dice.random() < IN_ARCHIVE:
        return _in_archive(data, dice)
    made = bytearray(data)
    for _change in range(dice.randint(1, MOST_CHANGES)):
        _change_of(made, dice)
    return bytes(made)


def _change_of(made: bytearray, dice: random.Random) -> None:
    at = dice.randrange(max(1, len(made)))
    end = min(len(made), at + dice.choice((1, 4, 64, 4096)))
    match dice.randrange(6):
        case 0 if made:
            made[at] ^= 1 << dice.randrange(8)
        case 1:
            made[at:end] = dice.randbytes(end - at)
        case 2:
            made[at:end] = b""
        case 3:
            made[at:at] = made[at:end] * dice.choice((1, 2, 50))
        case 4:
            made[at:at] = dice.choice(EXTREMES)
        case _:
            del made[at + 1 :]


def _in_archive(data: bytes, dice: random.Random) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    name = dice.choice(list(members))
    members[name] = spoilt(members[name], dice)
    if dice.random() < 0.1:
        del members[dice.choice(list(members))]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, content in members.items():
            archive.writestr(member, content)
    return out.getvalue()
