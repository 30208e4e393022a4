/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "compare.h"

#include "permitted.h"

#include <stdio.h>
#include <string.h>

static int format_address(char *text, size_t size, const struct seen_address *address)
{
    int length = snprintf(text, size, "%d:%u:%u:", address->length, address->family,
                          address->port);

    for (size_t i = 0; i < sizeof address->host; i++)
        length +=
            snprintf(text + length, size - (size_t)length, "%02x", address->host[i]);
    return length;
}

static void format_socket(char *text, size_t size, const struct seen_socket *socket)
{
    char local[128], peer[128];

    format_address(local, sizeof local, &socket->local);
    format_address(peer, sizeof peer, &socket->peer);
    snprintf(text, size,
             "socket %llu, SO_REUSEADDR %d, SO_REUSEPORT %d, SO_ACCEPTCONN %d, SO_TYPE "
             "%d, SO_PROTOCOL %d, poll %#x, local %s, peer %s",
             (unsigned long long)socket->identity, socket->options[SEEN_REUSEADDR],
             socket->options[SEEN_REUSEPORT], socket->options[SEEN_LISTENING],
             socket->options[SEEN_TYPE], socket->options[SEEN_PROTOCOL],
             (unsigned)socket->events, local, peer);
}

static void format_result(char *text, size_t size, const struct seen_step *seen)
{
    char address[128];

    format_address(address, sizeof address, &seen->address);
    snprintf(text, size, "made %d, result %lld, errno %d (%s), value %d of %d, %s",
             seen->made, (long long)seen->result, seen->error, strerror(seen->error),
             seen->value, seen->value_length, address);
}

/* Counts the flags that the socket may lack, and gives them to ITS copy. */
static void grant(const struct permitted *permitted, const struct seen_socket *without,
                  struct seen_socket *its, struct comparison *result)
{
    for (unsigned flag = SEEN_REUSEADDR; flag <= SEEN_REUSEPORT; flag++)
        if (without->options[flag] == 1 && its->options[flag] == 0 &&
            permitted_lack(permitted, without, flag)) {
            its->options[flag] = 1;
            result->lacks++;
        }
}

static bool same_socket(const struct permitted *permitted,
                        const struct seen_socket *without,
                        const struct seen_socket *with, const char *what,
                        struct comparison *result)
{
    struct seen_socket granted = *with;

    grant(permitted, without, &granted, result);
    if (!memcmp(&granted, without, sizeof granted))
        return true;
    result->what = what;
    format_socket(result->sides[WITHOUT], sizeof result->sides[0], without);
    format_socket(result->sides[WITH], sizeof result->sides[0], with);
    return false;
}

/* The result of the call itself, and what it told. */
static bool same_result(const struct permitted *permitted, const struct step *step,
                        const struct seen_step *const seen[SIDES],
                        struct comparison *result)
{
    struct seen_step granted = *seen[WITH];

    if (step->call == CALL_GETSOCKOPT && step->option <= OPTION_REUSEPORT &&
        seen[WITHOUT]->value == 1 && !granted.value &&
        permitted_lack(permitted, &seen[WITHOUT]->before, step->option))
        granted.value = 1;
    if (granted.made == seen[WITHOUT]->made &&
        granted.result == seen[WITHOUT]->result &&
        granted.error == seen[WITHOUT]->error &&
        granted.value == seen[WITHOUT]->value &&
        granted.value_length == seen[WITHOUT]->value_length &&
        !memcmp(&granted.address, &seen[WITHOUT]->address, sizeof granted.address))
        return true;
    result->what = "result";
    for (enum side side = 0; side < SIDES; side++)
        format_result(result->sides[side], sizeof result->sides[0], seen[side]);
    return false;
}

static bool same_step(struct permitted *permitted, unsigned at,
                      const struct seen_step *const seen[SIDES],
                      struct comparison *result)
{
    static const char *const slots[SLOTS] = {"slot 0", "slot 1", "slot 2",
                                             "slot 3", "slot 4", "slot 5"};

    if (!same_socket(permitted, &seen[WITHOUT]->before, &seen[WITH]->before,
                     "socket before", result))
        return false;
    permitted_learn(permitted, at, seen[WITHOUT]);
    if (permitted_refusal(permitted, at, seen)) {
        result->refused = true;
        return true;
    }
    if (!same_result(permitted, &permitted->sequence->steps[at], seen, result))
        return false;
    for (unsigned i = 0; i < SLOTS; i++)
        if (!same_socket(permitted, &seen[WITHOUT]->slots[i], &seen[WITH]->slots[i],
                         slots[i], result))
            return false;
    return true;
}

static bool same_steps(struct permitted *permitted, const struct trace *traces,
                       unsigned from, unsigned to, struct comparison *result);

static bool same_child(struct permitted *permitted, const struct trace *traces,
                       unsigned from, unsigned to, struct comparison *result)
{
    struct knowledge known = permitted->known;
    bool same = same_steps(permitted, traces, from, to, result);

    permitted->known = known;
    return same;
}

/* The steps from FROM to TO in the order of time: a child's come before what its parent
 * sees after them. */
static bool same_steps(struct permitted *permitted, const struct trace *traces,
                       unsigned from, unsigned to, struct comparison *result)
{
    for (unsigned i = from, next; i < to && !result->refused; i = next) {
        const struct seen_step *seen[SIDES] = {&traces[WITHOUT].steps[i],
                                               &traces[WITH].steps[i]};
        next = i + 1;
        if (permitted->sequence->steps[i].call == CALL_FORK) {
            next = sequence_child_end(permitted->sequence, i);
            next = next < to ? next : to;
            if (!same_child(permitted, traces, i + 1, next, result))
                return false;
        }
        if (result->refused)
            return true;
        result->step = i;
        if (!same_step(permitted, i, seen, result))
            return false;
    }
    return true;
}

static bool exactly;

void compare_exactly(void)
{
    exactly = true;
}

void compare(const struct sequence *sequence, const struct trace traces[SIDES],
             struct comparison *result)
{
    static struct permitted permitted;

    memset(result, 0, sizeof *result);
    permitted_start(&permitted, sequence);
    if (exactly)
        permitted.settings.mode = MODE_OFF;
    result->agree = same_steps(&permitted, traces, 0, sequence->length, result);
    if (!result->agree || result->refused ||
        traces[WITHOUT].status == traces[WITH].status)
        return;
    result->agree = false;
    result->what = "end of the process (waitpid's status)";
    for (enum side side = 0; side < SIDES; side++)
        snprintf(result->sides[side], sizeof result->sides[0], "%#x",
                 (unsigned)traces[side].status);
}
