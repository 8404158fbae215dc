//! Where the server can be reached, and what to tell the people who reach it.

use super::Options;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};

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
    let url = |ip: IpAddr| format!("{scheme}://{}/", SocketAddr::new(ip, port));
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
    if options.tls && options.cert.is_none() {
        lines.push(
            "The certificate is self-made and valid for 30 days: browsers will warn once.".into(),
        );
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
    fn alone_there_is_one_line() {
        assert_eq!(
            lines(&options(&[]), None, 8080),
            ["Meanwhile is at http://127.0.0.1:8080/"]
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
        assert!(said.starts_with("Meanwhile is at https://[::1]:9/\n"));
        assert!(said.contains("warn once") && !said.contains("workers"));
    }

    #[test]
    fn a_loopback_address_is_given_to_nobody() {
        assert_eq!(given_out(Ipv4Addr::LOCALHOST.into()), None);
        let lan: IpAddr = "192.168.7.3".parse().unwrap();
        assert_eq!(given_out(lan), Some(lan));
    }
}
