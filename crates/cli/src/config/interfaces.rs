//! `[interfaces]`: what runs of runbooks may call by HTTP, and the secrets that they know by name.

use std::collections::BTreeMap;
use std::path::PathBuf;

use ctac_notify::guard::{Guard, Network};
use ctac_notify::interface::{Allowed, Interfaces as Calls, Settings};
use ctac_notify::secret::Secret;
use serde::Deserialize;

use super::providers::secret;
use crate::failure::Failure;

/// Entries of the list: a cell has a few interfaces, each with a few ways in.
const ALLOWED: usize = 200;
/// Secrets.
const SECRETS: usize = 200;

/// What runs may call. Without an entry they call nothing, and each such step is a person's.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Interfaces {
    /// What may be called.
    pub allow: Vec<Allow>,
    /// Secrets by the name that runbooks know them by; each as it is, or as `env:NAME`.
    pub secrets: BTreeMap<String, Secret>,
    /// Files that hold a secret, and nothing else, by the same names.
    pub secret_files: BTreeMap<String, PathBuf>,
    /// Networks that an interface may be in besides the Internet.
    pub exceptions: Vec<String>,
    /// Certificates (PEM) of an authority of the premises' own.
    pub authority: Option<PathBuf>,
}

/// One kind of call that is allowed.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Allow {
    /// How.
    pub methods: Vec<String>,
    /// The host, with its port where that is not 443.
    pub host: String,
    /// What the path begins with, piece by piece.
    pub path: String,
    /// The secrets that may be sent there, by name.
    #[serde(default)]
    pub secrets: Vec<String>,
}

fn wrong(key: &str, problem: &str) -> Failure {
    Failure::Usage(format!("interfaces.{key}: {problem}"))
}

impl Interfaces {
    /// What no type can say.
    ///
    /// # Errors
    /// [`Failure::Usage`], naming the key.
    pub fn check(&self) -> Result<(), Failure> {
        if self.allow.len() > ALLOWED || self.secrets.len() + self.secret_files.len() > SECRETS {
            return Err(wrong("allow", &format!("at most {ALLOWED} entries, and {SECRETS} secrets")));
        }
        if let Some(name) = self.secrets.keys().find(|name| self.secret_files.contains_key(*name)) {
            return Err(wrong("secrets", &format!("{name} is in secrets and in secret_files: once is enough")));
        }
        let known = |name: &&String| self.secrets.contains_key(*name) || self.secret_files.contains_key(*name);
        if let Some(name) = self.allow.iter().flat_map(|it| &it.secrets).find(|name| !known(name)) {
            return Err(wrong("allow", &format!("there is no secret {name}: add it to [interfaces.secrets]")));
        }
        self.allowed()?;
        self.guard().map(drop)
    }

    fn allowed(&self) -> Result<Vec<Allowed>, Failure> {
        let read = |it: &Allow| Allowed::new(&it.methods, &it.host, &it.path, it.secrets.clone());
        self.allow.iter().map(|it| read(it).map_err(|error| wrong("allow", &error.to_string()))).collect()
    }

    fn guard(&self) -> Result<Guard, Failure> {
        let networks = self.exceptions.iter().map(|network| network.parse::<Network>());
        let networks = networks.collect::<Result<_, _>>().map_err(|error| wrong("exceptions", &error.to_string()))?;
        Ok(Guard::new(networks))
    }

    /// What calls them; reads the secrets and the authority's file.
    ///
    /// # Errors
    /// A file or a variable cannot be read, or there is no HTTP client.
    pub fn calls(&self) -> Result<Calls, Failure> {
        let mut secrets = BTreeMap::new();
        for (name, given) in &self.secrets {
            secrets.insert(name.clone(), named(name, Some(given), None)?);
        }
        for (name, file) in &self.secret_files {
            secrets.insert(name.clone(), named(name, None, Some(file))?);
        }
        let authority = match &self.authority {
            None => None,
            Some(file) => Some(std::fs::read(file).map_err(|error| Failure::io(file, &error))?),
        };
        let settings = Settings { allowed: self.allowed()?, secrets, guard: self.guard()?, authority };
        Calls::new(settings).map_err(|error| wrong("authority", &error.to_string()))
    }
}

/// A secret, or which key it is that holds none.
fn named(name: &str, given: Option<&Secret>, file: Option<&PathBuf>) -> Result<Secret, Failure> {
    secret(name, given, file).map_err(|error| match error {
        Failure::Usage(_) => wrong(&format!("secrets.{name}"), "holds the secret, and nothing else"),
        other => other,
    })
}
