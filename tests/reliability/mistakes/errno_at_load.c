/* SPDX-License-Identifier: ISC */
/* Failure mode 6: a call of the library's own changes errno before main. */
#include <unistd.h>

__attribute__((constructor)) static void careless_start(void)
{
    close(-1);
}
