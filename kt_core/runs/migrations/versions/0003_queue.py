"""The order of waiting runs, and the memory they need."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add `priority` and `memory` to the runs, and find an owner's newest quickly."""
    op.add_column("kt_runs", sa.Column("priority", sa.Integer, nullable=False, server_default="0"))
    op.add_column("kt_runs", sa.Column("memory", sa.Text))
    op.create_index("kt_runs_by_owner", "kt_runs", ["owner", "started"])
