"""Groups of runs: who asked for what, and which place a run has in its group."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the groups, and `group` and `place` to the runs."""
    op.create_table(
        "kt_groups",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("draft", sa.String(40)),
        sa.Column("owner", sa.String(80), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("document", sa.Text, nullable=False),
        sa.Column("params", sa.Text, nullable=False),
        sa.Column("created", sa.Float, nullable=False),
    )
    op.create_index("kt_groups_by_draft", "kt_groups", ["draft", "created"])
    op.add_column("kt_runs", sa.Column("group", sa.String(40)))
    op.add_column("kt_runs", sa.Column("place", sa.Text))
    op.create_index("kt_runs_by_group", "kt_runs", ["group", "created"])
