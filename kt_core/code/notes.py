"""What a learner should know of this very script: sentences above its sections."""

from collections import Counter
from collections.abc import Iterator, Mapping

from kt_core.catalog import find
from kt_core.data import card
from kt_core.data.sizes import streams
from kt_core.experiment import Component, Experiment, Node
from kt_core.names import internal_names
from kt_core.texts import text
from kt_core.wiring import NETWORK, wire

Note = tuple[str, dict[str, str]]


def about(key: str, whole: Experiment) -> str:
    """The sentences of the section `key` of a normalized experiment, each said once."""
    notes = dict(NOTES[key](whole)) if key in NOTES else {}
    words = [text(f"code.{key}.notes.{name}", **values) for name, values in notes.items()]
    return " ".join([text(f"code.{key}.about"), *words])


def _imports(whole: Experiment) -> Iterator[Note]:
    if whole.fit is not None and whole.fit.threads is not None:
        yield "threads", {"threads": str(whole.fit.threads)}


def _data(whole: Experiment) -> Iterator[Note]:
    if whole.data is None:
        return
    if whole.data.labels in ("one_hot", "pixels", "input"):
        yield whole.data.labels, {}
    if whole.data.inputs:
        yield "inputs", {}
    facts = card(whole.data.dataset)
    if facts.labels and whole.data.labels != "input":
        yield "multi_label", {"labels": ", ".join(facts.labels)}
    if facts.laid_out:
        yield ("streamed" if streams(facts) else "laid_out"), {"kind": facts.kind}


def _network(whole: Experiment) -> Iterator[Note]:
    augmentation = whole.data.augmentation if whole.data else ()
    wiring = wire(whole.network, whole.outputs, augmentation=augmentation).pruned()
    yield ("stack" if wiring.is_stack else "graph"), {}
    if augmentation:
        yield "augmentation", {}
    uses = Counter(call.owner.name for call in wiring.calls)
    if any(call.node.shares and uses[call.owner.name] > 1 for call in wiring.calls):
        yield "shared", {}
    for node in _nodes([call.owner for call in wiring.calls]):
        yield from _node(node)


def _node(node: Node) -> Iterator[Note]:
    if node.kind == NETWORK:
        yield "nested", {}
    elif node.kind and find("layer", node.kind) is None:
        pretrained = node.params.get("weights", "imagenet") is not None
        yield ("pretrained" if pretrained else "architecture"), {}
    if not node.trainable:
        yield "frozen", {}


def _nodes(nodes: list[Node]) -> Iterator[Node]:
    for node in nodes:
        yield node
        yield from _nodes(list(node.network or ()))


def _compile(whole: Experiment) -> Iterator[Note]:
    outputs = whole.outputs or ()
    if len(outputs) > 1:
        names = internal_names(node.name for node in whole.network)
        yield "several", {"outputs": ", ".join(f"`{names[name]}`" for name in outputs)}
        if isinstance(whole.loss, Mapping) and set(outputs) - set(whole.loss):
            yield "without_loss", {}
    optimizer = whole.optimizer
    rate = optimizer.params.get("learning_rate") if isinstance(optimizer, Component) else None
    if isinstance(rate, Component):
        yield "schedule", {"kind": rate.kind}


def _fit(whole: Experiment) -> Iterator[Note]:
    if whole.callbacks:
        yield "callbacks", {}
    if whole.fit is not None and (whole.fit.class_weight or whole.fit.sample_weight is not None):
        yield "weights", {}


NOTES = {"imports": _imports, "data": _data, "network": _network, "compile": _compile, "fit": _fit}
