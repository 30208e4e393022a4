# SPDX-License-Identifier: ISC
# Clients with the flag, set and connected in several ways; says "connected".
use strict;
use warnings;
use IO::Socket::INET;
use Socket;

my $listener = IO::Socket::INET->new(Listen => 64, LocalAddr => '127.0.0.1') or die;
my $server = getsockname $listener;

sub turn_on {
    my ($client) = @_;
    setsockopt($client, SOL_SOCKET, SO_REUSEADDR, 1) or die;    # sets
    return;
}

sub reach {
    my ($client) = @_;
    connect($client, $server) or die;                           # connects
    return;
}

sub one {
    socket(my $client, PF_INET, SOCK_STREAM, 0) or die;
    turn_on($client);
    reach($client);
    return;
}

sub other {
    socket(my $client, PF_INET, SOCK_STREAM, 0) or die;
    setsockopt($client, SOL_SOCKET, SO_REUSEADDR, 1) or die;    # other sets
    connect($client, $server) or die;                           # other connects
    return;
}

# The modules that make sockets for others are passed over.
sub library {
    my $client = eval {
        IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $listener->sockport, ReuseAddr => 1)    # library
    } or die;
    my $none = sub { IO::Socket::INET->new(    # nameless
            PeerAddr => '127.0.0.1', PeerPort => $listener->sockport, ReuseAddr => 1) or die };
    $none->();
    return;
}

# A handle that was read from is in each message of Perl's.
sub reading {
    open(my $this, '<', $0) or die;
    my $line = <$this>;
    one();
    return;
}

# A sub that is taken away while it runs.
sub gone { delete $main::{gone}; socket(my $client, PF_INET, SOCK_STREAM, 0) or die; turn_on($client); reach($client); return }

# With $@ and $! as they were.
sub kept {
    eval { die "kept\n" };
    $! = 7;
    turn_on($listener);
    die if $@ ne "kept\n";
    one();
    die if $@ ne "kept\n";
    return;
}

sub destroyed { our $last = bless [], 'Last'; return }
sub Last::DESTROY { main::one() }

main->can($ARGV[0])->();
print "connected\n";
