"""The samples of a sound, from its bytes. Those come from strangers: only confined children call this."""

import io
import wave
from typing import TYPE_CHECKING

from slm_desktop.errors import Fault

if TYPE_CHECKING:  # Only who has sounds waits for it.
    import numpy as np
    from numpy.typing import NDArray

SAMPLE_RATE = 16_000
"""Samples a second of a sound that is kept: what models were trained on."""
MOST_SECONDS = 600
"""Of a sound that is taken in: an engine reads up to 25 tokens for each, and contexts are short."""
LEAST = SAMPLE_RATE // 10
"""Samples of a sound: of fewer some models cannot make a spectrum, and llama.cpp aborts."""
AT_ONCE = SAMPLE_RATE
"""Samples that are decoded in one piece."""
IN_ONE_STEP = 1_000_000
"""Samples that are brought to another rate together."""
STEPS = 32_768
"""Of a sample with 16 bits, on either side of silence."""
OGG = b"OggS"
BEGINNINGS = (b"fLaC", OGG, b"ID3")
EDGES = SAMPLE_RATE
"""Samples that a sound may be longer: MP3 has some silence at both ends."""


def is_sound(data: bytes) -> bool:
    """Whether bytes begin as those of a sound do that can be read here."""
    is_wave = data[:4] == b"RIFF" and data[8:12] == b"WAVE"
    return is_wave or data.startswith(BEGINNINGS) or _is_mp3(data)


def _is_mp3(data: bytes) -> bool:
    """Whether bytes begin with a frame of MPEG audio, layer III."""
    return len(data) > 1 and data[0] == 0xFF and data[1] & 0xE6 == 0xE2


def decoded(data: bytes) -> bytes:
    """One channel of 16 bits at SAMPLE_RATE. Raise Fault 'media' where it cannot be had, or is too long."""
    import miniaudio

    most = MOST_SECONDS * SAMPLE_RATE + EDGES
    samples = bytearray()
    try:
        pieces = miniaudio.stream_memory(data, nchannels=1, sample_rate=SAMPLE_RATE, frames_to_read=AT_ONCE)
        for piece in pieces:
            samples += piece.tobytes()
            if len(samples) > 2 * most:
                raise Fault("media", {"reason": "sound_long", "minutes": MOST_SECONDS // 60})
    except miniaudio.MiniaudioError as error:
        raise Fault("media", {"reason": "sound_unknown"}) from error
    if len(samples) < 2 * LEAST:
        raise Fault("media", {"reason": "sound_short"})
    return bytes(samples)


def as_wave(samples: bytes) -> bytes:
    """One channel of 16 bits at SAMPLE_RATE as a WAV file."""
    stream = io.BytesIO()
    with wave.open(stream, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        file.writeframes(samples)
    return stream.getvalue()


def frames_of(data: bytes) -> bytes:
    """The samples of a WAV file that this app has written, of two bytes each. Raise Fault 'media' for another."""
    try:
        with wave.open(io.BytesIO(data)) as file:
            shape = (file.getnchannels(), file.getsampwidth(), file.getframerate())
            frames: bytes = file.readframes(file.getnframes())
    except (wave.Error, EOFError, RuntimeError) as error:
        raise Fault("media", {"reason": "media_damaged"}) from error
    if shape != (1, 2, SAMPLE_RATE) or len(frames) < 2 * LEAST:
        raise Fault("media", {"reason": "media_damaged"})
    return frames[: len(frames) // 2 * 2]


def samples_of(data: bytes, rate: int) -> "NDArray[np.float32]":
    """The same from -1 to 1, at `rate` a second."""
    import numpy as np

    found: NDArray[np.float32] = np.frombuffer(frames_of(data), "<i2").astype(np.float32) / np.float32(STEPS)
    if rate == SAMPLE_RATE:
        return found
    count = round(found.size * rate / SAMPLE_RATE)
    resampled = np.empty(count, np.float32)
    for start in range(0, count, IN_ONE_STEP):  # In one it would take ten times the room.
        places = np.arange(start, min(start + IN_ONE_STEP, count)) * (SAMPLE_RATE / rate)
        first = int(places[0])
        near = found[first : int(places[-1]) + 2]
        resampled[start : start + places.size] = np.interp(places, np.arange(first, first + near.size), near)
    return resampled
