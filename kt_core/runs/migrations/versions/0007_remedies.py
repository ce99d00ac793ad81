"""Runs that try a remedy: the run they were forked from, and what was changed."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add `parent` and `remedy` to the runs, and find a run's forks quickly."""
    op.add_column("kt_runs", sa.Column("parent", sa.String(40)))
    op.add_column("kt_runs", sa.Column("remedy", sa.Text))
    op.create_index("kt_runs_by_parent", "kt_runs", ["parent"])
