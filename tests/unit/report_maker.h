/* SPDX-License-Identifier: ISC */
/* Makes report files in memory, for the tests of what reads them. */
#ifndef NOREUSEADDR_TESTS_REPORT_MAKER_H
#define NOREUSEADDR_TESTS_REPORT_MAKER_H

#include "launcher/report/read.h"

/* The file that the functions below add to; slots are taken from 1 on. */
extern struct report_file made;

/* Empties it: a header, and nothing recorded. */
void make_nothing(void);

/* These return the slot.  PATH and WORDS are texts; in WORDS '|' stands for NUL. */
uint16_t make_module(const char *path);
uint16_t make_place(uint16_t module, uint64_t offset);
uint16_t make_program(const char *words);

/* Adds to the program SLOT who ran it, WORDS as above. */
void make_owner(uint16_t slot, const char *words);

/* The line of a script, which make_place's slots may name. */
uint16_t make_script(const char *file, uint32_t line, const char *function);

/* Adds a level of callers to PLACE. */
void make_caller(uint16_t place, uint16_t module, uint64_t offset);

/* Adds a row of COUNT client sockets that connected over TCP and IPv4 in mode=audit;
 * what is to be different is changed afterwards. */
struct report_row *make_row(uint16_t program, uint16_t setter, uint16_t caller,
                            uint32_t count);

/* Writes 127.0.0.1 and PORT to ADDRESS. */
void make_address(struct report_address *address, uint16_t port);

/* Reads the file that was made; ends the test if it is refused. */
struct report *read_made(void);

/* Does print_made ask for what is no finding, too? */
extern bool make_verbose;

/* Returns what report_table_print writes of it in COLUMNS columns, for free(3). */
char *print_made(unsigned columns);

#endif
