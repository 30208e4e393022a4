# SPDX-License-Identifier: ISC
# client.rb COUNT: as client.py
require "socket"

def now
  Process.clock_gettime(Process::CLOCK_MONOTONIC, :nanosecond)
end

def client(server)
  start = now
  one = Socket.new(:INET, :STREAM)
  one.setsockopt(:SOCKET, :REUSEADDR, 1)
  one.connect(server)
  one.close
  now - start
end

listener = TCPServer.new("127.0.0.1", 0)
took = ARGV[0].to_i.times.map do
  one = client(listener.local_address)
  listener.accept.close
  one
end
puts took.sort[took.size / 2]
