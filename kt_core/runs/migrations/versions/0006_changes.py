"""What was changed in a run while it trained."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add `changes` to the runs."""
    op.add_column("kt_runs", sa.Column("changes", sa.Text))
