"""What an entry of the catalog is, where Keras explains it, and where it was published."""

from components.escape import esc
from kt_core.catalog import Entry
from kt_core.texts import text


def links(entry: Entry) -> str:
    """Markdown links to Keras' page and, where there is one, to the paper."""
    found = [f"[{text('network.keras_page')}]({entry.page})"] if entry.page else []
    if entry.paper:
        label = text("forms.paper", title=esc(entry.paper.title))
        found.append(f"[{label}]({entry.paper.address})")
    return " · ".join(found)


def about(entry: Entry) -> str:
    """Markdown for a help text: what it does, then the links."""
    return "\n\n".join(part for part in (entry.gloss or entry.doc, links(entry)) if part)
