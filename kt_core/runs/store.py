"""The run store: everything that must outlive a process, behind one name."""

from kt_core.runs.changing import Changing
from kt_core.runs.drafts import Drafts
from kt_core.runs.groups import Groups
from kt_core.runs.looks import Looking
from kt_core.runs.marks import Marking
from kt_core.runs.naming import Naming
from kt_core.runs.recording import Recording


class Store(Drafts, Groups, Recording, Changing, Naming, Looking, Marking):
    """Drafts, runs, epochs, live rows, looks and marks in one database.

    `url` is SQLAlchemy's (sqlite:///... or postgresql+psycopg://...); default: KT_STORE, else
    SQLite in the home folder. Cheap to make, safe in threads and after a fork.
    """
