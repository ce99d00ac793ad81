"""Wrong and odd pictures of many kinds: read as a person sees them, or refused with the reason."""

import subprocess
import sys

import numpy as np
import pytest

from kt_core.images import foreign_statistics, prepare, read, target_of
from kt_core.problems import ProblemError
from kt_core.texts import render
from tests.kt_core.images.odd_pictures import GREY, RIGHT, WRONG, encoded, moving

MEGABYTE = 2**20
LEVEL = 2  # grey levels that blending and JPEG may be off
EXACT = ("turned", "bit", "one ", "TIFF", "floats", "lines", "every", "broken", "pages")


@pytest.mark.parametrize("name", RIGHT)
def test_an_odd_picture_is_read_as_a_person_sees_it(name):
    content, expected = RIGHT[name]
    found = np.asarray(read(content).image)
    if found.ndim == 3 and expected.ndim == 2:
        assert np.ptp(found, axis=-1).max() == 0
        found = found[..., 0]
    assert found.shape == expected.shape
    off = np.abs(found.astype(int) - expected).max()
    assert off <= (0 if name.startswith(EXACT) else LEVEL)


@pytest.mark.parametrize("name", RIGHT)
def test_every_odd_picture_becomes_an_input(name):
    made = prepare(RIGHT[name][0], target_of((8, 8, 1)), statistics=foreign_statistics("unit"))
    assert made.tensor.shape == (8, 8, 1)
    assert made.tensor.dtype == np.float32
    assert 0 <= made.tensor.min() <= made.tensor.max() <= 1
    assert made.steps[0].code == "original"


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_picture_is_refused_with_its_reason(name):
    content, code = WRONG[name]
    with pytest.raises(ProblemError) as raised:
        read(content)
    problem = raised.value.problems[0]
    assert problem.code == code or (code is None and problem.code.startswith("image_"))
    said = render(problem)
    assert "?" not in said.what + said.expected


@pytest.mark.parametrize(
    ("content", "note"),
    [
        (moving("GIF"), "first_frame"),
        (moving("PNG"), "first_frame"),
        (moving("TIFF"), "first_page"),
        (RIGHT["16 bits of grey"][0], "sixteen_bit"),
        (RIGHT["floats from 0 to 1"][0], "unit_values"),
        (RIGHT["floats below 0"][0], "values_stretched"),
        (encoded(GREY), None),
    ],
)
def test_what_was_left_out_or_changed_is_said(content, note):
    assert read(content).notes == ((note,) if note else ())


PROGRAM = """
import resource
import numpy as np
from kt_core.images import foreign_statistics, prepare, target_of
from kt_core.problems import ProblemError
from tests.kt_core.images.odd_pictures import RIGHT, WRONG, encoded

def most():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024

prepare(RIGHT["16 bits of grey"][0], target_of((8, 8, 1)), statistics=foreign_statistics("unit"))
before = most()
for content, _ in (*RIGHT.values(), *WRONG.values()):
    try:
        prepare(content, target_of((28, 28, 3)), statistics=foreign_statistics("torch"))
    except ProblemError:
        pass
small = most()
largest = encoded(np.zeros((4990, 4990), "uint16"))
begun = most()
prepare(largest, target_of((28, 28, 1)), statistics=foreign_statistics("unit"))
print(small - before, most() - begun)
"""


@pytest.mark.process
@pytest.mark.skipif(sys.platform == "win32", reason="resource is not there")
def test_no_odd_picture_costs_more_memory_than_a_sound_one_of_its_size():
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, check=True)
    odd, largest = map(int, done.stdout.split())
    assert odd < 100 * MEGABYTE
    assert largest < 600 * MEGABYTE
