"""Pictures of every kind that people have, made by Pillow, read back as 8-bit grey or colour."""

import io
import struct
import zlib

import numpy as np
import pytest
from PIL import Image

from kt_core.images import read
from kt_core.problems import ProblemError


def encoded(image, form="PNG", **options):
    file = io.BytesIO()
    image.save(file, form, **options)
    return file.getvalue()


def ramp(mode="L", size=(8, 4)):
    values = np.linspace(0, 255, size[0] * size[1]).astype("uint8").reshape(size[1], size[0])
    return Image.fromarray(values).convert(mode)


def code_of(content):
    with pytest.raises(ProblemError) as raised:
        read(content)
    return raised.value.problems[0].code


def png_claiming(width, height):
    head = struct.pack(">2I5B", width, height, 8, 0, 0, 0, 0)
    chunk = b"IHDR" + head
    start = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", len(head)) + chunk
    body = zlib.compress(b"\0" * 100)
    data = struct.pack(">I", len(body)) + b"IDAT" + body
    return (
        start
        + struct.pack(">I", zlib.crc32(chunk))
        + data
        + struct.pack(">I", zlib.crc32(b"IDAT" + body))
    )


def test_grey_values_come_back_as_they_were():
    np.testing.assert_array_equal(np.asarray(read(encoded(ramp())).image), np.asarray(ramp()))


@pytest.mark.parametrize("mode", ["RGB", "P", "1", "RGBA", "LA", "CMYK"])
def test_every_mode_becomes_grey_or_colour(mode):
    form = "JPEG" if mode == "CMYK" else "PNG"
    assert read(encoded(ramp(mode), form)).image.mode in ("L", "RGB")


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "BMP", "GIF", "TIFF"])
def test_each_allowed_format_is_read(form):
    assert read(encoded(ramp("RGB"), form)).image.size == (8, 4)


def test_cmyk_white_stays_white():
    white = Image.new("CMYK", (4, 4), (0, 0, 0, 0))
    assert np.asarray(read(encoded(white, "JPEG")).image).min() > 250


def test_sixteen_bit_grey_is_scaled_not_clipped():
    values = np.array([[0, 257, 32768, 65535]], dtype="uint16")
    found = np.asarray(read(encoded(Image.fromarray(values))).image)
    np.testing.assert_array_equal(found, [[0, 1, 128, 255]])


def test_transparency_goes_onto_white():
    drawing = Image.new("RGBA", (4, 4), (0, 0, 0, 0))
    drawing.putpixel((1, 1), (0, 0, 0, 255))
    found = read(encoded(drawing))
    grey = np.asarray(found.image.convert("L"))
    assert grey[1, 1] == 0
    assert grey.sum() == 15 * 255
    assert "opaque" in [code for code, _ in found.stages]


def test_a_picture_whose_every_pixel_covers_is_not_put_on_anything():
    solid = Image.new("RGBA", (2, 2), (9, 9, 9, 255))
    assert [code for code, _ in read(encoded(solid)).stages] == ["original"]


def test_a_transparent_palette_goes_onto_white():
    image = Image.new("P", (2, 1), 0)
    image.putpalette([10, 20, 30, 200, 0, 0])
    image.putpixel((1, 0), 1)
    found = np.asarray(read(encoded(image, transparency=0)).image)
    assert found[0, 0].tolist() == [255, 255, 255]
    assert found[0, 1].tolist() == [200, 0, 0]


def test_a_photo_is_turned_as_the_camera_says():
    image = Image.new("RGB", (6, 4), "black")
    exif = Image.Exif()
    exif[0x0112] = 6
    found = read(encoded(image, "JPEG", exif=exif))
    assert found.image.size == (4, 6)
    assert [code for code, _ in found.stages] == ["original", "upright"]


def test_of_an_animation_the_first_frame_is_taken_and_that_is_said():
    frames = [Image.new("L", (5, 5), value) for value in (10, 200)]
    found = read(encoded(frames[0], "GIF", save_all=True, append_images=frames[1:]))
    assert np.asarray(found.image.convert("L")).max() < 20
    assert found.notes == ("first_frame",)


def test_one_pixel_is_a_picture():
    assert read(encoded(Image.new("L", (1, 1), 7))).image.size == (1, 1)


def test_a_picture_cut_off_is_refused_with_a_reason():
    noise = Image.fromarray(np.random.RandomState(0).randint(0, 255, (64, 64, 3), dtype="uint8"))
    assert code_of(encoded(noise, "JPEG")[:800]) == "image_broken"
    assert code_of(encoded(noise, "PNG")[:800]) == "image_broken"


def test_a_picture_that_unfolds_to_too_many_pixels_is_refused_before_decoding():
    assert code_of(png_claiming(6000, 6000)) == "image_too_many_pixels"
    assert code_of(png_claiming(30000, 30000)) == "image_too_many_pixels"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "image_empty"),
        (b"hello world, this is text", "image_is_text"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n", "image_format"),
        (b"\0\0\0\x18ftypheic", "image_format"),
        (b"II*\0" + b"\0" * 50, "image_unknown"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 20, "image_unknown"),
    ],
)
def test_what_is_no_picture_gets_a_sentence(content, code):
    assert code_of(content) == code
