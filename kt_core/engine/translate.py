"""A saved model's configuration as an experiment document, through the catalog.

The configuration comes from a stranger and never reaches Keras: it is read as data, and what the
catalog does not know is refused by name. This is also how a saved model becomes editable.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from kt_core import catalog
from kt_core.engine import saved_values
from kt_core.engine.calls import Call, Tensor, calls, endpoints
from kt_core.engine.keras_tensors import is_operation
from kt_core.engine.saved_graph import Graph
from kt_core.experiment import Component
from kt_core.limits import MODEL_LAYERS, MODEL_NESTING
from kt_core.problems import Problem, ProblemError

SEQUENTIAL = "Sequential"
NETWORKS = (SEQUENTIAL, "Functional", "Model")
NETWORK_MODULES = (None, "keras", "keras.models")
NAME_LENGTH = 100


@dataclass(frozen=True, slots=True)
class Network:
    """A translated network: its nodes as document objects, and where they come from.

    `names` has the node of each layer of the file, in the file's order, `inner` the nested
    networks by layer, `masks` what a node is masked with where Keras works that out by itself
    (None for a Sequential, whose file does not tell).
    """

    nodes: list[dict[str, Any]] = field(default_factory=list)
    outputs: list[str] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    inner: dict[str, "Network"] = field(default_factory=dict)
    masks: dict[str, Any] | None = field(default_factory=dict)

    def parts(self) -> dict[str, Any]:
        """`network` and, where it is not the last node, `outputs` for a document."""
        only_last = self.outputs == [self.nodes[-1]["name"]]
        return {"network": self.nodes} | ({} if only_last else {"outputs": self.outputs})

    def layers(self) -> int:
        """How many layers there are, nested ones too."""
        return len(self.nodes) + sum(inner.layers() for inner in self.inner.values())


def translate(record: Mapping[str, Any]) -> Network:
    """The network in Keras' record of a model (`config.json`, or `model_config` of an .h5).

    Raises ProblemError for everything that is not a Sequential or functional model made of what
    the catalog offers.
    """
    found = _network(record, depth=0)
    _check_count(found.layers())
    return found


def _network(record: Mapping[str, Any], depth: int) -> Network:
    if depth > MODEL_NESTING:
        raise ProblemError(Problem("model_too_deep", values={"limit": MODEL_NESTING}))
    config = record.get("config")
    if not _is_network(record) or not isinstance(config, dict) or "layers" not in config:
        kind = str(record.get("registered_name") or record.get("class_name"))[:80]
        raise ProblemError(Problem("model_subclassed", values={"name": kind}))
    layers = config["layers"]
    if not isinstance(layers, list) or not layers or not all(map(_is_layer, layers)):
        raise _broken("layers")
    _check_count(len(layers) // 2)  # half may be operations that work out masks
    if record["class_name"] == SEQUENTIAL:
        return _sequential(record, layers, depth)
    return _functional(config, layers, depth)


def _is_network(record: Mapping[str, Any]) -> bool:
    module = record.get("module")
    known = module in NETWORK_MODULES or str(module).startswith("keras.src.models.")
    named = record.get("registered_name") in (None, record.get("class_name"))
    return record.get("class_name") in NETWORKS and known and named


def _is_layer(layer: Any) -> bool:
    return saved_values.is_object(layer) and isinstance(layer["config"], dict)


def _sequential(record: Mapping[str, Any], layers: list[dict[str, Any]], depth: int) -> Network:
    found = Network(names=_node_names(map(layer_name, layers)), masks=None)
    if layers[0]["class_name"] != "InputLayer":
        built = record["config"].get("build_input_shape") or _built_shape(record)
        name = _free("input", set(found.names.values()))
        found.nodes.append({"name": name, "kind": "Input", "params": {"shape": _shape(built)}})
    for layer in layers:
        plain, activation = _parted(layer)
        found.nodes.append(_node(plain, found, depth))
        if activation is not None:
            found.nodes.append(_activation_node(activation, found))
    found.outputs.append(found.nodes[-1]["name"])
    return found


def _functional(config: Mapping[str, Any], layers: list[dict[str, Any]], depth: int) -> Network:
    by_name = {layer_name(layer): layer for layer in layers}
    inputs = endpoints(config.get("input_layers"))
    outputs = [_counted(tensor, by_name) for tensor in endpoints(config.get("output_layers"))]
    operations = frozenset(name for name, layer in by_name.items() if is_operation(layer))
    order = calls([{**layer, "name": name} for name, layer in by_name.items()])
    graph = Graph({(call.layer, call.number): call for call in order}, by_name, operations)
    graph.check(outputs)
    found = Network(names=_node_names(name for name in by_name if name not in operations))
    first = {tensor.layer: place for place, tensor in enumerate(inputs)}
    order.sort(key=lambda call: first.get(call.layer, len(first)))
    _add_calls(order, graph, found, depth)
    found.outputs.extend(_output(graph.ref(tensor)) for tensor in outputs)
    return found


def _counted(tensor: Tensor, layers: Mapping[str, Mapping[str, Any]]) -> Tensor:
    """The tensor with its call counted from 0: where a model ends in a functional model, Keras
    counts from 1."""
    holder = layers.get(tensor.layer, {}).get("class_name")
    if holder not in NETWORKS or holder == SEQUENTIAL:
        return tensor
    return Tensor(tensor.layer, max(tensor.call - 1, 0), tensor.output)


def _add_calls(order: list[Call], graph: Graph, found: Network, depth: int) -> None:
    taken = set(found.names.values())
    for call in order:
        if call.layer in graph.operations:
            continue
        layer, name = graph.layers[call.layer], found.names[call.layer]
        plain, activation = _parted(layer)
        if call.number == 0:
            node = _node(plain, found, depth)
        else:
            node = {"name": _free(name, taken), "shares": name}
            taken.add(node["name"])
        graph.nodes[call.layer, call.number] = node["name"]
        if layer["class_name"] != "InputLayer":
            _add_inputs(node, call, graph, found)
        found.nodes.append(node)
        if activation is not None:
            found.nodes.append(_activation_node(activation, found))
            taken.add(found.nodes[-1]["name"])
            graph.nodes[call.layer, call.number] = found.nodes[-1]["name"]


def _parted(layer: Mapping[str, Any]) -> tuple[Mapping[str, Any], Mapping[str, Any] | None]:
    """A layer whose activation is itself a layer, such as `Dense(3, activation=LeakyReLU())`, as
    two; any other as it is. A layer called several times stays whole."""
    activation = layer["config"].get("activation")
    is_layer = saved_values.is_object(activation) and activation.get("module") == "keras.layers"
    if not is_layer or len(layer.get("inbound_nodes", ())) > 1:
        return layer, None
    return {**layer, "config": {**layer["config"], "activation": "linear"}}, activation


def _activation_node(activation: Mapping[str, Any], found: Network) -> dict[str, Any]:
    """The activation as a node that reads the node before it."""
    taken = {node["name"] for node in found.nodes} | set(found.names.values())
    name = _free(f"{found.nodes[-1]['name']}_activation", taken)
    made = saved_values.component(activation, "layer", ("network", name))
    _check_component(made, ("network", name))
    return {"name": name, **made}


def _add_inputs(node: dict[str, Any], call: Call, graph: Graph, found: Network) -> None:
    kind = graph.layers[call.layer]["class_name"]
    entry = None if kind in NETWORKS else catalog.find("layer", kind)
    inputs, options = graph.inputs(call, entry), graph.options(call, entry)
    if inputs != [found.nodes[-1]["name"] if found.nodes else None] or "shares" in node:
        node["inputs"] = inputs
    node |= {"call": options} if options else {}
    mask = graph.mask(call)
    if mask is not None and found.masks is not None:
        found.masks[node["name"]] = mask


def _node(layer: Mapping[str, Any], found: Network, depth: int) -> dict[str, Any]:
    config, name = layer["config"], found.names[layer_name(layer)]
    if layer["class_name"] == "InputLayer":
        return {"name": name, "kind": "Input", "params": _input_params(config)}
    frozen = {} if config.get("trainable", True) is not False else {"trainable": False}
    if layer["class_name"] in NETWORKS:
        inner = found.inner[layer_name(layer)] = _network(layer, depth + 1)
        return {"name": name, "kind": "Network", **inner.parts()} | frozen
    where = ("network", name)
    made = saved_values.component(layer, "layer", where)
    _check_component(made, where)
    return {"name": name, **made} | frozen


def _check_component(made: dict[str, Any], where: tuple[str, ...]) -> None:
    problems = catalog.component_problems("layer", Component.model_validate(made), where)
    errors = [problem for problem in problems if problem.severity == "error"]
    if errors:
        raise ProblemError(*errors)


def _input_params(config: Mapping[str, Any]) -> dict[str, Any]:
    if config.get("sparse") or config.get("ragged") or config.get("optional"):
        values = {"name": "Input", "layer": str(config.get("name")), "argument": "sparse"}
        raise ProblemError(Problem("model_argument", values=values))
    if "batch_input_shape" in config:
        raise ProblemError(Problem("model_keras2"))
    dtype = config.get("dtype", "float32")
    shape = {"shape": _shape(config.get("batch_shape"))}
    return shape if dtype == "float32" else {**shape, "dtype": str(dtype)}


def _shape(batch_shape: Any) -> list[int | None]:
    if not isinstance(batch_shape, (list, tuple)) or len(batch_shape) < 1:
        raise ProblemError(Problem("model_not_built"))
    sizes = list(batch_shape[1:])
    if not all(size is None or (isinstance(size, int) and size > 0) for size in sizes):
        raise _broken("input shape")
    return sizes


def _built_shape(record: Mapping[str, Any]) -> Any:
    built = record.get("build_config")
    return built.get("input_shape") if isinstance(built, dict) else None


def _output(ref: Any) -> str:
    if not isinstance(ref, str):
        raise ProblemError(Problem("model_output", values={"layer": ref["node"]}))
    return ref


def layer_name(layer: Mapping[str, Any]) -> str:
    return str(layer.get("name") or layer["config"].get("name"))


def _node_names(layers: Iterable[str]) -> dict[str, str]:
    """A document's node name for each layer's: at most `NAME_LENGTH` long, each only once."""
    found: dict[str, str] = {}
    for layer in layers:
        if layer in found:
            raise _broken("a layer's name stands twice")
        found[layer] = _free(layer[:NAME_LENGTH].strip() or "layer", set(found.values()))
    return found


def _free(name: str, taken: set[str]) -> str:
    number, free = 2, name
    while free in taken:
        free, number = f"{name}_{number}", number + 1
    return free


def _check_count(count: int) -> None:
    if count > MODEL_LAYERS:
        values = {"count": count, "limit": MODEL_LAYERS}
        raise ProblemError(Problem("model_too_many_layers", values=values))


def _broken(detail: str) -> ProblemError:
    values = {"name": "config.json", "detail": detail}
    return ProblemError(Problem("model_config_broken", values=values))
