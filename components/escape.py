"""Text that people typed, made safe for elements that read Markdown.

Unescaped, a name like `![x](https://...)` makes the browser fetch a foreign image.
"""

import re
import string

JOINER = "\u2060"  # word joiner: invisible, and no address or arrow is recognised across it
LONGEST = 80

_PUNCTUATION = re.compile(f"([{re.escape(string.punctuation)}])")
_LINKS = re.compile(r"(?i)(https?|ftp|mailto|www|xmpp)(?=[:.])")
_PAIRS = re.compile(r"(?<=[-<>=~:])(?=[-<>=~:])")


def esc(text: object, *, longest: int = LONGEST) -> str:
    """`text` as Markdown that shows exactly that text: no link, image, format, emoji or arrow.

    Characters that don't print become blanks, those at both ends go; beyond `longest` characters
    it ends with an ellipsis.
    """
    return _PUNCTUATION.sub(r"\\\1", _separate(_cut(text, longest)))


def code(text: object, *, longest: int = LONGEST) -> str:
    """`text` as Markdown in code font, exactly that text."""
    shown = _cut(text, longest).replace(":material", f":{JOINER}material")
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", shown)), default=0))
    return f"{fence} {shown} {fence}" if "`" in shown else f"{fence}{shown or ' '}{fence}"


def _cut(text: object, longest: int) -> str:
    shown = "".join(sign if sign.isprintable() else " " for sign in str(text)).strip()
    return shown if len(shown) <= longest else shown[: longest - 1] + "…"


def _separate(text: str) -> str:
    text = _LINKS.sub(rf"\1{JOINER}", text).replace("@", f"{JOINER}@{JOINER}")
    text = text.replace("://", f":{JOINER}//").replace(":", f":{JOINER}")
    return _PAIRS.sub(JOINER, text)
