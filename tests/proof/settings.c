/* SPDX-License-Identifier: ISC */
/*
 * The parser of the settings, for every text of up to LONGEST bytes: each byte may be
 * any.  It goes from one comma to the next and keeps no more than where it is, so that
 * a longer text adds nothing but more of the same: 17 is the longest word, 15 bytes,
 * with a comma and a byte more.
 */
#include "contracts.h"

#include <__fc_builtin.h>
#include <string.h>

/* Where the parser is, how far it is to the next comma, and whether all was good so
 * far: -eva-partition-value looks at each of these by itself. */
static const char *first;
int at = -1, length, is_good = 1;

/* Of the parser's own variables, so that what is found out here is known there. */
static size_t to_comma(const char *const *text, const bool *so_far)
{
    if (*so_far)
        is_good = 1;
    else
        is_good = 0;
    //@ loop unroll LONGEST + 1;
    for (at = 0; *text != first + at; at++)
        ;
    length = 0;
    //@ loop unroll LONGEST + 1;
    while ((*text)[length] && (*text)[length] != ',')
        length++;
    return (size_t)length;
}

static size_t to_equals_sign(const char *word)
{
    size_t found = 0;

    //@ loop unroll 20;
    while (word[found] && word[found] != '=')
        found++;
    return found;
}

static const bool good; /* where there is no other: to_equals_sign is called there */
#define strcspn(text, reject)                                                          \
    ((reject)[0] == ',' ? to_comma((const char *const *)&(text), &good)                \
                        : to_equals_sign(text))
#include "fix/settings.c"
#undef strcspn

int main(void)
{
    char text[LONGEST + 1];
    struct settings settings;
    struct settings_fault fault;

    Frama_C_make_unknown(text, LONGEST);
    text[LONGEST] = '\0';
    first = text;
    settings_parse(Frama_C_nondet(0, 1) ? text : NULL, &settings, &fault);
    return 0;
}
