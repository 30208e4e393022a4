/* SPDX-License-Identifier: ISC */
/* In libFuzzer's place: tries each file that it is given once. */
#include "config.h"

#include "fuzz.h"

#include <stdio.h>
#include <stdlib.h>

#ifndef WITH_LIBFUZZER
enum { MOST = 1 << 20 }; /* of a file; libFuzzer reads no more of one either */

int main(int argc, char **argv)
{
    static uint8_t bytes[MOST];

    for (int i = 1; i < argc; i++) {
        FILE *file = fopen(argv[i], "rb");
        if (!file) {
            perror(argv[i]);
            return EXIT_FAILURE;
        }
        size_t size = fread(bytes, 1, MOST, file);
        fclose(file);
        LLVMFuzzerTestOneInput(bytes, size);
    }
    return EXIT_SUCCESS;
}
#endif
