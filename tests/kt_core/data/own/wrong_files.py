"""Files of data as they should not be: each kind by name, made in a moment."""

import gzip
import io
import json
import stat
import struct
import warnings
import zipfile
import zlib

import numpy as np

from tests.kt_core.data.own.files import picture

ROWS = [f"{n * 11 % 31}.5,{n * 7 % 10},{'abc'[n % 3]}" for n in range(30)]
GOOD = "\n".join(["size,weight,kind", *ROWS])
CLASSES = {f"{c}/{n}.png": picture(100 * ord(c) + n) for c in "ab" for n in range(4)}
DRAW = np.random.default_rng(5)
X, Y = DRAW.random((20, 3)), np.arange(20) % 2


def text(words, encoding="utf-8"):
    return words.encode(encoding)


def with_cell(cell):
    """The good table with this in place of a number."""
    return GOOD.replace("\n3.5,", f"\n{cell},")


def arrays(**named):
    stream = io.BytesIO()
    np.savez(stream, **named)
    return stream.getvalue()


def archive(files=(), *, links=(), packed=zipfile.ZIP_STORED):
    """A zip of these files (name -> bytes, or pairs), symbolic links among them."""
    stream = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(stream, "w", packed) as found:
        warnings.simplefilter("ignore")  # of a name that comes twice
        for name, content in dict(files).items() if isinstance(files, dict) else files:
            found.writestr(zipfile.ZipInfo(name), content, packed)
        for name in links:
            info = zipfile.ZipInfo(name)
            info.external_attr = (stat.S_IFLNK | 0o777) << 16
            found.writestr(info, "/etc/passwd")
    return stream.getvalue()


def flagged(content, *, flag=0, method=None):
    """The zip with a flag or a way of packing said of each member that is not true."""
    patched = bytearray(content)
    for mark, at, way in ((b"PK\x03\x04", 6, 8), (b"PK\x01\x02", 8, 10)):
        place = patched.find(mark)
        while place >= 0:
            patched[place + at] |= flag
            if method is not None:
                patched[place + way : place + way + 2] = struct.pack("<H", method)
            place = patched.find(mark, place + 4)
    return bytes(patched)


def spoiled(content):
    """The zip with a byte of the first picture changed."""
    place = content.find(b"IDAT") + 10
    return content[:place] + bytes([content[place] ^ 255]) + content[place + 1 :]


def crowded(count):
    """A zip that lists the same member so often."""
    whole = archive({"a/1.png": b"x"})
    start, end = whole.find(b"PK\x01\x02"), whole.find(b"PK\x05\x06")
    listed = whole[start:end] * count
    closing = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, len(listed), start, 0)
    return whole[:start] + listed + closing


def bomb():
    """A few hundred kilobytes that say they are 150 million bytes."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as found:
        for name in ("a/1.png", "a/2.png", "b/1.png", "b/2.png"):
            with found.open(name, "w") as member:
                for _ in range(38):
                    member.write(bytes(1_000_000))
    return stream.getvalue()


def npz_with(name, content):
    return archive({name: content, "y.npy": _npy(Y)})


def _npy(array, **how):
    stream = io.BytesIO()
    np.save(stream, array, **how)
    return stream.getvalue()


def declared(shape, dtype="<f8"):
    """An .npy header that promises such an array, and nothing behind it."""
    words = f"{{'descr': '{dtype}', 'fortran_order': False, 'shape': {shape}, }}".encode()
    words += b" " * (63 - (len(words) + 10) % 64) + b"\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(words)) + words


def png_size(width, height):
    """A picture whose header says it is so large."""
    whole = picture(1)
    head = struct.pack(">II", width, height) + whole[24:29]
    return whole[:16] + head + struct.pack(">I", zlib.crc32(b"IHDR" + head)) + whole[33:]


def with_column(name, cells):
    lines = [f"{row},{cell}" for row, cell in zip(ROWS, cells, strict=True)]
    return "\n".join([f"size,weight,kind,{name}", *lines])


THIRTY = range(30)
TABLES = {
    "empty": (b"", "own_table_empty"),
    "blanks only": (b" \n\t\n  ", "own_table_empty"),
    "only a header": (b"a,b,c\n", "own_table_rows"),
    "one row": (b"a,b\n1,2\n", "own_table_rows"),
    "one column": (text("a\n" + "\n".join("12345")), "own_table_one_column"),
    "NUL bytes": (text(GOOD).replace(b"7", b"\0"), "own_table_encoding"),
    "random bytes": (DRAW.bytes(4000), "own_table_encoding"),
    "JSON": (text(json.dumps({"a": [1, 2]})), "own_table_foreign"),
    "HTML": (b"<!DOCTYPE html><table></table>", "own_table_foreign"),
    "gzip": (gzip.compress(text(GOOD)), "own_table_foreign"),
    "PDF": (b"%PDF-1.7\n" + text(GOOD), "own_table_foreign"),
    "Parquet": (b"PAR1" + text(GOOD), "own_table_foreign"),
    "SQLite": (b"SQLite format 3\0" + bytes(100), "own_table_foreign"),
    "old Excel": (b"\xd0\xcf\x11\xe0" + bytes(600), "own_table_foreign"),
    "a quote without its end": (text(with_cell('"3.5')), "own_table_broken"),
    "a cell without end": (text(with_cell("3" * 70_000)), "own_table_broken"),
    "too many columns": (text("\n".join([",".join(map(str, range(2100)))] * 4)),
                         "own_table_columns"),
    "rows of all lengths": (text("a,b,c\n" + "\n".join("1," * (n % 5) for n in THIRTY)),
                            "own_table_ragged"),
    "nothing but identifiers": (text("id,n\n" + "\n".join(f"{n},{n}" for n in THIRTY)),
                                "own_table_nothing"),
    "constant columns": (text("a,b\n" + "1,x\n" * 9), "own_table_nothing"),
    "all rows miss a cell": (text("a,b,c\n" + "1,,x\n,2,y\n3,,x\n,4,y\n" * 4),
                             "own_table_all_missing"),
    "a class met once": (text(GOOD + "\n9.5,1,lonely"), "own_class_single"),
}  # fmt: skip
ODD_TABLES = {
    "GBK": (text(GOOD.replace("kind", "种类").replace("a\n", "苹果\n"), "gbk"), {"classes": 3}),
    "UTF-16": (text(GOOD, "utf-16"), {"classes": 3}),
    "UTF-8 with its mark": (b"\xef\xbb\xbf" + text(GOOD), {"columns": ("size", "weight")}),
    "Latin-1": (text(GOOD.replace("a\n", "fraîche\n"), "latin-1"), {"classes": 3}),
    "semicolons and decimal commas": (
        text("\n".join(["s;w;k", *(f"{n * 11 % 31},5;{n % 7};{'ab'[n % 2]}" for n in THIRTY)])),
        {"columns": ("s", "w"), "classes": 2}),
    "tabs": (text(GOOD.replace(",", "\t")), {"columns": ("size", "weight")}),
    "lines ended as on old Macs": (text(GOOD.replace("\n", "\r")), {"classes": 3}),
    "no last line's end, blank lines": (text("\n\n" + GOOD + "\n\n\n"), {"rows": 30}),
    "no header": (text("\n".join(ROWS)), {"rows": 30}),
    "the same name twice": (text(GOOD.replace("weight", "size")),
                            {"columns": ("size", "size (2)")}),
    "a column without a name": (text(GOOD.replace("weight", "")),
                                {"columns": ("size", "column 2")}),
    "NaN and infinity": (text(with_cell("nan").replace("\n4.5,", "\ninf,")),
                         {"finite": True}),
    "numbers and words mixed": (text(with_cell("many")), {"classes": 3}),
    "thousands with commas": (
        text("a;b;c\n" + "\n".join(f'"{n + 1},234";{n % 5};{"xy"[n % 2]}' for n in THIRTY)),
        {"classes": 2}),
    "dates": (text(with_column("day", [f"2024-01-{n + 1:02d}" for n in THIRTY])), {"rows": 30}),
    "quotes around separators": (text(GOOD.replace("a\n", '"a,b"\n')), {"classes": 3}),
    "a few short rows": (text(GOOD + "\n1,2"), {"rows": 30}),
    "formulas": (text(GOOD.replace("a\n", "=cmd()\n")), {"classes": 3}),
    "numbers beyond float32": (text(with_cell("1e300")), {"finite": True}),
}  # fmt: skip
ZIPS = {
    "cut off": (archive(CLASSES)[:-40], "own_zip_broken"),
    "only the first bytes": (b"PK\x03\x04 and no more", "own_zip_broken"),
    "empty": (archive(), "own_zip_empty"),
    "upwards": (archive({**CLASSES, "../../up.png": b"x"}), "own_zip_path"),
    "absolute": (archive({**CLASSES, "/etc/a/1.png": b"x"}), "own_zip_path"),
    "a drive": (archive({**CLASSES, "C:\\a\\1.png": b"x"}), "own_zip_path"),
    "upwards by backslash": (archive({**CLASSES, "a\\..\\..\\1.png": b"x"}), "own_zip_path"),
    "a link": (archive(CLASSES, links=("a/9.png",)), "own_zip_link"),
    "encrypted": (flagged(archive(CLASSES), flag=1), "own_zip_locked"),
    "packed in an unknown way": (flagged(archive(CLASSES), method=99), "own_zip_broken"),
    "a byte changed": (spoiled(archive(CLASSES)), "own_zip_broken"),
    "a bomb by ratio": (bomb(), "own_zip_ratio"),
    "a bomb by count": (crowded(400_001), "own_zip_files"),
    "zips in a zip": (archive({"a/1.zip": archive(CLASSES), "b/2.zip": b"PK"}), "own_no_pictures"),
    "an Excel table": (archive({"[Content_Types].xml": b"<x/>", "xl/a.xml": b"<x/>"}),
                       "own_no_pictures"),
    "one class": (archive({f"a/{n}.png": picture(n) for n in range(4)}), "own_one_class"),
    "no folders": (archive({f"{n}.png": picture(n) for n in range(4)}), "own_no_classes"),
    "pictures that promise too much": (
        archive({f"{c}/{n}.png": png_size(60_000, 60_000) for c in "ab" for n in range(2)}),
        "own_no_pictures"),
}  # fmt: skip
ODD_ZIPS = {
    "a name twice": (archive([*CLASSES.items(), ("a/0.png", CLASSES["a/0.png"])]), {"rows": 8}),
    "what systems leave": (archive({**CLASSES, "__MACOSX/a/._1.png": b"x", "a/Thumbs.db": b"x"}),
                           {"rows": 8}),
    "a broken picture among sound ones": (archive({**CLASSES, "a/x.png": CLASSES["a/0.png"][:50]}),
                                          {"rows": 8}),
    "text called picture": (archive({**CLASSES, "b/x.png": b"hello"}), {"rows": 8}),
    "deflated": (archive(CLASSES, packed=zipfile.ZIP_DEFLATED), {"rows": 8}),
    "names with signs that do not print": (
        archive({name.replace("a/", "a\u202e\x07/"): each for name, each in CLASSES.items()}),
        {"rows": 8}),
}  # fmt: skip
NPZS = {
    "objects": (npz_with("x.npy", _npy(np.array([{}, []], dtype=object), allow_pickle=True)),
                "own_arrays_objects"),
    "other names": (arrays(data=X, label=Y), "own_arrays_names"),
    "no header": (npz_with("x.npy", b"not numpy at all"), "own_arrays_broken"),
    "cut off within": (npz_with("x.npy", _npy(X)[:-30]), "own_arrays_broken"),
    "a shape beyond all memory": (npz_with("x.npy", declared((10**9, 10**6))),
                                  "own_too_many_values"),
    "a shape that overflows": (npz_with("x.npy", declared((2**62, 2**62))), "own_too_many_values"),
    "a negative shape": (npz_with("x.npy", declared((-4, 3))), "own_arrays_shape"),
    "complex numbers": (arrays(x=X + 1j, y=Y), "own_arrays_shape"),
    "dates": (arrays(x=np.zeros((20, 3), "M8[s]"), y=Y), "own_arrays_shape"),
    "words to learn from": (arrays(x=X.astype(str), y=Y), "own_arrays_shape"),
    "one axis": (arrays(x=X[:, 0], y=Y), "own_arrays_shape"),
    "five axes": (arrays(x=np.zeros((20, 2, 2, 2, 2)), y=Y), "own_arrays_shape"),
    "no rows": (arrays(x=X[:0], y=Y[:0]), "own_arrays_shape"),
    "more labels than rows": (arrays(x=X, y=np.arange(21) % 2), "own_arrays_lengths"),
    "one class": (arrays(x=X, y=Y * 0), "own_target_single"),
    "a class met once": (arrays(x=X, y=np.r_[Y[:-1], 9]), "own_class_single"),
    "more classes than allowed": (arrays(x=np.zeros((600, 2)), y=np.arange(600) % 300),
                                  "own_many_classes"),
    "pixels below 0": (arrays(x=np.full((20, 4, 4), -1), y=Y), "own_arrays_pixels"),
    "two channels": (arrays(x=np.zeros((20, 4, 4, 2), "uint8"), y=Y), "own_arrays_pixels"),
    "NaN among pixels": (arrays(x=np.full((20, 4, 4), np.nan), y=Y), "own_arrays_pixels"),
    "NaN in a table": (arrays(x=np.where(X > 0.9, np.nan, X), y=Y), "own_arrays_not_finite"),
    "infinite targets": (arrays(x=X, y=np.where(Y, np.inf, 1.5)), "own_arrays_not_finite"),
    "a table beyond float32": (arrays(x=X * 1e300, y=Y), "own_arrays_not_finite"),
}  # fmt: skip
ODD_NPZS = {
    "column by column": (arrays(x=np.asfortranarray(X), y=Y), {"rows": 20, "classes": 2}),
    "labels as words": (arrays(x=X, y=np.array(["no", "yes"])[Y]), {"classes": 2}),
    "labels as decimals": (arrays(x=X, y=Y + 0.5), {"classes": 0}),
    "labels below 0 and far away": (arrays(x=X, y=Y * 1000 - 1), {"classes": 2}),
    "big-endian": (arrays(x=X.astype(">f8"), y=Y.astype(">i4")), {"rows": 20}),
    "half precision": (arrays(x=X.astype("float16"), y=Y), {"rows": 20}),
    "truth values": (arrays(x=X > 0.5, y=Y > 0), {"classes": 2}),
}  # fmt: skip
REFUSED = {
    f"{group}: {name}": case
    for group, cases in (("table", TABLES), ("zip", ZIPS), ("npz", NPZS))
    for name, case in cases.items()
}
ACCEPTED = {
    f"{group}: {name}": case
    for group, cases in (("table", ODD_TABLES), ("zip", ODD_ZIPS), ("npz", ODD_NPZS))
    for name, case in cases.items()
}
