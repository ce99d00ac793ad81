"""What was measured of each layer, beside an epoch's figures."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add `layers` (JSON, only of epochs in which they were measured) to the epochs."""
    op.add_column("kt_epochs", sa.Column("layers", sa.Text))
