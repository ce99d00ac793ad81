"""The live channel: history, new rows, cursors, slow viewers, one reader per run."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import suppress

import pytest

from kt_core import live
from kt_core.live import Hub, Viewer, ViewerDropped
from kt_core.runs import Store

PATIENCE = 120.0  # seconds


class CountingStore(Store):
    """The real store, which also counts how often its rows are read."""

    reads = 0

    def rows(self, run, from_=0, limit=None):
        self.reads += 1
        return super().rows(run, from_, limit)


@pytest.fixture
def store(tmp_path):
    store = CountingStore(f"sqlite:///{tmp_path / 'kt.db'}")
    yield store
    store.close()


@pytest.fixture
def run(store):
    run = store.create_run({"fit": {"epochs": 2}}, handle={"pid": 1})
    store.change(run, states="queued", attempt=1, state="running", epochs=2, steps=4)
    return run


def record(store, run, *numbers):
    for number in numbers:
        store.record_batch(run, 1, epoch=0, x=[number], step=[number], seconds=[0.1], values={})


def end(store, run):
    store.change(run, states="running", attempt=1, state="finished")


async def seqs(messages: AsyncIterator[str], count: int) -> list[int]:
    """The numbers of the next `count` rows."""
    found: list[int] = []
    async with asyncio.timeout(PATIENCE):
        while len(found) < count:
            found += [row["seq"] for row in json.loads(await anext(messages))["rows"]]
    return found


def test_history_comes_first_and_new_rows_follow(store, run):
    async def watch():
        record(store, run, 1, 2)
        async with Hub(store).watch(run) as messages:
            assert await seqs(messages, 4) == [0, 1, 2, 3]
            record(store, run, 3)
            assert await seqs(messages, 1) == [4]

    asyncio.run(watch())


def test_a_viewer_that_comes_back_gets_the_rows_from_its_cursor_on(store, run):
    async def watch():
        record(store, run, 1, 2, 3)
        async with Hub(store).watch(run, from_=3) as messages:
            assert await seqs(messages, 2) == [3, 4]

    asyncio.run(watch())


def test_a_cursor_at_the_end_gets_only_what_is_new(store, run):
    async def watch():
        async with Hub(store).watch(run, from_=2) as messages:
            waiting = asyncio.create_task(seqs(messages, 1))
            await asyncio.sleep(0.1)
            record(store, run, 1)
            assert await waiting == [2]

    asyncio.run(watch())


def test_a_cursor_ahead_of_the_run_does_not_hide_new_rows_from_others(store, run):
    async def watch():
        hub = Hub(store)
        async with hub.watch(run, from_=1000) as ahead:
            lost = asyncio.create_task(anext(ahead))
            async with hub.watch(run) as messages:
                assert await seqs(messages, 2) == [0, 1]
                record(store, run, 1)
                assert await seqs(messages, 1) == [2]
            lost.cancel()
            with suppress(asyncio.CancelledError):
                await lost

    asyncio.run(watch())


def test_long_history_comes_in_pages(store, run, monkeypatch):
    monkeypatch.setattr(live, "PAGE", 2)

    async def watch():
        record(store, run, 1, 2, 3)
        async with Hub(store).watch(run) as messages:
            first = json.loads(await anext(messages))
            assert [row["seq"] for row in first["rows"]] == [0, 1]
            assert await seqs(messages, 3) == [2, 3, 4]

    asyncio.run(watch())


def test_two_viewers_of_a_run_share_one_reader_and_one_encoded_message(store, run):
    async def watch():
        hub = Hub(store)
        async with hub.watch(run) as one, hub.watch(run) as two:
            await seqs(one, 2), await seqs(two, 2)
            record(store, run, 1)
            messages = await anext(one), await anext(two)
            assert messages[0] is messages[1]
            assert hub.watched == {run}

    asyncio.run(watch())


def test_many_viewers_cost_no_more_reads_than_one(store, run, monkeypatch):
    monkeypatch.setattr(live, "EAGER", 0.02)

    async def reads_per_look(viewers: int) -> float:
        hub = Hub(store)
        watches = [hub.watch(run) for _ in range(viewers)]
        streams = [await watch.__aenter__() for watch in watches]
        for stream in streams:
            await seqs(stream, 2)
        before, began = store.reads, time.monotonic()
        await asyncio.sleep(0.5)
        found = (store.reads - before) / (1 + (time.monotonic() - began) / live.EAGER)
        for watch in watches:
            await watch.__aexit__(None, None, None)
        return found

    assert 0 < asyncio.run(reads_per_look(1)) <= 1
    assert 0 < asyncio.run(reads_per_look(20)) <= 1


def test_no_row_is_lost_for_viewers_who_join_while_rows_come(store, run):
    async def watch_one(hub: Hub, delay: float) -> list[int]:
        await asyncio.sleep(delay)
        found: set[int] = set()
        async with hub.watch(run) as messages, asyncio.timeout(PATIENCE):
            while len(found) < 42:
                found |= {row["seq"] for row in json.loads(await anext(messages))["rows"]}
        return sorted(found)

    async def watch():
        hub = Hub(store)
        watching = [asyncio.create_task(watch_one(hub, n * 0.02)) for n in range(12)]
        for number in range(40):
            await asyncio.to_thread(record, store, run, number)
            await asyncio.sleep(0.005)
        assert await asyncio.gather(*watching) == [list(range(42))] * 12

    asyncio.run(watch())


def test_nothing_is_read_when_nobody_watches(store, run):
    async def watch():
        hub = Hub(store)
        async with hub.watch(run) as messages:
            await seqs(messages, 2)
        assert hub.watched == frozenset()
        before = store.reads
        await asyncio.sleep(0.3)
        assert store.reads == before

    asyncio.run(watch())


def test_an_ended_run_is_looked_at_only_once_in_a_while(store, run):
    async def watch():
        end(store, run)
        async with Hub(store).watch(run) as messages:
            await seqs(messages, 3)
            before, began = store.reads, time.monotonic()
            await asyncio.sleep(0.6)
            assert store.reads - before <= 1 + (time.monotonic() - began) / live.ENDED

    asyncio.run(watch())


def test_a_run_that_goes_on_again_is_seen(store, run):
    async def watch():
        end(store, run)
        async with Hub(store).watch(run) as messages:
            await seqs(messages, 3)
            store.change(run, states="finished", state="running")
            record(store, run, 1)
            assert await seqs(messages, 2) == [3, 4]

    asyncio.run(watch())


def test_a_viewer_that_does_not_keep_up_is_dropped_and_the_others_go_on(store, run, monkeypatch):
    monkeypatch.setattr(live, "QUEUE", 3)

    async def watch():
        hub = Hub(store)
        async with hub.watch(run) as slow, hub.watch(run) as quick:
            await seqs(slow, 2), await seqs(quick, 2)
            for number in range(6):
                record(store, run, number)
                assert await seqs(quick, 1) == [2 + number]
            with pytest.raises(ViewerDropped):
                await anext(slow)

    asyncio.run(watch())


def test_a_silent_channel_says_that_it_lives(store, run, monkeypatch):
    monkeypatch.setattr(live, "SILENCE", 0.1)

    async def watch():
        async with Hub(store).watch(run) as messages:
            await seqs(messages, 2)
            assert json.loads(await anext(messages)) == {"rows": []}

    asyncio.run(watch())


def test_when_the_store_fails_viewers_are_asked_back_and_served_by_a_new_reader(
    tmp_path, store, run, caplog
):
    class FailingStore(CountingStore):
        fails = False

        def rows(self, run, from_=0, limit=None):
            if self.fails:
                raise OSError("the disk is gone")
            return super().rows(run, from_, limit)

    failing = FailingStore(store.url)

    async def watch():
        hub = Hub(failing)
        async with hub.watch(run) as messages:
            await seqs(messages, 2)
            failing.fails = True
            with pytest.raises(ViewerDropped):
                await seqs(messages, 1)
            failing.fails = False
            async with hub.watch(run, from_=2) as again:
                record(failing, run, 1)
                assert await seqs(again, 1) == [2]

    asyncio.run(watch())
    assert "the disk is gone" in caplog.text


def test_a_dropped_viewer_forgets_what_waited():
    async def drop():
        viewer = Viewer()
        viewer.offer("old")
        viewer.drop()
        with pytest.raises(ViewerDropped):
            await viewer.take()

    asyncio.run(drop())
