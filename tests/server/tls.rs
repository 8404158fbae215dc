//! The handshake, checked as a browser would once the certificate is trusted.

use crate::support::{Answer, Folder, Server, program, site};
use std::io::{Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::sync::{Arc, Mutex};
use tokio_rustls::rustls::client::danger::{
    HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier,
};
use tokio_rustls::rustls::crypto::{self, ring};
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use tokio_rustls::rustls::{
    ClientConfig, ClientConnection, DigitallySignedStruct, Error, RootCertStore, SignatureScheme,
    Stream,
};

/// Trusts whatever it is shown, and keeps it: the reader who clicks the warning away.
#[derive(Debug, Default)]
struct Shown(Mutex<Option<CertificateDer<'static>>>);

impl ServerCertVerifier for Shown {
    fn verify_server_cert(
        &self,
        certificate: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        *self.0.lock().unwrap() = Some(certificate.clone().into_owned());
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = ring::default_provider().signature_verification_algorithms;
        crypto::verify_tls12_signature(message, certificate, signed, &algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = ring::default_provider().signature_verification_algorithms;
        crypto::verify_tls13_signature(message, certificate, signed, &algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        let algorithms = ring::default_provider().signature_verification_algorithms;
        algorithms.supported_schemes()
    }
}

fn get(server: &Server, config: ClientConfig, name: &str) -> Result<Answer, std::io::Error> {
    let name = ServerName::try_from(name.to_owned()).unwrap();
    let mut client = ClientConnection::new(Arc::new(config), name).unwrap();
    let mut socket = server.connect();
    let mut stream = Stream::new(&mut client, &mut socket);
    stream.write_all(b"GET /io/slow?ms=0 HTTP/1.1\r\nHost: localhost\r\n\r\n")?;
    let mut raw = Vec::new();
    stream.read_to_end(&mut raw)?;
    Ok(Answer::parse(&raw))
}

fn config(roots: RootCertStore) -> ClientConfig {
    let builder = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()));
    let builder = builder.with_safe_default_protocol_versions().unwrap();
    builder.with_root_certificates(roots).with_no_client_auth()
}

fn trusting(certificate: CertificateDer<'static>) -> ClientConfig {
    let mut roots = RootCertStore::empty();
    roots.add(certificate).unwrap();
    config(roots)
}

#[test]
fn the_self_made_certificate_is_good_for_this_machine() {
    let server = Server::start(&["--tls"]);
    let expected = format!("Meanwhile is at https://127.0.0.1:{}/\n", server.port);
    assert_eq!(server.first_line, expected);

    assert!(get(&server, config(RootCertStore::empty()), "localhost").is_err());
    let certificate = shown(&server);
    for name in ["localhost", "127.0.0.1"] {
        let answer = get(&server, trusting(certificate.clone()), name).unwrap();
        assert_eq!(
            answer.header("cross-origin-embedder-policy"),
            "require-corp"
        );
    }
    assert!(get(&server, trusting(certificate), "example.org").is_err());
}

#[test]
fn a_certificate_of_ones_own_is_used() {
    let made = rcgen::generate_simple_self_signed(["class.example".to_owned()]).unwrap();
    let folder = Folder::new();
    let cert = folder.write("cert.pem", made.cert.pem().as_bytes());
    let key = folder.write("key.pem", made.signing_key.serialize_pem().as_bytes());
    let (cert, key) = (cert.to_str().unwrap(), key.to_str().unwrap());
    let server = Server::start(&["--tls", "--cert", cert, "--key", key]);
    let certificate = made.cert.der().clone();
    let answer = get(&server, trusting(certificate), "class.example").unwrap();
    assert_eq!(answer.body.len(), 512);
}

/// Who forgets the s is sent where it goes on, and told in a sentence.
#[test]
fn plain_http_is_sent_to_https() {
    let server = Server::start(&["--tls"]);
    let answer = server.get("/tutorials/?a=b");
    // Whoever leaves the port out means HTTP's usual one, which is not that of https.
    let address = "https://localhost:80/tutorials/?a=b";
    assert_eq!(answer.status, 307);
    assert_eq!(answer.header("location"), address);
    assert!(answer.text().contains("speaks https only") && answer.text().contains(address));
    assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin");
    for (host, there) in [
        ("localhost:8080", "https://localhost:8080/"),
        ("localhost:443", "https://localhost/"),
        ("[::1]", "https://[::1]:80/"),
        ("Class.example:", "https://class.example:80/"),
    ] {
        let answer = server.say(format!("GET / HTTP/1.1\r\nHost: {host}\r\n\r\n").as_bytes());
        assert_eq!(answer.header("location"), there, "{host}");
    }
    let unnamed = server.say(b"GET / HTTP/1.0\r\n\r\n");
    assert_eq!(unnamed.status, 400);
    // Neither is TLS.
    let nonsense = server.say(b"GE\r\n\r\n");
    assert_eq!(nonsense.status, 400);
    let mut other = server.connect();
    other.write_all(&[0; 64]).unwrap();
    assert!(!crate::support::read_all(&mut other).starts_with(b"HTTP"));
}

/// What the server shows to whoever connects.
fn shown(server: &Server) -> CertificateDer<'static> {
    let shown = Arc::new(Shown::default());
    let mut careless = config(RootCertStore::empty());
    careless.dangerous().set_certificate_verifier(shown.clone());
    assert_eq!(get(server, careless, "localhost").unwrap().status, 200);
    shown.0.lock().unwrap().clone().unwrap()
}

/// A device that was told once to trust it is not asked again.
#[test]
fn the_self_made_certificate_is_kept() {
    let tools = Folder::new();
    let start = || {
        let site = site();
        let mut command = program(&site.0.join("site"), &["--port", "0", "--tls"]);
        command.env("MEANWHILE_TOOLS", &tools.0);
        Server::run(command, site)
    };
    let first = shown(&start());
    assert_eq!(first, shown(&start()));
    let file = tools.0.join("tls/self-made.pem");
    let mode = std::fs::metadata(&file).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600, "the key is its owner's");
    // Damaged or cut, it is made anew.
    let text = std::fs::read(&file).unwrap();
    std::fs::write(&file, &text[..text.len() / 2]).unwrap();
    let second = shown(&start());
    assert_ne!(first, second);
    assert_eq!(second, shown(&start()));
    // Where it can't be kept, the server starts all the same.
    let site = site();
    let mut command = program(&site.0.join("site"), &["--port", "0", "--tls"]);
    command.env("MEANWHILE_TOOLS", "/dev/null");
    shown(&Server::run(command, site));
}

#[test]
fn what_is_wrong_with_a_certificate_is_said() {
    let of = |names: &[&str], change: &dyn Fn(&mut rcgen::CertificateParams)| {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let mut params = rcgen::CertificateParams::new(names).unwrap();
        change(&mut params);
        let key = rcgen::KeyPair::generate().unwrap();
        (params.self_signed(&key).unwrap().pem(), key.serialize_pem())
    };
    let (cert, key) = of(&["class.example"], &|_| {});
    let (_, other_key) = of(&["class.example"], &|_| {});
    let (expired, expired_key) = of(&["class.example"], &|params| {
        params.not_before = rcgen::date_time_ymd(2020, 1, 1);
        params.not_after = rcgen::date_time_ymd(2021, 2, 3);
    });
    let (early, early_key) = of(&["class.example"], &|params| {
        params.not_before = rcgen::date_time_ymd(2999, 1, 1);
        params.not_after = rcgen::date_time_ymd(3000, 1, 1);
    });
    let half = |text: &str| text[..text.len() / 2].to_owned();
    let locked =
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIIF\n-----END ENCRYPTED PRIVATE KEY-----\n";
    let locked_before = "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nMIIF\n-----END RSA PRIVATE KEY-----\n";
    let damaged = cert.replacen("MII", "M!!", 1);
    for (cert, key, words) in [
        (
            &*cert,
            locked,
            "key.pem can't be used: it is locked with a pass phrase",
        ),
        (&cert, locked_before, "locked with a pass phrase"),
        (&half(&cert), &*key, "cert.pem can't be used: it is cut"),
        (&cert, &half(&key), "key.pem can't be used: it is cut"),
        (&damaged, &key, "it is damaged"),
        (&expired, &expired_key, "it expired on 2021-02-03"),
        (&early, &early_key, "it is valid from 2999-01-01 only"),
        (&cert, &other_key, "does not belong to the certificate"),
        (&key, &cert, "it holds no certificate"),
        (&cert, &cert, "it holds no private key"),
        (&cert, "", "it holds no private key"),
    ] {
        let folder = site();
        let cert = folder.write("cert.pem", cert.as_bytes());
        let key = folder.write("key.pem", key.as_bytes());
        let mut command = program(&folder.0.join("site"), &["--port", "0", "--tls"]);
        command.arg("--cert").arg(cert).arg("--key").arg(key);
        let output = command.output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(
            !output.status.success() && said.contains(words),
            "{words}: {said}"
        );
        assert!(
            said.starts_with("TLS can't start: ") && said.lines().count() == 1,
            "{said}"
        );
    }
}
