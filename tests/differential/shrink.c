/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "shrink.h"

#include <stdlib.h>

enum {
    MOST_RUNS = 16,
    SHRINK_RUNS = 4, /* while it shrinks: the last word has try_sequence with more */
};

/* Is the last of COUNT runs on either side like any of the other? */
static bool meets(const struct sequence *sequence, struct trace (*runs)[SIDES],
                  unsigned count)
{
    struct comparison ignored;
    static struct trace pair[SIDES];

    for (unsigned i = 0; i < count; i++)
        for (enum side side = 0; side < SIDES; side++) {
            pair[side] = runs[i][side];
            pair[!side] = runs[count - 1][!side];
            compare(sequence, pair, &ignored);
            if (ignored.agree)
                return true;
        }
    return false;
}

enum verdict try_sequence(const struct sequence *sequence, unsigned runs,
                          struct comparison *result)
{
    static struct trace tried[MOST_RUNS][SIDES];

    side_run(sequence, tried[0]);
    compare(sequence, tried[0], result);
    if (result->agree)
        return AGREES;
    for (unsigned count = 1; count < runs && count < MOST_RUNS; count++) {
        side_run(sequence, tried[count]);
        if (meets(sequence, tried, count + 1))
            return UNSTEADY;
    }
    return DIFFERS;
}

/* Takes CANDIDATE for SEQUENCE if it differs too. */
static bool accept_if_differs(struct sequence *sequence,
                              const struct sequence *candidate)
{
    struct comparison result;

    if (try_sequence(candidate, SHRINK_RUNS, &result) != DIFFERS)
        return false;
    *sequence = *candidate;
    return true;
}

static bool shrink_steps(struct sequence *sequence)
{
    bool shrunk = false;

    for (unsigned count = sequence->length / 2; count; count /= 2)
        for (unsigned at = sequence->length; at-- > 0;) {
            struct sequence candidate = *sequence;
            if (at + count > candidate.length)
                continue;
            sequence_remove(&candidate, at, count);
            shrunk |= accept_if_differs(sequence, &candidate);
        }
    return shrunk;
}

/* Sets BYTE of *SEQUENCE to PLAIN if it then differs still. */
static bool shrink_byte(struct sequence *sequence, uint8_t *byte, uint8_t plain)
{
    struct sequence candidate;
    uint8_t before = *byte;

    if (before == plain)
        return false;
    *byte = plain;
    candidate = *sequence;
    *byte = before;
    return accept_if_differs(sequence, &candidate);
}

/* What is simplest to read. */
static bool shrink_details(struct sequence *sequence)
{
    struct sequence candidate = *sequence;
    bool shrunk = false;

    candidate.settings = 0;
    if (sequence->settings)
        shrunk = accept_if_differs(sequence, &candidate);
    for (unsigned i = 0; i < sequence->length; i++) {
        struct step *step = &sequence->steps[i];
        shrunk |= shrink_byte(sequence, &step->place, ON_STACK);
        shrunk |= shrink_byte(sequence, &step->host, HOST_LOOPBACK);
        shrunk |= shrink_byte(sequence, &step->blocking, 1);
        if (step->call == CALL_SOCKET)
            shrunk |= shrink_byte(sequence, &step->kind, (uint8_t)(step->kind / 2 * 2));
    }
    return shrunk;
}

void shrink(struct sequence *sequence)
{
    while (shrink_steps(sequence) || shrink_details(sequence))
        ;
}
