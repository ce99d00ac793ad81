"""As slow as an import of TensorFlow, more or less."""

import time

time.sleep(2.0)
