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
