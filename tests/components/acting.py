"""A script with the session, run on a draft with things that were done in the browser."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from streamlit.testing.v1 import AppTest

from kt_core.runs import Store


def acted_on(network: Sequence[Mapping[str, Any]], script: str, acts: Sequence[Any]) -> Any:
    """What the script writes as its first JSON; it finds `acts` in the query parameters."""
    store = Store()
    app = AppTest.from_string(script, default_timeout=120)
    document = {"format": "kt-experiment", "version": 1, "network": list(network)}
    app.query_params["draft"] = store.create_draft(document)
    app.query_params["acts"] = json.dumps(acts)
    store.close()
    app.run()
    assert not app.exception, app.exception
    return json.loads(app.json[0].value)
