//! Certificates: the one given, or one made for the occasion.

use super::ServeError;
use rcgen::{CertificateParams, KeyPair};
use std::fs;
use std::net::IpAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, SystemTime};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::{ServerConfig, pki_types};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// How long a self-made certificate is valid.
const VALID: Duration = DAY.saturating_mul(30);

/// A certificate chain and key from PEM files.
///
/// # Errors
/// When a file can't be read, holds none, or the two don't belong together.
pub fn from_files(cert: &Path, key: &Path) -> Result<TlsAcceptor, ServeError> {
    let chain: Vec<CertificateDer<'static>> = CertificateDer::pem_slice_iter(&read(cert)?)
        .collect::<Result<_, _>>()
        .map_err(|why| unusable(cert, &why))?;
    if chain.is_empty() {
        return Err(unusable(cert, &"it holds no certificate"));
    }
    let key = PrivateKeyDer::from_pem_slice(&read(key)?).map_err(|why| unusable(key, &why))?;
    acceptor(chain, key)
}

/// A certificate of our own for this machine's names and for the address given out.
///
/// # Errors
/// When the machine can't make one.
pub fn self_made(given_out: Option<IpAddr>) -> Result<TlsAcceptor, ServeError> {
    let failed =
        |why: rcgen::Error| ServeError::Tls(format!("no certificate could be made: {why}"));
    let mut names = vec![
        "localhost".to_owned(),
        "127.0.0.1".to_owned(),
        "::1".to_owned(),
    ];
    names.extend(given_out.map(|ip| ip.to_string()));
    let mut params = CertificateParams::new(names).map_err(failed)?;
    let now = SystemTime::now();
    // From yesterday, for a class whose clocks don't agree.
    params.not_before = (now - DAY).into();
    params.not_after = (now + VALID).into();
    let key = KeyPair::generate().map_err(failed)?;
    let certificate = params.self_signed(&key).map_err(failed)?;
    let key = pki_types::PrivatePkcs8KeyDer::from(key.serialize_der());
    acceptor(vec![certificate.der().clone()], key.into())
}

fn acceptor(
    chain: Vec<CertificateDer<'static>>,
    key: PrivateKeyDer<'static>,
) -> Result<TlsAcceptor, ServeError> {
    let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .and_then(|builder| builder.with_no_client_auth().with_single_cert(chain, key))
        .map_err(|why| {
            ServeError::Tls(format!("the certificate and the key are refused: {why}"))
        })?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(TlsAcceptor::from(Arc::new(config)))
}

fn read(file: &Path) -> Result<Vec<u8>, ServeError> {
    fs::read(file).map_err(|why| unusable(file, &why))
}

fn unusable(file: &Path, why: &dyn std::fmt::Display) -> ServeError {
    ServeError::Tls(format!("{} can't be used: {why}", file.display()))
}
