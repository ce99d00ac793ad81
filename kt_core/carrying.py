"""Carries a training over to a rebuilt model: its numbers, and what its callbacks have counted.

Self-contained: the engine calls these functions and the exported script carries them word for
word, so that both go on alike.
"""

import inspect

import numpy as np


def all_layers(layers):
    """Every layer, those inside networks too, in an order that no change while training alters."""
    for layer in layers:
        yield layer
        yield from all_layers(getattr(layer, "layers", None) or ())


def named_variables(model):
    """All numbers that training moves, by names that do not depend on which layers are frozen:
    weights, states of random generators, and what the optimizer keeps."""
    weights = model.weights
    found = {f"weight/{at}": weight for at, weight in enumerate(weights)}
    for at, layer in enumerate(all_layers(model.layers)):
        known = {id(weight) for weight in layer.weights}
        states = [each for each in layer.variables if id(each) not in known]
        if not getattr(layer, "layers", None):
            found |= {f"random/{at}/{number}": each for number, each in enumerate(states)}
    places: dict = {}
    for at, weight in enumerate(weights):
        places.setdefault(weight.path.replace("/", "_"), []).append(at)
    for variable in model.optimizer.variables:
        name = slot_name(variable.name, places, found)
        found[name] = variable
    return found


def slot_name(name, places, taken):
    """`slot/<weight>/<what>` for a variable that the optimizer keeps for one weight, and
    `optimizer/<name>` for one of its own; `places` says where the weights of a path stand."""
    path = name
    while path and path not in places:
        path = path.rpartition("_")[0]
    what = name[len(path) + 1 :]
    free = [f"slot/{at}/{what}" for at in places[path]] if path else []
    numbered = (f"optimizer/{name}/{number}" for number in range(len(taken) + 1))
    return next(each for each in (*free, *numbered) if each not in taken)


def watched(callback):
    """What a callback is and which figure it watches: another figure means counting anew."""
    return [
        type(callback).__name__,
        getattr(callback, "monitor", None),
        getattr(callback, "mode", None),
    ]


def same_callbacks(callbacks, earlier):
    """Each callback with the place in `earlier` (a list of `watched`) of the one whose counts it
    takes over, or None."""
    left = dict(enumerate(earlier))
    for callback in callbacks:
        mine = watched(callback)
        place = next((at for at, each in left.items() if list(each) == mine), None)
        if place is not None:
            del left[place]
        yield callback, place


def is_counted(callback, key):
    """Whether an attribute is something the callback has counted or kept, not what it was told."""
    told = inspect.signature(type(callback).__init__).parameters
    return key.lstrip("_") not in (*told, "model", "params", "append_header")


def goes_on_after_a_stop(callback):
    """A stop that lies behind us (EarlyStopping) counts no more."""
    if getattr(callback, "stopped_epoch", 0):
        callback.wait = callback.stopped_epoch = 0


def kept(model, callbacks):
    """All that a training is at this moment, for `put_back`."""
    plain = (type(None), bool, int, float, str, np.generic, np.ndarray)
    series = (list, tuple, set, frozenset, dict)
    moved = ("assign", "update_state", "bit_generator")  # variables, metrics, generators

    def is_state(value):
        found = isinstance(value, (*plain, *series))
        found = found or type(value).__name__ == "deque"
        return found or any(hasattr(value, name) for name in moved)

    states = [
        {key: value for key, value in vars(each).items() if is_state(value)} for each in callbacks
    ]
    numbers = {name: np.array(each) for name, each in named_variables(model).items()}
    return {
        "numbers": numbers,
        "watched": [watched(each) for each in callbacks],
        "states": states,
    }


def put_back(model, callbacks, state):
    """Go on from `state`: what is new in the model or among the callbacks begins afresh."""
    model.optimizer.build(model.trainable_variables)
    put_numbers(model, state["numbers"])
    for callback, place in same_callbacks(callbacks, state["watched"]):
        if place is not None:
            counted = state["states"][place].items()
            vars(callback).update({k: v for k, v in counted if is_counted(callback, k)})
            goes_on_after_a_stop(callback)


def put_numbers(model, numbers):
    """Give the variables of a built model the numbers of the same names; a mean of weights that
    only now begins (an optimizer's `use_ema`) begins with the weight itself."""
    variables = named_variables(model)
    for name, variable in variables.items():
        if name in numbers:
            variable.assign(numbers[name])
    for name, variable in variables.items():
        if name.endswith("/average") and name not in numbers:
            variable.assign(variables["weight/" + name.split("/")[1]])
    for layer in all_layers(model.layers):
        if hasattr(layer, "finalize_state"):  # Normalization works with copies
            layer.finalize_state()


def part_of_training(model, callbacks, state, end):
    """What to do while a part of a training runs, for a LambdaCallback that stands last: begin
    with `state` if there is one, end after `end` epochs (None: at the end) and keep the state."""

    def begin(logs):  # noqa: ARG001
        if state:
            put_back(model, callbacks, state)

    def after(epoch, logs):  # noqa: ARG001
        if epoch + 1 == end:
            state.update(kept(model, callbacks))
            model.stop_training = True

    return {"on_train_begin": begin, "on_epoch_end": after}
