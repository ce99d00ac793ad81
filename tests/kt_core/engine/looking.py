"""Models with weights that are known, saved as runs leave them, ready to be asked why."""

from kt_core.engine import kt_member
from kt_core.engine.build import build
from kt_core.engine.explain_subject import Looked
from kt_core.engine.subject import subject
from kt_core.experiment import parse
from tests.kt_core.engine.real_models import stirred
from tests.kt_core.engine.small_documents import HEAD

UNIT = {"scaling": "unit", "subtract": 0.0, "divide": 1.0, "largest": 1, "brightness": 0.0}


def document(*nodes, shape=(8, 8, 1), **more):
    found = [{"name": "in", "kind": "Input", "params": {"shape": list(shape)}}]
    for place, node in enumerate(nodes, start=1):
        if isinstance(node, tuple):
            node = {"name": f"n{place}", "kind": node[0], "params": node[1]}
        found.append(node)
    usual = {"loss": "sparse_categorical_crossentropy", "optimizer": "adam", "fit": {"epochs": 1}}
    data = {"kind": "digits", "scaling": "unit"}
    return {**HEAD, "network": found, "data": data, **usual, **more}


def saved(path, given, *, weights=None, classes=None, preparation=None):
    """A model of the document at `path`; `weights` are its arrays, else random ones."""
    model = build(parse(given))
    if weights is None:
        stirred(model)
    else:
        model.set_weights(weights)
    model.save(path)
    member = {"document": given, "classes": list(classes or "0123456789")}
    kt_member.add(path, {**member, "preparation": preparation or UNIT})
    return model


def looked(path, x):
    return Looked(subject({"path": str(path)}), x.astype("float32"))
