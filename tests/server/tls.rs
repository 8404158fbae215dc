//! The handshake, checked as a browser would once the certificate is trusted.

use crate::support::{Answer, Folder, Server};
use std::io::{Read, Write};
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
    let shown = Arc::new(Shown::default());
    let mut careless = config(RootCertStore::empty());
    careless.dangerous().set_certificate_verifier(shown.clone());
    assert_eq!(get(&server, careless, "localhost").unwrap().status, 200);

    let certificate = shown.0.lock().unwrap().clone().unwrap();
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
