/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "audit/modules.h"

#include <check.h>
#include <dlfcn.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

/* Opens the plugin of the tests, which nothing else holds. */
static void *open_plugin(uintptr_t *address)
{
    char path[PATH_MAX];

    snprintf(path, sizeof path, "%s/.libs/plugin.so", getenv("BUILDDIR"));
    void *plugin = dlopen(path, RTLD_NOW);
    ck_assert_ptr_nonnull(plugin);
    *address = (uintptr_t)dlsym(plugin, "plugin_client");
    return plugin;
}

START_TEST(what_was_there_at_load_is_found)
{
    struct module module;
    uintptr_t address;
    void *plugin = open_plugin(&address);

    modules_start();
    ck_assert(modules_find(address, &module));
    ck_assert_uint_ne(module.number, 0);
    dlclose(plugin);
}
END_TEST

START_TEST(what_was_unloaded_is_not)
{
    struct module module;
    uintptr_t address;
    void *plugin = open_plugin(&address);

    modules_start();
    dlclose(plugin);
    ck_assert(!modules_find(address, &module));
    ck_assert_ptr_null(module.path);
}
END_TEST

int main(void)
{
    if (!dlsym(RTLD_DEFAULT, "_dl_find_object"))
        return 77; /* the loader can't be asked */
    Suite *suite = suite_create("modules");
    TCase *tests = tcase_create("modules");
    tcase_add_test(tests, what_was_there_at_load_is_found);
    tcase_add_test(tests, what_was_unloaded_is_not);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
