"""Networks that many people know have as many parameters here as where they were published."""

import pytest

from tests.kt_core.engine.published_models import ARCHITECTURES, EXAMPLES, architecture

pytestmark = pytest.mark.engine


def counted(document):
    from kt_core.engine.check import check

    answer = check(document)
    assert answer["ok"], answer["problems"]
    return answer["total_params"]


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_built_layer_by_layer_has_its_published_number(name):
    make, published, page = EXAMPLES[name]
    assert page.startswith("https://")
    assert counted(make()) == published


@pytest.mark.parametrize("kind", ARCHITECTURES)
def test_an_architecture_has_its_published_number(kind):
    assert counted(architecture(kind)) == ARCHITECTURES[kind][1]
