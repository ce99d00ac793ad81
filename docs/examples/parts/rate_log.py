"""A callback of one's own: it records the learning rate of every epoch."""

import csv

import keras


class RateLog(keras.callbacks.Callback):
    """Records the learning rate at the end of each epoch, in the history and in a CSV file.

    Args:
        filename: String, the file with one line for each epoch.
    """

    def __init__(self, filename="learning_rate.csv"):
        super().__init__()
        self.filename = filename
        self.rates = []

    def on_epoch_end(self, epoch, logs=None):
        """Appends the rate with which the next step will be taken, and writes all of them."""
        rate = float(keras.ops.convert_to_numpy(self.model.optimizer.learning_rate))
        self.rates.append(rate)
        if logs is not None:
            logs["learning_rate"] = rate
        with open(self.filename, "w", newline="", encoding="utf-8") as file:
            lines = csv.writer(file)
            lines.writerow(["epoch", "learning_rate"])
            lines.writerows(enumerate(self.rates, start=1))
