"""How far a share that was counted may be from the true one, by chance alone."""

import numpy as np

Z = 1.959963984540054  # standard deviations that hold 95 % of a normal distribution


def wilson(hits: np.ndarray | int, of: np.ndarray | int) -> tuple[np.ndarray, np.ndarray]:
    """Lower and upper end of the 95 % interval of the share `hits / of`, NaN where `of` is 0.

    Wilson, "Probable inference, the law of succession, and statistical inference" (1927): unlike
    the textbook's interval it stays within 0..1 and is of use near both ends.
    """
    k, n = np.asarray(hits, dtype=float), np.asarray(of, dtype=float)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = k / n
        middle = share + Z**2 / (2 * n)
        half = Z * np.sqrt(share * (1 - share) / n + Z**2 / (4 * n**2))
        low, high = (middle - half) / (1 + Z**2 / n), (middle + half) / (1 + Z**2 / n)
    return np.clip(low, 0.0, 1.0), np.clip(high, 0.0, 1.0)
