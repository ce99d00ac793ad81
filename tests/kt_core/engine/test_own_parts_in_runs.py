"""Own parts where Keras' own are: checked, trained, saved, opened, exported, taken away as code."""

import sys

import numpy as np
import pytest

from kt_core import catalog, own_parts
from kt_core.code import script, write
from kt_core.engine.open import open_model
from kt_core.experiment import parse
from tests.kt_core.engine.scripts import run_elsewhere
from tests.kt_core.engine.small_documents import experiment, network
from tests.kt_core.engine.trained import same, trained, weights
from tests.kt_core.part_folders import EXAMPLES, entered, folder_of, left

pytestmark = pytest.mark.engine

NODES = (
    ("Flatten", {}),
    ("Scaled", {"start": 0.5}),
    {"name": "中 <b>", "kind": "Dense", "params": {"units": 12, "activation": "relu"}},
    ("Scaled", {}),
    ("Dense", {"units": 10, "activation": "softmax"}),
)
DOCUMENT = experiment(
    *NODES,
    optimizer={"kind": "WarmAdam", "params": {"warm_up": 20, "learning_rate": 0.01}},
    callbacks=[
        {"kind": "RateLog", "params": {}},
        {"kind": "ReduceLROnPlateau", "params": {"monitor": "loss", "patience": 1}},
    ],
)

MORE = """
import keras
from keras import ops

register = keras.saving.register_keras_serializable(package="more")


@register
class Half(keras.initializers.Initializer):
    def __call__(self, shape, dtype=None):
        return ops.full(shape, 0.5, dtype)


@register
class Share(keras.metrics.MeanMetricWrapper):
    def __init__(self, limit=0.5, **kwargs):
        super().__init__(fn=self.share, **kwargs)
        self.limit = limit

    def share(self, y_true, y_pred):
        return ops.cast(ops.max(y_pred, axis=-1) > self.limit, "float32")

    def get_config(self):
        return {"name": self.name, "dtype": self.dtype, "limit": self.limit}


@register
class Twice(keras.layers.Layer):
    def call(self, inputs):
        return 2 * inputs

    def compute_output_shape(self, input_shape):
        return input_shape
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    from kt_core.engine.part_files import derive_all

    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        entered(patch, home, EXAMPLES)
        derive_all()
        own_parts.include()
        yield home
        left()


@pytest.fixture(scope="module")
def run(home):
    return trained(DOCUMENT)


@pytest.fixture
def without():
    """This server, started without the folder."""
    with pytest.MonkeyPatch.context() as patch, catalog.including(catalog.Own()):
        patch.delenv("KT_PARTS")
        yield


def answered(document):
    from kt_core.engine.check import check

    return check(document)


def codes(answer):
    return [problem["code"] for problem in answer["problems"]]


def opened(path):
    return open_model(str(path), "model.keras")


def test_check_has_the_shapes_and_counts_that_keras_has(home):
    answer = answered(DOCUMENT)
    assert answer["ok"], answer["problems"]
    assert [node["params"] for node in answer["nodes"]] == [0, 0, 1, 64 * 12 + 12, 1, 130]
    assert answer["nodes"][2]["output_shape"] == [None, 64]


def test_what_keras_says_against_an_own_layer_is_a_problem_of_its_node(home):
    broken = network({"name": "mine", "kind": "Scaled", "params": {"start": "much"}})
    (problem,) = answered(broken)["problems"]
    assert problem["where"][:2] == ["network", "mine"]


def test_an_own_layer_that_does_not_tell_its_shape_is_refused_inside_another(home):
    inner = {"kind": "Scaled", "params": {}}
    document = network(("TimeDistributed", {"layer": inner}), shape=(4, 3))
    (problem,) = answered(document)["problems"]
    assert (problem["code"], problem["values"]["inner"]) == ("part_output_shape", "Scaled")
    assert problem["values"]["kind"] == "TimeDistributed"


def test_a_run_trains_with_them_and_keeps_what_the_callback_recorded(run):
    assert run.run.state == "finished"
    lines = (run.place / "learning_rate.csv").read_text().split()
    assert lines[0] == "epoch,learning_rate"
    assert lines[1].startswith("1,0.009999999")
    assert len(lines) == 3


def test_the_run_writes_down_with_which_parts_it_was_trained(run):
    assert run.json("machine.json")["parts"] == own_parts.digest()


def test_warm_up_takes_smaller_steps_than_adam(home):
    from kt_core.engine.components import make
    from kt_core.experiment import Component

    steps = []
    for kind, params in (("WarmAdam", {"warm_up": 10}), ("Adam", {})):
        import keras

        variable = keras.Variable(np.ones(3, "float32"))
        optimizer = make("optimizer", Component(kind=kind, params=params))
        optimizer.apply([keras.ops.ones(3)], [variable])
        steps.append(1 - float(variable.value[0]))
    assert steps[0] == pytest.approx(steps[1] / 10, rel=1e-3)


def test_a_callbacks_records_survive_in_the_checkpoint(run):
    from kt_core.engine import checkpoint, checkpoint_files
    from kt_core.engine.build import build, callbacks, compile_model
    from kt_core.normalize import normalize

    document = parse(DOCUMENT)
    model = build(document)
    compile_model(model, document)
    fresh = callbacks(normalize(document), run.place)
    checkpoint.restore(checkpoint_files.newest(run.place), model, fresh)
    assert fresh[0].rates == pytest.approx([0.01, 0.01])
    assert same_as_saved(model, run)


def same_as_saved(model, run):
    import keras

    saved = keras.saving.load_model(run.place / "model.keras")
    pairs = zip(model.get_weights(), saved.get_weights(), strict=True)
    return all(np.array_equal(one, other) for one, other in pairs)


def test_a_saved_model_opens_as_the_same_document(run):
    answer = opened(run.place / "model.keras")
    assert answer["ok"], answer["problems"]
    assert answer["experiment"] == DOCUMENT
    assert answer["notes"] == []


def test_without_our_own_member_the_file_tells_network_and_training(run, tmp_path):
    import keras

    keras.saving.load_model(run.place / "model.keras").save(tmp_path / "plain.keras")
    answer = opened(tmp_path / "plain.keras")
    assert answer["ok"], answer["problems"]
    assert [node.get("kind") for node in answer["experiment"]["network"]][2] == "Scaled"
    optimizer = answer["experiment"]["optimizer"]
    assert (optimizer["kind"], optimizer["params"]["warm_up"]) == ("WarmAdam", 20)


@pytest.mark.parametrize("form", ["h5", "keras"])
def test_an_exported_model_opens_again(run, tmp_path, form):
    from kt_core.engine.export import export

    file = export(run.run.id, form, str(tmp_path / f"model.{form}"))["file"]
    answer = opened(file)
    assert answer["ok"], answer["problems"]
    assert answer["experiment"]["network"][2]["params"] == {"start": 0.5}


def test_own_metric_initializer_and_wrapped_layer_go_the_same_way(tmp_path):
    """A metric without a name of its own, an initializer inside a layer, a layer inside one."""
    from kt_core.engine.part_files import derive_all

    document = experiment(
        ("Reshape", {"target_shape": [8, 8]}),
        ("TimeDistributed", {"layer": {"kind": "Twice", "params": {}}}),
        ("Flatten", {}),
        ("Dense", {"units": 10, "activation": "softmax", "kernel_initializer": {"kind": "Half"}}),
        metrics=[{"kind": "Share", "params": {"limit": 0.2}}],
        fit={"epochs": 1, "batch_size": 128},
    )
    with pytest.MonkeyPatch.context() as patch, catalog.including(catalog.Own()):
        entered(patch, tmp_path / "home", folder_of(tmp_path / "given", more=MORE))
        assert derive_all()["problems"] == []
        own_parts.include()
        run = trained(document)
        assert "share" in run.epochs[0]["values"]
        answer = opened(run.place / "model.keras")
        assert answer["ok"], answer["problems"]
        assert answer["experiment"] == document
        written = write(parse(document), tmp_path / "elsewhere").read_text("utf-8")
        assert "from more import Half, Share, Twice" in written
        assert "kernel_initializer=Half()" in written


def test_a_run_answers_with_them(run):
    from kt_core.engine.predict import predict

    row = [[0.0] * 8] * 8
    assert predict({"run": run.run.id}, rows=[row])["results"][0]["file"] == "row 1"


def test_a_file_is_refused_by_name_when_the_server_lacks_the_part(run, without):
    answer = opened(run.place / "model.keras")
    assert not answer["ok"]
    assert codes(answer) == ["part_missing"]
    assert answer["problems"][0]["values"] == {"given": "Scaled", "file": "scaled.py"}


def test_a_run_of_a_document_with_a_part_that_is_missing_says_so(run, without):
    from kt_core.problems import ProblemError

    assert "part_missing" in codes(answered(DOCUMENT))
    with pytest.raises(ProblemError) as refused:
        trained(DOCUMENT)
    assert refused.value.problems[0].code == "part_missing"


def test_a_file_cannot_have_a_module_imported_by_naming_it(run, tmp_path):
    """Neither a module of the folder by another name nor any other."""
    import zipfile

    with zipfile.ZipFile(run.place / "model.keras") as source:
        members = {name: source.read(name) for name in source.namelist()}
    config = members["config.json"].decode().replace("examples>Scaled", "this>Scaled")
    members["config.json"] = config.replace('"module": "scaled"', '"module": "this"').encode()
    with zipfile.ZipFile(tmp_path / "bad.keras", "w") as target:
        for name, content in members.items():
            target.writestr(name, content)
    answer = opened(tmp_path / "bad.keras")
    assert codes(answer) == ["model_custom"]
    assert "this" not in sys.modules


def test_the_script_beside_its_files_ends_with_the_very_weights_of_the_run(run, tmp_path):
    file = write(parse(DOCUMENT), tmp_path / "elsewhere")
    run_elsewhere(file, tmp_path)
    theirs, ours = weights(file.parent / "model.keras"), weights(run.place / "model.keras")
    assert len(ours) > 10
    assert same(theirs, ours)
    assert (file.parent / "learning_rate.csv").read_text() == (
        run.place / "learning_rate.csv"
    ).read_text()


def test_a_script_of_a_graph_names_own_layers_by_themselves(home):
    add = {"name": "sum", "kind": "Add", "inputs": ["n1", "n2"]}
    found = script(parse(network(("Scaled", {}), ("Scaled", {}), add)))
    assert "n1 = Scaled(" in found
    assert "layers.Scaled" not in found
    compile(found, "train.py", "exec")
