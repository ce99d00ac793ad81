"""What of the decision surface only computes, run where it will run: in a browser."""

import pytest

pytestmark = pytest.mark.browser


def test_lines_are_drawn_where_numbers_pass_zero(run):
    ramp = [x - 1.25 + 0 * y for y in range(3) for x in range(4)]
    lines = run("surface/contour.js", "m.zeroLines(given, 4, 3)", ramp)
    assert lines and all(x == 1.25 for line in lines for x in (line[0], line[2]))
    assert sum(abs(y2 - y1) for _, y1, _, y2 in lines) == 2
    ramp[0] = None
    assert len(run("surface/contour.js", "m.zeroLines(given, 4, 3)", ramp)) <= len(lines)
    output = {"count": 3, "height": 1, "width": 2}
    told = "{...given, at: (n) => [[0.5, 0.2], [0.3, 0.2], [0.2, 0.6]][n]}"
    lead = run("surface/contour.js", f"[...m.lead({told}, 0)]", output)
    assert lead == pytest.approx([0.2, -0.4])
