"""Mistakes in the controls of a training, as data: (document, changes, code, place, fix)."""


def weighting(images, table, values, two, pixels, again):
    """Class weights and sample weights that nobody can have meant so."""
    own, column = "fit.class_weight", "fit.sample_weight"
    return [
        (table, {own: {"setossa": 2}}, "class_weight_unknown", f"{own}.setossa", True),
        (table, {own: {"xyz": 2}}, "class_weight_unknown", f"{own}.xyz", True),
        (table, {own: {"setosa": -1}}, "class_weight_negative", f"{own}.setosa", True),
        (table, {own: {"setosa": 0}}, "class_weight_zero", f"{own}.setosa", True),
        (
            table,
            {own: {"setosa": 0, "versicolor": 0, "virginica": 0}},
            "class_weights_all_zero",
            own,
            True,
        ),
        (values, {own: "balanced"}, "class_weight_of_values", own, True),
        (two, {own: "balanced"}, "class_weight_of_several", own, True),
        (pixels, {own: "balanced"}, "class_weight_of_pixels", own, True),
        (again, {own: "balanced"}, "class_weight_of_input", own, True),
        (table, {own: "balanced", column: "petal width (cm)"}, "weights_twice", column, True),
        (images, {column: "width"}, "sample_weight_no_table", column, True),
        (values, {column: "seks"}, "sample_weight_unknown", column, True),
        (values, {column: "bmi"}, "sample_weights_far_from_one", column, False),
    ]  # fmt: skip


def precision(images):
    """Answers of 16 bits."""
    where = "network.output.params.dtype"
    return [(images, {"fit.precision": "mixed_float16"}, "precision_of_answers", where, True)]


def threads(images):
    """Numbers of threads that cannot be."""
    own = "fit.threads"
    return [(images, {own: each}, "threads_out_of_range", own, True) for each in (0, -1, 100_000)]


def rates(images):
    """Tables of learning rates that cannot be read, do nothing, or are undone."""

    def by(*rows):
        return {"kind": "LearningRateScheduler", "params": {"schedule": list(rows)}}

    at, fine = "callbacks.0.params.schedule", {"from_epoch": 5, "factor": 0.9, "every": 1}
    twice = [by(fine), by({"from_epoch": 2, "value": 0.01})]
    plateau = [by(fine), {"kind": "ReduceLROnPlateau", "params": {"patience": 2}}]
    schedule = {
        "kind": "CosineDecay",
        "params": {"initial_learning_rate": 0.01, "decay_steps": 360},
    }

    grows, falls = {"from_epoch": 1, "factor": 3, "every": 1}, {"from_epoch": 1, "factor": 1e-5}
    return [
        (images, {"callbacks": [by({"from_epoch": 5})]}, "rate_row_unclear", f"{at}.0", True),
        (images, {"callbacks": [by(fine, {**fine})]}, "rate_row_order", f"{at}.1", True),
        (images, {"callbacks": [by({**fine, "factor": -1})]}, "rate_row_number", f"{at}.0", True),
        (images, {"callbacks": [by({**fine, "every": 0})]}, "rate_row_every", f"{at}.0", True),
        (images, {"callbacks": twice}, "rate_tables_twice", "callbacks.1", True),
        (images, {"callbacks": plateau}, "rate_table_and_plateau", "callbacks.1", True),
        (
            images,
            {"callbacks": [by(fine)], "optimizer.params.learning_rate": schedule},
            "rate_table_and_schedule",
            "callbacks.0",
            True,
        ),
        (images, {"callbacks": [by(fine)], "fit.epochs": 5}, "rate_row_too_late", f"{at}.0", False),
        (images, {"callbacks": [by(grows)]}, "rate_table_too_high", at, False),
        (images, {"callbacks": [by(falls)]}, "rate_table_too_low", at, False),
    ]


def formulas(images):
    at = "callbacks.0.params.schedule"

    def formula(text):
        return {"kind": "LearningRateScheduler", "params": {"schedule": text}}

    return [
        (images, {"callbacks": [formula(3)]}, "rate_schedule_unclear", at, True),
        (images, {"callbacks": [formula("rate %")]}, "rate_formula_unclear", at, True),
        (images, {"callbacks": [formula("rates / 2")]}, "rate_formula_name", at, True),
        (images, {"callbacks": [formula("max(rate)")]}, "rate_formula_call", at, True),
        (images, {"callbacks": [formula("(rate")]}, "rate_formula_ends", at, True),
        (images, {"callbacks": [formula("1 + " * 99 + "1")]}, "rate_formula_long", at, True),
        (images, {"callbacks": [formula("-" * 50 + "1")]}, "rate_formula_deep", at, True),
        (images, {"callbacks": [formula("rate / epoch")]}, "rate_formula_value", at, False),
        (images, {"callbacks": [formula("rate * 4 ** epoch")]}, "rate_table_too_high", at, False),
    ]


def files(images):
    """File names that the run itself writes, or that Keras could not fill in."""

    def kept(file, **more):
        return {"callbacks": [{"kind": "ModelCheckpoint", "params": {"filepath": file, **more}}]}

    at = "callbacks.0.params.filepath"

    def logged(file):
        return {"kind": "CSVLogger", "params": {"filename": file}}

    named = "callbacks.0.params.filename"
    return [
        (images, kept("model.keras"), "file_taken", at, True),
        (images, {"callbacks": [logged("log.txt")]}, "file_taken", named, True),
        (images, kept("{epoch:02d}-{val_los:.2f}.keras"), "file_name_unknown", at, True),
        (images, kept("{lr:.3f}.keras"), "file_name_unknown", at, True),
        (images, kept("{val_loss:.2f}.keras", save_freq=5), "file_name_unknown", at, True),
        (images, kept("{epoch:02d}-{val_loss:02d}.keras"), "file_name_format", at, True),
        (images, kept("{epoch:.x}.keras"), "file_name_format", at, True),
        (images, {"callbacks": [logged("figures.json")]}, "file_taken", named, True),
    ]
