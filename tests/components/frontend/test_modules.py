"""The browser parts that only compute, run where they will run: in a browser."""

import math

import pytest

pytestmark = pytest.mark.browser


def envelope(run, values, most=1500):
    return run("live_chart/envelope.js", f"m.envelope(given, {most})", values)


def test_a_short_line_is_drawn_whole(run):
    assert envelope(run, [float(n % 7) for n in range(1500)]) == list(range(1500))


def test_a_long_line_keeps_its_spikes_its_ends_and_its_order(run):
    values = [math.sin(n / 50) for n in range(20_001)]
    values[777], values[12_345] = 90.0, -90.0
    chosen = envelope(run, values)
    assert len(chosen) <= 1502
    assert chosen == sorted(set(chosen))
    assert {0, 777, 12_345, 20_000} <= set(chosen)


def test_points_that_are_drawn_stay_while_the_line_grows(run):
    values = [math.sin(n * n) for n in range(2900)]
    before, after = envelope(run, values[:2000]), envelope(run, values)
    done = 2000 - 2000 % 4
    assert [n for n in before if n < done] == [n for n in after if n < done]


def test_a_stretch_without_numbers_is_a_gap_not_a_bridge(run):
    values = "[...Array(4000)].map((_, n) => (n >= 1000 && n < 2000 ? NaN : n))"
    chosen = run("live_chart/envelope.js", f"m.envelope({values})")
    assert any(1000 <= n < 2000 for n in chosen)


def test_the_stride_is_a_power_of_two(run):
    lengths = [1, 1500, 1501, 3000, 3001, 180_000]
    strides = run("live_chart/envelope.js", "given.map((n) => m.strideFor(n))", lengths)
    assert strides == [1, 1, 4, 4, 8, 256]


def test_smoothing_is_the_debiased_moving_average(run):
    values, weight = [1.0, 3.0, 2.0, 5.0], 0.6
    mean, expected = 0.0, []
    for count, value in enumerate(values, start=1):
        mean = weight * mean + (1 - weight) * value
        expected.append(mean / (1 - weight**count))
    found = run("live_chart/smoothing.js", f"m.smoothed(given, {weight})", values)
    assert found == pytest.approx(expected)


def test_no_smoothing_and_constant_lines_stay_as_they_are(run):
    assert run("live_chart/smoothing.js", "m.smoothed([3, 1], 0)") == [3, 1]
    assert run("live_chart/smoothing.js", "m.smoothed([2, 2, 2], 0.9)") == [2, 2, 2]


def test_smoothing_passes_over_what_is_no_number(run):
    found = run("live_chart/smoothing.js", "m.smoothed([1, NaN, 3], 0.5)")
    assert found[0] == 1
    assert math.isnan(found[1])
    assert found[2] == pytest.approx((0.5 * 0.5 + 0.5 * 3) / 0.75)


def state(seq, name, **more):
    return {"seq": seq, "t": float(seq), "kind": "state", "state": name, "attempt": 1, **more}


def batch(seq, x, loss, **more):
    row = {"seq": seq, "t": float(seq), "kind": "batch", "attempt": 1, "epoch": int(x)}
    return {
        **row,
        "x": [x],
        "step": [int(10 * x)],
        "seconds": [x],
        "values": {"loss": [loss]},
        **more,
    }


def epoch(seq, number, loss, val_loss=None, **more):
    values = {"loss": loss} | ({} if val_loss is None else {"val_loss": val_loss})
    row = {"seq": seq, "t": float(seq), "kind": "epoch", "attempt": 1, "epoch": number}
    return {**row, "values": values, "elapsed": number + 1.0, "eta": 4.0, **more}


def history(run, rows, expression):
    program = "(() => { const h = new m.History(); h.apply(given); return " + expression + "; })()"
    return run("live_chart/history.js", program, rows)


def test_rows_become_lines(run):
    rows = [
        state(0, "running", epochs=3, steps=10),
        batch(1, 0.5, 2.0),
        epoch(2, 0, 1.5, 1.2, remeasured={"loss": 1.1}),
        batch(3, 1.5, 1.0),
    ]
    found = history(
        run,
        rows,
        "[h.batches.epoch, h.batches.values.loss, h.line('values', 'val_loss'),"
        " h.line('remeasured', 'loss'), h.planned, h.state, h.done, h.cursor]",
    )
    assert found == [[0.5, 1.5], [2.0, 1.0], [1.2], [1.1], 3, "running", 1.5, 4]


def test_a_row_that_comes_twice_counts_once(run):
    rows = [batch(0, 0.5, 2.0), batch(0, 0.5, 2.0)]
    assert history(run, rows, "h.batches.epoch") == [0.5]
    assert history(run, rows, "h.apply(given)") == 0


def test_names_of_what_is_no_number_become_that(run):
    rows = [batch(0, 0.1, "NaN"), batch(1, 0.2, "Infinity"), batch(2, 0.3, "-Infinity")]
    found = history(run, rows, "h.batches.values.loss")
    assert math.isnan(found[0])
    assert found[1:] == [math.inf, -math.inf]


def test_changes_are_known_by_the_epoch_they_hold_from_and_marked_there(run):
    changed = {"seq": 1, "t": 1.0, "kind": "change", "epoch": 1, "change": "a"}
    values = {"values": {"learning_rate": 0.01, "EarlyStopping": None, "x<b>": True}}
    held = [{**changed, **values, "seq": seq} for seq in (2, 3)]
    rows = [state(0, "running", steps=10), epoch(1, 0, 1.0), *held]
    assert history(run, rows, "[...h.changes.values()].length") == 1
    program = """(async () => {
      const { History } = await import(`${root}/live_chart/history.js`);
      const h = new History(); h.apply(given);
      const at = (axis) => m.changeMarks(h, { view: { axis, hidden: [] }, theme: {} });
      const none = m.changeMarks(h, { view: { axis: 'epoch', hidden: ['change'] }, theme: {} });
      return [at('epoch').shapes[0].x0, at('step').shapes[0].x0, at('seconds').shapes[0].x0,
              at('epoch').annotations[0].text, none.shapes.length];
    })()"""
    found = run("live_chart/marks.js", program, rows)
    assert found == [1, 10, 1.0, "learning_rate 0.01, EarlySt…", 0]


def test_a_metric_that_comes_later_starts_later(run):
    late = batch(1, 0.2, 1.0)
    late["values"]["accuracy"] = [0.5]
    found = history(run, [batch(0, 0.1, 2.0), late], "[h.metrics, h.batches.values.accuracy]")
    assert found == [["loss", "accuracy"], [None, 0.5]]


def test_a_new_attempt_undoes_what_the_old_one_did_beyond_its_checkpoint(run):
    rows = [
        state(0, "running", epochs=3, steps=10, start_epoch=0),
        batch(1, 0.5, 2.0),
        epoch(2, 0, 1.5),
        batch(3, 1.5, 1.0),
        state(4, "running", epochs=3, steps=10, start_epoch=1, attempt=2),
        batch(5, 1.2, 0.9, attempt=2, seconds=[0.2]),
    ]
    found = history(run, rows, "[h.batches.epoch, h.batches.seconds, h.epochs.length]")
    assert found == [[0.5, 1.2], [0.5, 1.2], 1]


def test_a_paused_run_that_goes_on_keeps_its_points(run):
    rows = [
        state(0, "running", start_epoch=0),
        batch(1, 0.5, 2.0),
        state(2, "paused"),
        state(3, "running", start_epoch=0),
    ]
    assert history(run, rows, "h.batches.epoch") == [0.5]


def test_the_best_epoch_has_the_lowest_validation_loss_and_is_the_first_of_equals(run):
    rows = [epoch(0, 0, 1.0, 0.9), epoch(1, 1, 0.8, 0.5), epoch(2, 2, 0.7, 0.5)]
    rows.append(epoch(3, 3, 0.6, "NaN"))
    assert history(run, rows, "h.best.epoch") == 1
    assert history(run, [epoch(0, 0, 1.0)], "h.best") is None


def test_the_time_left_is_the_engines_estimate_less_what_has_passed(run):
    begun = [state(0, "running", epochs=4, steps=10), batch(1, 0.5, 2.0, seconds=[3.0])]
    assert history(run, begun, "h.remaining") == pytest.approx(21.0)
    rows = [*begun, epoch(2, 0, 1.5, eta=30.0, elapsed=10.0), batch(3, 1.5, 1.0, seconds=[14.0])]
    assert history(run, rows, "h.remaining") == pytest.approx(26.0)


def test_where_a_line_stops_being_numbers_is_found(run):
    rows = [batch(0, 0.1, 2.0), batch(1, 0.2, "NaN"), batch(2, 0.3, "NaN"), batch(3, 0.4, 1.0)]
    program = """(async () => {
      const { History } = await import(`${root}/live_chart/history.js`);
      const h = new History(); h.apply(given);
      return m.broken(h, 'loss', 'epoch').map(({ kind, at, x, y }) => [kind, at, x, y]);
    })()"""
    assert run("live_chart/traces.js", f"await {program}", rows) == [["batch", 0.2, 0.1, 2.0]]
    lost = run("live_chart/traces.js", f"await {program}", [batch(0, 0.1, "NaN")])
    assert lost == [["batch", 0.1, 0.1, None]]


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0.123456, "0.1235"),
        (12.0, "12.00"),
        (1234.5, "1,235"),
        (65432.1, "65,430"),
        (0, "0"),
        (-0.5, "−0.5000"),
        (0.00001234, "1.23e−5"),
        (None, "–"),
    ],
)
def test_measured_numbers_have_four_significant_digits(run, value, written):
    assert run("shared/words.js", "m.figures(given)", value) == written


@pytest.mark.parametrize(
    ("seconds", "written"),
    [(0, "0.0 s"), (9.94, "9.9 s"), (59.4, "59 s"), (59.6, "1 min 0 s"), (3661, "1 h 1 min"),
     (90_000, "1 d 1 h"), (None, "–")],
)  # fmt: skip
def test_durations_have_two_units_at_most(run, seconds, written):
    units = {
        "seconds": "{seconds} s",
        "minutes": "{minutes} min {seconds} s",
        "hours": "{hours} h {minutes} min",
        "days": "{days} d {hours} h",
    }
    found = run("shared/words.js", "m.duration(given[0], given[1])", [seconds, units])
    assert found == written


@pytest.mark.parametrize(
    ("key", "wanted"),
    [
        ({"key": "ArrowDown"}, {"step": 1}),
        ({"key": "ArrowUp", "altKey": True}, {"action": "up"}),
        ({"key": "d", "ctrlKey": True}, {"action": "duplicate"}),
        ({"key": "D", "metaKey": True}, {"action": "duplicate"}),
        ({"key": "d"}, None),
        ({"key": "Delete"}, {"action": "remove"}),
        ({"key": "Delete", "shiftKey": True}, None),
        ({"key": "Enter"}, {"action": "select"}),
    ],
)
def test_keys_of_the_list(run, key, wanted):
    assert run("network_list/keys.js", "m.actionOf(given)", key) == wanted


def layers(seq, number, **values):
    row = {"seq": seq, "t": float(seq), "kind": "layers", "attempt": 1, "epoch": number}
    figures = {name: {"update_ratio": value} for name, value in values.items()}
    return {**row, "values": figures, "seconds": 0.5, "examples": 256}


def test_figures_of_layers_are_kept_in_order_and_undone_with_their_attempt(run):
    rows = [
        state(0, "running", start_epoch=0),
        layers(1, 0, dense="NaN"),
        layers(2, 1, dense=0.2),
        state(3, "running", start_epoch=1, attempt=2),
        layers(4, 1, dense=0.3),
    ]
    found = history(run, rows, "h.layers.map(({epoch, values}) => [epoch, values.dense])")
    assert [(epoch, figures["update_ratio"]) for epoch, figures in found[1:]] == [(1, 0.3)]
    assert math.isnan(found[0][1]["update_ratio"])


def cells(run, values, **how):
    rows = [{"epoch": at, "values": {"a": {"mean": value}}} for at, value in values]
    expression = f"m.columnsOf(given, 'a', 'mean', {how}).map((cell) => cell && cell.value)"
    return run("live_chart/layer_rows.js", expression, rows)


def test_a_measurement_fills_the_columns_since_the_one_before(run):
    found = cells(run, [(0, 1.0), (3, 2.0)], planned=8, columns=8)
    assert found == [1, 2, 2, 2, None, None, None, None]


def test_the_greatest_is_shown_where_several_measurements_share_a_column(run):
    found = cells(run, list(enumerate([1.0, 9.0, 2.0, 3.0])), planned=4, columns=2)
    assert found == [9, 3]


def test_zero_and_what_is_no_number_have_their_place_on_a_log_scale(run):
    expression = "given.map((value) => m.position(value, [0.001, 0.1], 'log'))"
    found = run("live_chart/layer_rows.js", expression, [0.001, 0.01, 0.1, 0, 5])
    assert found == pytest.approx([0, 0.5, 1, 0, 1])
    assert run("live_chart/layer_rows.js", "m.position(NaN, [0.001, 0.1], 'log')") is None


def test_the_range_leaves_out_what_cannot_be_drawn(run):
    rows = "[{values: {a: {mean: -3}, b: {mean: NaN}}}, {values: {a: {mean: 1}, b: {mean: 0}}}]"
    ranges = f"['log', 'linear', 'diverging'].map((s) => m.rangeOf({rows}, ['a', 'b'], 'mean', s))"
    assert run("live_chart/layer_rows.js", ranges) == [[1, 1], [-3, 1], [-3, 3]]


def test_bytes_are_written_in_the_unit_that_fits(run):
    units = "{megabytes: '{megabytes} MB', gigabytes: '{gigabytes} GB'}"
    found = run("shared/words.js", f"given.map((n) => m.bytes(n, {units}))", [8.9e8, 2.084e10])
    assert found == ["890 MB", "20.8 GB"]


def test_the_time_axis_ends_with_the_time_that_has_passed_in_every_panel(run):
    ends = "['epoch', 'step', 'seconds'].map((axis) => m.axisEnd(given, axis))"
    given = {"planned": 5, "done": 2, "ended": False, "steps": 10, "elapsed": 7.5}
    assert run("live_chart/panel.js", ends, given) == [5, 50, 7.5]
    assert run("live_chart/panel.js", ends, {**given, "elapsed": 0})[2] is None


def test_mean_and_spread_of_folds_are_of_the_epochs_that_all_have_finished(run):
    lines = "[{x: [1, 2, 3], y: [1, 2, 3]}, {x: [1, 2], y: [3, NaN]}]"
    assert run("fold_chart/spread.js", f"m.spread({lines})") == {
        "x": [1],
        "mean": [2],
        "deviation": [pytest.approx(math.sqrt(2))],
    }
    assert run("fold_chart/spread.js", "m.spread([{x: [1], y: [1]}])")["x"] == []


def test_what_was_done_is_told_until_it_is_answered_and_no_more_than_fifty(run):
    program = """(() => {
      const told = new m.Told();
      const numbers = (done) => told.with({ done }).waiting.map((one) => one.number);
      const found = [numbers(1), numbers(2)];
      told.hear({ session: "s", browser: "", number: 9 });
      found.push(numbers(3));
      told.hear({ session: "s", browser: told.browser, number: 2 });
      told.hear({ session: "s", browser: "", number: 0 });
      found.push(numbers(4), told.busy);
      told.hear({ session: "t", browser: "", number: 0 });
      found.push(told.busy, numbers(5));
      for (let at = 0; at < 60; at += 1) told.with({});
      return [...found, told.with({}).waiting.length];
    })()"""
    found = run("shared/told.js", program)
    assert found == [[1], [1, 2], [1, 2, 3], [3, 4], True, False, [5], 50]
