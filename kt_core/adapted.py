"""Which Normalization layers are measured before training, those in inner networks included."""

from collections.abc import Iterator, Sequence

from kt_core.experiment import Node


def is_adapted(node: Node) -> bool:
    """Whether the node is a Normalization whose numbers nobody gave."""
    return node.kind == "Normalization" and node.params.get("mean") is None


def adapted(network: Sequence[Node]) -> Iterator[tuple[str, ...]]:
    """The paths of names, from outside in, of the Normalization nodes that will be measured."""
    for node in network:
        if not node.enabled or node.shares is not None:
            continue
        if is_adapted(node):
            yield (node.name,)
        yield from ((node.name, *path) for path in adapted(node.network or ()))
