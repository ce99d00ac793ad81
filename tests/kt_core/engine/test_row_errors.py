"""What a finished run leaves of the rows held out, and of its data, for the diagnosis."""

import numpy as np
import pytest

from kt_core.data import prepare
from kt_core.diagnosis.comparing import row_errors
from kt_core.diagnosis.gather import facts_of, gather
from kt_core.experiment import parse
from kt_core.normalize import normalize
from kt_core.runs import Store
from tests.kt_core.engine.small_documents import experiment
from tests.kt_core.engine.trained import trained

pytestmark = pytest.mark.engine


def test_each_row_held_out_is_kept_as_right_or_wrong(home):
    document = experiment()
    done = trained(document)
    kept = row_errors(done.run.id)
    data = prepare(normalize(parse(document)))
    assert (kept.rows == data.val_rows).all()
    last = done.epochs[-1]["values"]["val_sparse_categorical_accuracy"]
    assert kept.errors.mean() == pytest.approx(1 - last, abs=1e-6)
    facts = facts_of(done.run.id)
    assert (facts["train"], facts["validation"]) == (len(data.x_train), len(data.val_rows))
    evidence = gather(done.run, Store())
    assert (evidence.count, evidence.over, evidence.finite) == (2, True, True)


def test_errors_of_one_unit_of_whole_pictures_and_of_no_numbers():
    from kt_core.engine.row_errors import row_errors as errors

    yes = np.array([[1], [0], [1]])
    scores = np.array([[2.0], [0.3], [np.nan]])
    given = {"task": "classification"}
    assert errors(yes, scores, logits=True, **given).tolist() == [0.0, 1.0, np.inf]
    assert errors(yes, scores, logits=False, **given).tolist() == [0.0, 0.0, np.inf]
    hot = np.eye(3)[[0, 1]]
    assert errors(hot, hot[::-1], logits=False, **given).tolist() == [1.0, 1.0]
    away = errors(np.array([[3.0], [5.0]]), np.array([[2.0], [5.0]]), task="regression",
                  logits=False)  # fmt: skip
    assert away.tolist() == [1.0, 0.0]
    pixels = np.zeros((1, 2, 2), int)
    right = np.zeros((1, 2, 2, 3))
    right[..., 0] = 1
    right[0, 0, 0] = [0, 1, 0]
    assert errors(pixels, right, task="pixels", logits=False).tolist() == [0.25]
