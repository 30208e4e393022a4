/* SPDX-License-Identifier: ISC */
/* A file of suppressions: any bytes. */
#include "config.h"

#include "launcher/report/suppressions.h"

#include "fuzz.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

/* Each line that is refused is said on standard error, which libFuzzer uses, too. */
static void parse_in_silence(struct suppressions *lines, const char *text, size_t size)
{
    int kept = dup(STDERR_FILENO), nothing = open("/dev/null", O_WRONLY);

    dup2(nothing, STDERR_FILENO);
    suppressions_parse(lines, "file", text, size);
    dup2(kept, STDERR_FILENO);
    close(kept);
    close(nothing);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct suppressions lines = {0};
    struct report_module module = {.path = "/lib/a.so", .path_length = 9};
    struct report_step step = {.module = &module, .level = {.function = "f::g"}};
    char *text = fuzz_bytes(data, size);
    unsigned before = 0;

    parse_in_silence(&lines, text, size);
    for (size_t i = 0; i < lines.count; i++) {
        HOLDS(lines.list[i].line > before && *lines.list[i].glob);
        before = lines.list[i].line;
    }
    const struct suppression *found = suppressions_find(&lines, NULL, &step, NULL);
    HOLDS(!found || found->matched);
    suppressions_free(&lines);
    free(text);
    return 0;
}
