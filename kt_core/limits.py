"""How large a file from outside may be: shown before the upload, checked after it.

Who runs the server may allow models so many times as large: KT_LARGE_MODELS=4.
"""

import os


def _times(given: str) -> int:
    return min(int(given), 100) if given.isdecimal() and int(given) else 1


LARGE = "KT_LARGE_MODELS"
TIMES = _times(os.environ.get(LARGE, ""))

MODEL_BYTES = 200_000_000 * TIMES
MODEL_UNPACKED_BYTES = 512_000_000 * TIMES
MODEL_MEMBERS = 200
MODEL_RATIO = 50  # unpacked bytes per stored byte
MODEL_CONFIG_BYTES = 10_000_000
MODEL_LAYERS = 1_200
MODEL_NESTING = 60
MODEL_WEIGHTS = 50_000_000 * TIMES  # numbers
MODEL_OUTPUT_VALUES = 50_000_000  # numbers one layer hands on for one example

IMAGE_BYTES = 20_000_000
IMAGE_PIXELS = 25_000_000
IMAGES_AT_ONCE = 500
PIXELS_AT_ONCE = 1_000_000_000
"""Of all pictures of one question: 40 s of one core for the slowest format, PNG."""
PICTURES_ZIP_BYTES = 100_000_000  # of a zip of pictures to try
ROWS_AT_ONCE = 10_000

DATA_BYTES = 200_000_000
DATA_UNPACKED_BYTES = 1_000_000_000
DATA_ARCHIVE_BYTES = 20_000_000_000  # of a zip of pictures that lies on the server
PICTURES_BYTES = 50_000_000_000  # of the files in a zip or folder of pictures, unpacked
PICTURES_RATIO = 100  # unpacked bytes per stored byte, beyond PICTURES_SMALL
PICTURES_SMALL = 100_000_000
DATA_FILES = 200_000
DATA_CLASSES = 200
DATA_SIDE = 256  # pixels of a side of the images to learn from
DATA_VALUES = 400_000_000  # numbers a set may hold
TABLE_BYTES = 50_000_000
TABLE_ROWS = 1_000_000
TABLE_COLUMNS = 2_000
TABLE_FIELD = 64_000  # characters
