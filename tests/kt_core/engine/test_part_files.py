"""Files of own parts, imported for real: what they offer, and a sentence for what they don't."""

import pytest

from kt_core import catalog, own_parts
from kt_core.problems import Problem
from kt_core.texts import render
from tests.kt_core.part_folders import EXAMPLES, entered, folder_of, left

pytestmark = pytest.mark.engine

HEAD = "import keras\nfrom keras import ops\n\n"
REGISTERED = '@keras.saving.register_keras_serializable(package="mine")\n'
FINE = f'''{HEAD}{REGISTERED}class Halved(keras.layers.Layer):
    """Half of its input.

    Args:
        rate: Float, by how much.
    """

    def __init__(self, rate=0.5, **kwargs):
        super().__init__(**kwargs)
        self.rate = rate

    def call(self, inputs):
        return inputs * self.rate

    def get_config(self):
        return {{**super().get_config(), "rate": self.rate}}
'''


@pytest.fixture
def derived(tmp_path, monkeypatch):
    """Derives the parts of a folder with these files and offers them."""

    def derive(folder=None, **files):
        from kt_core.engine.part_files import derive_all

        entered(monkeypatch, tmp_path / "home", folder or folder_of(tmp_path / "given", **files))
        found = derive_all()
        own_parts.include()
        return found

    yield derive
    left()


def said(found):
    return {problem["code"]: problem for problem in found["problems"]}


def registered(body, *, name="Mine", base="keras.layers.Layer", head=HEAD):
    return f"{head}{REGISTERED}class {name}({base}):\n{body}\n"


def test_the_documented_examples_are_offered_without_a_problem(derived):
    found = derived(EXAMPLES)
    assert found["problems"] == []
    kinds = {family: sorted(entries) for family, entries in found["families"].items()}
    assert kinds == {
        "callback": ["RateLog"],
        "layer": ["Scaled"],
        "loss": ["CubedError"],
        "optimizer": ["WarmAdam"],
    }


def test_a_form_is_derived_from_signature_defaults_and_docstring(derived):
    derived(EXAMPLES)
    entry = catalog.entry("optimizer", "WarmAdam")
    steps = entry.param("warm_up")
    assert (steps.field, steps.default, steps.minimum) == ("integer", 100, 0)
    assert steps.doc.startswith("Integer, the number of steps")
    assert entry.registered == "examples>WarmAdam"


def test_what_the_class_hands_on_to_keras_own_is_offered_with_its_ranges(derived):
    derived(EXAMPLES)
    entry, adam = catalog.entry("optimizer", "WarmAdam"), catalog.entry("optimizer", "Adam")
    inherited = [param.name for param in entry.params if param.name != "warm_up"]
    assert sorted(inherited) == sorted(param.name for param in adam.params)
    assert entry.param("beta_1").maximum == adam.param("beta_1").maximum
    assert entry.rules == adam.rules


def test_layers_of_ones_own_have_what_every_layer_has(derived):
    derived(fine=FINE)
    names = [param.name for param in catalog.entry("layer", "Halved").params]
    assert names == ["rate", "activity_regularizer", "dtype"]
    assert catalog.entry("layer", "Halved").arguments == ("inputs",)


def test_every_family_that_keras_registers_can_be_ones_own(derived):
    body = "    def __call__(self, *args, **kwargs):\n        return args[0]\n"
    config = "    def get_config(self):\n        return {}\n"
    bases = {
        "Mine1": ("initializer", "keras.initializers.Initializer", body),
        "Mine2": ("regularizer", "keras.regularizers.Regularizer", body + config),
        "Mine3": ("constraint", "keras.constraints.Constraint", body),
        "Mine4": ("schedule", "keras.optimizers.schedules.LearningRateSchedule", body + config),
        "Mine5": ("metric", "keras.metrics.Mean", "    pass\n"),
    }
    files = {
        name.lower(): registered(text, name=name, base=base)
        for name, (_, base, text) in bases.items()
    }
    found = derived(**files)
    assert found["problems"] == []
    assert {name: catalog.find(family, name).family for name, (family, _, _) in bases.items()} == {
        name: family for name, (family, _, _) in bases.items()
    }


def test_several_tensors_are_wired_by_name_when_a_layer_needs_them(derived):
    derived(
        two=registered("    def call(self, left, right):\n        return left + right"),
        one=registered(
            "    def call(self, inputs, scale=None):\n        return inputs", name="Other"
        ),
    )
    assert catalog.entry("layer", "Mine").call == "query_value"
    assert catalog.entry("layer", "Mine").arguments == ("left", "right")
    assert catalog.entry("layer", "Other").call == "tensor"


def test_required_arguments_get_something_to_begin_with(derived):
    body = (
        '    """Several.\n\n    Args:\n        units: Integer, how many.\n'
        '        words: String, which.\n    """\n\n'
        "    def __init__(self, units, words, **kwargs):\n"
        "        super().__init__(**kwargs)\n        self.units, self.words = units, words"
    )
    derived(mine=registered(body))
    assert catalog.starting(catalog.entry("layer", "Mine")) == {"units": 64, "words": ""}


BROKEN = {
    "part_broken": ("x = 1\ny = 2\nz = x / 0\n", "line 3"),
    "part_kind_taken": (registered("    pass", name="dense"), "Dense"),
    "part_not_registered": (f"{HEAD}class Mine(keras.layers.Layer):\n    pass\n", "Mine"),
    "part_no_family": (registered("    pass", base="keras.Model"), "Mine"),
    "part_without_keywords": (
        registered("    def __init__(self):\n        super().__init__()"),
        "Mine",
    ),
    "part_config": (
        registered(
            "    def __init__(self, slow=1, **kwargs):\n"
            "        super().__init__(learning_rate=0.1, **kwargs)",
            base="keras.optimizers.Optimizer",
        ),
        "slow",
    ),
    "part_not_made": (
        registered(
            "    def __init__(self, rate=2.0, **kwargs):\n"
            "        super().__init__(**kwargs)\n        raise ValueError('never')"
        ),
        "Mine",
    ),
    "part_class_name": (registered("    pass", name="Größe"), "Größe"),
}


@pytest.mark.parametrize("code", BROKEN)
def test_what_cannot_be_offered_is_said_and_everything_else_goes_on(derived, code):
    content, word = BROKEN[code]
    found = derived(fine=FINE, other=content)
    assert said(found).keys() == {code}
    sentence = render(Problem.from_json(found["problems"][0]))
    assert word in sentence.what
    assert "other.py" in sentence.what
    assert "?" not in sentence.what + sentence.expected
    assert catalog.find("layer", "Halved") is not None


@pytest.mark.parametrize(
    "content", ["def broken(:\n", "raise SystemExit(3)\n", "import no_such_x\n"]
)
def test_an_error_names_file_and_line_whatever_it_is(derived, content):
    problem = said(derived(bad=content))["part_broken"]
    assert (problem["values"]["file"], problem["values"]["line"]) == ("bad.py", 1)
    assert problem["values"]["detail"]


@pytest.mark.parametrize("name", ["random", "numpy", "keras", "train", "kt_core"])
def test_a_file_never_stands_in_another_modules_place(derived, name):
    import sys

    before = sys.modules.get(name)
    problem = said(derived(**{name: FINE}))["part_file_taken"]
    assert problem["values"]["module"] == name
    assert sys.modules.get(name) is before


def test_a_file_name_that_no_script_could_import_is_refused(derived):
    assert "part_file_name" in said(derived(**{"my-part": FINE}))


def test_the_file_beside_a_part_may_correct_its_form(derived):
    beside = (
        '{"entries": {"Halved": {"level": "expert", "gloss": "Half.", '
        '"params": {"rate": {"maximum": 1, "minimum": 0, "gloss": "Share."}}}}}'
    )
    derived(fine=FINE, fine_json=beside)
    entry = catalog.entry("layer", "Halved")
    assert (entry.level, entry.gloss, entry.param("rate").maximum) == ("expert", "Half.", 1)
    assert entry.param("rate").gloss == "Share."


@pytest.mark.parametrize(
    ("beside", "code"),
    [
        ("{", "part_overlay"),
        ('{"entries": {"Halved": []}}', "part_overlay"),
        ('{"entries": {"Halved": {"params": {"rate": {"minimun": 1}}}}}', "part_overlay"),
        ('{"entries": {"Halved": {"params": {"rate": {"minimum": "low"}}}}}', "part_overlay"),
        ('{"entries": {"Halved": {"params": 3}}}', "part_overlay"),
        ('{"entries": {"Quartered": {}}}', "part_overlay_unused"),
    ],
)
def test_a_faulty_file_beside_a_part_is_said(derived, beside, code):
    found = derived(fine=FINE, fine_json=beside)
    assert said(found).keys() == {code}
    assert "fine" in render(Problem.from_json(found["problems"][0])).what


def test_what_a_class_gives_its_base_by_itself_is_not_asked_for(derived):
    body = (
        "    def __init__(self, **kwargs):\n"
        "        super().__init__(learning_rate=0.1, **kwargs)\n"
        "    def get_config(self):\n        config = super().get_config()\n"
        "        return {k: v for k, v in config.items() if k != 'learning_rate'}"
    )
    assert derived(mine=registered(body, base="keras.optimizers.Optimizer"))["problems"] == []
    names = [param.name for param in catalog.entry("optimizer", "Mine").params]
    assert "learning_rate" not in names
    assert "clipnorm" in names
