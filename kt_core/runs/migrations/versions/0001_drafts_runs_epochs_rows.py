"""Drafts with their versions, runs, epochs and live rows."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the five tables."""
    _drafts()
    _runs()
    _rows()


def _drafts() -> None:
    op.create_table(
        "kt_drafts",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("owner", sa.String(80), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("created", sa.Float, nullable=False),
        sa.Column("saved", sa.Float, nullable=False),
    )
    op.create_table(
        "kt_draft_versions",
        sa.Column("draft", sa.String(40), primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True),
        sa.Column("document", sa.Text, nullable=False),
    )


def _runs() -> None:
    op.create_table(
        "kt_runs",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("draft", sa.String(40)),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("owner", sa.String(80), nullable=False),
        sa.Column("document", sa.Text, nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("attempt", sa.Integer, nullable=False),
        sa.Column("wish", sa.String(8), nullable=False),
        sa.Column("wished", sa.Float),
        sa.Column("handle", sa.Text),
        sa.Column("heartbeat", sa.Float),
        sa.Column("created", sa.Float, nullable=False),
        sa.Column("started", sa.Float),
        sa.Column("finished", sa.Float),
        sa.Column("why", sa.Text),
        sa.Column("result", sa.Text),
        sa.Column("epochs_done", sa.Integer, nullable=False),
        sa.Column("epochs_planned", sa.Integer),
    )
    op.create_index("kt_runs_by_created", "kt_runs", ["created"])
    op.create_index("kt_runs_by_state", "kt_runs", ["state", "created"])
    op.create_index("kt_runs_by_draft", "kt_runs", ["draft", "created"])


def _rows() -> None:
    op.create_table(
        "kt_epochs",
        sa.Column("run", sa.String(40), primary_key=True),
        sa.Column("epoch", sa.Integer, primary_key=True),
        sa.Column("attempt", sa.Integer, nullable=False),
        sa.Column("t", sa.Float, nullable=False),
        sa.Column("figures", sa.Text, nullable=False),
    )
    op.create_table(
        "kt_rows",
        sa.Column("run", sa.String(40), primary_key=True),
        sa.Column("seq", sa.Integer, primary_key=True),
        sa.Column("row", sa.Text, nullable=False),
    )
