/* SPDX-License-Identifier: ISC */
/* Where there is no libdw, or its registers are not known. */
#include "config.h"

#include "audit.h"

#include "launcher/message.h"

const bool audit_is_there = false;

bool audit_start(int cgroup, const char *name, bool is_made, const char *path)
{
    (void)cgroup, (void)name, (void)is_made, (void)path;
    complain("--audit --cgroup: this noreuseaddr was built without libdw, or for a "
             "processor that the audit does not know");
    return false;
}

void audit_stop(void)
{
}
