"""The HTTP server bounds what it takes, hides what fails and shows how the bot is."""

from __future__ import annotations

import asyncio
import gzip
import json
import logging
import socket
import struct
from collections.abc import AsyncIterator, Mapping

import httpx
import pytest

from adapters.fronts import http
from adapters.fronts.http import LARGEST, HttpFront
from adapters.fronts.pages import pages
from bot.delivery.meter import Meter
from bot.errors import SettingsError, StoreError
from bot.health import Watch
from bot.ports import Backlog


class Store:
    """A store that is as far behind as it is told to be."""

    def __init__(self) -> None:
        self.oldest_s = 0.0
        self.broken = False
        self.asked = 0

    async def backlog(self, at: float) -> Backlog:
        del at
        self.asked += 1
        if self.broken:
            raise StoreError("no such file: secret/place.sqlite")
        return Backlog(3, self.oldest_s, 0, 0.0, 0, ())

    async def retry(self, arrival: str) -> bool:
        return bool(arrival)

    async def drop(self, arrival: str) -> bool:
        return bool(arrival)


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def store() -> Store:
    return Store()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def watch(store: Store, clock: Clock) -> Watch:
    return Watch(store, Meter(), clock)


@pytest.fixture
async def front(watch: Watch) -> AsyncIterator[HttpFront]:
    async with http.connect("127.0.0.1", 0, pages(watch)) as front:
        yield front


@pytest.fixture
async def client(front: HttpFront) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=front.url, timeout=30) as client:
        yield client


async def echo(headers: Mapping[str, str], body: bytes) -> tuple[int, bytes]:
    return 200, json.dumps([headers.get("x-slack-signature"), body.decode("latin-1")]).encode()


async def test_a_post_reaches_its_platform_with_the_raw_body_and_lower_case_headers(
    front: HttpFront, client: httpx.AsyncClient
) -> None:
    front.post("/slack/events", echo)
    answer = await client.post("/slack/events", content=b"a=%20&b", headers={"X-Slack-SIGNATURE": "v0=1"})
    assert (answer.status_code, answer.json()) == (200, ["v0=1", "a=%20&b"])


async def test_a_compressed_body_is_left_as_it_was_signed(front: HttpFront, client: httpx.AsyncClient) -> None:
    front.post("/here", echo)
    packed = gzip.compress(b"small")
    answer = await client.post("/here", content=packed, headers={"Content-Encoding": "gzip"})
    assert answer.json()[1].encode("latin-1") == packed


async def test_the_platform_chooses_the_status(front: HttpFront, client: httpx.AsyncClient) -> None:
    async def refuse(_: Mapping[str, str], __: bytes) -> tuple[int, bytes]:
        return 401, b""

    front.post("/here", refuse)
    assert (await client.post("/here")).status_code == 401


async def test_unknown_paths_are_not_found_and_other_methods_not_allowed(
    front: HttpFront, client: httpx.AsyncClient
) -> None:
    front.post("/here", echo)
    answers = [
        await client.post("/there"),
        await client.get("/"),
        await client.get("/here"),
        await client.post("/healthz"),
    ]
    assert [answer.status_code for answer in answers] == [404, 404, 405, 405]


async def test_a_body_of_two_megabytes_passes_and_a_larger_one_does_not(
    front: HttpFront, client: httpx.AsyncClient
) -> None:
    front.post("/here", echo)
    assert (await client.post("/here", content=b"x" * LARGEST)).status_code == 200
    assert (await client.post("/here", content=b"x" * (LARGEST + 1))).status_code == 413


async def test_a_failure_is_logged_and_nothing_of_it_is_told(
    front: HttpFront, client: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    async def fail(_: Mapping[str, str], __: bytes) -> tuple[int, bytes]:
        raise RuntimeError("the inner secret")

    front.post("/here", fail)
    with caplog.at_level(logging.ERROR):
        answer = await client.post("/here")
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert "the inner secret" in caplog.text


async def test_a_body_that_never_ends_is_given_up(
    front: HttpFront, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "PATIENCE_S", 0.05)
    front.post("/here", echo)

    async def slowly() -> AsyncIterator[bytes]:
        yield b"a"
        await asyncio.sleep(5)

    assert (await client.post("/here", content=slowly())).status_code == 408


async def test_a_client_that_leaves_half_way_disturbs_nobody(front: HttpFront, client: httpx.AsyncClient) -> None:
    front.post("/here", echo)
    host, port = front.url.removeprefix("http://").split(":")
    _, writer = await asyncio.open_connection(host, int(port))
    writer.write(b"POST /here HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc")
    await writer.drain()
    reset = struct.pack("ii", 1, 0)
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, reset)
    writer.close()
    assert (await client.post("/here", content=b"abc")).status_code == 200


async def test_two_platforms_cannot_have_the_same_path(front: HttpFront) -> None:
    front.post("/here", echo)
    with pytest.raises(SettingsError, match="two platforms want /here"):
        front.post("/here", echo)


async def test_a_taken_port_is_named_with_the_remedy(front: HttpFront) -> None:
    port = int(front.url.rsplit(":", 1)[1])
    with pytest.raises(SettingsError, match=rf"port {port} .*in use.*--port"):
        async with http.connect("127.0.0.1", port, {}):
            pass


async def test_an_address_of_another_machine_is_named() -> None:
    with pytest.raises(SettingsError, match=r"192\.0\.2\.1"):
        async with http.connect("192.0.2.1", 0, {}):
            pass


async def test_a_free_port_is_told() -> None:
    async with http.connect("127.0.0.1", 0, {}) as front:
        assert int(front.url.rsplit(":", 1)[1]) > 0


async def test_ready_is_told_when_the_model_is_loaded(client: httpx.AsyncClient, watch: Watch) -> None:
    assert (await client.get("/readyz")).status_code == 503
    watch.ready = True
    assert (await client.get("/readyz")).status_code == 200


@pytest.mark.parametrize(("oldest_s", "status"), [(0.0, 200), (59.0, 200), (61.0, 503)])
async def test_health_is_red_when_somebody_waits_for_more_than_a_minute(
    client: httpx.AsyncClient, store: Store, oldest_s: float, status: int
) -> None:
    store.oldest_s = oldest_s
    answer = await client.get("/healthz")
    assert answer.status_code == status
    assert answer.json()["oldest_s"] == oldest_s


async def test_health_is_red_without_details_when_the_store_cannot_be_read(
    client: httpx.AsyncClient, store: Store
) -> None:
    store.broken = True
    answer = await client.get("/healthz")
    assert answer.status_code == 503
    assert "sqlite" not in answer.text


async def test_the_store_is_asked_once_a_second_at_most(
    client: httpx.AsyncClient, store: Store, clock: Clock
) -> None:
    for _ in range(5):
        await client.get("/healthz")
    assert store.asked == 1
    clock.now = 1.5
    await client.get("/healthz")
    assert store.asked == 2


async def test_metrics_are_served_with_the_state_of_the_queues(client: httpx.AsyncClient, store: Store) -> None:
    store.oldest_s = 12.0
    answer = await client.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert "chatrec_inbox_oldest_seconds 12.0" in answer.text
