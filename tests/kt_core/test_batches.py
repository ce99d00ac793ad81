"""The size of the portions for validation."""

from kt_core.batches import validation_batch_size


def test_small_examples_go_a_thousand_at_a_time():
    assert validation_batch_size(32, (28, 28, 1)) == 1000


def test_large_examples_go_a_few_at_a_time_but_never_fewer_than_in_training():
    assert validation_batch_size(8, (160, 160, 3)) == 10
    assert validation_batch_size(32, (224, 224, 3)) == 32
