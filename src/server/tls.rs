//! TLS with the certificate that was given; what is wrong with one is said in a sentence.

use super::ServeError;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::{Error as PemError, PemObject};
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::{Error as TlsError, ServerConfig};
use x509_parser::parse_x509_certificate;
use x509_parser::prelude::ASN1Time;

/// A certificate chain and key from PEM files.
///
/// # Errors
/// When a file can't be read or holds none, the certificate is valid at another time, or the two don't belong together.
pub fn from_files(cert: &Path, key: &Path) -> Result<TlsAcceptor, ServeError> {
    let chain = CertificateDer::pem_slice_iter(&read(cert)?)
        .collect::<Result<Vec<_>, _>>()
        .map_err(|why| unusable(cert, pem(&why, "no certificate")))?;
    let Some(first) = chain.first() else {
        return Err(unusable(cert, "it holds no certificate"));
    };
    is_valid_now(first).map_err(|why| unusable(cert, why))?;
    let text = read(key)?;
    if is_locked(&text) {
        let why = "it is locked with a pass phrase, which this server does not ask for: `openssl pkey -in KEY -out OPEN` writes it without one";
        return Err(unusable(key, why));
    }
    let private = PrivateKeyDer::from_pem_slice(&text)
        .map_err(|why| unusable(key, pem(&why, "no private key")))?;
    acceptor(chain, private).map_err(|why| {
        ServeError::Tls(match why {
            TlsError::InconsistentKeys(_) => format!(
                "the key in {} does not belong to the certificate in {}",
                key.display(),
                cert.display()
            ),
            other => format!("the certificate and the key are refused: {other}"),
        })
    })
}

/// What speaks TLS with that chain and key, over HTTP/1.1 only.
///
/// # Errors
/// When the two can't be used together.
pub fn acceptor(
    chain: Vec<CertificateDer<'static>>,
    key: PrivateKeyDer<'static>,
) -> Result<TlsAcceptor, TlsError> {
    let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(chain, key)?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(TlsAcceptor::from(Arc::new(config)))
}

/// A day, as it stands in sentences.
pub fn day(time: ASN1Time) -> String {
    time.to_datetime().date().to_string()
}

fn is_valid_now(certificate: &CertificateDer<'_>) -> Result<(), String> {
    let (_, certificate) = parse_x509_certificate(certificate)
        .map_err(|_| "what it holds is no certificate that can be read".to_owned())?;
    let (validity, now) = (certificate.validity(), ASN1Time::now());
    if now > validity.not_after {
        return Err(format!("it expired on {}", day(validity.not_after)));
    }
    if now < validity.not_before {
        return Err(format!(
            "it is valid from {} only",
            day(validity.not_before)
        ));
    }
    Ok(())
}

/// Whether it is a key behind a pass phrase, in the form of PKCS #8 or in the older one.
fn is_locked(text: &[u8]) -> bool {
    let text = String::from_utf8_lossy(text);
    text.contains("BEGIN ENCRYPTED PRIVATE KEY") || text.contains("Proc-Type: 4,ENCRYPTED")
}

fn pem(why: &PemError, nothing: &str) -> String {
    match why {
        PemError::MissingSectionEnd { .. } => "it is cut: it has a beginning and no end".into(),
        PemError::NoItemsFound => format!("it holds {nothing}"),
        _ => "it is damaged".into(),
    }
}

fn read(file: &Path) -> Result<Vec<u8>, ServeError> {
    fs::read(file).map_err(|why| unusable(file, why))
}

fn unusable(file: &Path, why: impl std::fmt::Display) -> ServeError {
    ServeError::Tls(format!("{} can't be used: {why}", file.display()))
}
