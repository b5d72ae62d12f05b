//! `ctac completions SHELL`: what a shell needs to complete this program's words.

use clap::CommandFactory;

use crate::args::Cli;
use crate::failure::Failure;

/// Prints them.
///
/// # Errors
/// None: a closed pipe ends the program.
pub fn run(shell: clap_complete::Shell) -> Result<(), Failure> {
    clap_complete::generate(shell, &mut Cli::command(), "ctac", &mut std::io::stdout());
    Ok(())
}
