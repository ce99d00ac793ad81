"""Writes `kt_core/catalog/generated.json` from Keras: `python -m kt_core.engine.derive`.

Only what Keras itself tells is in that file; corrections belong in the catalog's overlay.
"""

import inspect
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import keras

from kt_core.engine.docstrings import arguments, call_texts, summary
from kt_core.engine.fields import field_of

FILE = Path(__file__).parent.parent / "catalog" / "generated.json"
CELLS = {"GRUCell", "LSTMCell", "SimpleRNNCell", "StackedRNNCells"}
MODULES = {
    "layer": keras.layers,
    "cell": keras.layers,
    "initializer": keras.initializers,
    "regularizer": keras.regularizers,
    "constraint": keras.constraints,
    "activation": keras.activations,
    "optimizer": keras.optimizers,
    "schedule": keras.optimizers.schedules,
    "loss": keras.losses,
    "metric": keras.metrics,
    "callback": keras.callbacks,
    "application": keras.applications,
}
OMISSIONS = json.loads((FILE.parent / "omissions.json").read_text("utf-8"))  # with the reasons
REFUSED = {family: set(names) for family, names in OMISSIONS["kinds"].items()}
OMITTED = {family: set(names) for family, names in OMISSIONS["params"].items()}
# Strings that `compile` reads by the shapes it meets, not by name.
DEPENDING = {"metric": {"accuracy", "acc"}, "loss": {"crossentropy", "ce"}}
INHERITED = ("activity_regularizer", "dtype")
LISTED = ("call_options", "params")  # lists of parameters, each on its own line
PHASE = "training"  # Keras gives it itself


def derive() -> dict[str, Any]:
    """All offered families: `{"keras": version, "inherited": [param], "families": {...}}`.

    `families` maps family and kind to an entry; an entry with `"inherits": true` also takes the
    `inherited` parameters, those of Keras' base layer.
    """
    families = {family: dict(_entries(family)) for family in MODULES}
    base = _signature(keras.layers.Layer.__init__)
    texts = arguments(keras.layers.Layer)
    inherited = [derived_param(base[name], texts.get(name, "")) for name in INHERITED]
    return {"keras": keras.__version__, "inherited": inherited, "families": families}


def _entries(family: str) -> Iterator[tuple[str, dict[str, Any]]]:
    things = _things(family)
    names: dict[int, list[str]] = {}
    for name, thing in things.items():
        names.setdefault(id(thing), []).append(name)
    identifiers = _identifiers(family)
    for aliases in names.values():
        thing = things[aliases[0]]
        kind = thing.__name__ if thing.__name__ in aliases else aliases[0]
        others = {*aliases, thing.__name__, *identifiers.get(id(thing), ())}
        others -= {kind, *DEPENDING.get(family, ())}
        yield kind, _entry(family, kind, thing, sorted(others))


def _things(family: str) -> dict[str, Any]:
    public = vars(MODULES[family])
    if family == "cell":
        return {name: public[name] for name in sorted(CELLS)}
    wanted = inspect.isfunction if family in ("activation", "application") else inspect.isclass
    refused = REFUSED.get(family, set())
    found = {name: thing for name, thing in sorted(public.items()) if wanted(thing)}
    found = {name: thing for name, thing in found.items() if name not in refused}
    return {**found, "Input": keras.Input} if family == "layer" else found


def _entry(family: str, kind: str, thing: Any, identifiers: list[str]) -> dict[str, Any]:
    entry = {
        "module": MODULES[family].__name__.replace("keras._tf_keras.", ""),
        "source": thing.__module__.removeprefix("keras.src."),
        "identifiers": identifiers,
        "doc": summary(thing),
        "params": [] if family == "activation" else list(_params(family, thing)),
    }
    if family == "layer" and kind != "Input":
        entry |= calling(thing)
    if family in ("layer", "cell"):
        entry["inherits"] = _takes_keywords(thing)
    omitted = sorted(set(_signature(thing)) & OMITTED.get(family, set()))
    return {**entry, "omitted": omitted} if omitted else entry


def _params(family: str, thing: Any) -> Iterator[dict[str, Any]]:
    texts = arguments(thing)
    for name, parameter in _signature(thing).items():
        if name not in OMITTED.get(family, set()):
            yield derived_param(parameter, texts.get(name, ""))


def derived_param(parameter: inspect.Parameter, doc: str) -> dict[str, Any]:
    """What name, default and text of a constructor argument tell; see `fields.field_of`."""
    required = parameter.default is parameter.empty
    default = None if required else parameter.default
    found: dict[str, Any] = {"name": parameter.name, **field_of(parameter.name, default, doc)}
    found |= {"required": True} if required else {"default": plain_default(default)}
    if not required and default is None:
        found["nullable"] = True
    return {**found, "doc": doc} if doc else found


def _signature(thing: Any) -> dict[str, inspect.Parameter]:
    parameters = inspect.signature(thing).parameters.values()
    unnamed = (inspect.Parameter.VAR_KEYWORD, inspect.Parameter.VAR_POSITIONAL)
    return {
        each.name: each for each in parameters if each.kind not in unnamed and each.name != "self"
    }


def _takes_keywords(thing: Any) -> bool:
    parameters = inspect.signature(thing).parameters.values()
    return any(each.kind is inspect.Parameter.VAR_KEYWORD for each in parameters)


def calling(layer: Any) -> dict[str, Any]:
    """The `arguments` of a layer's `call`, names of tensors, and its `call_options`, if any."""
    return {"arguments": call_arguments(layer.call), **_call_options(layer)}


def call_arguments(call: Callable[..., Any]) -> list[str]:
    """Names of the tensors that a layer's `call` takes."""
    told = {"self", PHASE, *options(call)}
    return [name for name in inspect.signature(call).parameters if name not in told]


def options(call: Callable[..., Any]) -> dict[str, inspect.Parameter]:
    """The arguments of a layer's `call` that are no tensors: those that default to yes or no."""
    found = _signature(call)
    return {
        name: each
        for name, each in found.items()
        if name != PHASE and isinstance(each.default, bool)
    }


def _call_options(layer: Any) -> dict[str, Any]:
    texts = call_texts(layer)
    found = [derived_param(each, texts.get(name, "")) for name, each in options(layer.call).items()]
    return {"call_options": found} if found else {}


def plain_default(value: Any) -> Any:
    """A default as JSON has it: lists for tuples."""
    return [plain_default(item) for item in value] if isinstance(value, (tuple, list)) else value


def _identifiers(family: str) -> dict[int, list[str]]:
    """Strings that Keras' own `get` of the family takes, by id of the class or function meant."""
    module = getattr(keras.src, MODULES[family].__name__.rsplit(".", 1)[-1], None)
    known = {} if family == "cell" else getattr(module, "ALL_OBJECTS_DICT", {})
    classes = {id(fn): cls for cls in _things(family).values() if (fn := _function(family, cls))}
    found: dict[int, list[str]] = {}
    for name, thing in known.items():
        found.setdefault(id(classes.get(id(thing), thing)), []).append(name)
    return found


def _function(family: str, cls: Any) -> Any:
    """The function a loss class wraps: `"mse"` names the function, documents name the class."""
    return getattr(cls(), "fn", None) if family == "loss" else None


def written(catalog: dict[str, Any]) -> str:
    """The catalog as JSON for reviewers: sorted, one line for a parameter, one for its text."""
    families = ",\n".join(_family_lines(*item) for item in catalog["families"].items())
    inherited = ",\n".join(_param_lines(param) for param in catalog["inherited"])
    head = f'{{\n "keras": "{catalog["keras"]}",\n "inherited": [\n{inherited}\n ],\n'
    return f'{head} "families": {{\n{families}\n}}\n}}\n'


def _family_lines(family: str, entries: dict[str, Any]) -> str:
    lines = ",\n".join(_entry_lines(*item) for item in sorted(entries.items()))
    return f" {_json(family)}: {{\n{lines}\n }}"


def _entry_lines(kind: str, entry: dict[str, Any]) -> str:
    head = {key: value for key, value in sorted(entry.items()) if key not in LISTED}
    lines = [f"   {_json(key)}: {_json(value)}" for key, value in head.items()]
    for key in (key for key in LISTED if key in entry):
        params = ",\n".join(_param_lines(param) for param in entry[key])
        lines.append(f'   "{key}": [' + (f"\n{params}\n   ]" if params else "]"))
    return f"  {_json(kind)}: {{\n" + ",\n".join(lines) + "\n  }"


def _param_lines(param: dict[str, Any]) -> str:
    rest = {key: value for key, value in sorted(param.items()) if key not in ("name", "doc")}
    line = _json({"name": param["name"], **rest})
    doc = f',\n     "doc": {_json(param["doc"])}' if "doc" in param else ""
    return f"    {line[:-1]}{doc}}}"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


if __name__ == "__main__":
    FILE.write_text(written(derive()), "utf-8")
