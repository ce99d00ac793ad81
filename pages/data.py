"""Choose what the model learns from, and look at it first."""

import streamlit as st

from components import session, shell
from components.augmentation_form import augmentation_form
from components.data_balance import balance
from components.data_examples import examples
from components.data_gallery import gallery
from components.data_missing import obtained
from components.data_parameters import data_parameters
from components.data_preparation import preparation
from components.data_ranges import column_ranges, pixel_ranges
from components.data_summary import numbers, words
from components.input_columns import input_columns
from components.own_data_report import own_report
from kt_core.data import Card, Description, card, data_problems, describe, split_of
from kt_core.division import INPUTS
from kt_core.experiment import Data, parse
from kt_core.problems import Problem, ProblemError

NOT_HERE = ("data_not_downloaded", "data_not_stored")


def chosen() -> Card | None:
    """The card of the set in the document, None when there is none or nobody knows it."""
    try:
        return card(session.dataset())
    except ProblemError:
        return None


def problems(data: Data) -> list[Problem]:
    """What is wrong with the data part, apart from a set that is yet to be fetched."""
    return [problem for problem in data_problems(data) if problem.code not in NOT_HERE]


def described(data: Data, seed: int) -> Description:
    """The numbers for the split as it is; those without validation while it can't be made."""
    try:
        return describe(data.dataset, split=split_of(data), seed=seed, scaling=data.scaling)
    except ProblemError:
        return describe(data.dataset, split=None, seed=seed, scaling=data.scaling)


def look_into(facts: Card, data: Data, seed: int) -> None:
    """Draws the set that is there: numbers, examples, form, ranges and balance."""
    found = described(data, seed)
    numbers(facts, found)
    left, right = st.columns([3, 2], gap="large")
    with left:
        examples(facts, found)
    wrong = problems(data)
    dividing = [problem for problem in wrong if problem.where[:2] == INPUTS and facts.columns]
    with right:
        preparation(facts, [problem for problem in wrong if problem not in dividing])
        if facts.modality == "image":
            pixel_ranges(found)
        if facts.columns:
            input_columns(facts, dividing)
    if facts.modality == "image":
        augmentation_form()
    else:
        column_ranges(found)
    balance(found)


shell.title("data")
gallery()
facts = chosen()
experiment = parse(session.document())
if facts:
    words(facts)
    own_report(facts)
if experiment.data:
    data_parameters(experiment.data)
    if facts and obtained(facts):
        look_into(facts, experiment.data, experiment.seed)
shell.next_step("network")
