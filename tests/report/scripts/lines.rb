# SPDX-License-Identifier: ISC
# Clients with the flag, set and connected in several ways; says "connected".
require "socket"

LISTENER = TCPServer.new("127.0.0.1", 0)
SERVER = LISTENER.local_address

def turn_on(client)
  client.setsockopt(Socket::SOL_SOCKET, Socket::SO_REUSEADDR, 1) # sets
end

def reach(client)
  client.connect(SERVER) # connects
end

def client
  Socket.open(:INET, :STREAM) { |it| yield it }
end

def one
  client { |it| turn_on(it); reach(it) }
end

def other
  client do |it|
    it.setsockopt(Socket::SOL_SOCKET, Socket::SO_REUSEADDR, 1) # other sets
    it.connect(SERVER) # other connects
  end
end

def threads
  8.times.map { |i| Thread.new { i.even? ? one : other } }.each(&:join)
end

# The heap is compacted all the while.
def compacting
  Thread.new { loop { GC.compact } }
  200.times { one; LISTENER.accept.close }
end

def forked
  Process.wait(fork { other })
  raise unless $?.success?
  one
end

send(ARGV[0])
puts "connected"
