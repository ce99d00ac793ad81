"""Pictures that are wrong or odd, each as bytes, and what must come of it.

`RIGHT` maps a name to (content, expected pixels): uint8 (height, width) or (height, width, 3) as a
person sees them, worked out here without the code under test. `WRONG` maps a name to (content,
code of the refusal).
"""

import io
import struct
import zipfile
import zlib

import numpy as np
from PIL import Image, PngImagePlugin

SIGNATURE = b"\x89PNG\r\n\x1a\n"
RANDOM = np.random.RandomState(3)
GREY = RANDOM.randint(0, 256, (6, 9)).astype("uint8")
COLOUR = RANDOM.randint(0, 256, (6, 9, 3)).astype("uint8")
TURNS = {
    1: lambda a: a,
    2: lambda a: a[:, ::-1],
    3: lambda a: a[::-1, ::-1],
    4: lambda a: a[::-1],
    5: lambda a: a.transpose(1, 0, 2),
    6: lambda a: np.rot90(a, -1),
    7: lambda a: np.rot90(a, 2).transpose(1, 0, 2),
    8: lambda a: np.rot90(a, 1),
}


def encoded(pixels, form="PNG", **options):
    """An array or picture as a file of that format."""
    image = pixels if isinstance(pixels, Image.Image) else Image.fromarray(pixels)
    file = io.BytesIO()
    image.save(file, form, **options)
    return file.getvalue()


def chunk(kind, data):
    """One part of a PNG."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_of(rows, *, width, height, depth, colour, extra=b"", claimed=None):
    """A PNG written by hand: `rows` are the bytes of its lines, `extra` goes before the pixels."""
    head = struct.pack(">2I5B", *(claimed or (width, height)), depth, colour, 0, 0, 0)
    lines = b"".join(b"\0" + row for row in rows)
    parts = chunk(b"IHDR", head) + extra + chunk(b"IDAT", zlib.compress(lines, 9))
    return SIGNATURE + parts + chunk(b"IEND", b"")


def turned(mark):
    """A picture that lies as a camera wrote it, with the mark that says how it was held."""
    exif = Image.Exif()
    exif[0x0112] = mark
    return encoded(COLOUR, exif=exif), TURNS[mark](COLOUR)


def over_white(colour, alpha):
    share = alpha.astype("float64") / 255
    share = share[..., np.newaxis] if colour.ndim == 3 else share
    return np.rint(colour * share + 255 * (1 - share)).astype("uint8")


def moving(form, **options):
    frames = [Image.fromarray(each) for each in (COLOUR, COLOUR[::-1])]
    return encoded(frames[0], form, save_all=True, append_images=frames[1:], **options)


def cmyk():
    inks = np.zeros((8, 8, 4), "uint8")
    inks[:, 4:, 3] = 255  # the right half all black ink
    picture = np.full((8, 8, 3), 255, "uint8")
    picture[:, 4:] = 0
    return encoded(Image.frombytes("CMYK", (8, 8), inks.tobytes()), "JPEG", quality=100), picture


def palette_with_alpha():
    image = Image.new("P", (3, 1))
    image.putdata([0, 1, 2])
    image.putpalette([255, 0, 0, 0, 255, 0, 0, 0, 255])
    content = encoded(image, transparency=b"\x00\x80\xff")
    return content, np.array([[[255, 255, 255], [127, 255, 127], [0, 0, 255]]], "uint8")


def sixteen_bit_colours():
    deep = RANDOM.randint(0, 65536, (4, 5, 3)).astype(">u2")
    rows = [row.tobytes() for row in deep]
    return png_of(rows, width=5, height=4, depth=16, colour=2), (deep >> 8).astype("uint8")


def with_text(size):
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", "x" * size, zip=True)
    return encoded(GREY, pnginfo=info)


def frames_without_end(count):
    """A GIF that repeats its one frame."""
    one = encoded(GREY, "GIF")
    start = 13 + 3 * 2 ** ((one[10] & 7) + 1)  # behind header and palette
    return one[:start] + one[start:-1] * count + b";"


ALPHA = RANDOM.randint(0, 256, (6, 9)).astype("uint8")
DEEP = RANDOM.randint(0, 65536, (6, 9)).astype("uint16")
BITS = RANDOM.randint(0, 2, (6, 9)).astype(bool)
FLOATS = RANDOM.rand(6, 9).astype("float32")
SIGNED = (RANDOM.rand(6, 9) * 4 - 2).astype("float32")
STRETCHED = (SIGNED - SIGNED.min()) / (SIGNED.max() - SIGNED.min()) * 255

RIGHT = {
    **{f"turned by mark {mark}": turned(mark) for mark in TURNS},
    "one bit": (encoded(BITS), BITS * np.uint8(255)),
    "eight bits of grey": (encoded(GREY), GREY),
    "16 bits of grey": (encoded(DEEP), np.rint(DEEP / 257).astype("uint8")),
    "16 bits of each colour": sixteen_bit_colours(),
    "16-bit TIFF": (encoded(DEEP, "TIFF"), np.rint(DEEP / 257).astype("uint8")),
    "floats from 0 to 1": (encoded(FLOATS, "TIFF"), np.rint(FLOATS * 255).astype("uint8")),
    "floats below 0": (encoded(SIGNED, "TIFF"), np.rint(STRETCHED).astype("uint8")),
    "32-bit numbers up to 255": (encoded(GREY.astype("int32"), "TIFF"), GREY),
    "floats of one value below 0": (
        encoded(np.full((3, 3), -1, "float32"), "TIFF"),
        np.zeros((3, 3), "uint8"),
    ),
    "packed TIFF": (encoded(COLOUR, "TIFF", compression="tiff_lzw"), COLOUR),
    "grey with transparency": (
        encoded(Image.merge("LA", [Image.fromarray(GREY), Image.fromarray(ALPHA)])),
        over_white(GREY, ALPHA),
    ),
    "colours with transparency": (
        encoded(np.dstack([COLOUR, ALPHA])),
        over_white(COLOUR, ALPHA),
    ),
    "all transparent": (
        encoded(np.zeros((4, 4, 4), "uint8")),
        np.full((4, 4, 3), 255, "uint8"),
    ),
    "palette with transparency": palette_with_alpha(),
    "CMYK": cmyk(),
    "animated GIF": (moving("GIF"), COLOUR),
    "animated PNG": (moving("PNG"), COLOUR),
    "animated WebP": (moving("WEBP", lossless=True), COLOUR),
    "several pages": (moving("TIFF"), COLOUR),
    "a thousand frames": (frames_without_end(1000), GREY),
    "one pixel": (encoded(GREY[:1, :1]), GREY[:1, :1]),
    "one column": (encoded(GREY[:, :1]), GREY[:, :1]),
    "one row": (encoded(GREY[:1]), GREY[:1]),
    "lines bottom up": (encoded(COLOUR, "BMP"), COLOUR),
    "every other pixel": (encoded(np.ascontiguousarray(COLOUR[::-2, ::-2])), COLOUR[::-2, ::-2]),
    "fewer lines than promised": (  # viewers show the others black
        png_of([b"\7" * 9], width=9, height=2, depth=8, colour=0),
        np.array([[7] * 9, [0] * 9], "uint8"),
    ),
    "a broken colour profile": (encoded(COLOUR, icc_profile=b"not a profile" * 9), COLOUR),
    "a broken camera mark": (encoded(COLOUR, exif=b"Exif\0\0MM\0*\0\0\xff\xff"), COLOUR),
    "a mark that does not exist": (encoded(COLOUR, exif=b"Exif\0\0"), COLOUR),
    "half a megabyte of words": (with_text(500_000), GREY),
    "something behind its end": (encoded(GREY) + b"PK\x03\x04" * 1000, GREY),
}

WRONG = {
    "empty": (b"", "image_empty"),
    "text": ("Grüße, 世界".encode(), "image_is_text"),
    "a web page": (b"<!DOCTYPE html><html></html>", "image_format"),
    "SVG": (b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>", "image_format"),
    "HEIC": (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "image_format"),
    "AVIF": (encoded(COLOUR, "AVIF"), "image_format"),
    "JPEG 2000": (b"\0\0\0\x0cjP  \r\n\x87\n", "image_format"),
    "PDF": (b"%PDF-1.7\n%\xe2\xe3", "image_format"),
    "PostScript": (b"%!PS-Adobe-3.0 EPSF-3.0\n", "image_format"),
    "icon": (encoded(Image.fromarray(COLOUR), "ICO", sizes=[(9, 6)]), "image_format"),
    "film": (b"\0\0\0\x20ftypisom\0\0\2\0", "image_format"),
    "zip": (b"PK\x03\x04" + b"\0" * 40, "image_format"),
    "random bytes": (RANDOM.bytes(4000), "image_unknown"),
    "cut off": (encoded(RANDOM.randint(0, 256, (64, 64)).astype("uint8"))[:900], "image_broken"),
    "half a JPEG": (
        encoded(RANDOM.randint(0, 256, (64, 64, 3)).astype("uint8"), "JPEG")[:900],
        "image_broken",
    ),
    "half a TIFF": (encoded(COLOUR, "TIFF", compression="tiff_lzw")[:60], None),
    "huge by its header": (
        png_of([b"\0"], width=1, height=1, depth=8, colour=0, claimed=(60_000, 60_000)),
        "image_too_many_pixels",
    ),
    "a bomb": (
        png_of([b"\0" * 1000] * 30_000, width=8000, height=30_000, depth=1, colour=0),
        "image_too_many_pixels",
    ),
    "no width": (
        png_of([b""], width=0, height=6, depth=8, colour=0),
        None,
    ),
    "words that unfold to 40 MB": (with_text(40_000_000), None),
    "too many bytes": (encoded(GREY) + b"\0" * 20_000_001, "image_too_large"),
    "not numbers": (encoded(np.full((2, 2), np.nan, "float32"), "TIFF"), "image_not_finite"),
}


def zipped(members, **options):
    """A zip with these members, in order, names possibly twice."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", **options) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return file.getvalue()
