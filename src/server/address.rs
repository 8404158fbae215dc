//! Where the server can be reached, and what to tell the people who reach it.

use super::Options;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, ToSocketAddrs, UdpSocket};

/// Reads what stands behind `--host`: an address, in brackets or not, or the name of this machine.
///
/// # Errors
/// A sentence, when no machine can listen on it.
pub fn read_host(text: &str) -> Result<IpAddr, String> {
    let bare = text
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
        .unwrap_or(text);
    let host = match bare.parse() {
        Ok(address) => address,
        Err(_) if text.is_empty() => {
            return Err("it is empty: leave it out, or name an address".into());
        }
        // What this name means is not asked of anybody.
        Err(_) if text.eq_ignore_ascii_case("localhost") => Ipv4Addr::LOCALHOST.into(),
        Err(_) => {
            let mut named = (text, 0).to_socket_addrs().into_iter().flatten();
            let first = named.next().map(|address| address.ip());
            first.ok_or("it is neither an address nor the name of a machine that can be found")?
        }
    };
    if host.is_multicast() || host == IpAddr::V4(Ipv4Addr::BROADCAST) {
        return Err("it is the address of many machines: name one of this machine's own".into());
    }
    Ok(host)
}

/// The address other computers can use, when `host` lets them in and it can be found out.
pub fn given_out(host: IpAddr) -> Option<IpAddr> {
    if host.is_loopback() {
        None
    } else if host.is_unspecified() {
        own_address(host.is_ipv6()).or_else(|| own_address(false))
    } else {
        Some(host)
    }
}

/// The address this machine would send from. Connecting a UDP socket only asks the routing table:
/// nothing is sent, so addresses set aside for documentation do (RFC 5737, RFC 3849).
fn own_address(ipv6: bool) -> Option<IpAddr> {
    let (any, far): (IpAddr, IpAddr) = if ipv6 {
        let far = Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 1);
        (Ipv6Addr::UNSPECIFIED.into(), far.into())
    } else {
        let far = Ipv4Addr::new(192, 0, 2, 1);
        (Ipv4Addr::UNSPECIFIED.into(), far.into())
    };
    let socket = UdpSocket::bind(SocketAddr::new(any, 0)).ok()?;
    socket.connect(SocketAddr::new(far, 9)).ok()?;
    let address = socket.local_addr().ok()?.ip();
    (!address.is_loopback() && !address.is_unspecified()).then_some(address)
}

/// What is printed once the server listens on `port`; the first line is the address to open here.
pub fn lines(options: &Options, given_out: Option<IpAddr>, port: u16) -> Vec<String> {
    let scheme = if options.tls { "https" } else { "http" };
    let url = |ip: IpAddr| format!("{scheme}://{}{}", SocketAddr::new(ip, port), options.base);
    let here = if options.host.is_unspecified() {
        IpAddr::V4(Ipv4Addr::LOCALHOST)
    } else {
        options.host
    };
    let mut lines = vec![format!("Meanwhile is at {}", url(here))];
    if !options.host.is_loopback() {
        lines.push(match given_out {
            Some(ip) => format!("The address to give out: {}", url(ip)),
            None => "The address to give out could not be found: look it up in this machine's network settings.".into(),
        });
        if !options.tls {
            lines.push("Over plain HTTP, other computers get separate workers (tier `workers`); with --tls they get shared threads (tier `threads`).".into());
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    fn options(arguments: &[&str]) -> Options {
        let words = ["meanwhile", "serve"].iter().chain(arguments);
        match super::super::CommandLine::parse_from(words).command {
            super::super::Command::Serve(options) => options,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn hosts_are_addresses_or_names() {
        for (text, expected) in [
            ("127.0.0.1", "127.0.0.1"),
            ("0.0.0.0", "0.0.0.0"),
            ("::1", "::1"),
            ("[::1]", "::1"),
            ("localhost", "127.0.0.1"),
            ("LocalHost", "127.0.0.1"),
        ] {
            assert_eq!(read_host(text), Ok(expected.parse().unwrap()), "{text}");
        }
        for wrong in [
            "",
            "[::1",
            "224.0.0.1",
            "ff02::1",
            "255.255.255.255",
            "1.2.3.4.5",
            "no.such.host.invalid",
        ] {
            assert!(read_host(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn alone_there_is_one_line() {
        assert_eq!(
            lines(&options(&[]), None, 8080),
            ["Meanwhile is at http://127.0.0.1:8080/"]
        );
        assert_eq!(
            lines(&options(&["--base", "/lab"]), None, 8080),
            ["Meanwhile is at http://127.0.0.1:8080/lab/"]
        );
    }

    #[test]
    fn a_class_is_told_its_address_and_tier() {
        let lan: IpAddr = "192.168.7.3".parse().unwrap();
        let said = lines(&options(&["--host", "--port", "9"]), Some(lan), 9).join("\n");
        assert!(said.starts_with("Meanwhile is at http://127.0.0.1:9/\n"));
        assert!(said.contains("http://192.168.7.3:9/"));
        assert!(said.contains("tier `workers`") && said.contains("--tls"));

        let said = lines(&options(&["--host", "::1", "--tls"]), None, 9).join("\n");
        assert_eq!(said, "Meanwhile is at https://[::1]:9/");
    }

    #[test]
    fn a_loopback_address_is_given_to_nobody() {
        assert_eq!(given_out(Ipv4Addr::LOCALHOST.into()), None);
        let lan: IpAddr = "192.168.7.3".parse().unwrap();
        assert_eq!(given_out(lan), Some(lan));
    }
}
