"""Draws images/icon.png: three stacked plates, the uppermost one lit."""

import struct
import zlib
from pathlib import Path

SIZE, SAMPLES = 128, 4
BACKGROUND = (29, 36, 51)
PLATES = [((64, 84), (63, 92, 148)), ((64, 64), (92, 135, 214)), ((64, 44), (255, 205, 92))]


def corner(x: float, y: float) -> bool:
    """Whether a point lies outside the rounded square."""
    radius = 24
    dx, dy = max(radius - x, x - (SIZE - radius), 0), max(radius - y, y - (SIZE - radius), 0)
    return dx * dx + dy * dy > radius * radius


def colour(x: float, y: float) -> tuple[int, int, int, int]:
    """What stands at a point: a plate, the gap around it, or the background."""
    if corner(x, y):
        return (0, 0, 0, 0)
    found = BACKGROUND
    for (cx, cy), tint in PLATES:
        distance = abs(x - cx) / 44 + abs(y - cy) / 23
        if distance <= 1:
            found = tint
        elif distance <= 1.17:
            found = BACKGROUND
    return (*found, 255)


def pixel(column: int, row: int) -> bytes:
    """The mean of some points, weighted by how opaque they are."""
    points = [
        colour(column + (i + 0.5) / SAMPLES, row + (j + 0.5) / SAMPLES)
        for i in range(SAMPLES)
        for j in range(SAMPLES)
    ]
    alpha = sum(point[3] for point in points)
    if not alpha:
        return bytes(4)
    channels = [sum(point[i] * point[3] for point in points) // alpha for i in range(3)]
    return bytes([*channels, alpha // len(points)])


def chunk(kind: bytes, data: bytes) -> bytes:
    """A part of a PNG file, with its checksum."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


rows = b"".join(b"\0" + b"".join(pixel(x, y) for x in range(SIZE)) for y in range(SIZE))
header = struct.pack(">IIBBBBB", SIZE, SIZE, 8, 6, 0, 0, 0)
chunks = chunk(b"IHDR", header), chunk(b"IDAT", zlib.compress(rows, 9)), chunk(b"IEND", b"")
png = b"\x89PNG\r\n\x1a\n" + b"".join(chunks)
Path(__file__).parent.parent.joinpath("images", "icon.png").write_bytes(png)
