/* SPDX-License-Identifier: ISC */
/*
 * A MODEL, for tests and the demonstration: preloaded behind the library, it chooses
 * the local ports of real Linux sockets as kernels of BSD descent do, and lets connect
 * fail with EADDRINUSE where they do.  What it can't know is how those kernels behave
 * else.
 *
 * BSD_PORTS=behaviour=openbsd|freebsd9|freebsd13|netbsd6[,ports=FIRST-LAST][,seed=N]
 *           [,time_wait=SECONDS][,state=FILE]
 */
#include "config.h"

#include "pcb_table.h"
#include "port_choice.h"

#include <arpa/inet.h>
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define EXPORTED __attribute__((visibility("default")))

static struct {
    int (*connect)(int, const struct sockaddr *, socklen_t);
    int (*bind)(int, const struct sockaddr *, socklen_t);
    int (*close)(int);
} next;

static enum kernel kernel;
static unsigned first_port = 49152, last_port = 65535;

static void complain(const char *what)
{
    fprintf(stderr, "libbsdports: BSD_PORTS: %s\n", what);
    _exit(125);
}

static enum kernel kernel_called(const char *name)
{
    static const char *const names[] = {"openbsd", "freebsd9", "freebsd13", "netbsd6"};

    for (int i = 0; i < 4; i++)
        if (!strcmp(name, names[i]))
            return (enum kernel)i;
    complain("no such behaviour");
    return OPENBSD;
}

/* Reads the settings; it is a test part, so it ends the program if they are wrong. */
__attribute__((constructor)) static void start(void)
{
    unsigned long seed = (unsigned long)getpid();
    unsigned time_wait = 60;
    const char *given = getenv("BSD_PORTS"), *file = "";
    char *words = strdup(given ? given : ""), *rest = words;

    if (next.connect)
        return;
    next.connect =
        (int (*)(int, const struct sockaddr *, socklen_t))dlsym(RTLD_NEXT, "connect");
    next.bind =
        (int (*)(int, const struct sockaddr *, socklen_t))dlsym(RTLD_NEXT, "bind");
    next.close = (int (*)(int))dlsym(RTLD_NEXT, "close");
    for (char *word; (word = strsep(&rest, ","));) {
        if (!strncmp(word, "behaviour=", 10))
            kernel = kernel_called(word + 10);
        else if (!strncmp(word, "state=", 6))
            file = word + 6;
        else if (sscanf(word, "ports=%u-%u", &first_port, &last_port) != 2 &&
                 sscanf(word, "seed=%lu", &seed) != 1 &&
                 sscanf(word, "time_wait=%u", &time_wait) != 1)
            complain("no such word");
    }
    if (first_port < 1 || first_port > last_port || last_port > 65535)
        complain("not a range of ports");
    if (!pcb_table_open(file, seed, time_wait))
        complain(strerror(errno));
    free(words);
}

static int option(int fd, int name)
{
    int value = 0;
    socklen_t length = sizeof value;

    return getsockopt(fd, SOL_SOCKET, name, &value, &length) ? 0 : value;
}

static struct end end_of(const struct sockaddr *address, int type)
{
    struct end end;

    memset(&end, 0, sizeof end); /* compared as bytes */
    end.type = type;
    end.family = address->sa_family;
    if (address->sa_family == AF_INET6) {
        const struct sockaddr_in6 *in6 = (const void *)address;
        end.port = ntohs(in6->sin6_port);
        end.address = in6->sin6_addr;
    } else {
        const struct sockaddr_in *in = (const void *)address;
        end.port = ntohs(in->sin_port);
        memcpy(&end.address, &in->sin_addr, sizeof in->sin_addr);
    }
    return end;
}

/* Is this a call that the model is about? */
static bool is_modelled(int fd, const struct sockaddr *address, socklen_t length,
                        int *type)
{
    *type = option(fd, SO_TYPE);
    if (*type != SOCK_STREAM && *type != SOCK_DGRAM)
        return false;
    return address && length >= sizeof(struct sockaddr_in) &&
           (address->sa_family == AF_INET ||
            (address->sa_family == AF_INET6 && length >= sizeof(struct sockaddr_in6)));
}

static unsigned local_port(int fd, struct sockaddr_storage *local, socklen_t *length)
{
    *length = sizeof *local;
    if (getsockname(fd, (struct sockaddr *)local, length))
        return 0;
    return end_of((struct sockaddr *)local, 0).port;
}

/*
 * Binds to PORT what Linux might refuse: it goes by the flag of both sockets, and its
 * own TIME_WAIT may last longer than the model's.  FORCED: only a connect follows, so
 * the flag can be set for the while; listen would look at the port once more.
 */
static bool bind_for_real(int fd, const struct sockaddr *local, socklen_t length,
                          unsigned port, bool forced)
{
    struct sockaddr_storage address;
    int had = option(fd, SO_REUSEADDR), on = had || forced;

    memcpy(&address, local, length);
    ((struct sockaddr_in *)&address)->sin_port = htons((in_port_t)port);
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    bool bound = !next.bind(fd, (struct sockaddr *)&address, length);
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &had, sizeof had);
    return bound;
}

/*
 * Chooses a port and binds to it.  Where Linux refuses a port the model chooses again;
 * only its first choice can be one that it refuses itself, so that its failures stay as
 * frequent as they are on that kernel.  Returns 0 and errno if there is no port.
 */
static unsigned choose_and_bind(const struct port_request *request, int fd,
                                const struct sockaddr *local, socklen_t length)
{
    for (int tries = 0; tries < 1000; tries++) {
        unsigned port = port_choose(request);
        errno = request->peer ? EADDRNOTAVAIL : EADDRINUSE;
        if (!port)
            return 0;
        bool refused =
            request->peer && port_is_refused(kernel, port, request->peer, true);
        if (refused && tries == 0) {
            errno = EADDRINUSE;
            return 0;
        }
        if (!refused && bind_for_real(fd, local, length, port, request->peer != NULL))
            return port;
    }
    return 0;
}

/* Does the socket carry an option that lets ports be shared? */
static bool is_flagged(int fd)
{
#if HAVE_DECL_SO_REUSEPORT
    if (option(fd, SO_REUSEPORT))
        return true;
#endif
    return option(fd, SO_REUSEADDR);
}

static struct port_request request_for(int fd, int type, int family,
                                       const struct end *peer)
{
    return (struct port_request){
        .kernel = kernel,
        .type = type,
        .family = family,
        .flagged = is_flagged(fd),
        .peer = peer,
        .first = first_port,
        .last = last_port,
    };
}

/* The port that connect is to use, chosen if there is none yet; 0: connect fails. */
static unsigned port_for_connect(int fd, int type, const struct end *peer)
{
    struct sockaddr_storage local;
    socklen_t length;
    unsigned port = local_port(fd, &local, &length);

    if (port && port_is_refused(kernel, port, peer, false)) {
        errno = EADDRINUSE;
        return 0;
    }
    if (port)
        return port;
    struct port_request request = request_for(fd, type, local.ss_family, peer);
    return choose_and_bind(&request, fd, (struct sockaddr *)&local, length);
}

EXPORTED int connect(int fd, const struct sockaddr *to, socklen_t length)
{
    int type;

    start();
    if (!is_modelled(fd, to, length, &type))
        return next.connect(fd, to, length);
    struct end peer = end_of(to, type);
    pcb_table_lock();
    unsigned port = port_for_connect(fd, type, &peer);
    if (port && !pcb_add(fd, type, port, &peer))
        complain("the table is full");
    pcb_table_unlock();
    if (!port)
        return -1;
    int result = next.connect(fd, to, length), error = errno;
    if (result && error != EINPROGRESS && error != EINTR) {
        pcb_table_lock();
        pcb_add(fd, type, port, NULL); /* bound still, but no longer to this peer */
        pcb_table_unlock();
    }
    errno = error;
    return result;
}

EXPORTED int bind(int fd, const struct sockaddr *local, socklen_t length)
{
    int type;

    start();
    if (!is_modelled(fd, local, length, &type))
        return next.bind(fd, local, length);
    if (end_of(local, type).port)
        return next.bind(fd, local, length);
    struct port_request request = request_for(fd, type, local->sa_family, NULL);
    pcb_table_lock();
    unsigned port = choose_and_bind(&request, fd, local, length);
    if (port && !pcb_add(fd, type, port, NULL))
        complain("the table is full");
    pcb_table_unlock();
    return port ? 0 : -1;
}

/* The side that closes first waits: the peer's end has not been seen yet. */
static bool closes_first(int fd)
{
    char byte;

    return option(fd, SO_TYPE) == SOCK_STREAM &&
           recv(fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) != 0;
}

EXPORTED int close(int fd)
{
    int error = errno, on = 1;

    start();
    pcb_table_lock();
    if (pcb_has(fd)) {
        pcb_close(fd, closes_first(fd));
        /* So that Linux's own TIME_WAIT never refuses what the model chooses next
         * (inet_twsk_alloc keeps sk_reuse). */
        setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    }
    pcb_table_unlock();
    errno = error;
    return next.close(fd);
}
