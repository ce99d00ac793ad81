"""The network as a graph: what is drawn of it, and what a person does to it there.

Every function takes a holder of a network (a document, or a node of kind `Network`: both have
`network`, `outputs` and `layout`) and gives back a new one; the old one stays as it was. Unknown
names raise KeyError; what a person must not do raises ProblemError with the sentence for it.
"""

from kt_core.graph.adding import add_after, add_branch, add_copy, add_first, add_on
from kt_core.graph.connecting import connect, disconnect
from kt_core.graph.drawing import drawing
from kt_core.graph.joining import join, residual
from kt_core.graph.moving import arrange, move_node, tidy
from kt_core.graph.outputs import set_output
from kt_core.graph.removing import remove_node

__all__ = [
    "add_after",
    "add_branch",
    "add_copy",
    "add_first",
    "add_on",
    "arrange",
    "connect",
    "disconnect",
    "drawing",
    "join",
    "move_node",
    "remove_node",
    "residual",
    "set_output",
    "tidy",
]
