"""The app, for `streamlit run app.py`.

This file is both the launcher, imported once per process, and the script, run for each session.
"""

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

if get_script_run_ctx(suppress_warning=True) is None:
    from components.launch import lifespan, middleware, routes, take_own_parts

    take_own_parts()
    app = st.App(__file__, routes=routes(), lifespan=lifespan, middleware=middleware())
else:
    from components.shell import frame

    frame()
