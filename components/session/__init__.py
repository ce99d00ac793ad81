"""The one typed door to `st.session_state` and the URL: which draft, which run, what is selected.

The document lives in the store, its id in the URL (`?draft=`), so reloading loses nothing. Each
edit is a function applied to the newest document, so two tabs on one draft never undo each other.
"""

from components.session.address import begin, go, group, run, set_view, view, watch, watch_group
from components.session.choices import (
    data_upload,
    example,
    expert,
    hold_data_upload,
    hold_rate_search,
    hold_upload,
    rate_search,
    results_view,
    set_expert,
    show_results,
    upload,
)
from components.session.drafts import (
    Change,
    changed_since_drawn,
    checked,
    document,
    draft,
    draft_id,
    drop,
    edit,
    person,
    put,
    redo,
    remember_check,
    undo,
    value,
)
from components.session.levels import (
    edit_network,
    level,
    network,
    node_where,
    open_level,
    select,
    selected,
    show,
)
from components.session.refusals import refuse, refuse_beside, refused, unreadable
from components.session.state import VIEWS
from components.session.storage import store

__all__ = [
    "VIEWS",
    "Change",
    "begin",
    "changed_since_drawn",
    "checked",
    "data_upload",
    "document",
    "draft",
    "draft_id",
    "drop",
    "edit",
    "edit_network",
    "example",
    "expert",
    "go",
    "group",
    "hold_data_upload",
    "hold_rate_search",
    "hold_upload",
    "level",
    "network",
    "node_where",
    "open_level",
    "person",
    "put",
    "rate_search",
    "redo",
    "refuse",
    "refuse_beside",
    "refused",
    "remember_check",
    "results_view",
    "run",
    "select",
    "selected",
    "set_expert",
    "set_view",
    "show",
    "show_results",
    "store",
    "undo",
    "unreadable",
    "upload",
    "value",
    "view",
    "watch",
    "watch_group",
]
