//! `ctac runbook verify`: the signatures of a playbook, and the hash that names its version, offline.

use ctac_engine::ports::{Clock, SystemClock};
use ctac_runbook::canonical::content_hash;
use ctac_runbook::limits;
use ctac_runbook::signature::{Checked, Form, PublicKey, verify};
use serde_json::json;

use crate::args::VerifyPlaybook;
use crate::commands::playbook;
use crate::failure::Failure;
use crate::out;

/// Checks every signature.
///
/// # Errors
/// A file that cannot be read or used; a playbook without a signature, with one that is not good, or with none by a key
/// that is trusted.
pub fn run(args: &VerifyPlaybook) -> Result<(), Failure> {
    let mut trusted = Vec::new();
    for path in &args.trust {
        let text = String::from_utf8(playbook::bytes(path, 2 * limits::KEY_BYTES)?)
            .map_err(|error| playbook::unusable(path, &error))?;
        trusted.push(PublicKey::read(&text).map_err(|error| playbook::unusable(path, &error))?);
    }
    let signed = playbook::playbook(&args.file)?;
    let hash = content_hash(&signed).map_err(|error| playbook::unusable(&args.file, &error))?;
    let checked = verify(&signed, &trusted, args.at.unwrap_or_else(|| SystemClock.now()));
    if args.json {
        out::json(&json!({"content_hash": hash, "signatures": checked.len()}))?;
    } else {
        out::line(&format!("version sha256:{hash}"))?;
    }
    checked.iter().try_for_each(|one| said(args, one))?;
    let bad = checked.iter().filter(|one| one.outcome.is_err()).count();
    let is_trusted = checked.iter().any(|one| one.outcome.as_ref().is_ok_and(|key| key.is_trusted));
    if checked.is_empty() {
        return Err(Failure::NotRight("the playbook is not signed".to_owned()));
    }
    if bad > 0 {
        return Err(Failure::NotRight(format!("{bad} of {} signatures are not good", checked.len())));
    }
    if trusted.is_empty() {
        let none =
            "good, but nobody here vouches for its key: give the signer's public key, had from them, with --trust";
        return Err(Failure::NotRight(none.to_owned()));
    }
    if !is_trusted {
        return Err(Failure::NotRight("no trusted key has signed this".to_owned()));
    }
    Ok(())
}

fn said(args: &VerifyPlaybook, checked: &Checked) -> Result<(), Failure> {
    let Checked { id, signee, outcome } = checked;
    match outcome {
        Ok(key) if args.json => out::json(&json!({
            "id": id, "signee": signee, "good": true, "trusted": key.is_trusted, "thumbprint": key.thumbprint,
        })),
        Err(error) if args.json => {
            out::json(&json!({"id": id, "signee": signee, "good": false, "problem": error.to_string()}))
        }
        Ok(key) => {
            let trust = if key.is_trusted { "a trusted key" } else { "a key that nobody here vouches for" };
            let form = match key.form {
                Form::HexText => "",
                Form::Digest => ", over the bytes of the hash: not as the committee's example",
                Form::Canonical => ", over the canonical bytes: not as the committee's example",
            };
            let more = if key.has_countersignature { "; its countersignature was not looked into" } else { "" };
            out::line(&format!("good: \"{signee}\" by {trust}, {}{form}{more}", key.thumbprint))
        }
        Err(error) => out::line(&format!("NOT GOOD: \"{signee}\": {error}")),
    }
}
