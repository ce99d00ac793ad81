"""Looks at test parts, and marks of examples believed to be labelled wrongly."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Add both tables, keyed by the data set they are about."""
    op.create_table(
        "kt_looks",
        sa.Column("data", sa.String(80), primary_key=True),
        sa.Column("person", sa.String(80), primary_key=True),
        sa.Column("run", sa.String(40), primary_key=True),
        sa.Column("evaluation", sa.String(16), primary_key=True),
        sa.Column("created", sa.Float, nullable=False),
    )
    op.create_table(
        "kt_marks",
        sa.Column("data", sa.String(80), primary_key=True),
        sa.Column("row", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("person", sa.String(80), primary_key=True),
        sa.Column("label", sa.Integer),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("created", sa.Float, nullable=False),
    )
