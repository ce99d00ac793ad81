"""A small app whose script does not end, so that what a person does has to wait."""

from contextlib import contextmanager


@contextmanager
def busy(small_app):
    """From its next run on the script is busy, until the block ends."""
    hold = small_app.home / "hold"
    hold.touch()
    try:
        yield
    finally:
        hold.unlink()


def sent(page):
    """Lets the browser send what was done: two frames later it is on its way."""
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 50)))")
