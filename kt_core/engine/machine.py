"""What a run was trained on: with other versions or threads the last digits may differ."""

import os
import platform
from pathlib import Path
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from kt_core import own_parts
from kt_core.cores import usable_cores


def machine() -> dict[str, Any]:
    """Versions, processor, threads and switches that decide the last bits of a result.

    Threads 0 means TensorFlow's own choice: one per usable processor. `parts` names the copy of
    the folder of own parts in KT_HOME/parts; it is empty without one.
    """
    return {
        "python": platform.python_version(),
        "keras": keras.__version__,
        "backend": keras.backend.backend(),
        "tensorflow": tf.__version__,
        "numpy": np.__version__,
        "platform": platform.platform(),
        "processor": _processor(),
        "processors": os.cpu_count(),
        "usable_processors": usable_cores(),
        "intra_op_threads": tf.config.threading.get_intra_op_parallelism_threads(),
        "inter_op_threads": tf.config.threading.get_inter_op_parallelism_threads(),
        "onednn": os.environ.get("TF_ENABLE_ONEDNN_OPTS", "default"),
        "parts": own_parts.digest(),
        "gpus": [device.name for device in tf.config.list_physical_devices("GPU")],
    }


def _processor() -> str:
    """The processor's name as the system tells it."""
    listed = Path("/proc/cpuinfo")
    if listed.exists():
        for line in listed.read_text("utf-8", "replace").splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor()
