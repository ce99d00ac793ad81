"""Two documents that mean the same become equal: names, numbers, defaults and references.

What is stored is what was given; this is for comparing, building, checking and writing code.
"""

from collections.abc import Mapping
from typing import Any

from kt_core.catalog import Entry, find, node_entry
from kt_core.catalog.canonical import canonical, canonical_call, canonical_params, floats
from kt_core.catalog.components import is_depending, parts
from kt_core.data.cards import parameters_of
from kt_core.data.parameters import unusual
from kt_core.experiment import Experiment, parse
from kt_core.names import snake_case

HOLDOUT = {"kind": "holdout", "params": {"fraction": 0.2}}
FOLD = {"folds": 5, "fold": 0, "repeats": 1, "repeat": 0}
DATA = {"params": {}, "scaling": "none", "labels": "integer"}
ACCURACIES = {
    "integer": "SparseCategoricalAccuracy",
    "one_hot": "CategoricalAccuracy",
    "binary": "BinaryAccuracy",
}
CROSSENTROPIES = {
    "integer": "SparseCategoricalCrossentropy",
    "one_hot": "CategoricalCrossentropy",
    "binary": "BinaryCrossentropy",
}
WHOLE = {"pixels": "integer", "input": "binary"}  # labels as large as the example


def normalize(experiment: Experiment) -> Experiment:
    """The same experiment in its one canonical form. What the catalog does not know is kept.

    Strings and numbers become components with class names and floats, Keras' defaults are left
    out, the document's own defaults (name, seed, outputs, validation, fit) are filled in, and
    references are written in the shortest way. Normalizing twice changes nothing more.
    """
    return parse(_document(experiment))


def _document(experiment: Experiment) -> dict[str, Any]:
    given = experiment.to_json()
    document = {**given, "name": experiment.name, "seed": experiment.seed, "layout": None}
    document |= _network(given)
    if experiment.fit is not None and experiment.fit.precision is not None:
        document["network"] = _with_full_precision(document["network"], given["network"])
    if given.get("weights") is not None:
        document["weights"] = _weights(given["weights"])
    if experiment.is_network_only:
        said = (key for key, value in document.items() if value not in (None, [], {}))
        return {"network": [], **{key: document[key] for key in said}}
    if given.get("data") is not None:
        document["data"] = _data(given["data"])
    if experiment.fit is not None:
        fit = experiment.fit.model_dump(exclude_none=True)
        document["fit"] = {key: value for key, value in fit.items() if value != {}}
    if given.get("optimizer") is not None:
        document["optimizer"] = canonical("optimizer", given["optimizer"])
    document["loss"] = _by_output(document, given.get("loss"), _loss)
    document["metrics"] = _by_output(document, given.get("metrics", []), _metrics)
    document["callbacks"] = [canonical("callback", one) for one in given.get("callbacks", [])]
    return {key: value for key, value in document.items() if value is not None}


def _weights(weights: dict[str, Any]) -> dict[str, Any]:
    """Which file, and what is not matched by its own name; what it is called says nothing."""
    renamed = {node: saved for node, saved in weights.get("rename", {}).items() if node != saved}
    skipped = sorted(set(weights.get("skip", ())))
    said = {"rename": renamed, "skip": skipped}
    return {"file": weights["file"], **{key: value for key, value in said.items() if value}}


def _data(data: dict[str, Any]) -> dict[str, Any]:
    validation = data.get("validation", HOLDOUT)
    if validation and validation["kind"] == "holdout":
        fraction = validation.get("params", {}).get("fraction", 0.2)
        params = {**validation.get("params", {}), "fraction": floats(fraction)}
        validation = {"kind": "holdout", "params": params}
    elif validation and validation["kind"] == "fold":
        said = {**FOLD, **validation.get("params", {})}
        said = {key: value for key, value in said.items() if value is not None}
        params = {key: value for key, value in said.items() if (key, value) != ("identical", False)}
        validation = {"kind": "fold", "params": params}
    augmentation = [canonical("layer", one) for one in data.get("augmentation", [])]
    found = {**DATA, **data, "validation": validation, "augmentation": augmentation}
    if parameters := parameters_of(data["kind"]):
        found["params"] = unusual(parameters, data.get("params", {}))
    return {key: value for key, value in found.items() if value or key != "inputs"}


def _network(holder: dict[str, Any]) -> dict[str, Any]:
    """Nodes and outputs of the document or of a nested network."""
    nodes = holder.get("network") or []
    before = [None, *(node["name"] for node in nodes)]
    kinds = {node["name"]: node.get("kind") for node in nodes}
    network = [_node(node, previous) for node, previous in zip(nodes, before, strict=False)]
    network = [_with_call(node, kinds) for node in network]
    outputs = holder.get("outputs") or [node["name"] for node in nodes[-1:]]
    return {"network": network, "outputs": outputs}


def _node(node: dict[str, Any], previous: str | None) -> dict[str, Any]:
    entry = node_entry(node.get("kind") or "")
    found = dict(node)
    if entry is not None:
        found["kind"] = entry.kind
        found["params"] = canonical_params(entry, node.get("params", {}))
    if node.get("network") is not None:
        found |= _network(node)
    found["inputs"] = _inputs(entry, node.get("inputs"), previous)
    found["layout"] = None
    usual = {"params": {}, "trainable": True, "enabled": True, "inputs": None}
    return {
        key: value
        for key, value in found.items()
        if value is not None and not (key in usual and value == usual[key])
    }


def _with_full_precision(
    network: list[dict[str, Any]], given: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """The nodes with the dtype float32 that they name: no default where the rest is computed in
    another precision."""
    found = []
    for node, said in zip(network, given, strict=True):
        if said.get("params", {}).get("dtype") == "float32":
            node = {**node, "params": {**node.get("params", {}), "dtype": "float32"}}
        if said.get("network"):
            inner = _with_full_precision(node["network"], said["network"])
            node = {**node, "network": inner}
        found.append(node)
    return found


def _with_call(node: dict[str, Any], kinds: Mapping[str, Any]) -> dict[str, Any]:
    """The node with the call options that differ from Keras' defaults; it may share a layer."""
    entry = node_entry(kinds.get(node.get("shares") or node["name"]) or "")
    call = canonical_call(entry, node.get("call", {})) if entry else node.get("call", {})
    rest = {key: value for key, value in node.items() if key != "call"}
    return {**rest, "call": call} if call else rest


def _inputs(entry: Entry | None, inputs: Any, previous: str | None) -> Any:
    """References without what goes without saying; None when the node reads the one before."""
    if isinstance(inputs, Mapping):
        found: Any = {name: _refs(value) for name, value in inputs.items()}
    else:
        found = _refs(inputs) if inputs else None
    arguments = entry.arguments if entry else ()
    if previous is not None and found == [previous]:
        return None
    if entry and entry.call == "query_value" and isinstance(found, list):
        each = found * 2 if len(found) == 1 else found  # one tensor is query and value
        found = dict(zip(arguments, each, strict=False)) if len(each) <= len(arguments) else each
    elif isinstance(found, dict) and list(found) == list(arguments[:1]):
        value = found[arguments[0]]
        found = value if isinstance(value, list) else [value]
    return None if previous is not None and found == [previous] else found


def _refs(value: Any) -> Any:
    if isinstance(value, list):
        return [_refs(item) for item in value]
    first = isinstance(value, Mapping) and value.get("output", 0) == 0
    return value["node"] if first else value


def _by_output(document: dict[str, Any], given: Any, make: Any) -> Any:
    """A loss or metrics for the one output, or a map from output name to them."""
    if isinstance(given, Mapping) and not isinstance(given.get("kind"), str):
        return {name: make(document, name, one) for name, one in given.items()}
    outputs = document["outputs"]
    return make(document, outputs[0] if outputs else "", given)


def _loss(document: dict[str, Any], output: str, given: Any) -> Any:
    if is_depending("loss", given):
        params = (parts(given) or ("", {}))[1]
        given = {"kind": CROSSENTROPIES[_labels(document, output)], "params": params}
    return canonical("loss", given)


def _metrics(document: dict[str, Any], output: str, given: Any) -> list[Any]:
    return [
        _metric(document, output, one) for one in (given if isinstance(given, list) else [given])
    ]


def _metric(document: dict[str, Any], output: str, given: Any) -> Any:
    """A metric with the name under which Keras logs it, where that is not the class' own."""
    kind, params = parts(given) or ("", {})
    params = {"name": kind, **params} if isinstance(given, str) else dict(params)
    if is_depending("metric", given):
        params.setdefault("name", kind)
        kind = ACCURACIES[_loss_labels(document, output)]
    entry = find("metric", kind)
    if entry is None:
        return given
    name = entry.param("name")
    if name is not None and params.get("name") == (name.default or snake_case(entry.kind)):
        del params["name"]
    return canonical("metric", {"kind": entry.kind, "params": params})


def _loss_labels(document: dict[str, Any], output: str) -> str:
    """Labels that the output's loss is made for, else those that its width and the data tell."""
    loss = document.get("loss")
    if isinstance(loss, Mapping) and not isinstance(loss.get("kind"), str):
        loss = loss.get(output)
    found = parts(loss)
    entry = find("loss", found[0]) if found else None
    told = next((label for label in (entry.targets if entry else ()) if label in ACCURACIES), None)
    return told or _labels(document, output)


def _labels(document: dict[str, Any], output: str) -> str:
    """As Keras tells them apart: one output is binary, else by how the data writes labels."""
    labels = (document.get("data") or {}).get("labels", "integer")
    if labels in WHOLE:
        return WHOLE[labels]
    return "binary" if _width(document["network"], output) == 1 else labels


def _width(network: list[dict[str, Any]], output: str) -> Any:
    """Units of the output's last layer that has any, going back from the node of that name."""
    names = [node["name"] for node in network]
    end = names.index(output) + 1 if output in names else len(network)
    units = [node.get("params", {}).get("units") for node in network[:end]]
    return next((each for each in reversed(units) if each is not None), None)
