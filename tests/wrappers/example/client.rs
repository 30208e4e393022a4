// SPDX-License-Identifier: ISC
//! Rust's own TcpStream sets no option before it connects: this calls the C library, as the
//! crates that do so call it.
#[cfg(test)]
mod tests {
    use std::net::{SocketAddr, TcpListener};
    use std::os::raw::{c_int, c_void};

    const AF_INET: c_int = 2;
    const SOCK_STREAM: c_int = 1;
    const SOL_SOCKET: c_int = 1;
    const SO_REUSEADDR: c_int = 2;
    const SO_KEEPALIVE: c_int = 9;

    #[repr(C)]
    struct Address {
        family: u16,
        port: u16,
        host: u32,
        rest: [u8; 8],
    }

    extern "C" {
        fn socket(family: c_int, kind: c_int, protocol: c_int) -> c_int;
        fn setsockopt(fd: c_int, level: c_int, option: c_int, value: *const c_void, size: u32)
            -> c_int;
        fn connect(fd: c_int, to: *const Address, size: u32) -> c_int;
    }

    fn reach(option: c_int) {
        let server = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = match server.local_addr().unwrap() {
            SocketAddr::V4(address) => address.port().to_be(),
            SocketAddr::V6(_) => unreachable!(),
        };
        let host = u32::from_ne_bytes([127, 0, 0, 1]);
        let to = Address { family: AF_INET as u16, port, host, rest: [0; 8] };
        let on: c_int = 1;
        unsafe {
            let fd = socket(AF_INET, SOCK_STREAM, 0);
            let value = &on as *const c_int as *const c_void;
            assert_eq!(setsockopt(fd, SOL_SOCKET, option, value, 4), 0);
            assert_eq!(connect(fd, &to, 16), 0);
        }
    }

    #[test]
    fn plain() {
        reach(SO_KEEPALIVE);
    }

    #[test]
    fn flagged() {
        reach(SO_REUSEADDR);
    }
}
