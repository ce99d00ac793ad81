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


def test_one_of_several_labels_is_looked_at_as_with_it_and_without_it(run):
    points = {"labels": ["A", "B"], "classes": [], "parts": {"test": {"y": [[0, 1], [1, 0]]}}}
    given = {"points": points, "surface": {"wrong": {"test": [[], [1]]}, "output": {"count": 2}}}
    told = "{...given.surface, output: {count: 2, at: (n) => [[0.5], [0.25]][n]}}"
    asked = f"m.oneLabel({{...given, surface: {told}}}, 1, {{without: 'no {{name}}'}})"
    both = "[found.surface.output.at(0)[0], found.surface.output.at(1)[0]]"
    found = run("surface/labels.js", f"((found) => [found, {both}])({asked})", given)
    assert found[0]["points"]["classes"] == ["no B", "B"]
    assert found[0]["points"]["parts"]["test"]["y"] == [1, 0]
    assert found[0]["surface"]["wrong"] == {"test": [1]}
    assert found[1] == [0.75, 0.25]
