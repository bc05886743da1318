"""Sounds from strangers by the real child: samples of one channel come out, or a clear word."""

import struct
from pathlib import Path

import numpy as np
import pytest

from slm_desktop.core.engines.media import digest_of
from slm_desktop.errors import Fault
from slm_desktop.media.reader import read_file, read_media
from slm_desktop.media.worker import _must_be_safe
from slm_desktop.samples import MOST_SECONDS, SAMPLE_RATE, as_wave, frames_of, samples_of
from tests.engine.ears import wav

HERE = Path(__file__).parent


def reason(data: bytes) -> str:
    with pytest.raises(Fault) as raised:
        read_media(data)
    assert raised.value.code == "media"
    return str(raised.value.details["reason"])


def pitch(data: bytes) -> float:
    """The strongest frequency of a sound, in Hz."""
    samples = samples_of(data, SAMPLE_RATE)
    return float(np.abs(np.fft.rfft(samples)).argmax() * SAMPLE_RATE / samples.size)


@pytest.mark.parametrize("name", ["tone.mp3", "tone.flac", "tone.ogg"])
def test_usual_formats_are_read(name: str) -> None:
    """Each is a tone of 440 Hz, in two channels at 22,050 samples a second."""
    made = read_file(str(HERE / name))
    assert (made.format, made.name, made.is_sound) == ("wav", name, True)
    assert made.seconds == pytest.approx(0.4, abs=0.06)
    assert pitch(made.data) == pytest.approx(440, abs=5)
    assert made.digest == digest_of(made.data)


def test_samples_of_the_rate_that_is_kept_stay_as_they_are() -> None:
    made = read_media(wav(1))
    assert frames_of(made.data) == frames_of(wav(1))
    assert read_media(made.data) == made


def test_other_rates_and_channels_become_one() -> None:
    made = read_media(wav(1, 1.0, 48_000, 2))
    assert made.seconds == pytest.approx(1.0, abs=0.01)
    assert pitch(made.data) == pytest.approx(pitch(wav(1, 1.0)), abs=3)


def test_what_a_model_wants_at_another_rate_is_the_same_tone() -> None:
    data, rate = wav(1, 1.0), 24_000
    samples = samples_of(data, rate)
    assert samples.size == pytest.approx(rate, abs=2)
    assert np.abs(np.fft.rfft(samples)).argmax() == pytest.approx(pitch(data), abs=3)


def test_too_long_and_too_short_ones_are_told() -> None:
    assert reason(as_wave(bytes(2 * SAMPLE_RATE * (MOST_SECONDS + 2)))) == "sound_long"
    assert reason(as_wave(bytes(20))) == "sound_short"
    assert reason(as_wave(b"")) in ("sound_short", "sound_unknown")


def test_the_longest_one_is_read_whole() -> None:
    assert read_media(as_wave(bytes(2 * SAMPLE_RATE * MOST_SECONDS))).seconds == MOST_SECONDS


@pytest.mark.parametrize(
    "data",
    [
        b"RIFF\xff\xff\xff\xffWAVE",
        b"fLaC" + bytes(2000),
        b"OggS" + bytes(range(256)) * 40,
        b"ID3\x04\x00\x00\x7f\x7f\x7f\x7f" + bytes(5000),
        b"\xff\xfb" + bytes(range(256)) * 40,
        wav(1)[:44],
        wav(1).replace(struct.pack("<I", SAMPLE_RATE), struct.pack("<I", 2**32 - 1)),
        (HERE / "tone.flac").read_bytes()[:60],
    ],
)
def test_damaged_ones_are_told(data: bytes) -> None:
    assert reason(data) in ("sound_unknown", "sound_short")


def test_one_that_was_cut_off_is_read_as_far_as_it_goes() -> None:
    assert read_media(wav(1, 2.0)[:40_000]).seconds == pytest.approx(1.25, abs=0.01)


def test_only_what_this_app_has_written_is_taken_for_samples() -> None:
    for data in (wav(1, 1.0, 8_000), wav(1, 1.0, SAMPLE_RATE, 2), b"RIFF", b""):
        with pytest.raises(Fault, match="media"):
            frames_of(data)


def test_ogg_is_only_read_where_the_reader_is_sealed() -> None:
    """Its decoder frees what a file makes it free."""
    data = (HERE / "tone.ogg").read_bytes()
    with pytest.raises(Fault) as raised:
        _must_be_safe(data, is_sealed=False)
    assert raised.value.details["reason"] == "sound_ogg"
    _must_be_safe(data, is_sealed=True)
    _must_be_safe((HERE / "tone.mp3").read_bytes(), is_sealed=False)


def test_a_little_more_than_the_longest_is_read() -> None:
    """MP3 has some silence at both ends."""
    assert read_media(as_wave(bytes(2 * SAMPLE_RATE * MOST_SECONDS + 3000))).seconds > MOST_SECONDS
