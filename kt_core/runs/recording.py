"""What a worker writes while it trains, fenced by its attempt, and what viewers read of it."""

import json
import time
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, Text, select, type_coerce, update

from kt_core.runs.connected import Connected, append_row, upsert
from kt_core.runs.record import AT_WORK, Wish
from kt_core.runs.schema import epochs, plain, rows, runs


class Recording(Connected):
    """Epochs and live rows in the store."""

    def record_epoch(
        self,
        run: str,
        attempt: int,
        epoch: int,
        values: Mapping[str, Any],
        *,
        layers: Mapping[str, Any] | None = None,
        **figures: Any,
    ) -> Wish | None:
        """Keep a finished epoch (0-based) for good: one transaction, on disk when this returns.

        `figures` are the live row's others (seconds, elapsed, remeasured, learning_rate, ...);
        `layers` (`values` by layer, `examples`, `seconds`) is a live row of its own behind it.
        Returns the person's wish, or None when this attempt is superseded or ended: then
        nothing was written, and the worker has to leave.
        """
        figures = plain({"epoch": epoch, "values": values, **figures})
        with self._write() as connection:
            wish = _fence(connection, run, attempt)
            if wish is None:
                return None
            now, keys = time.time(), {"run": run, "epoch": epoch}
            row = {**keys, "attempt": attempt, "t": now, "figures": figures}
            upsert(connection, epochs, list(keys), **row, layers=plain(layers))
            done = {"heartbeat": now, "epochs_done": epoch + 1}
            connection.execute(update(runs).where(runs.c.id == run).values(**done))
            append_row(connection, run, kind="epoch", attempt=attempt, **figures)
            if layers:
                measured = {"epoch": epoch, "attempt": attempt, **plain(layers)}
                append_row(connection, run, kind="layers", **measured)
        return wish

    def record_batch(self, run: str, attempt: int, **chunk: Any) -> Wish | None:
        """Keep a chunk of batch values as a live row: epoch, x, step, seconds, values.

        Survives a killed process; a power cut may take the last ones. Returns as `record_epoch`.
        """
        with self._write(durable=False) as connection:
            wish = _fence(connection, run, attempt)
            if wish is not None:
                append_row(connection, run, kind="batch", attempt=attempt, **chunk)
        return wish

    def epochs(self, run: str, from_: int = 0, limit: int | None = None) -> list[dict[str, Any]]:
        """Finished epochs in order, from epoch `from_` on: epoch, attempt, t, values and the other
        figures."""
        query = select(type_coerce(epochs.c.figures, Text), epochs.c.attempt, epochs.c.t)
        query = query.where(epochs.c.run == run, epochs.c.epoch >= from_)
        with self._read() as connection:
            found = connection.execute(query.order_by(epochs.c.epoch).limit(limit)).all()
        figures = _parsed(text for text, _, _ in found)
        return [
            {**each, "attempt": attempt, "t": t}
            for each, (_, attempt, t) in zip(figures, found, strict=True)
        ]

    def layers(self, run: str, from_: int = 0, limit: int | None = None) -> list[dict[str, Any]]:
        """The figures of each layer, of the epochs in which they were measured, in order: epoch,
        values (layer -> figures), examples, seconds."""
        query = select(epochs.c.epoch, epochs.c.layers)
        where = (epochs.c.run == run, epochs.c.epoch >= from_, epochs.c.layers.is_not(None))
        with self._read() as connection:
            query = query.where(*where).order_by(epochs.c.epoch).limit(limit)
            found = connection.execute(query).all()
        return [{"epoch": epoch, **layers} for epoch, layers in found]

    def rows(self, run: str, from_: int = 0, limit: int | None = None) -> list[dict[str, Any]]:
        """The live rows from number `from_` on, in order."""
        query = select(type_coerce(rows.c.row, Text))
        query = query.where(rows.c.run == run, rows.c.seq >= from_)
        with self._read() as connection:
            return _parsed(connection.execute(query.order_by(rows.c.seq).limit(limit)).scalars())


def _parsed(texts: Iterable[str]) -> list[Any]:
    """JSON values, read in one go: twice as fast as one by one."""
    return json.loads(f"[{','.join(texts)}]")


def _fence(connection: Connection, run: str, attempt: int) -> Wish | None:
    """The wish if this attempt still is the run's, with the run locked until the commit."""
    mine = (runs.c.id == run, runs.c.attempt == attempt, runs.c.state.in_(AT_WORK))
    return connection.execute(select(runs.c.wish).where(*mine).with_for_update()).scalar()
