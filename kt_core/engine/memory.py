"""What Keras has said of a layer once is not asked again: most edits leave the others alone."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import keras

from kt_core import catalog
from kt_core.experiment import Node

MOST = 1500  # Keras layers that are kept, those inside architectures counted


@dataclass(frozen=True)
class Known:
    """A layer as it was made, and what came of calling it once."""

    layer: Any
    tensors: tuple[Any, ...]
    size: int


class Memory:
    """Layers and their symbolic results by all that decides them; the oldest are forgotten.

    What decides a call: kind, parameters, name, freezing, constant arguments, the dtype policy,
    and shape, dtype and mask of every tensor that comes in. Tensors stay the ones of the call that
    was remembered, so no model can be made of them.
    """

    def __init__(self, most: int = MOST):
        self._most, self._size = most, 0
        self._known: OrderedDict[str, Known] = OrderedDict()
        self._made: OrderedDict[str, None] = OrderedDict()

    def has_made(self, key: str) -> bool:
        """Whether Keras has made a layer of this key (`node_key`) without objection."""
        return key in self._made

    def find(self, key: str) -> Known | None:
        """What is known of the call with this key (`call_key`)."""
        known = self._known.get(key)
        if known:
            self._known.move_to_end(key)
        return known

    def keep(self, made: str, called: str, layer: Any, tensors: Sequence[Any]) -> None:
        """Remembers a call that went well, under both of its keys."""
        known = Known(layer, tuple(tensors), len(getattr(layer, "layers", ())) + 1)
        before = self._known.pop(called, None)
        self._size += known.size - (before.size if before else 0)
        self._known[called] = known
        self._made[made] = None
        self._made.move_to_end(made)
        while self._size > self._most and len(self._known) > 1:
            self._size -= self._known.popitem(last=False)[1].size
        while len(self._made) > self._most:
            self._made.popitem(last=False)


def node_key(node: Node, name: str) -> str | None:
    """All that decides which layer is made of a node, None for what must be made every time: a
    network of its own, and own parts, whose files may change."""
    entry = catalog.find("layer", node.kind or "") or catalog.find("application", node.kind or "")
    if entry is None or entry.is_own:
        return None
    return repr((node.kind, name, node.trainable, node.params, keras.config.dtype_policy().name))


def call_key(made: str, node: Node, arguments: Any) -> str:
    """All that decides the results: the layer's key, constant arguments, tensors that come in."""
    return repr((made, node.call, keras.tree.map_structure(_spec, arguments)))


def _spec(tensor: Any) -> Any:
    if not isinstance(tensor, keras.KerasTensor):
        return tensor
    mask = getattr(tensor, "_keras_mask", None)
    kind = (tensor.shape, str(tensor.dtype), tensor.sparse, getattr(tensor, "ragged", False))
    return str((kind, None if mask is None else _spec(mask)))
