#!/bin/sh
# SPDX-License-Identifier: ISC
# Which functions and lines a report names, by how a program was compiled: with debug
# information in files of its own, optimized across files, in C++, in Rust, without symbols.
# shellcheck disable=SC2016
. "${srcdir:-.}/tests/report/lib.sh"

built_with HAVE_LIBDW || skip_all "this build has no libdw"
cd "$work" || exit 1
cat >flag.h <<'END'
int set_flag(int fd);
END
cat >flag.c <<'END'
#include "flag.h"
#include <sys/socket.h>
int set_flag(int fd)
{
    int on = 1, result = setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    __asm__ volatile("" ::: "memory");
    return result;
}
END
cat >client.c <<'END'
#include "flag.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
static struct sockaddr_in to;
static int reach(int fd)
{
    int result = connect(fd, (struct sockaddr *)&to, sizeof to);
    __asm__ volatile("" ::: "memory");
    return result;
}
static int client(void)
{
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    return set_flag(fd) || reach(fd);
}
#ifdef THREAD
#include <pthread.h>
static void *begin(void *result)
{
    *(int *)result = client();
    return result;
}
static int start(void)
{
    pthread_t thread;
    int result = 1;
    pthread_create(&thread, NULL, begin, &result);
    pthread_join(thread, NULL);
    return result;
}
#else
#define start client
#endif
int main(void)
{
    socklen_t size = sizeof to;
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    to = (struct sockaddr_in){.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    return bind(fd, (struct sockaddr *)&to, size) || listen(fd, 1) ||
        getsockname(fd, (struct sockaddr *)&to, &size) || start();
}
END

chains='def chain: map("\(.function // "?") \(.file // "?" | split("/") | last):\(.line)") | join(", ");
    .rows[0] | (.setter | chain), (.caller | chain)'
wanted="set_flag flag.c:5, client client.c:15, main client.c:41
reach client.c:8, client client.c:15, main client.c:41"

names() { # HOW WANTED: what is recorded of ./client
    record ./client
    is "$1" "$2" "$chains"
}

for compiler in gcc clang; do
    command -v $compiler >/dev/null ||
        { skip "lines, compiled by $compiler" "$compiler is not installed"; continue; }
    for flags in "-g" "-g -gdwarf-4" "-g -gsplit-dwarf" "-g -gdwarf-4 -gsplit-dwarf" "-O2 -g" \
        "-O2 -g -gsplit-dwarf" "-O2 -g -flto"; do
        rm -f client ./*.o ./*.dwo
        # shellcheck disable=SC2086 # several words
        { $compiler $flags -c flag.c && $compiler $flags -c client.c &&
            $compiler $flags -o client flag.o client.o; } 2>error ||
            { skip "$compiler $flags" "it does not compile"; continue; }
        names "$compiler $flags" "$wanted"
    done
done

if gcc -g -o client flag.c client.c && gcc -g -o other flag.c client.c &&
    dwz -m common.debug client other 2>error; then
    names "what several programs have in common is in another file (dwz)" "$wanted"
else
    skip "what several programs have in common is in another file (dwz)" "dwz is not installed"
fi

# main and what a thread began with are the last ones.
functions='.rows[0] | .setter, .caller | map(.function // "-") | join(" ")'
record_functions() { # HOW WANTED
    record ./client
    is "$1" "$2" "$functions"
}
gcc -O0 -o client flag.c client.c
record_functions "by symbols" "set_flag client main
reach client main"
gcc -O0 -s -o client flag.c client.c
record_functions "without symbols" "- - -
- - -"
gcc -O0 -DTHREAD -o client flag.c client.c -pthread
record_functions "in a thread" "set_flag client begin
reach client begin"
gcc -O0 -s -DTHREAD -o client flag.c client.c -pthread
record_functions "in a thread, without symbols" "- - -
- - -"

cat >client.cc <<'END'
#include "flag.c"
#include <arpa/inet.h>
#include <netinet/in.h>
namespace net {
template <class T> struct Client {
    __attribute__((noinline)) int reach(const sockaddr_in &to)
    {
        int fd = socket(AF_INET, SOCK_STREAM, 0);
        int result = set_flag(fd) || connect(fd, (const sockaddr *)&to, sizeof to);
        __asm__ volatile("" ::: "memory");
        return result;
    }
};
}
int main()
{
    sockaddr_in to = {};
    socklen_t size = sizeof to;
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    to.sin_family = AF_INET;
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    net::Client<unsigned> client;
    return bind(fd, (sockaddr *)&to, size) || listen(fd, 1) ||
        getsockname(fd, (sockaddr *)&to, &size) || client.reach(to);
}
END
inner='.rows[0].caller[0] | "\(.function) \(.mangled)"'
mangled=_ZN3net6ClientIjE5reachERK11sockaddr_in
if ! g++ -O1 -g -o client client.cc 2>error; then
    skip "a function in C++, by debug information" "a C++ compiler is not installed"
elif built_with HAVE_LIBIBERTY; then
    record ./client
    is "a function in C++, by debug information" "net::Client<unsigned int>::reach $mangled" "$inner"
    strip -g client
    record ./client
    is "by symbols" "net::Client<unsigned int>::reach $mangled" "$inner"
else
    strip -g client
    record ./client
    is "a function in C++, which this build can't demangle" "$mangled $mangled" "$inner"
fi
done_testing
