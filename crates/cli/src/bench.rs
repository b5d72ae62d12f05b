//! `ctac bench`.
use crate::failure::Failure;
/// x
#[derive(Debug, clap::Args)]
pub struct Bench {}
/// x
/// # Errors
/// none
pub async fn run(_bench: Bench) -> Result<(), Failure> {
    Ok(())
}
