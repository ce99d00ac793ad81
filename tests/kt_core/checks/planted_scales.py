"""Numbers of the wrong size, as data: (document, changes, code, place, fix)."""


def targets(values):
    """Values to predict that are far from what a fresh network answers."""
    rate, epochs = "optimizer.params.learning_rate", "fit.epochs"
    sgd = {"optimizer": {"kind": "SGD", "params": {}}}
    deep = {"name": "more", "kind": "Dense", "params": {"units": 16, "activation": "relu"}}
    last = {"name": "output", "kind": "Dense", "params": {"units": 1}}
    far, output = "targets_out_of_reach", "network.output"
    two = {"network.2": deep, "network.3": last}
    return [
        (values, {rate: 0.001}, far, output, True),
        (values, {epochs: 10}, far, output, True),
        (values, {rate: 0.001, "outputs": ["output"]}, far, output, True),
        (values, {rate: 0.001, "loss": "mae"}, far, output, True),
        (values, {rate: 0.001, "loss": {"output": "mse"}}, far, output, False),
        (values, {**two, rate: 0.0005, epochs: 20}, far, output, True),
        (values, sgd, "targets_diverge", rate, True),
        (values, {**two, **sgd}, "targets_diverge", rate, True),
    ]  # fmt: skip


def pretrained(values):
    """Trained architectures whose pixels come otherwise than in their training."""

    def trained(kind, scaling, before=()):
        nodes = [
            {"name": "input", "kind": "Input", "params": {"shape": [32, 32, 3]}},
            *before,
            {"name": "body", "kind": kind, "params": {"include_top": False, "pooling": "avg"}},
            {"name": "output", "kind": "Dense", "params": {"units": 10, "activation": "softmax"}},
        ]
        return {
            "data": {"kind": "cifar10", "scaling": scaling},
            "network": nodes,
            "loss": "sparse_categorical_crossentropy",
            "metrics": ["accuracy"],
            "optimizer": "adam",
        }

    up = {"name": "up", "kind": "Resizing", "params": {"height": 64, "width": 64}}
    halved = {"name": "halved", "kind": "Rescaling", "params": {"scale": 1 / 255}}
    place = "network.body.params.weights"
    return [
        (values, trained("MobileNetV2", "unit"), "pretrained_centred", place, True),
        (values, trained("MobileNetV2", "none", [up]), "pretrained_centred", place, True),
        (values, trained("MobileNet", "none", [halved]), "pretrained_centred", place, True),
        (values, trained("DenseNet121", "unit"), "pretrained_measured", place, True),
        (values, trained("VGG16", "none"), "pretrained_colours", place, True),
        (values, trained("ResNet50", "unit"), "pretrained_colours", place, True),
    ]  # fmt: skip
