"""What people typed is shown as they typed it, whatever Markdown would make of it."""

import string

import pytest

from components.escape import JOINER, LONGEST, code, esc

HOSTILE = [
    "![x](https://example.org/x.png)",
    "[a](javascript:alert)",
    "<img src=x>",
    "https://example.org",
    "www.example.org",
    "me@example.org",
    "**bold** _it_ `code` $x$ ~~gone~~",
    ":material/home: :red[red] :smile:",
    "a -> b <- c -- d >= e",
    "# heading",
    "| a | b |",
]


def shown(markdown: str) -> str:
    """What is left when Markdown has taken its backslashes and the invisible joiners are out."""
    plain = markdown.replace(JOINER, "")
    for sign in string.punctuation:
        plain = plain.replace("\\" + sign, "\0" + str(ord(sign)) + "\0")
    for sign in string.punctuation:
        plain = plain.replace("\0" + str(ord(sign)) + "\0", sign)
    return plain


@pytest.mark.parametrize("text", HOSTILE)
def test_every_character_is_still_there(text):
    assert shown(esc(text)) == text


@pytest.mark.parametrize("text", HOSTILE)
def test_no_punctuation_is_left_unescaped(text):
    markdown = esc(text)
    for at, sign in enumerate(markdown):
        if sign in string.punctuation and sign != "\\":
            assert markdown[at - 1] == "\\"


@pytest.mark.parametrize("text", ["https://a.b", "http://a.b", "www.a.b", "ftp://a.b", "mailto:x"])
def test_an_address_is_broken_by_a_joiner_so_that_it_becomes_no_link(text):
    scheme = text.split(":")[0].split(".")[0]
    assert f"{scheme}{JOINER}" in esc(text)


def test_an_arrow_is_broken_by_a_joiner():
    assert f"-{JOINER}\\>" in esc("a->b")


def test_chinese_stays_as_it_is():
    assert esc("手写数字识别") == "手写数字识别"


def test_unprintable_characters_become_blanks():
    assert esc("a\nb\x00c\u202ed") == "a b c d"


def test_a_long_text_ends_with_an_ellipsis():
    assert esc("x" * 500) == "x" * (LONGEST - 1) + "…"


def test_what_is_no_text_is_written_as_text():
    assert esc(12) == "12"


def test_a_name_with_blanks_around_it_can_still_be_set_in_bold():
    assert esc("\t tab ") == "tab"


def test_code_shows_backslashes_and_stars_as_they_are():
    assert code("a\\b *c*") == "`a\\b *c*`"


def test_code_with_backticks_gets_a_longer_fence():
    assert code("a``b`c") == "``` a``b`c ```"
