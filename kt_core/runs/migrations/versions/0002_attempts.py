"""Where a run's attempt began, and how often it was retried."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add `retries` and `start_epoch` to the runs."""
    for name in ("retries", "start_epoch"):
        op.add_column("kt_runs", sa.Column(name, sa.Integer, nullable=False, server_default="0"))
