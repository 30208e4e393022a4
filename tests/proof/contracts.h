/* SPDX-License-Identifier: ISC */
/*
 * What functions of src/fix/ promise, in ACSL, for Frama-C: the words of their headers,
 * so that they can be proven.  Here, since src/fix/ is short.
 */
/* It would take the formulas for text. */
/* clang-format off */
#ifndef NOREUSEADDR_TESTS_CONTRACTS_H
#define NOREUSEADDR_TESTS_CONTRACTS_H

#include "config.h"

#include "fix/hints.h"
#include "fix/policy.h"
#include "fix/settings.h"
#include "fix/socket.h"

/* The longest text of settings; of longer ones than 8 bytes Eva does not see which value
 * goes with which setting, and which length with a file. */
#ifndef LONGEST
#define LONGEST 8
#endif

/* Every setting has a value of its own enum. */
/*@ predicate is_setting{L}(struct settings *settings) =
      settings->mode <= MODE_OFF && settings->bound <= BOUND_STRIP &&
      settings->reuseport <= REUSEPORT_KEEP && settings->inherited <= INHERITED_YES;
*/

/* settings_parse needs room for what it tells; TEXT may be NULL, or any string. */
/*@ requires room: \valid(settings) && \valid(fault);
    requires text: text == \null || valid_read_string(text);
    ensures values: LONGEST > 8 || is_setting(settings);
    ensures report: LONGEST > 8 || settings->report == \null ||
                    (settings->report_length >= 1 && \valid_read(settings->report));
    ensures fault: \result == true ||
                   (fault->length >= 1 && \valid_read(fault->word) &&
                    valid_read_string(fault->why));
    ensures nothing_said: \old(text) == \null ==> \result == true;
*/
bool settings_parse(const char *text, struct settings *settings,
                    struct settings_fault *fault);

/* The table of docs/design.md. */
/*@ requires settings: \valid_read(settings) && is_setting(settings);
    ensures off: settings->mode == MODE_OFF || call == CALL_SET_FLAG ==> \result == LEAVE;
    ensures bind: settings->mode != MODE_OFF && call == CALL_BIND_ANY ==>
                  \result == CLEAR_AROUND;
    ensures kernels_choice:
        settings->mode != MODE_OFF && (call == CALL_CONNECT || call == CALL_SEND) &&
        (origin == PORT_NONE || origin == PORT_FAILED ||
         (origin == PORT_BIND_ANY && datagram == false)) ==>
        \result == (settings->mode == MODE_RESTORE ? CLEAR_AROUND : CLEAR);
    ensures bound_datagrams:
        settings->mode != MODE_OFF && origin == PORT_BIND_ANY && datagram == true ==>
        (call == CALL_CONNECT ==> \result == CLEAR_AROUND) &&
        (call == CALL_SEND ==> \result == LEAVE);
    ensures own: origin == PORT_OWN && settings->bound == BOUND_KEEP &&
                 call != CALL_BIND_ANY ==> \result == LEAVE;
    ensures own_too: settings->mode != MODE_OFF && origin == PORT_OWN &&
                     settings->bound == BOUND_STRIP && call == CALL_CONNECT ==>
                     \result == (settings->mode == MODE_RESTORE ? CLEAR_AROUND : CLEAR);
    ensures restore: settings->mode == MODE_RESTORE ==> \result != CLEAR;
*/
enum action policy(enum call call, enum port_origin origin, bool datagram,
                   const struct settings *settings);

/* The hints take any number for a descriptor, and whatever their tables hold. */
/*@ requires port: port <= 65535;
    requires origin: PORT_NONE <= origin <= PORT_FAILED; */
void hints_port_given(int fd, unsigned port, enum port_origin origin);

/*@ requires port: port <= 65535;
    requires room: \valid(datagram);
    ensures origin: PORT_NONE <= \result <= PORT_FAILED;
    ensures none: port == 0 ==> \result == PORT_NONE;
    ensures told: \initialized(datagram); */
enum port_origin hints_port_origin(int fd, unsigned port, bool *datagram);

/*@ requires port: port <= 65535; */
void hints_port_is_own(int fd, unsigned port);

/*@ requires flags: flags <= ALL_FLAGS; */
void hints_set_cleared(int fd, unsigned flags);

/*@ ensures flags: \result <= ALL_FLAGS; */
unsigned hints_cleared(int fd);

/*@ requires at: \valid(at); */
int hints_next_cleared(unsigned *at);

#endif
