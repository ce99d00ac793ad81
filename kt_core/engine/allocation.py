"""Building without filling variables: what is large costs nothing."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager

import keras
from keras.src.backend.common import global_state

WAITING = "uninitialized_variables"
NAMES = "object_name_uids"


@contextmanager
def nothing_allocated() -> Iterator[None]:
    """Variables made inside are never filled, and Keras forgets them at the end; it would fill
    them at the next layer called outside. Names that Keras gives are counted from 0, as in a
    process that does nothing else.

    What Keras warns of comes as a problem as well, or is for those who write layers.
    """
    before = list(global_state.get_global_attribute(WAITING) or ())
    named = global_state.get_global_attribute(NAMES)
    global_state.set_global_attribute(NAMES, None)
    try:
        with keras.StatelessScope(initialize_variables=False), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        global_state.set_global_attribute(WAITING, before)
        global_state.set_global_attribute(NAMES, named)
