#!/bin/sh
# SPDX-License-Identifier: ISC
# Programs built with a sanitizer, whose runtime wraps the same calls.  The address
# sanitizer of gcc wants to come first (libfaketime issue 513); the launcher talks it out
# of that.
. "${srcdir:-.}/tests/tap.sh"

dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 1

cat > client.c << 'END'
#include <netinet/in.h>
#include <stdio.h>
#include <sys/socket.h>

int main(void)
{
    struct sockaddr_in to = {.sin_family = AF_INET};
    int fd = socket(AF_INET, SOCK_DGRAM, 0), flag = 1;
    socklen_t length = sizeof flag;

    to.sin_port = htons(9);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &flag, sizeof flag) ||
        connect(fd, (struct sockaddr *)&to, sizeof to) ||
        getsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &flag, &length))
        return 1;
    printf("flag %d\n", flag);
    return 0;
}
END

cat > threads.c << 'END'
#include <netinet/in.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

static void *clients(void *unused)
{
    struct sockaddr_in to = {.sin_family = AF_INET};

    to.sin_port = htons(9);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    for (int i = 0; i < 30; i++) {
        int fd = socket(AF_INET, SOCK_DGRAM, 0), flag = 1;
        setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &flag, sizeof flag);
        connect(fd, (struct sockaddr *)&to, sizeof to);
        close(fd);
    }
    return unused;
}

int main(void)
{
    pthread_t thread[3];

    for (int i = 0; i < 3; i++)
        pthread_create(&thread[i], NULL, clients, NULL);
    for (int i = 0; i < 3; i++)
        pthread_join(thread[i], NULL);
    return 0;
}
END

is_silent() { # COMMAND...: neither fails nor says a word
    if got=$("$@" 2>&1) && [ -z "$got" ]; then return; fi
    echo "$got"
    return 1
}

says() { # FLAG COMMAND...
    wanted="flag $1"
    shift
    got=$("$@" 2>&1)
    [ "$got" = "$wanted" ] || { echo "$got"; return 1; }
}

refuses() { # COMMAND...: gcc's runtime does, in the words of its lib/asan/asan_linux.cpp
    "$@" 2>&1 | grep 'runtime does not come first'
}

for compiler in gcc clang; do
    for sanitizer in address thread undefined; do
        name="$compiler, $sanitizer"
        if ! $compiler -fsanitize=$sanitizer -o client client.c 2> err || ! ./client > out 2>&1; then
            skip "$name: cleared" "the sanitizers of $compiler are not installed"
            continue
        fi
        check "$name: without the library" says 1 cat out
        case $name in
        "gcc, address")
            check "$name: refused without the launcher" \
                refuses env LD_PRELOAD="$LIBNOREUSEADDR" ./client
            ;;
        esac
        check "$name: cleared" says 0 "$NOREUSEADDR" ./client
        [ $sanitizer = thread ] || continue
        check "$name: three threads can be built" $compiler -fsanitize=thread -o threads threads.c
        check "$name: they are cleared" is_silent "$NOREUSEADDR" ./threads
        check "$name: they are recorded" is_silent env LD_PRELOAD="$LIBNOREUSEADDR_AUDIT" \
            NOREUSEADDR_OPTIONS=mode=audit,report="$dir/report" ./threads
    done
done
done_testing
