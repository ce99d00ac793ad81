"""The schema's history, for Alembic. Run by `kt_core.runs.database`, never by hand."""
