"""A whole run as one HTML file that needs nothing else: for a lab book, a mail, a portfolio."""

from kt_core.report.page import report, standalone

__all__ = ["report", "standalone"]
