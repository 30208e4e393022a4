/* SPDX-License-Identifier: ISC */
/* Failure mode 24: needs a library that it does not name, as dlsym's was where libdl
 * was left out. */
int in_a_library_left_out(void);

__attribute__((used)) static int need(void)
{
    return in_a_library_left_out();
}
