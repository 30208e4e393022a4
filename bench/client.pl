# SPDX-License-Identifier: ISC
# client.pl COUNT: as client.py
use strict;
use warnings;
use Socket;
use Time::HiRes qw(clock_gettime CLOCK_MONOTONIC);

sub client {
    my ($server) = @_;
    my $begin = clock_gettime(CLOCK_MONOTONIC);
    socket(my $one, PF_INET, SOCK_STREAM, 0) or die;
    setsockopt($one, SOL_SOCKET, SO_REUSEADDR, 1) or die;
    connect($one, $server) or die;
    close($one);
    return 1e9 * (clock_gettime(CLOCK_MONOTONIC) - $begin);
}

socket(my $listener, PF_INET, SOCK_STREAM, 0) or die;
bind($listener, sockaddr_in(0, INADDR_LOOPBACK)) or die;
listen($listener, 1) or die;
my @took;
for (1 .. $ARGV[0]) {
    push @took, client(getsockname $listener);
    accept(my $peer, $listener) or die;
}
print +(sort { $a <=> $b } @took)[@took / 2], "\n";
