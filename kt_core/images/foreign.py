"""What a file is that is no picture to be read here, by its first bytes: for the sentence about it.

Nothing is opened for it, and a wrong guess only makes the sentence less helpful.
"""

from pathlib import Path

PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*")
START = 512  # bytes that are looked at

_MAGIC: tuple[tuple[int, bytes, str], ...] = (
    *((4, b"ftyp" + brand, "HEIC") for brand in (b"heic", b"heix", b"hevc", b"heim", b"mif1")),
    *((4, b"ftyp" + brand, "AVIF") for brand in (b"avif", b"avis")),
    (4, b"ftyp", "MP4"),
    (4, b"jP  ", "JPEG 2000"),
    (4, b"JXL ", "JPEG XL"),
    (0, b"\xff\x0a", "JPEG XL"),
    (0, b"%PDF", "PDF"),
    (0, b"8BPS", "PSD"),
    (0, b"%!PS", "EPS"),
    (0, b"\0\0\1\0", "ICO"),
    (0, b"PK\x03\x04", "ZIP"),
    (0, b"PK\x05\x06", "ZIP"),
    (0, b"Rar!", "RAR"),
    (0, b"7z\xbc\xaf", "7-Zip"),
    (0, b"\x1f\x8b", "gzip"),
    (0, b"\x89HDF", "HDF5"),
    (0, b"\x93NUMPY", "NPY"),
    (0, b"\x80\x04", "pickle"),
    (128, b"DICM", "DICOM"),
)


def found_format(content: bytes) -> str | None:
    """The name of the format, or None when it is not one of those known by name."""
    for place, magic, name in _MAGIC:
        if content[place : place + len(magic)] == magic:
            return name
    words = content[:START].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if words.startswith((b"<svg", b"<?xml")) and b"<svg" in words:
        return "SVG"
    if words.startswith((b"<!doctype html", b"<html")):
        return "HTML"
    return None


def is_picture(path: Path) -> bool:
    """Whether a file begins as a picture does. Raises OSError."""
    with path.open("rb") as stream:
        start = stream.read(12)
    return start.startswith(PICTURES) or start[8:] == b"WEBP"


def is_text(content: bytes) -> bool:
    """Whether the file begins as text does."""
    start = content[:START]
    try:
        words = start.decode("utf-8")
    except UnicodeDecodeError as error:
        if len(start) < START or error.start < START - 4:  # a sign cut in two at the end is fine
            return False
        words = start[: error.start].decode("utf-8")
    return bool(words) and all(sign.isprintable() or sign in "\r\n\t\f\ufeff" for sign in words)
