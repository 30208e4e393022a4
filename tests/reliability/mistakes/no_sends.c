/* SPDX-License-Identifier: ISC */
/* Failure mode 10: no send is ever looked at. */
#include "config.h"

#include "fix/hints.h"

void hints_flag_set(void)
{
}
