"""What a browser may say was clicked."""

import pytest

from components.confusion import cell


def test_a_cell_is_named_by_true_and_predicted_class():
    assert cell([1, 2], size=3) == (1, 2)


@pytest.mark.parametrize(
    "told", [None, [], [1], [1, 2, 3], [1, 3], [-1, 0], [1.0, 2], ["1", "2"], "12", {"a": 1}]
)
def test_what_is_no_cell_of_the_matrix_is_none(told):
    assert cell(told, size=3) is None
