"""The experiment document: the one state behind forms, command line, runs and scripts."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, StrictBool, StrictInt, Tag
from pydantic.functional_validators import AfterValidator
from typing_extensions import TypeAliasType

from kt_core.dataset_names import dataset_name

FORMAT = "kt-experiment"
VERSION = 1
DEPTH = 32


def _scalar(value: Any) -> Any:
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    raise ValueError("not a JSON value")


def _value_tag(value: Any) -> str:
    kind = value.get("kind", {}) if isinstance(value, dict) else {}
    named = not isinstance(kind, (dict, list, tuple, Component))  # else an output called "kind"
    if isinstance(value, Component) or named:
        return "<component>"
    if isinstance(value, dict):
        return "<map>"
    return "<list>" if isinstance(value, (list, tuple)) else "<scalar>"


def _component_tag(value: Any) -> str:
    if isinstance(value, str):
        return "<text>"
    return "<component>" if _value_tag(value) == "<component>" else "<map>"


def _ref_tag(value: Any) -> str:
    if isinstance(value, (list, tuple)):
        return "<list>"
    return "<text>" if isinstance(value, str) else "<ref>"


def _inputs_tag(value: Any) -> str:
    return "<map>" if isinstance(value, dict) else "<list>"


class Part(BaseModel):
    """A frozen piece of the document that refuses keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=False)


class Component(Part):
    """Anything of Keras' with parameters: `{"kind": "HeUniform", "params": {}}`."""

    kind: Annotated[str, Field(min_length=1, max_length=200)]
    params: "dict[str, Value]" = {}


Value = TypeAliasType(
    "Value",
    Annotated[
        Annotated[Component, Tag("<component>")]
        | Annotated["dict[str, Value]", Tag("<map>")]
        | Annotated["list[Value]", Tag("<list>")]
        | Annotated[Any, AfterValidator(_scalar), Tag("<scalar>")],
        Discriminator(_value_tag),
    ],
)
ComponentOrText = Annotated[
    Annotated[Component, Tag("<component>")] | Annotated[str, Tag("<text>")],
    Discriminator(lambda value: "<text>" if isinstance(value, str) else "<component>"),
]


class Output(Part):
    """One tensor of a node that returns several."""

    node: str
    output: StrictInt = 0


Ref = Annotated[
    Annotated[str, Tag("<text>")] | Annotated[Output, Tag("<ref>")],
    Discriminator(lambda value: "<text>" if isinstance(value, str) else "<ref>"),
]
RefOrRefs = Annotated[
    Annotated[str, Tag("<text>")]
    | Annotated[Output, Tag("<ref>")]
    | Annotated[tuple[Ref, ...], Tag("<list>")],
    Discriminator(_ref_tag),
]
Inputs = Annotated[
    Annotated[tuple[Ref, ...], Tag("<list>")] | Annotated[dict[str, RefOrRefs], Tag("<map>")],
    Discriminator(_inputs_tag),
]


Pixels = Annotated[StrictInt, Field(ge=-1_000_000, le=1_000_000)]
Layout = dict[str, Annotated[list[Pixels], Field(min_length=2, max_length=2)]]
"""Where nodes were put in the graph view: name -> [x, y] of the upper left corner, in pixels."""


class Node(Part):
    """One layer of the network, or another call of an earlier one (`shares`).

    `call` are the constants it is called with beside its tensors: `{"use_causal_mask": true}`.
    """

    name: Annotated[str, Field(min_length=1, max_length=200)]
    kind: str | None = None
    params: dict[str, Value] = {}
    inputs: Inputs | None = None
    call: dict[str, Value] = {}
    shares: str | None = None
    trainable: StrictBool = True
    enabled: StrictBool = True
    network: "tuple[Node, ...] | None" = None
    outputs: tuple[str, ...] | None = None
    layout: Layout | None = None

    def references(self) -> tuple[str, ...]:
        """Names of the nodes this one reads, in order; empty when it reads the node before it."""
        if self.inputs is None:
            return ()
        groups = self.inputs.values() if isinstance(self.inputs, dict) else self.inputs
        return tuple(_names(groups))


class Data(Part):
    """What is learned from: data set, scaling, validation, augmentation.

    `labels` "pixels": a class for every pixel; "input": the scaled example itself. `inputs` says
    which columns of a table each Input gets; without it every Input gets the whole example.
    """

    kind: str
    params: dict[str, Value] = {}
    scaling: Literal["none", "unit", "standard"] = "none"
    validation: Component | None = Component(kind="holdout", params={"fraction": 0.2})
    augmentation: tuple[Component, ...] = ()
    labels: Literal["integer", "one_hot", "pixels", "input"] = "integer"
    inputs: dict[str, tuple[str, ...]] | None = None

    @property
    def dataset(self) -> str:
        """The set's name, which holds its parameters: what is loaded and looked up by."""
        return dataset_name(self.kind, self.params)


ClassWeight = Annotated[
    Annotated[Literal["balanced"], Tag("<text>")] | Annotated[dict[str, float], Tag("<map>")],
    Discriminator(lambda value: "<map>" if isinstance(value, Mapping) else "<text>"),
]


class Every(Part):
    """How often something is measured or kept: each so many epochs."""

    every: StrictInt = 1


class Fit(Part):
    """How long and in which portions: the arguments of `fit`.

    `class_weight`: how much the examples of a class count, by its name (1 for those not named), or
    "balanced": all classes alike, however rare. `sample_weight`: the column of the table whose
    numbers, as they came, say how much each example counts. `precision`: what layers compute in.
    `threads`: intra-op and inter-op threads; without it as TensorFlow sets them on each machine.
    `layer_figures`: gradients, weights and activations of each layer are measured as well.
    `snapshots`: the weights are kept at the end of epochs, for looking back.
    """

    epochs: StrictInt = 1
    batch_size: StrictInt = 32
    class_weight: ClassWeight | None = None
    sample_weight: str | None = None
    precision: Literal["mixed_float16", "mixed_bfloat16"] | None = None
    threads: StrictInt | None = None
    layer_figures: Every | None = None
    snapshots: Every | None = None


class Weights(Part):
    """Numbers to begin with instead of random ones: a file of `kt_core.weights`, by layer name.

    `rename` maps a node to the saved layer it takes its numbers from (default: the one of its
    own name), nodes in `skip` start afresh; nodes inside networks are `network/node`.
    """

    file: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    origin: Annotated[str, Field(alias="from", max_length=200)] = ""
    rename: dict[str, str] = {}
    skip: tuple[str, ...] = ()


Loss = Annotated[
    Annotated[Component, Tag("<component>")]
    | Annotated[str, Tag("<text>")]
    | Annotated[dict[str, ComponentOrText], Tag("<map>")],
    Discriminator(_component_tag),
]
Metrics = Annotated[
    Annotated[tuple[ComponentOrText, ...], Tag("<list>")]
    | Annotated[dict[str, tuple[ComponentOrText, ...] | ComponentOrText], Tag("<map>")],
    Discriminator(_inputs_tag),
]


class Experiment(Part):
    """A network and, unless it is a network document, all that trains it."""

    format: Literal["kt-experiment"]
    version: Literal[1]
    name: Annotated[str, Field(max_length=200)] = ""
    seed: StrictInt = 0
    data: Data | None = None
    network: tuple[Node, ...]
    outputs: tuple[str, ...] | None = None
    layout: Layout | None = None
    loss: Loss | None = None
    optimizer: ComponentOrText | None = None
    metrics: Metrics = ()
    callbacks: tuple[ComponentOrText, ...] = ()
    fit: Fit | None = None
    weights: Weights | None = None

    @property
    def is_network_only(self) -> bool:
        """True for a network document: nothing in it is meant to be trained yet."""
        parts = (self.data, self.loss, self.optimizer, self.fit)
        return all(part is None for part in parts)

    def node(self, name: str) -> Node | None:
        """The node of that name on the top level, or None."""
        return next((node for node in self.network if node.name == name), None)

    def to_json(self) -> dict[str, Any]:
        """The document as it was given, as plain JSON values."""
        return self.model_dump(mode="json", exclude_unset=True, by_alias=True)


def parse(document: Mapping[str, Any] | str | bytes) -> Experiment:
    """The experiment that a JSON document describes.

    Raises ProblemError with every fault of form: not JSON, unknown keys (with the nearest known
    one), missing keys, wrong types. What the values mean is checked by `kt_core.checks`.
    """
    from kt_core.reading import read  # reading needs the classes above

    return read(document)


def _names(groups: Any) -> Iterator[str]:
    for item in groups:
        if isinstance(item, str):
            yield item
        elif isinstance(item, Output):
            yield item.node
        else:
            yield from _names(item)


Component.model_rebuild()
Node.model_rebuild()
