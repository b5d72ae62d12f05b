//! `ctac password`: changing one's own.

use std::io::{BufRead, IsTerminal};

use reqwest::Method;
use serde_json::json;

use crate::args::Password;
use crate::client::Client;
use crate::failure::Failure;
use crate::out;

/// Changes it.
///
/// # Errors
/// The two new ones differ, or the service refused or cannot be reached.
pub async fn run(command: Password) -> Result<(), Failure> {
    let anyone = Client::new(&command.service)?;
    if command.login.is_none() && command.service.token.is_none() {
        return Err(Failure::Usage("give --login, or a token".to_owned()));
    }
    let (current, new) = if std::io::stdin().is_terminal() { asked()? } else { read(&mut std::io::stdin().lock())? };
    let body = json!({ "current": current, "new": new });
    match &command.login {
        Some(login) => {
            let session = anyone.open_session(login, &current).await?;
            let changed = session.send_json(Method::PUT, "/api/v1/me/password", &body).await;
            // Also when it was refused: nobody comes back to this session.
            session.close_session().await?;
            changed?;
        }
        None => {
            anyone.send_json(Method::PUT, "/api/v1/me/password", &body).await?;
        }
    }
    if command.service.json {
        return out::json(&json!({ "changed": true }));
    }
    out::line("The password was changed; every browser that was signed in must sign in again. API tokens go on.")
}

fn asked() -> Result<(String, String), Failure> {
    let ask = |what: &str| {
        let line = rpassword::prompt_password(what).map_err(|error| Failure::Io(format!("the terminal: {error}")))?;
        given(&line)
    };
    let current = ask("The password you have: ")?;
    let new = ask("The new password: ")?;
    if ask("The new password again: ")? != new {
        return Err(Failure::Usage("the two new passwords differ; nothing was changed".to_owned()));
    }
    Ok((current, new))
}

/// The first line is the one that stands, the second the new one.
fn read(from: &mut impl BufRead) -> Result<(String, String), Failure> {
    let mut line = || {
        let mut line = String::new();
        from.read_line(&mut line).map_err(|error| Failure::Io(format!("standard input: {error}")))?;
        given(&line)
    };
    Ok((line()?, line()?))
}

fn given(line: &str) -> Result<String, Failure> {
    let password = line.trim_end_matches(['\r', '\n']);
    if password.is_empty() {
        let what = "two passwords are needed: the one that stands, and on the next line the new one";
        return Err(Failure::Usage(what.to_owned()));
    }
    Ok(password.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_lines_are_two_passwords_and_one_is_too_few() {
        let read = |text: &str| read(&mut text.as_bytes());
        assert_eq!(read("one \r\ntwo").unwrap(), ("one ".to_owned(), "two".to_owned()));
        assert!(matches!(read("one\n"), Err(Failure::Usage(_))));
        assert!(matches!(read("\ntwo\n"), Err(Failure::Usage(_))));
    }
}
