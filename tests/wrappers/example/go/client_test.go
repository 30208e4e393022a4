// SPDX-License-Identifier: ISC
package example

import (
	"net"
	"syscall"
	"testing"
)

func TestFlagged(t *testing.T) {
	server, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	client := net.Dialer{Control: func(_, _ string, c syscall.RawConn) error {
		return c.Control(func(fd uintptr) {
			syscall.SetsockoptInt(int(fd), syscall.SOL_SOCKET, syscall.SO_REUSEADDR, 1)
		})
	}}
	if _, err := client.Dial("tcp", server.Addr().String()); err != nil {
		t.Fatal(err)
	}
}
