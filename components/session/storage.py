"""The run store that all sessions of the process share."""

import streamlit as st

from kt_core.runs import Store
from kt_core.runs.database import store_url


def store() -> Store:
    """The run store, one for the whole process."""
    return _store(store_url())


@st.cache_resource
def _store(url: str) -> Store:
    return Store(url)
