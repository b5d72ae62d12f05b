//! `ctac token create`: a personal API token, shown once.

use std::io::{BufRead, IsTerminal};

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::args::Token;
use crate::client::Client;
use crate::failure::Failure;
use crate::out;

/// How long a token works unless said, in hours: 90 days.
const HOURS: i64 = 90 * 24;

/// Makes a token and prints it.
///
/// # Errors
/// The service refused or cannot be reached.
pub async fn run(token: Token) -> Result<(), Failure> {
    let Token::Create { label, login, expires_at, service } = token;
    let anyone = Client::new(&service)?;
    let made = match login {
        Some(login) => {
            let password = password()?;
            create_signed_in(&anyone, &login, &password, &label, expires_at).await?
        }
        None if service.token.is_some() => create(&anyone, &label, expires_at).await?,
        None => return Err(Failure::Usage("give --login and a password on standard input, or a token".to_owned())),
    };
    if service.json { out::json(&made) } else { out::line(out::text(&made, "token")) }
}

/// Signs in by password and goes on with a token: what a program does.
///
/// # Errors
/// The service refused or cannot be reached.
pub async fn sign_in(
    anyone: &Client,
    login: &str,
    password: &str,
    label: &str,
    expires_at: Option<Timestamp>,
) -> Result<Client, Failure> {
    let made = create_signed_in(anyone, login, password, label, expires_at).await?;
    Ok(anyone.with_token(out::text(&made, "token")))
}

async fn create(client: &Client, label: &str, expires_at: Option<Timestamp>) -> Result<Value, Failure> {
    let expires_at = expires_at.or_else(|| {
        let now = ctac_engine::ports::Clock::now(&ctac_engine::ports::SystemClock);
        now.checked_add(jiff::SignedDuration::from_hours(HOURS)).ok()
    });
    client.post("/api/v1/tokens", &json!({ "label": label, "expires_at": expires_at })).await
}

/// A session is opened, used for the one token, and closed again.
async fn create_signed_in(
    anyone: &Client,
    login: &str,
    password: &str,
    label: &str,
    expires_at: Option<Timestamp>,
) -> Result<Value, Failure> {
    let session = anyone.open_session(login, password).await?;
    let made = create(&session, label, expires_at).await?;
    session.close_session().await?;
    Ok(made)
}

/// Asked for without showing it at a terminal, one line of standard input otherwise: a password never stands in a
/// command line or a shell's history.
///
/// # Errors
/// Standard input is closed or empty.
pub fn password() -> Result<String, Failure> {
    let io = |error: std::io::Error| Failure::Io(format!("standard input: {error}"));
    let mut line = String::new();
    if std::io::stdin().is_terminal() {
        line = rpassword::prompt_password("Password: ").map_err(io)?;
    } else {
        std::io::stdin().lock().read_line(&mut line).map_err(io)?;
    }
    let password = line.trim_end_matches(['\r', '\n']).to_owned();
    if password.is_empty() { Err(Failure::Usage("the password is empty".to_owned())) } else { Ok(password) }
}
