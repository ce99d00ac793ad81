"""What the catalog says about a thing of Keras' and its parameters, as frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Family = Literal[
    "layer",
    "cell",
    "initializer",
    "regularizer",
    "constraint",
    "activation",
    "optimizer",
    "schedule",
    "loss",
    "metric",
    "callback",
    "application",
]
Field = Literal[
    "integer",
    "float",
    "boolean",
    "choice",
    "text",
    "integer_or_list",
    "float_or_list",
    "list",
    "component",
    "layer",
    "shape",
    "value",
]
Level = Literal["beginner", "expert"]
Call = Literal["tensor", "list", "query_value", "none"]
Spread = Literal["both", "up", "one"]
Target = Literal["integer", "one_hot", "binary", "value"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Param:
    """One constructor argument: what a document may say for it and how a form asks for it.

    `default` is Keras' own, `start` what a new component begins with (every required one has it).
    `minimum` and `maximum` bound numbers, also those in a list; `exclusive_*` shuts the bound out.
    `choices` are the values of a "choice", or the kinds a "layer" may have. `family` names what a
    "component" is picked from; a "float" with a family takes a component of it as well. `words`
    are strings that stand where a number is expected. `rank` is the length of the list of an
    "integer_or_list" or "float_or_list" (None: any), `paired` lets each item be a pair, `items`
    is the field of a list's items, `gaps` allows null among them. `file` wants a bare file name.
    `usual` is the range in which most people's values lie, for the help.
    What Keras makes of a value, and so means the same: of null the value `filled`, or that of the
    parameter it `follows`; of a number x, where `spread` says so, "both" [-x, x], "up" [0, x] or
    "one" [1, x]; of a number where it is `single` the list of it alone.
    """

    name: str
    field: Field
    default: Any = None
    required: bool = False
    nullable: bool = False
    choices: tuple[Any, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    exclusive_minimum: bool = False
    exclusive_maximum: bool = False
    step: float | None = None
    family: Family | None = None
    words: tuple[str, ...] = ()
    rank: int | None = None
    paired: bool = False
    items: Field | None = None
    gaps: bool = False
    file: bool = False
    start: Any = None
    level: Level = "beginner"
    doc: str = ""
    gloss: str = ""
    usual: tuple[float, float] | None = None
    filled: Any = None
    follows: str = ""
    spread: Spread | None = None
    single: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A relation between parameters that Keras insists on; `kind` names the check in `rules`."""

    kind: str
    params: tuple[str, ...]
    values: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """Where an idea was published: its title, and the address at which it can be read."""

    title: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One kind of one family: `keras.layers.Dense`, `keras.losses.Huber`.

    `identifiers` are other strings that mean it, Keras' own (`"he_uniform"`) and public aliases
    (`"MaxPool2D"`). `call` tells how a layer is called: on a "tensor", on a "list" of tensors, with
    "query_value" arguments, or not at all ("none": `Input`); `arguments` are the names of the
    tensors it takes, `call_options` the constants that a node may say under `call`. `paper` is
    where the idea was published. `omitted` are constructor arguments that no document can hold
    (arrays, objects): a saved model may name them, null or false. `recorded` are names that a saved
    model carries and Keras works out by itself: they may be dropped. `targets` are the
    labels that a loss or metric is made for (empty: any): class numbers, one-hot rows, a column
    of 0 and 1, or values to predict. `starting` is what a new component is written with. `file` is
    the Python file of one of the server's own parts (empty for Keras'), whose module is `module`
    and whose class Keras knows as `registered` ("package>Class").
    """

    family: Family
    kind: str
    module: str
    group: str
    level: Level
    gloss: str
    doc: str
    page: str
    params: tuple[Param, ...]
    identifiers: tuple[str, ...] = ()
    call: Call = "tensor"
    arguments: tuple[str, ...] = ()
    call_options: tuple[Param, ...] = ()
    augmentation: bool = False
    omitted: tuple[str, ...] = ()
    recorded: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()
    targets: tuple[Target, ...] = ()
    starting: Mapping[str, Any] = field(default_factory=dict)
    paper: Paper | None = None
    registered: str = ""
    file: str = ""

    @property
    def is_own(self) -> bool:
        """Whether it is one of the server's own parts, not Keras'."""
        return bool(self.file)

    def call_option(self, name: str) -> Param | None:
        """The call option of that name, or None."""
        return next((option for option in self.call_options if option.name == name), None)

    def param(self, name: str) -> Param | None:
        """The parameter of that name, or None."""
        return next((param for param in self.params if param.name == name), None)
