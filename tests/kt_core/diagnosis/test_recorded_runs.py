"""The diagnosis of recorded runs, and what each constant of the rules does to it."""

from dataclasses import replace

import pytest

from kt_core.diagnosis import cards, diagnose, found, steady
from kt_core.diagnosis.remedies import changed
from kt_core.diagnosis.rules import RULES
from kt_core.diagnosis.thresholds import limits, thresholds
from kt_core.diagnosis.wording import card_json, percent, sources
from kt_core.experiment import parse
from tests.kt_core.diagnosis.recorded import recorded

RUNS = recorded()
FAULTS = sorted(name for name, (code, _) in RUNS.items() if code)
HEALTHY = sorted(name for name, (code, _) in RUNS.items() if not code)

# constant: (recorded run, another value that changes what is found in it)
MOVED = {
    "patience": ("dead_by_bias", 99),
    "stuck_skill": ("rate_1e_7", -9.0),
    "stuck_fall": ("without_guess", 0.0),
    "weak_skill": ("too_strict", -9.0),
    "weak_skill_values": ("values_far_away", -99.0),
    "diverged": ("diverging", 99.0),
    "diverged_epochs": ("diverging", 10),
    "first_loss": ("rate_10", 99.0),
    "exploded_loss": ("exploding_unmeasured", 1e9),
    "update_high": ("steps_only", 99.0),
    "update_low": ("rate_1e_7", 0.0),
    "rate_far": ("rate_10", 1e6),
    "vanishing_ratio": ("sigmoid_stack", 0.0),
    "vanishing_norm": ("sigmoid_stack", 0.0),
    "faded_rows": ("sigmoid_stack", 99),
    "saturating_layers": ("sigmoid_unmeasured", 99),
    "small_start": ("tiny_start", 1e-9),
    "large_start": ("exploding", 99.0),
    "exploding_norm": ("exploding", 1e99),
    "dead_share": ("dead_by_bias", 1.1),
    "dead_rows": ("dead_by_bias", 99),
    "dead_bias": ("dead_by_bias", -99.0),
    "input_size": ("unscaled", 1e9),
    "strong_penalty": ("too_strict", 9.0),
    "strong_dropout": ("dropped", 0.99),
    "uneven": ("imbalance", 1e6),
    "weak_recall": ("imbalance", 0.0),
    "majority_skill": ("imbalance_live", 0.9),
    "leaked": ("copies_in_validation", 0.9),
    "leaked_rows": ("copies_in_validation", 9999),
    "chance_errors": ("labels_shuffled", 99.0),
    "chance_skill": ("labels_shuffled", 0.9),
    "chance_wait": ("labels_shuffled", 99),
    "chance_learned": ("labels_shuffled", 99.0),
    "chance_epochs": ("digits_dense", 1.0),
    "better_errors": ("noise_in_training", 99.0),
    "better_loss": ("values_better", 0.0),
    "interval": ("wine_dropout", 0.9),
    "few_rows": ("tiny_validation", 1),
    "overfit_wait": ("too_large", 99),
    "overfit_rise": ("too_large", 99.0),
    "overfit_noise": ("too_large_values", 99.0),
    "overfit_mistakes": ("sure_of_mistakes", 99),
    "overfit_gap": ("too_large_values", 99.0),
    "falling": ("autoencoder", 0.9),
    "creeping": ("creeping", 0.9),
    "gaining": ("too_short", 0.9),
    "longer_skill": ("autoencoder", 0.1),
    "best_near": ("too_short", 0.1),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_planted_fault_is_named_first(name):
    code, evidence = RUNS[name]
    assert diagnose(evidence)[0].code == code


@pytest.mark.parametrize("name", HEALTHY)
def test_a_healthy_run_raises_no_alarm(name):
    _, evidence = RUNS[name]
    assert [one.code for one in diagnose(evidence) if one.severity != "info"] == []
    for epochs in range(1, evidence.count):
        told = steady(evidence.until(epochs))
        assert [one.code for one in told if one.severity == "error"] == [], epochs


@pytest.mark.parametrize("name", sorted(RUNS))
def test_cards_are_few_whole_and_their_remedies_can_be_read(name):
    _, evidence = RUNS[name]
    shown = diagnose(evidence)
    assert len(shown) <= 3
    for one in found(evidence):
        words = card_json(one)
        texts = [words["what"], words["because"], words["why"], *words["otherwise"]]
        assert all(text and "?" not in text for text in texts), texts
        assert len(words["sources"]) >= 1
        if one.remedy:
            new = changed(evidence.document, one.remedy)
            parse(new)
            assert new != evidence.document
            assert words["remedy"]["text"]


def test_every_rule_has_a_recorded_run_that_it_names():
    named = {code for code, _ in RUNS.values() if code}
    assert sorted(RULES.keys() - named - {"not_learning"}) == []
    assert any("not_learning" in {one.code for one in found(e)} for _, e in RUNS.values())


def test_every_constant_is_moved_once_and_has_a_source_and_a_reason():
    assert MOVED.keys() == thresholds().keys()
    for name, line in thresholds().items():
        assert line.source in sources(), name
        assert len(line.reason) > 20, name


@pytest.mark.parametrize("name", sorted(MOVED))
def test_a_constant_decides(name):
    run, value = MOVED[name]
    evidence = special(run)
    usual = signature(evidence, limits())
    assert signature(evidence, {**limits(), name: value}) != usual


def test_a_cause_mutes_its_consequences():
    _, evidence = RUNS["rate_1e_7"]
    told = {one.code for one in found(evidence)}
    assert {"learning_rate_low", "not_learning"} <= told
    assert [one.code for one in diagnose(evidence)] == ["learning_rate_low"]


def test_the_mute_table_knows_its_codes_and_none_mutes_itself():
    assert cards().keys() == RULES.keys()
    for code, card in cards().items():
        assert set(card["mutes"]) <= RULES.keys() - {code}
        assert set(card["sources"]) <= sources().keys()


def test_a_live_card_waits_until_it_was_seen_twice():
    _, evidence = RUNS["sigmoid_stack"]
    live = replace(evidence, state="running")
    assert [one.code for one in steady(live.until(3))] == []
    assert steady(live.until(4))[0].code == "vanishing_gradients"


def test_a_loss_that_is_no_number_is_told_at_once():
    _, evidence = RUNS["logarithm_of_negative"]
    assert steady(replace(evidence, state="running").until(1))[0].code == "not_finite"


def test_nothing_is_said_before_the_first_epoch():
    _, evidence = RUNS["rate_10"]
    assert diagnose(evidence.until(0)) == []


def test_without_facts_of_the_data_the_rules_manage():
    for _, evidence in RUNS.values():
        diagnose(replace(evidence, facts={}, layers=(), results={}))


def signature(evidence, limit):
    return [(one.code, one.because, one.severity, one.confidence, str(one.numbers))
            for one in found(evidence, limit)]  # fmt: skip


def special(name):
    """A recorded run, or one that was changed so that a single constant decides."""
    make = {
        "without_guess": lambda: replace(RUNS["rate_1e_7"][1], facts={}),
        "exploding_unmeasured": lambda: replace(RUNS["exploding"][1], layers=()),
        "sigmoid_unmeasured": lambda: replace(RUNS["sigmoid_stack"][1], layers=()),
        "imbalance_live": lambda: replace(RUNS["imbalance"][1], results={}),
        "diverging": diverging,
        "steps_only": steps_only,
        "dropped": dropped,
        "values_better": values_better,
        "sure_of_mistakes": sure_of_mistakes,
        "creeping": lambda: going_down(2.57, 2.51, 2.47, 2.43),
    }.get(name)
    return make() if make else RUNS[name][1]


def diverging():
    """A healthy run, played backwards: the training loss leaves its minimum."""
    evidence = RUNS["digits_dense"][1]
    rows = [{**row, "epoch": at} for at, row in enumerate(reversed(evidence.epochs))]
    return replace(evidence, epochs=rows, layers=())


def steps_only():
    """The same, with a usual rate but steps that are measured as huge."""
    evidence = diverging()
    values = {"dense_2": {"update_ratio": 5.0}}
    rows = [{"epoch": at, "values": values} for at in range(evidence.count)]
    return replace(evidence, layers=rows)


def dropped():
    """A run that learned little, with a large dropout in its document."""
    evidence = RUNS["too_strict"][1]
    network = [dict(node) for node in evidence.document["network"]]
    network[2] = {"name": "drop", "kind": "Dropout", "params": {"rate": 0.8}}
    network[3] = {"name": "hidden", "kind": "Dense", "params": {"units": 8, "activation": "relu"}}
    return replace(evidence, document={**evidence.document, "network": network})


def values_better():
    """Values whose validation loss is half the training loss."""
    evidence = RUNS["diabetes_stopped"][1]
    rows = [
        {**row, "values": {**row["values"], "val_loss": row["remeasured"]["loss"] / 2}}
        for row in evidence.epochs
    ]
    return replace(evidence, epochs=rows)


def sure_of_mistakes():
    """A run that overfits, with nearly as many right validation rows as training rows."""
    evidence = RUNS["too_large"][1]
    return replace(
        evidence,
        epochs=[
            {**row, "values": {**row["values"], "val_accuracy": 0.975}} for row in evidence.epochs
        ],
    )


def test_a_rise_within_the_usual_up_and_down_is_no_overfitting():
    _, evidence = RUNS["too_large"]
    assert [one.code for one in found(evidence)] == ["overfitting"]
    rows = [{**row, "values": dict(row["values"])} for row in evidence.epochs]
    best = min(evidence.val_loss)
    for at, row in enumerate(rows[evidence.val_loss.index(best) + 1 :]):
        row["values"]["val_loss"] = best * (1.3 if at % 2 else 1.05)
    for last in rows[-2:]:
        last["values"]["val_loss"] = best * 1.3
    assert "overfitting" not in [one.code for one in found(replace(evidence, epochs=rows))]


def broken(name, **changed):
    """A recorded run whose loss was no number from the first epoch on."""
    evidence = RUNS[name][1]
    rows = [{**row, "values": dict.fromkeys(row["values"], "NaN")} for row in evidence.epochs]
    rows = [{**row, "remeasured": dict.fromkeys(row["remeasured"], "NaN")} for row in rows]
    document = {**evidence.document, **changed}
    return replace(evidence, epochs=rows, layers=(), results={}, document=document)


def test_large_start_weights_are_named_where_the_first_epoch_ends_in_nan():
    assert diagnose(broken("exploding"))[0].because == "start_broken"
    network = [dict(node) for node in RUNS["digits_rows_lstm"][1].document["network"]]
    start = {"kind": "RandomNormal", "params": {"stddev": 1.5}}
    network[2] = {**network[2], "params": {"units": 24, "recurrent_initializer": start}}
    (card,) = diagnose(broken("digits_rows_lstm", network=network))
    assert (card.code, card.numbers["layer"]) == ("exploding_gradients", network[2]["name"])
    assert card.remedy.patch[0]["path"] == "/network/2/params/recurrent_initializer"


def test_values_far_from_zero_are_named_where_plain_steps_end_in_nan():
    slow = {"kind": "SGD", "params": {"learning_rate": 0.01}}
    (card,) = diagnose(broken("values_far_away", optimizer=slow))
    assert (card.code, card.because, card.remedy.code) == ("targets_far", "leap", "rescale")
    clipped = {"kind": "SGD", "params": {"learning_rate": 0.01, "clipnorm": 1.0}}
    assert diagnose(broken("values_far_away", optimizer=clipped))[0].code == "not_finite"


def test_where_layers_are_frozen_and_nothing_is_learned_they_are_to_learn():
    evidence = RUNS["rate_1e_7"][1]
    network = [dict(node) for node in evidence.document["network"]]
    network[-1]["trainable"] = False
    document = {**evidence.document, "network": network, "optimizer": "adam"}
    rows = [{**row, "learning_rate": 0.001} for row in evidence.epochs]
    (card,) = diagnose(replace(evidence, document=document, epochs=rows, layers=()))
    assert (card.code, card.remedy.code) == ("not_learning", "unfreeze")
    assert "trainable" not in changed(document, card.remedy)["network"][-1]


def test_of_a_loss_that_is_no_number_no_accuracy_is_judged():
    told = [one.code for one in found(broken("tiny_validation"))]
    assert "validation_small" not in told


@pytest.mark.parametrize(
    ("share", "words"),
    [(0, "0 %"), (1, "100 %"), (0.004, "0.4 %"), (0.42, "42 %"), (0.9, "90 %"), (0.997, "99.7 %")],
)
def test_shares_are_written_as_people_read_them(share, words):
    assert percent(share) == words


def going_down(*losses):
    """A run of the digits with these losses on both parts, and answers hardly better than luck."""
    evidence = RUNS["digits_dense"][1]
    figures = [{"loss": loss, "accuracy": 0.1} for loss in losses]
    rows = [
        {**row, "remeasured": each, "values": {**each, "val_loss": each["loss"]}}
        for row, each in zip(evidence.epochs, figures, strict=False)
    ]
    fit = {**evidence.document["fit"], "epochs": len(rows)}
    document = {**evidence.document, "fit": fit}
    return replace(evidence, epochs=rows, layers=(), document=document)


@pytest.mark.parametrize("losses", [(2.3, 2.2, 2.1), (2.57, 2.51, 2.47, 2.43, 2.40, 2.36)])
def test_a_few_steps_that_lead_downwards_are_too_few_and_no_fault(losses):
    told = [(one.code, one.severity) for one in diagnose(going_down(*losses))]
    assert told == [("needs_longer", "warning")]


def test_a_loss_that_goes_up_in_between_or_next_to_nothing_down_is_not_on_its_way():
    for losses in ((2.57, 2.36, 2.40, 2.38), (2.57, 2.565, 2.56, 2.555)):
        assert "not_learning" in [one.code for one in diagnose(going_down(*losses))]
