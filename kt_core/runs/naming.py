"""Which files of starting weights anybody may still need: those that a document here names."""

from sqlalchemy import Text, cast, exists, select

from kt_core.runs.connected import Connected
from kt_core.runs.schema import groups, runs, versions

DOCUMENTS = (versions.c.document, runs.c.document, groups.c.document)


class Naming(Connected):
    """What the documents in the store name."""

    def names_weights(self, digest: str) -> bool:
        """Whether a draft (its undo history included), a run or a group names the file."""
        with self._read() as connection:
            found = (exists().where(cast(each, Text).contains(digest)) for each in DOCUMENTS)
            return any(connection.execute(select(each)).scalar() for each in found)
