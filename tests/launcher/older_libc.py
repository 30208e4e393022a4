# SPDX-License-Identifier: ISC
"""Makes a glibc that stands in for an older one.

Arguments: a version such as 2.17, a libc.so.6 (64-bit, little-endian), the file to write.
In the copy the versions after that one have other hashes, so that a loader finds none of
them: what needs one does not load.
"""

import re
import struct
import sys

PT_LOAD, PT_DYNAMIC = 1, 2
DT_STRTAB, DT_VERDEF, DT_VERDEFNUM = 5, 0x6FFFFFFC, 0x6FFFFFFD


def segments(data):
    first, count = struct.unpack_from("<Q", data, 32)[0], struct.unpack_from("<H", data, 56)[0]
    return [struct.unpack_from("<IIQQQQQQ", data, first + 56 * i) for i in range(count)]


def file_offset(data, address):
    for kind, _, offset, start, _, size, _, _ in segments(data):
        if kind == PT_LOAD and start <= address < start + size:
            return offset + address - start
    sys.exit("an address outside of the file")


def dynamic(data):
    offset, size = next((s[2], s[5]) for s in segments(data) if s[0] == PT_DYNAMIC)
    return dict(struct.iter_unpack("<qQ", data[offset : offset + size // 16 * 16]))


def is_later(name, version):
    numbers = re.fullmatch(r"GLIBC_(\d+)\.(\d+)(\.\d+)?", name)
    wanted = [int(part) for part in version.split(".")]
    return numbers and [int(numbers[1]), int(numbers[2])] > wanted


def main(version, source, target):
    with open(source, "rb") as file:
        data = bytearray(file.read())
    entries = dynamic(data)
    strings = file_offset(data, entries[DT_STRTAB])
    at = file_offset(data, entries[DT_VERDEF])
    for _ in range(entries[DT_VERDEFNUM]):
        vd_hash, vd_aux, vd_next = struct.unpack_from("<III", data, at + 8)
        name = strings + struct.unpack_from("<I", data, at + vd_aux)[0]
        if is_later(data[name : data.index(0, name)].decode(), version):
            struct.pack_into("<I", data, at + 8, vd_hash ^ 1)
        at += vd_next
    with open(target, "wb") as file:
        file.write(data)


main(*sys.argv[1:])
