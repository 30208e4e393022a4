/* SPDX-License-Identifier: ISC */
/* src/fix/ and its memory as the histories have it, but for the calls that come next.
 */
#include "config.h"

#include "calls.h"
#include "library.h"

#define kernel_connect step_connect
#define kernel_bind step_bind
#define kernel_setsockopt step_setsockopt
#define kernel_sendto step_sendto
#define kernel_sendmsg step_sendmsg

#define hints_next_cleared hints_next_cleared_of_all

#include "../histories/library.c"

#undef hints_next_cleared

/* As it is in hints.c, but of the few descriptors that there are: a step for each. */
int hints_next_cleared(unsigned *at)
{
    if (!*at)
        *at = place_of(0);
    while (*at < place_of(DESCRIPTORS)) {
        unsigned place = (*at)++;
        unsigned entry = atomic_load_explicit(&cleared[place], memory_order_relaxed);
        if (entry)
            return (int)(entry >> FLAGS << 16 | place);
    }
    return -1;
}

/* Nobody else looks at the time of its sends, and there is one flag: what is in use
 * stays so. */
bool word_is_settled(const void *word, int own)
{
    return word == &hints_harmless[own] || (word == &flags_in_use && flags_in_use);
}
