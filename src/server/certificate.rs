//! A certificate of our own, kept beside the tools, so that each device warns once and not at each start.

use super::ServeError;
use super::tls::{acceptor, day};
use rcgen::{
    CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, KeyPair, KeyUsagePurpose,
};
use std::env;
use std::fs;
use std::io::{self, Write};
use std::net::IpAddr;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use x509_parser::extensions::GeneralName;
use x509_parser::parse_x509_certificate;
use x509_parser::prelude::ASN1Time;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// How long a certificate of ours is valid: as long as a school year and its holidays.
const VALID: Duration = DAY.saturating_mul(DAYS as u32);
const DAYS: i64 = 365;
/// It is made anew when it has fewer days than these.
const LEAST_DAYS: i64 = 14;
/// By which name it says it was issued.
const ISSUER: &str = "Meanwhile, made by this machine for itself";
/// So many names it has at most: those of networks this machine was in before are among them.
const MOST_NAMES: usize = 24;
/// The file, with the certificate and its key.
const FILE: &str = "self-made.pem";

/// The certificate of our own for this machine's names and for the address given out: the one that was kept, or a new one
/// that is kept from now on. With it, what to say of it.
///
/// # Errors
/// When the machine can't make one.
pub fn self_made(given_out: Option<IpAddr>) -> Result<(TlsAcceptor, String), ServeError> {
    let mut names = vec!["localhost".to_owned(), "127.0.0.1".into(), "::1".into()];
    names.extend(given_out.map(|address| address.to_string()));
    let file = folder().map(|folder| folder.join(FILE));
    let text = file.as_ref().and_then(|file| fs::read(file).ok());
    let kept = text.and_then(|text| SelfMade::read(text).ok());
    if let Some(kept) = &kept
        && kept.is_good_for(&names, ASN1Time::now().timestamp())
        && let Ok(acceptor) = kept.acceptor()
    {
        return Ok((acceptor, said(&kept.until, file.as_deref(), None)));
    }
    // Whoever goes from one network to another and back is not warned of each again.
    names.extend(kept.into_iter().flat_map(|kept| kept.names));
    let mut known = Vec::new();
    names.retain(|name| {
        let is_new = !known.contains(name) && known.len() < MOST_NAMES;
        if is_new {
            known.push(name.clone());
        }
        is_new
    });
    let failed = |why: &dyn std::fmt::Display| {
        ServeError::Tls(format!("no certificate could be made: {why}"))
    };
    let text = make(names, SystemTime::now()).map_err(|why| failed(&why))?;
    let made = SelfMade::read(text.clone().into_bytes()).map_err(|why| failed(&why))?;
    let acceptor = made.acceptor().map_err(|why| failed(&why))?;
    let not_kept = match &file {
        Some(file) => keep(file, &text).err(),
        None => Some(io::Error::other("HOME is not set")),
    };
    Ok((acceptor, said(&made.until, file.as_deref(), not_kept)))
}

/// Where tools and caches are, as in `./x`.
fn folder() -> Option<PathBuf> {
    let set = |name| env::var_os(name).filter(|value| !value.is_empty());
    let below = |value, path| PathBuf::from(value).join(path);
    set("MEANWHILE_TOOLS")
        .map(PathBuf::from)
        .or_else(|| set("XDG_CACHE_HOME").map(|cache| below(cache, "meanwhile")))
        .or_else(|| set("HOME").map(|home| below(home, ".cache/meanwhile")))
        .map(|folder| folder.join("tls"))
}

fn said(until: &str, file: Option<&Path>, not_kept: Option<io::Error>) -> String {
    let kept = match (not_kept, file) {
        (None, Some(file)) => format!(
            "and kept in {}: browsers warn of it, and remember for a while who went on",
            file.display()
        ),
        (Some(why), _) => {
            format!("and could not be kept ({why}): browsers will warn at each start")
        }
        (None, None) => "and not kept: browsers will warn at each start".into(),
    };
    format!("The certificate is self-made, valid until {until}, {kept}.")
}

/// A certificate of ours, read.
struct SelfMade {
    text: Vec<u8>,
    names: Vec<String>,
    /// When it begins and ends to be valid, in seconds since 1970.
    valid: RangeInclusive<i64>,
    until: String,
}

impl SelfMade {
    fn read(text: Vec<u8>) -> Result<Self, String> {
        let wrong = |why: &dyn std::fmt::Display| format!("it can't be read: {why}");
        let der = CertificateDer::from_pem_slice(&text).map_err(|why| wrong(&why))?;
        let (_, certificate) = parse_x509_certificate(&der).map_err(|why| wrong(&why))?;
        let validity = certificate.validity();
        let until = validity.not_after;
        let names = certificate.subject_alternative_name();
        let names = names.map_err(|why| wrong(&why))?;
        let names = names.map_or(&[][..], |names| &names.value.general_names);
        Ok(Self {
            names: names.iter().filter_map(name).collect(),
            valid: validity.not_before.timestamp()..=until.timestamp(),
            until: day(until),
            text,
        })
    }

    /// Whether it is good for those names, at that time in seconds since 1970 and for a while.
    fn is_good_for(&self, names: &[String], now: i64) -> bool {
        let days_left = (self.valid.end() - now) / DAY.as_secs() as i64;
        // One that was made while the clock was ahead is not valid yet, or for longer than browsers let a certificate be.
        let is_for_now = self.valid.contains(&now) && (LEAST_DAYS..=DAYS).contains(&days_left);
        is_for_now && names.iter().all(|name| self.names.contains(name))
    }

    fn acceptor(&self) -> Result<TlsAcceptor, String> {
        let chain = CertificateDer::from_pem_slice(&self.text).map_err(|why| why.to_string())?;
        let key = PrivateKeyDer::from_pem_slice(&self.text).map_err(|why| why.to_string())?;
        acceptor(vec![chain], key).map_err(|why| why.to_string())
    }
}

fn name(general: &GeneralName<'_>) -> Option<String> {
    match general {
        GeneralName::DNSName(name) => Some((*name).to_owned()),
        GeneralName::IPAddress(bytes) => {
            let short = <[u8; 4]>::try_from(*bytes).map(IpAddr::from);
            let long = <[u8; 16]>::try_from(*bytes).map(IpAddr::from);
            short.or(long).ok().map(|address| address.to_string())
        }
        _ => None,
    }
}

/// A new certificate from now on and its key, as PEM.
fn make(names: Vec<String>, now: SystemTime) -> Result<String, rcgen::Error> {
    let mut params = CertificateParams::new(names)?;
    let mut issuer = DistinguishedName::new();
    issuer.push(DnType::CommonName, ISSUER);
    params.distinguished_name = issuer;
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    // From yesterday, for a class whose clocks don't agree.
    params.not_before = (now - DAY).into();
    params.not_after = (now + VALID).into();
    let key = KeyPair::generate()?;
    let certificate = params.self_signed(&key)?;
    Ok(certificate.pem() + &key.serialize_pem())
}

/// Writes it under another name first: it is there whole or not at all. Only its owner may read the key.
fn keep(file: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    let part = file.with_extension(format!("part-{}", std::process::id()));
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let written = options
        .open(&part)
        .and_then(|mut out| out.write_all(text.as_bytes()).and_then(|()| out.sync_all()))
        .and_then(|()| fs::rename(&part, file));
    if written.is_err() {
        // What is left of it is of no use; it may well not be there.
        let _ = fs::remove_file(&part);
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_that_was_made_under_another_clock_is_made_anew() {
        let now = SystemTime::now();
        let seconds = now.duration_since(SystemTime::UNIX_EPOCH).unwrap();
        let seconds = seconds.as_secs() as i64;
        let names = vec!["localhost".to_owned(), "192.0.2.7".to_owned()];
        let is_good = |made| {
            let text = make(names.clone(), made).unwrap();
            let read = SelfMade::read(text.into_bytes()).unwrap();
            read.is_good_for(&names, seconds)
        };
        let least = DAY * LEAST_DAYS as u32;
        for (made, is_expected) in [
            (now, true),
            (now - DAY, true),
            // Its beginning is a day before it is made.
            (now + DAY * 2, false),
            (now + DAY * 3_650, false),
            // Valid already, and for a day longer than any of ours.
            (now + DAY - Duration::from_secs(60), true),
            (now + DAY + Duration::from_secs(60), false),
            (now - (VALID - least - DAY), true),
            (now - (VALID - least + DAY), false),
            (now - VALID - DAY, false),
        ] {
            assert_eq!(is_good(made), is_expected, "{made:?}");
        }
    }

    #[test]
    fn it_has_to_have_all_names() {
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        let made: Vec<String> = names(&["localhost", "192.0.2.7"]);
        let text = make(made, SystemTime::now()).unwrap();
        let read = SelfMade::read(text.into_bytes()).unwrap();
        let now = ASN1Time::now().timestamp();
        let here: Vec<String> = names(&["192.0.2.7"]);
        assert!(read.is_good_for(&here, now));
        let elsewhere: Vec<String> = names(&["localhost", "192.0.2.8"]);
        assert!(!read.is_good_for(&elsewhere, now));
    }
}
