//! A rota as a file that people write: YAML or TOML, the same document in either. Its format is documented in
//! `config/rotas/README.md`; editors check it by [`schema`].
//!
//! A file is read whole or refused with everything that is wrong in it, each with line and column. It is bounded before
//! it is looked at: in bytes, depth, values, aliases and names (see [`limits`]).
//!
//! ```
//! let text = "
//! name: Duty responder
//! time_zone: Europe/London
//! people: [amara, bryn, ceri]
//! layers:
//!   - name: Week about
//!     rotation: [amara, bryn, ceri]
//!     every: week
//!     start: 2026-01-05 09:00
//! ";
//! let file = ctac_rota::file::parse_yaml(text).map_err(|faults| faults[0].clone())?;
//! assert_eq!(file.name, "Duty responder");
//! let ready = ctac_rota::compile(&file.rota).map_err(|faults| faults[0].clone())?;
//! assert_eq!(*ready.on_call("2026-01-13T03:00:00Z".parse()?), ["bryn".into()]);
//!
//! let wrong = ctac_rota::file::parse_yaml(&text.replace("every", "evry")).unwrap_err();
//! assert_eq!(wrong[0].to_string(), "line 8, column 5: layers[0]: no key is called \"evry\" here; did you mean \"every\"?");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod convert;
mod decode;
mod document;
mod fault;
mod node;
mod people;
mod read;
mod schema;
mod times;
mod toml;
mod yaml;

use crate::compile::compile;
use crate::fault::Fault;
use crate::limits;
use crate::model::Rota;

pub use document::Duty;
pub use fault::{FileFault, FileProblem};
pub use node::Spot;
pub use people::Person;
pub use schema::schema;
pub use times::{Edge, instant, moment};

use node::Node;

/// What a rota file says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RotaFile {
    /// The rota's name.
    pub name: String,
    /// What being on it means.
    pub duty: Duty,
    /// Everybody it names, in the file's order in YAML, by key in TOML.
    pub people: Vec<Person>,
    /// The rota, its members being people's keys. It compiles.
    pub rota: Rota,
}

/// Reads a rota file, as YAML or TOML by the end of its name.
///
/// # Errors
/// Everything that is wrong with it, in the order of the file.
pub fn parse(name: &str, bytes: &[u8]) -> Result<RotaFile, Vec<FileFault>> {
    if bytes.len() > limits::FILE_BYTES {
        return Err(whole(FileProblem::Large));
    }
    let text = std::str::from_utf8(bytes).map_err(|_| whole(FileProblem::Encoding))?;
    let end = name.rsplit_once('.').map(|(_, end)| end.to_ascii_lowercase());
    match end.as_deref() {
        Some("yaml" | "yml") => parse_yaml(text),
        Some("toml") => parse_toml(text),
        _ => Err(whole(FileProblem::Format)),
    }
}

/// Reads a rota file in YAML.
///
/// # Errors
/// Everything that is wrong with it.
pub fn parse_yaml(text: &str) -> Result<RotaFile, Vec<FileFault>> {
    read(text, yaml::tree)
}

/// Reads a rota file in TOML.
///
/// # Errors
/// Everything that is wrong with it.
pub fn parse_toml(text: &str) -> Result<RotaFile, Vec<FileFault>> {
    read(text, toml::tree)
}

fn whole(problem: FileProblem) -> Vec<FileFault> {
    vec![FileFault { spot: None, place: String::new(), problem }]
}

fn read(text: &str, tree: impl FnOnce(&str) -> Result<Node, FileFault>) -> Result<RotaFile, Vec<FileFault>> {
    if text.len() > limits::FILE_BYTES {
        return Err(whole(FileProblem::Large));
    }
    // What editors on some systems put before a text.
    let root = tree(text.strip_prefix('\u{feff}').unwrap_or(text)).map_err(|fault| vec![fault])?;
    let mut reader = read::Reader::default();
    let document = decode::document(&mut reader, &root);
    // Where something could not be read, what depends on it would be found wrong too, and is not.
    let Some(document) = document.filter(|_| reader.faults.is_empty()) else { return Err(sorted(reader.faults)) };
    let known = people::Known::of(&mut reader, &document.people, document.teams.as_ref());
    let rota = convert::rota(&mut reader, &document, &known);
    let Some(rota) = rota.filter(|_| reader.faults.is_empty()) else { return Err(sorted(reader.faults)) };
    if let Err(faults) = compile(&rota) {
        return Err(sorted(faults.into_iter().take(limits::FILE_FAULTS).map(|fault| located(&root, fault)).collect()));
    }
    Ok(RotaFile { name: document.name.value, duty: document.duty.unwrap_or_default(), people: known.people, rota })
}

fn sorted(mut faults: Vec<FileFault>) -> Vec<FileFault> {
    faults.sort_by_key(|fault| fault.spot);
    faults
}

/// Finds a fault of the rota in the file: as far down its place as the file goes, under the file's own names.
fn located(root: &Node, fault: Fault) -> FileFault {
    let mut node = root;
    for step in fault.place.split('.') {
        let (key, index) = step.split_once('[').unwrap_or((step, ""));
        let names: &[&str] = match key {
            "groups" => &["groups", "rotation"],
            "turn" | "length" => &["turn", "every", "length"],
            "member" => &["add", "remove", "replace", "person"],
            "by" => &["with"],
            "members" => &["only"],
            // The file has no level for what an override does.
            "kind" => continue,
            _ => &[key],
        };
        let Some(child) = names.iter().find_map(|name| node.child(name)) else { break };
        node = child;
        // Items of groups are not the file's: a team may stand for several.
        let index = index.trim_end_matches(']').parse().ok().filter(|_| key != "groups");
        if let Some(item) = index.and_then(|index| node.item(index)) {
            node = item;
        }
    }
    FileFault { spot: Some(node.spot), place: fault.place, problem: FileProblem::Rota(fault.problem) }
}

#[cfg(test)]
mod tests;
