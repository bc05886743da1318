"""When a busy server may be asked again, as it says itself."""

import pytest

from slm_desktop.net.failures import retry_after


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, 0.0),
        ({"retry-after": "42"}, 42.0),
        ({"retry-after": "999999"}, 3600.0),
        ({"retry-after": "Sat, 28 Nov 2020 10:00:00 GMT"}, 0.0),
        ({"retry-after": "soon"}, 0.0),
        ({"ratelimit": '"api";r=0;t=55'}, 55.0),
        ({"ratelimit": '"api";r=3;t=55'}, 0.0),
        ({"ratelimit": '"api";r=0;t=999999'}, 3600.0),
        ({"ratelimit": "r=;t=x"}, 0.0),
    ],
)
def test_a_busy_server_says_when_to_ask_again(headers: dict[str, str], seconds: float) -> None:
    assert retry_after(headers) == seconds
