/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "apart.h"

#include "chain.h"
#include "terminal.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { TEXTS = 4 }; /* of a level */

/* What precedes a chain in the pipe: its bytes, and those of its texts behind it. */
struct head {
    size_t chain, texts;
};

static bool only_here;
static volatile sig_atomic_t interrupted;

void report_look_up_here(void)
{
    only_here = true;
}

static size_t chain_bytes(const struct report_chain *chain)
{
    return offsetof(struct report_chain, step) + chain->steps * sizeof *chain->step;
}

/* Returns the text NUMBER of CHAIN, of steps * TEXTS, where it may be NULL: what is not
 * at the same address in the parent.  Notes are static texts. */
static const char **text_of(struct report_chain *chain, size_t number)
{
    struct report_level *level = &chain->step[number / TEXTS].level;
    const char **const text[TEXTS] = {&level->function, &level->mangled, &level->file,
                                      &level->folder};

    return text[number % TEXTS];
}

/* Puts the texts of CHAIN behind one another into TO, unless that is NULL.  Returns
 * their length. */
static size_t pack_texts(struct report_chain *chain, char *to)
{
    size_t length = 0;

    for (size_t i = 0; i < chain->steps * TEXTS; i++) {
        const char *text = *text_of(chain, i);
        size_t size = text ? strlen(text) + 1 : 0;
        if (to && text)
            memcpy(to + length, text, size);
        length += size;
    }
    return length;
}

/* Makes the texts of CHAIN those at FROM. */
static void unpack_texts(struct report_chain *chain, const char *from)
{
    for (size_t i = 0; i < chain->steps * TEXTS; i++) {
        const char **text = text_of(chain, i);
        if (*text) {
            *text = from;
            from += strlen(from) + 1;
        }
    }
}

static bool put(FILE *to, const void *bytes, size_t size)
{
    return fwrite(bytes, 1, size, to) == size;
}

/* In the child. */
_Noreturn static void look_up(report_make_chain *make, const void *context,
                              size_t count, int fd)
{
    FILE *to = fdopen(fd, "w");
    bool good = to != NULL;

    for (size_t i = 1; i < count && good; i++) {
        struct report_chain *chain = make(context, i, true);
        if (!chain)
            break;
        struct head head = {chain_bytes(chain), pack_texts(chain, NULL)};
        char *texts = malloc(head.texts + 1);
        if (!texts)
            break;
        pack_texts(chain, texts);
        good = put(to, &head, sizeof head) && put(to, chain, head.chain) &&
               put(to, texts, head.texts) && !fflush(to);
        free(texts);
        free(chain);
    }
    _exit(0); /* what was to be printed before is the parent's to print */
}

static void note_interrupt(int number)
{
    (void)number;
    interrupted = 1;
}

static long milliseconds(void)
{
    struct timespec now = {0, 0};

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (long)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

enum { EVERY = 250 }; /* milliseconds */

/* Says after a second, in a line that is written over, how far it is. */
static void tell(size_t done, size_t count, long since)
{
    static long last;
    long now = milliseconds();

    if (now - since < 1000 || now - last < EVERY)
        return;
    last = now;
    fprintf(stderr, "looks up places in the code: %zu of %zu (Ctrl-C ends it)\r", done,
            count);
}

/* Waits until there is something in FD, and tells meanwhile.  False: interrupted. */
static bool await(int fd, size_t done, size_t count, long since)
{
    struct pollfd in = {.fd = fd, .events = POLLIN};

    while (!interrupted) {
        int ready = poll(&in, 1, EVERY);
        tell(done, count, since);
        if (ready > 0)
            return true;
        if (ready < 0 && errno != EINTR)
            return false;
    }
    return false;
}

/* Fills BYTES from FD.  False: the child has ended, or was interrupted. */
static bool take(int fd, void *bytes, size_t size)
{
    char *at = bytes;

    while (size) {
        ssize_t got = read(fd, at, size);
        if (got == 0 || (got < 0 && (errno != EINTR || interrupted)))
            return false;
        at += got > 0 ? got : 0;
        size -= got > 0 ? (size_t)got : 0;
    }
    return true;
}

/* Takes one chain from FD, or returns NULL if there is none, or no memory. */
static struct report_chain *take_chain(int fd)
{
    struct head head;
    struct report_chain *chain;

    if (!take(fd, &head, sizeof head) || !(chain = malloc(head.chain + head.texts)))
        return NULL;
    if (!take(fd, chain, head.chain + head.texts)) {
        free(chain);
        return NULL;
    }
    unpack_texts(chain, (char *)chain + head.chain);
    return chain;
}

static void take_chains(int fd, struct report_chain **chain, size_t count)
{
    long since = milliseconds();

    for (size_t i = 1; i < count && await(fd, i - 1, count - 1, since); i++)
        if (!(chain[i] = take_chain(fd)))
            break;
    if (milliseconds() - since >= 1000)
        fputs("\033[K", stderr);
}

/* Has Ctrl-C be noted, and returns what it did before. */
static struct sigaction catch_interrupt(void)
{
    struct sigaction ours = {.sa_handler = note_interrupt}, before;

    sigemptyset(&ours.sa_mask);
    sigaction(SIGINT, NULL, &before);
    if (before.sa_handler != SIG_IGN)
        sigaction(SIGINT, &ours, NULL);
    return before;
}

/* Fills what it can of CHAIN in a child.  Returns false if there can't be one. */
static bool look_up_apart(report_make_chain *make, const void *context,
                          struct report_chain **chain, size_t count)
{
    int fd[2];

    if (only_here || count <= 1 || !terminal_is_able(STDERR_FILENO) || pipe(fd))
        return false;
    fflush(NULL); /* else it is written twice */
    struct sigaction before = catch_interrupt();
    pid_t child = fork();
    if (child == 0) {
        sigaction(SIGINT, &before, NULL);
        close(fd[0]);
        look_up(make, context, count, fd[1]);
    }
    close(fd[1]);
    if (child > 0) {
        take_chains(fd[0], chain, count);
        kill(child, SIGKILL);
        while (waitpid(child, NULL, 0) < 0 && errno == EINTR)
            ;
    }
    close(fd[0]);
    sigaction(SIGINT, &before, NULL);
    return child > 0;
}

bool report_look_up(report_make_chain *make, const void *context,
                    struct report_chain **chain, size_t count)
{
    bool apart = look_up_apart(make, context, chain, count), good = true;

    for (size_t i = 1; i < count && good; i++) {
        if (!chain[i])
            chain[i] = make(context, i, !apart);
        good = chain[i] != NULL;
    }
    return good;
}
