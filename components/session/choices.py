"""What a person chose for their own eyes: it is no part of the document."""

from components.session.state import tab
from kt_core.gallery import Choice
from kt_core.rate_search import Search
from kt_core.trial import Upload


def expert() -> bool:
    """Whether forms show every parameter."""
    return tab().expert


def set_expert(shown: bool) -> None:
    """Shows every parameter in forms, or only what a first course needs."""
    tab().expert = shown


def upload() -> Upload | None:
    """The model file uploaded last, opened or refused."""
    return tab().upload


def hold_upload(held: Upload | None) -> None:
    """Keeps an uploaded model while the person goes from page to page."""
    tab().upload = held


def rate_search() -> Search | None:
    """The last search for a learning rate, under way or ended."""
    return tab().rate_search


def hold_rate_search(held: Search | None) -> None:
    """Keeps a search for a learning rate; None forgets it."""
    tab().rate_search = held


def data_upload() -> Upload | None:
    """The file of data uploaded last, looked into or refused."""
    return tab().data_upload


def hold_data_upload(held: Upload | None) -> None:
    """Keeps an uploaded file of data while the person decides what to make of it."""
    tab().data_upload = held


def results_view() -> str:
    """Which view of the results is open, "" for the first."""
    return tab().results_view


def show_results(view: str, *, example: int | None = None) -> None:
    """Opens a view of the results, for one test example (its place in `x_test`) if it is given."""
    tab().results_view = view
    if example is not None:
        tab().example = example


def example() -> int | None:
    """The test example that is looked at, its place in `x_test`, or None."""
    return tab().example


def set_example(row: int | None) -> None:
    """Looks at that test example, or at none."""
    tab().example = row


def gallery(about: str) -> Choice:
    """Which examples the gallery shows; what was chosen for something else is forgotten."""
    held = tab().gallery
    return held[1] if held and held[0] == about else Choice()


def set_gallery(about: str, choice: Choice) -> None:
    """Keeps which examples the gallery shows; `about` tells data sets and tasks apart."""
    tab().gallery = (about, choice)
