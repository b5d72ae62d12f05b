//! The configuration: one TOML file, every key with a default, unknown keys refused. `config/ctac.example.toml` shows
//! them all and a test loads it.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::config::providers::Providers;
use crate::failure::Failure;

pub mod interfaces;
pub mod providers;

/// Everything that can be configured.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Where it listens and what it calls itself.
    pub server: Server,
    /// Where the ledger and the vault are.
    pub store: Store,
    /// The decision loop.
    pub engine: Engine,
    /// Where email comes in.
    pub mail: Mail,
    /// Who delivers, unless the simulator stands in for all of them.
    pub providers: Providers,
    /// What runs of runbooks may call.
    pub interfaces: interfaces::Interfaces,
    /// The built-in phone.
    pub simulator: Simulator,
    /// The library of runbooks.
    pub library: Library,
}

/// The library of runbooks.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Library {
    /// The folder whose `.md` files are saved as drafts at start and on SIGHUP, where their content is new.
    pub folder: Option<PathBuf>,
}

/// Where the service listens and what it calls itself.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Server {
    /// The address to listen at. Any but a loopback address needs `certificate` and `key`.
    pub listen: SocketAddr,
    /// What people's links begin with, such as `https://ctac.example.org`. Default: made from `listen`.
    pub public_url: Option<String>,
    /// The origin line of the ledger's checkpoints: a name of this log that nobody else uses, without a scheme.
    pub origin: String,
    /// Public keys of witnesses whose cosignatures are kept, each as a C2SP verifier key.
    pub witnesses: Vec<String>,
    /// The certificate chain, PEM.
    pub certificate: Option<PathBuf>,
    /// Its private key, PEM.
    pub key: Option<PathBuf>,
    /// Signals each integration may send in a minute; 0 for no limit.
    pub signals_per_minute: u32,
    /// Offers a route that does nothing, for `ctac bench` to measure against.
    pub bench: bool,
}

impl Default for Server {
    fn default() -> Self {
        Self {
            listen: SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 8420),
            public_url: None,
            origin: "ctac.invalid/cell".to_owned(),
            witnesses: Vec::new(),
            certificate: None,
            key: None,
            signals_per_minute: 10_000,
            bench: false,
        }
    }
}

/// Where email comes in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Mail {
    /// The address to listen at for SMTP. None: email is not taken. Any but a loopback address needs `server.certificate`.
    pub listen: Option<SocketAddr>,
    /// The domain of integrations' addresses, such as `alerts.ctac.example.org`: its mail must come here.
    pub domain: Option<String>,
}

/// Where the ledger and the vault are.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Store {
    /// The folder of this node: the keyring, the highest published checkpoint and, on SQLite, the database.
    pub folder: PathBuf,
    /// A PostgreSQL URL. None: SQLite in the folder. Given by the environment variable `CTAC_POSTGRES` too, so that
    /// a password need not stand in the file.
    pub postgres: Option<String>,
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The URL may hold a password.
        f.debug_struct("Store").field("folder", &self.folder).finish_non_exhaustive()
    }
}

impl Default for Store {
    fn default() -> Self {
        Self { folder: PathBuf::from("/var/lib/ctac"), postgres: None }
    }
}

/// The decision loop's bounds.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Engine {
    /// Commands that may wait; one more is answered 429.
    pub inbox: usize,
    /// Commands decided in one commit.
    pub batch: usize,
    /// Calls to providers at once, in each channel.
    pub calls: usize,
    /// Seconds a node has for one call before it counts as lost.
    pub lease_s: u32,
    /// A new origin for a log that was restored and cannot be proved to continue the old one.
    pub new_origin: Option<String>,
}

impl Default for Engine {
    fn default() -> Self {
        Self { inbox: 4_096, batch: 512, calls: 256, lease_s: 30, new_origin: None }
    }
}

/// The built-in phone.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Simulator {
    /// Whether there is one. Off unless said: with it, nobody's real phone rings.
    pub enabled: bool,
    /// Deliver to a phone in another process instead, by HTTP POST of the same JSON. Loopback addresses only.
    pub forward: Option<String>,
}

impl Mail {
    fn check(&self, server: &Server) -> Result<(), Failure> {
        let usage = |problem: &str| Err(Failure::Usage(problem.to_owned()));
        let Some(listen) = self.listen else { return Ok(()) };
        let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
        if !self.domain.as_ref().is_some_and(|domain| (1..=253).contains(&domain.len()) && domain.chars().all(fits)) {
            return usage("mail.domain: the domain of integrations' addresses, such as alerts.example.org");
        }
        if !listen.ip().is_loopback() && server.certificate.is_none() {
            return usage(
                "mail.listen: the addresses are secrets; any but a loopback address needs server.certificate",
            );
        }
        Ok(())
    }
}

impl Config {
    /// Reads a file.
    ///
    /// # Errors
    /// [`Failure::Usage`] with the place in the file.
    pub fn load(path: &Path) -> Result<Self, Failure> {
        let text = std::fs::read_to_string(path).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => Failure::Usage(format!(
                "{}: there is no configuration here; name it with --config or CTAC_CONFIG (every key has a default: \
                 config/ctac.example.toml shows them)",
                path.display()
            )),
            _ => Failure::io(path, &error),
        })?;
        let mut config: Self = toml::from_str(&text)
            .map_err(|error| Failure::Usage(format!("{}: {}", path.display(), fault(&text, &error))))?;
        if config.store.postgres.is_none() {
            config.store.postgres = std::env::var("CTAC_POSTGRES").ok().filter(|url| !url.is_empty());
        }
        config.check()?;
        Ok(config)
    }

    /// What no type can say.
    ///
    /// # Errors
    /// [`Failure::Usage`], naming the key.
    pub fn check(&self) -> Result<(), Failure> {
        let usage = |problem: &str| Err(Failure::Usage(problem.to_owned()));
        let server = &self.server;
        if server.certificate.is_some() != server.key.is_some() {
            return usage("server.certificate and server.key go together");
        }
        if !server.listen.ip().is_loopback() && server.certificate.is_none() {
            return usage(
                "server.listen: plain HTTP is for loopback addresses only; give server.certificate and server.key",
            );
        }
        let names = [
            Some(("server.origin", &server.origin)),
            self.engine.new_origin.as_ref().map(|it| ("engine.new_origin", it)),
        ];
        for (key, origin) in names.into_iter().flatten() {
            if origin.is_empty() || origin.contains(|c: char| c.is_whitespace() || c.is_control() || c == '+') {
                let like =
                    "a name of this log that nobody else uses, without spaces or +, such as ctac.example.org/cell";
                return Err(Failure::Usage(format!("{key}: {like}, not {origin:?}")));
            }
        }
        if let Some(url) = &self.store.postgres
            && !["postgres://", "postgresql://"].iter().any(|scheme| url.starts_with(scheme))
        {
            // Not the URL: it may hold a password.
            return usage("store.postgres (or CTAC_POSTGRES): a URL such as postgres://ctac@db.example.org/ctac");
        }
        if let Some(url) = &server.public_url {
            check_public_url(url, server.certificate.is_some())?;
        }
        for (name, value, most) in [
            ("engine.inbox", self.engine.inbox, 100_000),
            ("engine.batch", self.engine.batch, 1_024),
            ("engine.calls", self.engine.calls, 1_024),
        ] {
            if value == 0 || value > most {
                return Err(Failure::Usage(format!("{name}: between 1 and {most}, not {value}")));
            }
        }
        if !(5..=600).contains(&self.engine.lease_s) {
            return usage("engine.lease_s: between 5 and 600 seconds");
        }
        self.mail.check(server)?;
        self.providers.check(server)?;
        self.interfaces.check()?;
        if self.simulator.forward.is_some() && !self.simulator.enabled {
            return usage("simulator.forward needs simulator.enabled = true");
        }
        // What is forwarded holds reply codes and links: with them anybody answers pages.
        if let Some(url) = &self.simulator.forward
            && !reqwest::Url::parse(url).is_ok_and(|url| is_here(&url))
        {
            return usage("simulator.forward: a URL of a loopback address, such as http://127.0.0.1:8421/");
        }
        Ok(())
    }

    /// What links begin with, without a slash at the end; `bound` is where the service really listens.
    #[must_use]
    pub fn public_url(&self, bound: SocketAddr) -> String {
        let scheme = if self.server.certificate.is_some() { "https" } else { "http" };
        let default = || format!("{scheme}://{bound}");
        self.server.public_url.clone().unwrap_or_else(default).trim_end_matches('/').to_owned()
    }
}

/// What is wrong in a file, and where. The parser's own words would quote the line, and the line may hold a secret; so
/// may the value that it names.
fn fault(text: &str, error: &toml::de::Error) -> String {
    let message = error.message();
    let message = match message.rsplit_once(", expected ") {
        Some((before, expected)) if !before.starts_with("unknown field") => {
            let what = before.split([':', '`', '"']).next().unwrap_or_default().trim_end();
            format!("{what}, expected {expected}")
        }
        // Names of keys, and what is said of the form alone.
        _ => message.to_owned(),
    };
    let at = error.span().map_or(0, |span| span.start);
    let before = text.get(..at).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    let (key, advice) = key(text, line);
    format!("line {line}, column {column}: {message}{key}{advice}")
}

/// The key on a line, as it is documented, and what it takes where the reader's words do not say.
fn key(text: &str, line: usize) -> (String, &'static str) {
    let until = || text.lines().take(line);
    let bare = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || "._-".contains(c));
    let header = |text: &str| text.trim().strip_prefix('[')?.split(']').next().map(|name| name.trim().to_owned());
    let section = until().filter_map(header).filter(|name| bare(name)).last();
    let name =
        until().last().and_then(|text| text.split_once('=')).map(|(name, _)| name.trim()).filter(|name| bare(name));
    let Some(name) = name else { return (String::new(), "") };
    let key = section.map_or_else(|| name.to_owned(), |section| format!("{section}.{name}"));
    let advice = match key.as_str() {
        "server.listen" | "mail.listen" => ": an IP address with a port, such as 127.0.0.1:8420",
        "engine.lease_s" => ": between 5 and 600 seconds",
        "engine.inbox" | "engine.batch" | "engine.calls" | "server.signals_per_minute" => {
            ": a whole number, not below 0"
        }
        _ => "",
    };
    (format!(" ({key})"), advice)
}

/// Whether a URL is of this machine.
fn is_here(url: &reqwest::Url) -> bool {
    let host = url.host_str().unwrap_or_default().trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// What links begin with, and what browsers say that they come from: an origin as browsers write it, and no plain HTTP
/// but to this machine.
fn check_public_url(text: &str, certificate: bool) -> Result<(), Failure> {
    let wrong = |why: &str| Err(Failure::Usage(format!("server.public_url: {why}, not {text:?}")));
    let Ok(url) = reqwest::Url::parse(text) else { return wrong("a URL such as https://ctac.example.org") };
    if url.origin().ascii_serialization() != text.trim_end_matches('/') {
        return wrong("scheme and host only, in small letters, with a port only where it is not the usual one");
    }
    match url.scheme() {
        "https" => Ok(()),
        "http" if is_here(&url) && !certificate => Ok(()),
        _ => wrong("https://, for plain HTTP is for loopback addresses only"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A value of the wrong kind, a name with a slip of the pen, an end that is missing: the secret is repeated in none.
    #[test]
    fn what_is_wrong_in_the_file_is_said_without_its_values() {
        for (text, said) in [
            (
                "[providers.twilio]\naccount_sid = \"AC\"\nauth_tokn = \"hunter22\"\n",
                "line 3, column 1: unknown field `auth_tokn`",
            ),
            ("[providers.twilio]\naccount_sid = \"AC\"\nauth_token = 77772222\n", "line 3, column 14: invalid type"),
            (
                "[providers.twilio]\naccount_sid = \"AC\"\nauth_token = [\"hunter22\"]\n",
                "line 3, column 14: invalid type",
            ),
            ("[providers.twilio]\naccount_sid = \"AC\"\nauth_token = \"hunter22\n", "line 3"),
            ("[providers.twilio]\naccount_sid = \"AC\"\nauth_token = hunter22\n", "line 3, column 14"),
            ("[store]\npostgres = \"postgres://ctac:hunter22@db/ctac\"\npostgres = \"\"\n", "line 3"),
            ("[providers.twilio]\nchannels = [\"hunter22\"]\naccount_sid = \"AC\"\n", "line 2"),
            ("[server]\nlisten = \"hunter22\"\n", "(server.listen): an IP address with a port, such as"),
            ("[engine]\nlease_s = -77772222\n", "(engine.lease_s): between 5 and 600"),
            ("[server]\norigin = \"with space\"\n", "server.origin: a name of this log"),
            (
                "[store]\npostgres = \"mysql://ctac:hunter22@db/ctac\"\n",
                "store.postgres (or CTAC_POSTGRES): a URL such as",
            ),
            ("[providers]\ntwilio = \"hunter22\"\n", "line 2"),
        ] {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("ctac.toml");
            std::fs::write(&path, text).unwrap();
            let refused = Config::load(&path).unwrap_err().to_string();
            assert!(refused.contains(said), "{refused}");
            assert!(!refused.contains("hunter22") && !refused.contains("77772222"), "{refused}");
        }
    }

    #[test]
    fn the_example_is_the_default() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../config/ctac.example.toml");
        let text = std::fs::read_to_string(path).unwrap();
        let config: Config = toml::from_str(&text).unwrap();
        assert_eq!(config, Config::default());
    }

    #[test]
    fn an_open_address_needs_a_certificate() {
        let mut config = Config::default();
        config.server.listen = "0.0.0.0:443".parse().unwrap();
        assert!(config.check().unwrap_err().to_string().contains("server.certificate"));
    }

    #[test]
    fn the_simulator_forwards_within_this_machine() {
        let checked = |url: &str| {
            let simulator = Simulator { enabled: true, forward: Some(url.to_owned()) };
            Config { simulator, ..Config::default() }.check().is_ok()
        };
        assert!(
            checked("http://127.0.0.1:8421/") && checked("http://[::1]:8421/phone") && checked("http://localhost:1/")
        );
        for away in ["https://phone.example.org/", "http://127.0.0.1.example.org/", "http://192.0.2.1/", "phone"] {
            assert!(!checked(away), "{away}");
        }
    }

    #[test]
    fn links_are_encrypted_and_name_an_origin() {
        let checked = |url: &str, certificate: bool| {
            let mut config = Config::default();
            config.server.public_url = Some(url.to_owned());
            config.server.certificate = certificate.then(|| "chain.pem".into());
            config.server.key = certificate.then(|| "key.pem".into());
            config.check().is_ok()
        };
        for good in ["https://ctac.example.org", "https://ctac.example.org/", "https://ctac.example.org:8443"] {
            assert!(checked(good, true) && checked(good, false), "{good}");
        }
        for here in ["http://127.0.0.1:8420", "http://localhost:8420", "http://[::1]:8420"] {
            assert!(checked(here, false) && !checked(here, true), "{here}");
        }
        for bad in [
            "",
            "ctac.example.org",
            "http://ctac.example.org",
            "http://127.0.0.1.example.org",
            "https://CTAC.example.org",
            "https://ctac.example.org:443",
            "https://ctac.example.org/ctac",
            "https://a:b@ctac.example.org",
            "https://ctac.example.org\nX",
            "javascript:alert(1)",
        ] {
            assert!(!checked(bad, false), "{bad:?}");
        }
    }

    #[test]
    fn an_unknown_key_is_refused_by_name() {
        let error = toml::from_str::<Config>("[server]\nlissen = \"127.0.0.1:1\"").unwrap_err();
        assert!(error.to_string().contains("lissen"), "{error}");
    }
}
