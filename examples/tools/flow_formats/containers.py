"""One log in several packings: compressed by several programs, in pieces, in a folder, from standard input."""

import bz2
import gzip
import random
import shutil
import subprocess


def _pieces(text, number):
    """Cuts in the midst of lines, as blocks of compressed files have them."""
    cuts = sorted(random.Random(3).randrange(len(text)) for _ in range(number - 1))
    return [text[start:end] for start, end in zip([0, *cuts], [*cuts, len(text)])]


def _zstd(text):
    return subprocess.run(["zstd", "-q", "-c"], input=text, capture_output=True, check=True).stdout


def packings(text):
    """Yields a name, a file name and the bytes of each packing of a text."""
    yield "gzip", "log.gz", gzip.compress(text, mtime=0)
    # RFC 1952, section 2.2: members simply appear one after another.
    yield "gzip of 7 members", "log.gz", b"".join(gzip.compress(piece, mtime=0) for piece in _pieces(text, 7))
    yield "gzip without a suffix", "log", gzip.compress(text, mtime=0)
    yield "bzip2", "log.bz2", bz2.compress(text)
    # pbzip2 and lbzip2 write a stream for each block.
    yield "bzip2 of 7 streams", "log.bz2", b"".join(bz2.compress(piece) for piece in _pieces(text, 7))
    if shutil.which("zstd"):
        yield "zstd", "log.zst", _zstd(text)
        # RFC 8878, section 3: frames are independent, and skippable ones may come between them.
        skippable = bytes.fromhex("502a4d18") + (5).to_bytes(4, "little") + b"hello"
        yield "zstd of 7 frames", "log.zst", skippable.join(_zstd(piece) for piece in _pieces(text, 7))
    else:
        yield "zstd", None, None


def truncated(text):
    """Yields a name, a file name and the bytes of packings that end too early."""
    for name, file_name, packed in packings(text):
        if file_name and " " not in name:
            yield name, file_name, packed[: len(packed) * 2 // 3]
