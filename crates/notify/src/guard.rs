//! Calls to addresses that people typed: never to what is behind the firewall (server-side request forgery).
//!
//! The guard stands in the resolver, so that the address that was looked at is the address that is called: a name that
//! answers differently the second time (DNS rebinding) gains nothing. Redirects are not followed by any client here.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::{Client, Url};

use crate::client::{self, ClientError};

/// Addresses that begin alike, such as `10.20.0.0/16` or `2001:db8::/32`; a bare address is itself alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    base: u128,
    v4: bool,
    prefix: u8,
}

/// What is no network.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no network: write 10.20.0.0/16, 2001:db8::/32 or one address")]
pub struct NotANetwork(String);

const fn number(address: IpAddr) -> (u128, bool) {
    match address {
        IpAddr::V4(v4) => (v4.to_bits() as u128, true),
        IpAddr::V6(v6) => (v6.to_bits(), false),
    }
}

impl FromStr for Network {
    type Err = NotANetwork;

    fn from_str(text: &str) -> Result<Self, NotANetwork> {
        let wrong = || NotANetwork(text.to_owned());
        let (address, prefix) = match text.split_once('/') {
            Some((address, prefix)) => (address, Some(prefix)),
            None => (text, None),
        };
        let (base, v4) = number(address.parse::<IpAddr>().map_err(|_| wrong())?);
        let most = if v4 { 32 } else { 128 };
        let prefix = match prefix {
            Some(prefix) => prefix.parse::<u8>().ok().filter(|prefix| *prefix <= most).ok_or_else(wrong)?,
            None => most,
        };
        Ok(Self { base, v4, prefix })
    }
}

impl Network {
    const fn v4(a: u8, b: u8, c: u8, prefix: u8) -> Self {
        let (base, v4) = number(IpAddr::V4(Ipv4Addr::new(a, b, c, 0)));
        Self { base, v4, prefix }
    }

    const fn v6(a: u16, b: u16, prefix: u8) -> Self {
        let (base, v4) = number(IpAddr::V6(Ipv6Addr::new(a, b, 0, 0, 0, 0, 0, 0)));
        Self { base, v4, prefix }
    }

    /// Whether an address is one of them.
    #[must_use]
    pub const fn contains(&self, address: IpAddr) -> bool {
        let (address, v4) = number(address);
        let width: u32 = if v4 { 32 } else { 128 };
        let shift = width.saturating_sub(self.prefix as u32);
        let differs = match (address ^ self.base).checked_shr(shift) {
            Some(rest) => rest != 0,
            None => false,
        };
        v4 == self.v4 && !differs
    }
}

/// What is nobody's on the Internet, or not one host's (IANA's special-purpose registries, RFC 6890 and after).
const NOT_PUBLIC_V4: [Network; 15] = [
    Network::v4(0, 0, 0, 8),       // "this network"
    Network::v4(10, 0, 0, 8),      // private, RFC 1918
    Network::v4(100, 64, 0, 10),   // shared by carriers' translators, RFC 6598
    Network::v4(127, 0, 0, 8),     // loopback
    Network::v4(169, 254, 0, 16),  // link-local, and the clouds' metadata services
    Network::v4(172, 16, 0, 12),   // private
    Network::v4(192, 0, 0, 24),    // protocol assignments
    Network::v4(192, 0, 2, 24),    // documentation
    Network::v4(192, 88, 99, 24),  // 6to4 relays, withdrawn
    Network::v4(192, 168, 0, 16),  // private
    Network::v4(198, 18, 0, 15),   // benchmarks
    Network::v4(198, 51, 100, 24), // documentation
    Network::v4(203, 0, 113, 24),  // documentation
    Network::v4(224, 0, 0, 4),     // multicast
    Network::v4(240, 0, 0, 4),     // reserved, and broadcast
];

/// All that is given out to hosts of the Internet. Outside it are loopback, link-local, unique-local, multicast, and the
/// forms that carry an IPv4 address (mapped, compatible, translated).
const PUBLIC_V6: Network = Network::v6(0x2000, 0, 3);

/// Within it, what is not one host's.
const NOT_PUBLIC_V6: [Network; 4] = [
    Network::v6(0x2001, 0, 23), // protocol assignments: Teredo, which carries an IPv4 address, ORCHID, benchmarks
    Network::v6(0x2001, 0x0db8, 32), // documentation
    Network::v6(0x2002, 0, 16), // 6to4 carries an IPv4 address
    Network::v6(0x3fff, 0, 20), // documentation
];

/// Whether an address is one host's on the Internet.
#[must_use]
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(_) => !NOT_PUBLIC_V4.iter().any(|network| network.contains(address)),
        IpAddr::V6(_) => PUBLIC_V6.contains(address) && !NOT_PUBLIC_V6.iter().any(|network| network.contains(address)),
    }
}

/// The address is not one that may be called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotPublic;

impl fmt::Display for NotPublic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("its host has no address on the Internet, and is not among the exceptions")
    }
}

impl std::error::Error for NotPublic {}

/// Lets calls through to the Internet, and to the configured exceptions.
#[derive(Debug, Clone, Default)]
pub struct Guard {
    exceptions: Arc<[Network]>,
}

impl Guard {
    /// With these networks allowed besides: receivers on the premises, and stand-ins in tests.
    #[must_use]
    pub fn new(exceptions: Vec<Network>) -> Self {
        Self { exceptions: exceptions.into() }
    }

    /// Whether this address may be called.
    #[must_use]
    pub fn allows(&self, address: IpAddr) -> bool {
        is_public(address) || self.exceptions.iter().any(|network| network.contains(address))
    }

    /// Looks at a URL whose host is an address: no resolver is asked about those.
    ///
    /// # Errors
    /// The address may not be called.
    pub fn check(&self, url: &Url) -> Result<(), NotPublic> {
        let host = url.host_str().unwrap_or_default().trim_start_matches('[').trim_end_matches(']');
        match host.parse::<IpAddr>() {
            Ok(address) if !self.allows(address) => Err(NotPublic),
            Ok(_) | Err(_) => Ok(()),
        }
    }

    /// A client that calls nothing else by name. Ask [`Guard::check`] about each URL before.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub fn client(&self, call: Duration) -> Result<Client, ClientError> {
        let builder = client::builder(call)?.dns_resolver(self.clone());
        builder.build().map_err(ClientError::Setup)
    }

    async fn resolve(self, host: String) -> Result<Addrs, Box<dyn std::error::Error + Send + Sync>> {
        let found = tokio::net::lookup_host((host.as_str(), 0)).await?;
        let allowed: Vec<SocketAddr> = found.filter(|address| self.allows(address.ip())).collect();
        if allowed.is_empty() { Err(Box::new(NotPublic)) } else { Ok(Box::new(allowed.into_iter())) }
    }
}

impl Resolve for Guard {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(self.clone().resolve(name.as_str().to_owned()))
    }
}

#[cfg(test)]
mod tests;
