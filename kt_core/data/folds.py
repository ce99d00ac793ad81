"""Dividing rows into folds with nothing but numpy: each row is held out once in every repeat.

The exported script carries these functions word for word; they therefore use nothing of this
project. They draw as scikit-learn's KFold, StratifiedKFold, GroupKFold and StratifiedGroupKFold do
with shuffle=True, and repeat as its RepeatedKFold does.
"""

import numpy as np


def fold_numbers(y, *, folds, seed, repeat=0, stratified=False, groups=None):
    """The fold in which each row is held out, counted from 0: int64 (n,).

    Stratified: each fold has the same mixture of classes `y`, as far as whole rows allow. Rows
    with the same value in `groups`, (n,), are always in the same fold. Each `repeat`, counted
    from 0, deals the rows anew. RandomState gives the same draw in every version of numpy.
    """
    draw = np.random.RandomState(seed)
    for _ in range(repeat + 1):
        if groups is None and not stratified:
            numbers = deal_rows(len(y), folds, draw)
        elif groups is None:
            numbers = deal_classes(y, folds, draw)
        elif not stratified:
            numbers = deal_groups(groups, folds, draw)
        else:
            numbers = deal_groups_evenly(y, groups, folds, draw)
    return numbers


def rows_of_fold(numbers, fold):
    """The rows to learn from, and those held out in this fold; both ascending."""
    return np.flatnonzero(numbers != fold), np.flatnonzero(numbers == fold)


def row_groups(x):
    """One number for each row of `x`, (n, ...); identical rows have the same one: int64 (n,).

    Rows are known by a hash of 64 bits, so that they need not all be in memory.
    """
    seen: dict = {}
    return np.array([seen.setdefault(hash(row.tobytes()), len(seen)) for row in x], dtype="int64")


def deal_rows(count, folds, draw):
    """Shuffled rows cut into folds whose sizes differ by one row at most."""
    numbers, order = np.empty(count, dtype="int64"), np.arange(count)
    draw.shuffle(order)
    for fold, part in enumerate(np.array_split(order, folds)):
        numbers[part] = fold
    return numbers


def deal_classes(y, folds, draw):
    """Each class dealt by itself, in the order in which the classes first appear in `y`.

    The rows sorted by class are counted off like cards, so that both the classes and the sizes
    of the folds differ by one row at most.
    """
    _, first, label = np.unique(y, return_index=True, return_inverse=True)
    rank = np.argsort(np.argsort(first))[label]
    numbers, by_class = np.empty(len(y), dtype="int64"), np.sort(rank)
    for each in range(len(first)):
        shares = [np.sum(by_class[fold::folds] == each) for fold in range(folds)]
        cards = np.repeat(np.arange(folds), shares)
        draw.shuffle(cards)
        numbers[rank == each] = cards
    return numbers


def deal_groups(groups, folds, draw):
    """Shuffled groups cut into folds: as many groups in each, whatever their sizes."""
    numbers, names = np.empty(len(groups), dtype="int64"), draw.permutation(np.unique(groups))
    for fold, part in enumerate(np.array_split(names, folds)):
        numbers[np.isin(groups, part)] = fold
    return numbers


def deal_groups_evenly(y, groups, folds, draw):
    """Whole groups, the most one-sided first, each to the fold that keeps the classes evenest."""
    _, label, sizes = np.unique(y, return_inverse=True, return_counts=True)
    names, group = np.unique(groups, return_inverse=True)
    order = np.arange(len(names))
    draw.shuffle(order)
    counts = np.zeros((len(names), len(sizes)))
    np.add.at(counts, (group, label), 1)
    counts = counts[order]
    held, chosen = np.zeros((folds, len(sizes))), np.empty(len(names), dtype="int64")
    for place in np.argsort(-counts.std(axis=1), kind="stable"):
        fold = evenest_fold(held, counts[place], sizes)
        held[fold] += counts[place]
        chosen[order[place]] = fold
    return chosen[group]


def evenest_fold(held, more, sizes):
    """The fold to which rows of a group go; of equally good ones that with the fewest rows.

    `held`: rows of each class in each fold, (folds, classes); `more`: those of the group,
    (classes,); `sizes`: of all classes. Best is the least mean deviation of the classes' shares.
    """
    tried = held + np.eye(len(held))[:, :, np.newaxis] * more
    uneven = (tried / sizes).std(axis=1).mean(axis=1)
    rows, best = held.sum(axis=1), 0
    for fold in range(1, len(held)):
        alike = abs(uneven[fold] - uneven[best]) <= 1e-8 + 1e-5 * abs(uneven[best])
        if uneven[fold] < uneven[best] or (alike and rows[fold] < rows[best]):
            best = fold
    return best
