// SPDX-License-Identifier: ISC

// A client for audit.t, as audited.c.
package main

import (
	"net"
	"os"
	"syscall"
)

func setTheFlag(network, address string, c syscall.RawConn) error {
	return c.Control(func(fd uintptr) {
		syscall.SetsockoptInt(int(fd), syscall.SOL_SOCKET, syscall.SO_REUSEADDR, 1)
	})
}

func main() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		os.Exit(1)
	}
	dialer := net.Dialer{Control: setTheFlag}
	if _, err := dialer.Dial("tcp", listener.Addr().String()); err != nil {
		os.Exit(2)
	}
}
