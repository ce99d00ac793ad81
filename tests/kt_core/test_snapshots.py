"""Which epochs' weights are kept, and where they are found again."""

import numpy as np

from kt_core import snapshots


def test_the_first_the_last_and_each_interval_are_due():
    due = [one for one in range(12) if snapshots.is_due(one, every=5, last=11)]
    assert due == [0, 4, 9, 11]


def test_the_stride_doubles_until_few_enough_are_left_and_the_ends_stay():
    stride = snapshots.stride_of(500, every=1, most=60)
    kept = snapshots.thinned(range(500), stride)
    assert stride == 16
    assert kept[:3] == [0, 15, 31]
    assert kept[-1] == 499
    assert len(kept) <= 60


def test_thinning_while_epochs_come_ends_with_what_thinning_at_the_end_leaves():
    kept, size = [], 12_000_000
    for epoch in range(300):
        kept = sorted({*kept, epoch})
        stride = snapshots.stride_of(epoch + 1, every=1, most=snapshots.most(size))
        kept = snapshots.thinned(kept, stride)
    planned = snapshots.planned(epochs=300, every=1, size=size)
    assert len(kept) == planned.count <= snapshots.most(size)
    assert planned.size == planned.count * size <= snapshots.BYTES


def test_large_weights_are_kept_twice_at_least():
    assert snapshots.most(2 * snapshots.BYTES) == 2
    assert snapshots.planned(epochs=9, every=1, size=snapshots.BYTES).count == 2


def test_the_usual_interval_leaves_about_twenty():
    assert [snapshots.usual_every(epochs) for epochs in (1, 20, 21, 100)] == [1, 1, 2, 5]


def test_of_one_epoch_the_newest_attempt_counts_and_other_files_do_not(tmp_path):
    folder = tmp_path / snapshots.FOLDER
    folder.mkdir()
    for attempt, epoch in ((1, 0), (1, 1), (2, 1)):
        path = folder / snapshots.name(attempt=attempt, epoch=epoch)
        np.savez(path, **{"0": np.full(2, attempt), "1": np.zeros((3, 1))})
    (folder / ".kt-aside-1-attempt003-epoch000000.npz").write_bytes(b"half")
    found = snapshots.files(tmp_path)
    assert [path.name[:10] for path in found.values()] == ["attempt001", "attempt002"]
    numbers = snapshots.weights(found[1])
    assert [each.shape for each in numbers] == [(2,), (3, 1)]
    assert snapshots.files(tmp_path / "nowhere") == {}
