"""Who has looked at which model's results on the test part of a data set."""

import time
from dataclasses import dataclass

from sqlalchemy import func, select

from kt_core.runs.connected import Connected, insert_once
from kt_core.runs.schema import looks


@dataclass(frozen=True, slots=True)
class Looks:
    """How many evaluations of one test part were seen: by one person, by all, by how many."""

    mine: int
    all: int
    people: int


class Looking(Connected):
    """Looks at test parts in the store. An evaluation is one measuring of one run's model."""

    def look(self, run: str, *, data: str, evaluation: str, person: str) -> None:
        """Note that the person has seen it; a second look at the same one changes nothing."""
        row = {"data": data, "run": run, "evaluation": evaluation, "person": person}
        with self._write() as connection:
            insert_once(connection, looks, **row, created=time.time())

    def has_looked(self, run: str, *, evaluation: str, person: str) -> bool:
        """Whether the person has seen that evaluation of the run."""
        mine = (looks.c.run == run, looks.c.evaluation == evaluation, looks.c.person == person)
        with self._read() as connection:
            return connection.execute(select(looks.c.run).where(*mine)).first() is not None

    def looks(self, data: str, *, person: str) -> Looks:
        """The counts for one test part."""
        of_data = looks.c.data == data
        own = select(func.count()).select_from(looks).where(of_data, looks.c.person == person)
        each = select(looks.c.run, looks.c.evaluation).where(of_data).distinct().subquery()
        people = select(func.count(looks.c.person.distinct())).where(of_data)
        with self._read() as connection:
            counts = [own, select(func.count()).select_from(each), people]
            return Looks(*(connection.execute(count).scalar_one() for count in counts))
