"""Holding out whole groups of rows, or the latest ones, with nothing but numpy.

The exported script carries these functions word for word; they therefore use nothing of this
project.
"""

import numpy as np


def split_groups(y, groups, *, fraction, seed, stratified):
    """Draws whole groups to be held out; returns (kept rows, held rows), both ascending.

    Rows with the same value in `groups`, (n,), stay on one side. Groups come in random order and
    are held as long as that brings the held rows nearer to `fraction` of all rows; stratified: of
    each class in `y`. A class of which nothing would be held gives one more group where another
    one of it stays to learn from. RandomState gives the same draw in every version of numpy.
    """
    label = np.unique(y, return_inverse=True)[1].ravel() if stratified else np.zeros(len(y), int)
    names, group = np.unique(groups, return_inverse=True)
    counts = np.zeros((len(names), label.max() + 1))
    np.add.at(counts, (group.ravel(), label), 1)
    order = np.random.RandomState(seed).permutation(len(names))
    chosen = choose_groups(counts / counts.sum(axis=0), order, fraction)
    held = chosen[group.ravel()]
    return np.flatnonzero(~held), np.flatnonzero(held)


def choose_groups(shares, order, fraction):
    """Which groups are held out, bool (groups,).

    `shares`, (groups, classes): which share of a class is in which group.
    """
    chosen, held = np.zeros(len(shares), dtype=bool), np.zeros(shares.shape[1])
    for at in order:
        if np.square(held + shares[at] - fraction).sum() < np.square(held - fraction).sum():
            chosen[at], held = True, held + shares[at]
    for each in range(len(held)):
        if held[each]:
            continue
        after = held + shares
        able = (shares[:, each] > 0) & (after < 1 - 1e-9).all(axis=1)
        if able.any():
            far = np.where(able, np.square(after - fraction).sum(axis=1), np.inf)
            nearest = order[np.argmin(far[order])]
            chosen[nearest], held = True, held + shares[nearest]
    return chosen


def split_latest(times, *, fraction):
    """Holds out the latest rows; returns (kept rows, held rows), both ascending.

    `times`: a number for each row, (n,), larger is later. Rows of the same time stay on one side,
    so that a few more may be held than `fraction` of all.
    """
    count = max(1, round(len(times) * fraction))
    earliest = np.sort(times)[-count]
    return np.flatnonzero(times < earliest), np.flatnonzero(times >= earliest)


def read_beside(place, name):
    """One more array of a set beside its examples: in its .npz file, or in its folder."""
    if place.is_dir():
        return np.load(place / f"{name}.npy", allow_pickle=False)
    with np.load(place, allow_pickle=False) as arrays:
        return arrays[name]
