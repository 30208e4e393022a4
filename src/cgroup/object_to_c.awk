# SPDX-License-Identifier: ISC
# Bytes as od -tx1 prints them, for the initializer of an array in C.
{
    for (i = 1; i <= NF; i++)
        printf "0x%s,", $i
    print ""
}
