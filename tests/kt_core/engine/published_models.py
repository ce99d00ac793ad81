"""Well-known networks as documents, with the numbers of parameters that were published for them.

`EXAMPLES` are written layer by layer, `ARCHITECTURES` are nodes of `keras.applications`.
"""

from tests.kt_core.engine.small_documents import HEAD, network

KERAS = "https://keras.io/"
APPLICATIONS = KERAS + "api/applications/"


class Branches:
    """Nodes of a graph, each reading the one before unless told otherwise."""

    def __init__(self, *shape):
        self.nodes = [{"name": "input", "kind": "Input", "params": {"shape": list(shape)}}]

    def add(self, kind, *inputs, **params):
        """Adds a layer; returns its name."""
        node = {"name": f"n{len(self.nodes)}", "kind": kind, "params": params}
        self.nodes.append(node | ({"inputs": list(inputs)} if inputs else {}))
        return node["name"]

    def document(self, *outputs):
        return {**HEAD, "network": self.nodes} | ({"outputs": list(outputs)} if outputs else {})


def conv(filters, size=3, **more):
    return ("Conv2D", {"filters": filters, "kernel_size": size, "activation": "relu", **more})


def up(filters, size=3, **more):
    return ("Conv2DTranspose", {"filters": filters, "kernel_size": size, **more})


def dense(units, activation="relu"):
    return ("Dense", {"units": units, "activation": activation})


POOL, FLAT, OUT = ("MaxPooling2D", {}), ("Flatten", {}), dense(10, "softmax")
DROP = ("Dropout", {"rate": 0.5})
HALF = {"strides": 2, "padding": "same"}


def mnist_convnet():
    return network(conv(32), POOL, conv(64), POOL, FLAT, DROP, OUT, shape=(28, 28, 1))


def digits_mlp():
    return network(dense(64), dense(64), dense(10, None), shape=(784,))


def lenet():
    mean = ("AveragePooling2D", {"pool_size": 2})
    first = conv(6, 5, padding="same")
    rest = (mean, conv(16, 5), mean, FLAT, dense(120), dense(84), OUT)
    return network(first, *rest, shape=(28, 28, 1))


def autoencoder():
    encoder = (conv(16), conv(32), ("MaxPooling2D", {"pool_size": 3}), conv(32), conv(16))
    code = (("GlobalMaxPooling2D", {}), ("Reshape", {"target_shape": [4, 4, 1]}))
    decoder = (up(16), up(32), ("UpSampling2D", {"size": 3}), up(16), up(1))
    return network(*encoder, *code, *decoder, shape=(28, 28, 1))


def denoising_autoencoder():
    same = {"padding": "same"}
    down = (conv(32, **same), ("MaxPooling2D", {"pool_size": 2, "padding": "same"})) * 2
    return network(*down, up(32, **HALF), up(32, **HALF), conv(1, **same), shape=(28, 28, 1))


def variational_encoder():
    graph = Branches(28, 28, 1)
    for filters in (32, 64):
        graph.add("Conv2D", filters=filters, kernel_size=3, activation="relu", **HALF)
    graph.add("Flatten")
    code = graph.add("Dense", units=16, activation="relu")
    return graph.document(*(graph.add("Dense", code, units=2) for _ in range(2)))


def discriminator():
    leaky = ("LeakyReLU", {"negative_slope": 0.2})
    layers = [each for n in (64, 128, 128) for each in (conv(n, 4, activation=None, **HALF), leaky)]
    return network(*layers, FLAT, DROP, dense(1, "sigmoid"), shape=(64, 64, 3))


def generator():
    leaky = ("LeakyReLU", {"negative_slope": 0.2})
    start = (dense(8 * 8 * 128, None), ("Reshape", {"target_shape": [8, 8, 128]}))
    layers = [each for n in (128, 256, 512) for each in (up(n, 4, **HALF), leaky)]
    return network(*start, *layers, conv(3, 5, padding="same", activation="sigmoid"), shape=(128,))


def toy_resnet():
    graph = Branches(32, 32, 3)
    graph.add("Conv2D", filters=32, kernel_size=3, activation="relu")
    graph.add("Conv2D", filters=64, kernel_size=3, activation="relu")
    before = graph.add("MaxPooling2D", pool_size=3)
    for _ in range(2):
        for _ in range(2):
            graph.add("Conv2D", filters=64, kernel_size=3, activation="relu", padding="same")
        before = graph.add("Add", graph.nodes[-1]["name"], before)
    graph.add("Conv2D", filters=64, kernel_size=3, activation="relu")
    graph.add("GlobalAveragePooling2D")
    graph.add("Dense", units=256, activation="relu")
    graph.add("Dropout", rate=0.5)
    graph.add("Dense", units=10)
    return graph.document()


def normalized(graph, kind, filters, *, relu_first=True, **more):
    """ReLU, a convolution and batch normalization."""
    if relu_first:
        graph.add("Activation", activation="relu")
    graph.add(kind, filters=filters, kernel_size=3, padding="same", **more)
    return graph.add("BatchNormalization")


def going_down(graph, before, filters):
    """Two separable convolutions, at half the size, beside a strided one."""
    for _ in range(2):
        normalized(graph, "SeparableConv2D", filters)
    pooled = graph.add("MaxPooling2D", pool_size=3, **HALF)
    beside = graph.add("Conv2D", before, filters=filters, kernel_size=1, **HALF)
    return graph.add("Add", pooled, beside)


def small_xception():
    graph = Branches(180, 180, 3)
    graph.add("Rescaling", scale=1 / 255)
    normalized(graph, "Conv2D", 32, relu_first=False, strides=2)
    normalized(graph, "Conv2D", 64)
    before = graph.add("Activation", activation="relu")
    for filters in (128, 256, 512, 728):
        before = going_down(graph, before, filters)
    normalized(graph, "SeparableConv2D", 1024, relu_first=False)
    graph.add("Activation", activation="relu")
    graph.add("GlobalAveragePooling2D")
    graph.add("Dropout", rate=0.25)
    graph.add("Dense", units=1)
    return graph.document()


def unet():
    graph = Branches(160, 160, 3)
    normalized(graph, "Conv2D", 32, relu_first=False, strides=2)
    before = graph.add("Activation", activation="relu")
    for filters in (64, 128, 256):
        before = going_down(graph, before, filters)
    for filters in (256, 128, 64, 32):
        for _ in range(2):
            normalized(graph, "Conv2DTranspose", filters)
        larger = graph.add("UpSampling2D")
        graph.add("UpSampling2D", before)
        beside = graph.add("Conv2D", filters=filters, kernel_size=1, padding="same")
        before = graph.add("Add", larger, beside)
    graph.add("Conv2D", filters=3, kernel_size=3, padding="same", activation="softmax")
    return graph.document()


def bidirectional_lstm():
    graph = Branches(200)
    graph.nodes[0]["params"]["dtype"] = "int32"
    graph.add("Embedding", input_dim=20000, output_dim=128)
    for more in ({"return_sequences": True}, {}):
        lstm = {"kind": "LSTM", "params": {"units": 64, **more}}
        graph.add("Bidirectional", layer=lstm)
    graph.add("Dense", units=1, activation="sigmoid")
    return graph.document()


def addition():
    layers = (("LSTM", {"units": 128}), ("RepeatVector", {"n": 4}))
    again = ("LSTM", {"units": 128, "return_sequences": True})
    return network(*layers, again, dense(12, "softmax"), shape=(7, 12))


def series_convnet():
    block = (("Conv1D", {"filters": 64, "kernel_size": 3, "padding": "same"}),)
    block += (("BatchNormalization", {}), ("ReLU", {}))
    return network(*block * 3, ("GlobalAveragePooling1D", {}), dense(2, "softmax"), shape=(500, 1))


def series_transformer():
    graph = Branches(500, 1)
    before = "input"
    for _ in range(4):
        graph.add("MultiHeadAttention", before, key_dim=256, num_heads=4, dropout=0.25)
        graph.add("Dropout", rate=0.25)
        normal = graph.add("LayerNormalization", epsilon=1e-6)
        attended = graph.add("Add", normal, before)
        graph.add("Conv1D", filters=4, kernel_size=1, activation="relu")
        graph.add("Dropout", rate=0.25)
        graph.add("Conv1D", filters=1, kernel_size=1)
        normal = graph.add("LayerNormalization", epsilon=1e-6)
        before = graph.add("Add", normal, attended)
    graph.add("GlobalAveragePooling1D")
    graph.add("Dense", units=128, activation="relu")
    graph.add("Dropout", rate=0.4)
    graph.add("Dense", units=2, activation="softmax")
    return graph.document()


def vgg16():
    same = {"padding": "same"}
    blocks = ((64, 2), (128, 2), (256, 3), (512, 3), (512, 3))
    layers = [each for n, times in blocks for each in (*[conv(n, **same)] * times, POOL)]
    ends = (FLAT, dense(4096), dense(4096), dense(1000, "softmax"))
    return network(*layers, *ends, shape=(224, 224, 3))


def bottleneck(graph, before, filters, *, strides=1, projected=False):
    """A residual block of ResNet50: 1x1, 3x3 and 1x1 convolutions around a shortcut."""
    shortcut = before
    if projected:
        graph.add("Conv2D", before, filters=4 * filters, kernel_size=1, strides=strides)
        shortcut = graph.add("BatchNormalization")
    graph.add("Conv2D", before, filters=filters, kernel_size=1, strides=strides)
    for size, width in ((3, filters), (1, 4 * filters)):
        graph.add("BatchNormalization")
        graph.add("ReLU")
        graph.add("Conv2D", filters=width, kernel_size=size, padding="same")
    graph.add("Add", graph.add("BatchNormalization"), shortcut)
    return graph.add("ReLU")


def resnet50():
    graph = Branches(224, 224, 3)
    graph.add("ZeroPadding2D", padding=3)
    graph.add("Conv2D", filters=64, kernel_size=7, strides=2)
    graph.add("BatchNormalization")
    graph.add("ReLU")
    graph.add("ZeroPadding2D")
    before = graph.add("MaxPooling2D", pool_size=3, strides=2)
    for filters, times, strides in ((64, 3, 1), (128, 4, 2), (256, 6, 2), (512, 3, 2)):
        before = bottleneck(graph, before, filters, strides=strides, projected=True)
        for _ in range(times - 1):
            before = bottleneck(graph, before, filters)
    graph.add("GlobalAveragePooling2D")
    graph.add("Dense", units=1000, activation="softmax")
    return graph.document()


# name: document, parameters, where that number is published
EXAMPLES = {
    "MNIST convnet": (mnist_convnet, 34_826, KERAS + "examples/vision/mnist_convnet/"),
    "functional MLP": (digits_mlp, 55_050, KERAS + "guides/functional_api/"),
    "functional autoencoder": (autoencoder, 28_241, KERAS + "guides/functional_api/"),
    "toy ResNet": (toy_resnet, 223_242, KERAS + "guides/functional_api/"),
    "LeNet-5": (lenet, 61_706, "https://d2l.ai/chapter_convolutional-neural-networks/lenet.html"),
    "denoising": (denoising_autoencoder, 28_353, KERAS + "examples/vision/autoencoder/"),
    "VAE encoder": (variational_encoder, 69_076, KERAS + "examples/generative/vae/"),
    "GAN discriminator": (
        discriminator,
        404_801,
        KERAS + "examples/generative/dcgan_overriding_train_step/",
    ),
    "GAN generator": (
        generator,
        3_979_651,
        KERAS + "examples/generative/dcgan_overriding_train_step/",
    ),
    "small Xception": (
        small_xception,
        2_782_649,
        KERAS + "examples/vision/image_classification_from_scratch/",
    ),
    "U-Net": (unet, 2_058_979, KERAS + "examples/vision/oxford_pets_image_segmentation/"),
    "IMDB": (bidirectional_lstm, 2_757_761, KERAS + "examples/nlp/bidirectional_lstm_imdb/"),
    "addition": (addition, 205_324, KERAS + "examples/nlp/addition_rnn/"),
    "series convnet": (
        series_convnet,
        25_858,
        KERAS + "examples/timeseries/timeseries_classification_from_scratch/",
    ),
    "series transformer": (
        series_transformer,
        29_258,
        KERAS + "examples/timeseries/timeseries_classification_transformer/",
    ),
    "VGG16": (vgg16, 138_357_544, APPLICATIONS),
    "ResNet50": (resnet50, 25_636_712, APPLICATIONS),
}
# Input size and parameters with the 1,000 classes of ImageNet, as the page of each kind says.
ARCHITECTURES = {
    "VGG16": (224, 138_357_544),
    "ResNet50": (224, 25_636_712),
    "MobileNetV2": (224, 3_538_984),
    "EfficientNetB0": (224, 5_330_571),
    "Xception": (299, 22_910_480),
    "InceptionV3": (299, 23_851_784),
    "DenseNet121": (224, 8_062_504),
}


def architecture(kind):
    size = ARCHITECTURES[kind][0]
    return network((kind, {"weights": None}), shape=(size, size, 3))
