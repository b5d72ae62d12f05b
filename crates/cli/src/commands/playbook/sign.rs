//! `ctac runbook sign`: one more signature in a playbook.

use ctac_engine::ports::{Clock, SystemClock};
use ctac_runbook::limits;
use ctac_runbook::signature::{Signer, SigningKey, sign};

use crate::args::SignPlaybook;
use crate::commands::playbook;
use crate::failure::Failure;

/// Signs a playbook.
///
/// # Errors
/// A file that cannot be read, used or written; a playbook that cannot be signed.
pub fn run(args: &SignPlaybook) -> Result<(), Failure> {
    let key = zeroize::Zeroizing::new(playbook::bytes(&args.key, limits::KEY_BYTES)?);
    let key = std::str::from_utf8(&key).map_err(|error| playbook::unusable(&args.key, &error))?;
    let key = SigningKey::read(key).map_err(|error| playbook::unusable(&args.key, &error))?;
    let unsigned = playbook::playbook(&args.file)?;
    let signer = Signer { signee: args.signee.clone(), at: SystemClock.now(), until: args.until };
    let signed = sign(&unsigned, &key, &signer).map_err(|error| playbook::unusable(&args.file, &error))?;
    playbook::write(args.to.as_deref(), &playbook::pretty(&signed)?)?;
    eprintln!("signed as {} with the key {}", args.signee, key.public().thumbprint());
    Ok(())
}
