//! What a section of a provider may say, and what it is told when it may not.

use super::{Secret, secret};
use crate::config::Config;

const SECTION: &str = "account_sid = \"AC00000000000000000000000000000001\"\nauth_token = \"hidden-token\"\n\
                       from = \"+447700900000\"\n";

fn read(section: &str, public_url: Option<&str>) -> Result<Config, String> {
    let server = public_url.map(|url| format!("[server]\npublic_url = {url:?}\n")).unwrap_or_default();
    let text = format!("{server}[providers.twilio]\n{section}");
    let config: Config = toml::from_str(&text).map_err(|error| error.to_string())?;
    config.check().map_err(|failure| failure.to_string())?;
    Ok(config)
}

#[test]
fn a_section_that_is_whole_is_taken_and_prints_no_secret() {
    let public = Some("https://ctac.example.org");
    let config = read(SECTION, public).unwrap();
    assert!(!format!("{config:?}").contains("hidden-token"));
    let settings = config.providers.twilio.unwrap().settings("https://ctac.example.org").unwrap();
    assert_eq!(
        (settings.base_url.as_str(), settings.auth_token.0.as_str()),
        ("https://api.twilio.com", "hidden-token")
    );
    assert!(settings.texts_from.is_some() && settings.calls_from.is_some());
    let texts = "channels = [\"sms\"]\nmessaging_service = \"MG00000000000000000000000000000001\"\n";
    let only = SECTION.replace("from = \"+447700900000\"\n", texts);
    let settings = read(&only, public).unwrap().providers.twilio.unwrap().settings("https://ctac.example.org").unwrap();
    assert!(settings.texts_from.is_some() && settings.calls_from.is_none());
    let here = format!("{SECTION}base_url = \"http://127.0.0.1:9\"\n");
    assert!(read(&here, None).is_ok(), "a stand-in on this machine finds us");
}

#[test]
fn what_is_wrong_is_named() {
    let public = Some("https://ctac.example.org");
    let with = |more: &str| format!("{SECTION}{more}\n");
    for (section, url, named) in [
        (with("colour = 1"), public, "colour"),
        (SECTION.replace("AC0", "XX0"), public, "account_sid"),
        (SECTION.replace("auth_token = \"hidden-token\"\n", ""), public, "auth_token"),
        (with("auth_token_file = \"/x\""), public, "auth_token"),
        (with("api_key = \"SK00000000000000000000000000000001\""), public, "api_key"),
        (with("api_key_secret = \"s\""), public, "api_key"),
        (with("api_key = \"K\"\napi_key_secret = \"s\""), public, "api_key"),
        (with("messaging_service = \"x\""), public, "messaging_service"),
        (SECTION.replace("+447700900000", "07700 900000"), public, "from"),
        (SECTION.replace("from = \"+447700900000\"\n", ""), public, "from"),
        (with("channels = []"), public, "channels"),
        (with("channels = [\"fax\"]"), public, "fax"),
        (SECTION.to_owned(), None, "server.public_url"),
        (SECTION.to_owned(), Some("https://ctac_cell.example.org"), "underscore"),
    ] {
        let refused = read(&section, url).expect_err(&section);
        assert!(refused.contains(named), "{named}: {refused}");
    }
    let twice: Config = toml::from_str("[providers]\norder = [\"twilio\", \"twilio\"]\n").unwrap();
    assert!(twice.check().unwrap_err().to_string().contains("order"));
}

#[test]
fn a_secret_may_stand_in_a_file_of_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("token");
    std::fs::write(&file, "from-the-file\n").unwrap();
    let section = SECTION.replace("auth_token = \"hidden-token\"", &format!("auth_token_file = {file:?}"));
    let twilio = read(&section, Some("https://ctac.example.org")).unwrap().providers.twilio.unwrap();
    assert_eq!(twilio.settings("https://x.example").unwrap().auth_token.0, "from-the-file");
    std::fs::write(&file, "\n").unwrap();
    assert!(twilio.settings("https://x.example").unwrap_err().to_string().contains("auth_token_file"));
    std::fs::remove_file(&file).unwrap();
    assert!(twilio.settings("https://x.example").is_err());
}

/// Every section of this file's own secrets, filled.
fn sections(dir: &std::path::Path) -> String {
    let key = "cell-26785a09-ab16-4eb0-8407-a37497a57506-3d844edf-8d35-48ac-975b-e847b4f122b0";
    std::fs::write(dir.join("notify"), format!("{key}\n")).unwrap();
    format!(
        "[providers]\norder = [\"web-push\", \"govuk-notify\", \"twilio\"]\nexceptions = [\"10.1.0.0/16\"]\n\
         [providers.govuk-notify]\napi_key_file = {:?}\ncallback_token = \"hidden-token\"\n\
         sms_template = \"f33517ff-2a88-4f6e-b855-c550268ce08a\"\n\
         email_template = \"f33517ff-2a88-4f6e-b855-c550268ce08b\"\n\
         [providers.smtp]\nhost = \"smtp.example.org\"\nsecurity = \"starttls\"\nfrom = \"CTAC <ctac@example.org>\"\n\
         user = \"ctac\"\npassword = \"hidden-password\"\n\
         [providers.web-push]\nkey = \"yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw\"\nsubject = \"mailto:a@example.org\"\n\
         [providers.ntfy]\nurl = \"https://ntfy.example.org/\"\ntoken = \"tk_hidden\"\n\
         [providers.teams]\nhosts = [\"*.logic.azure.com\"]\n[providers.webhook]\n",
        dir.join("notify")
    )
}

fn load(text: &str) -> Result<Config, String> {
    let config: Config = toml::from_str(text).map_err(|error| error.to_string())?;
    config.check().map_err(|failure| failure.to_string())?;
    Ok(config)
}

#[test]
fn every_section_makes_its_provider_and_prints_no_secret() {
    let dir = tempfile::tempdir().unwrap();
    let config = load(&sections(dir.path())).unwrap();
    let shown = format!("{config:?}");
    assert!(!shown.contains("hidden") && !shown.contains("yfWPiYE"), "{shown}");
    let mut made = crate::providers::look(&config).unwrap();
    made.sort_unstable();
    assert_eq!(made, ["govuk-notify", "ntfy", "smtp", "teams", "web-push", "webhook"]);
    assert!(config.providers.govuk_notify.unwrap().token().unwrap().is_some());
    assert!(crate::providers::look(&load("").unwrap()).unwrap().is_empty());
}

#[test]
fn what_is_wrong_in_any_section_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let whole = sections(dir.path());
    for (from, to, named) in [
        ("callback_token = \"hidden-token\"", "colour = 1", "colour"),
        ("callback_token = \"hidden-token\"", "callback_token = \"short\"", "callback_token"),
        ("callback_token = \"hidden-token\"", "api_key = \"x\"", "api_key"),
        ("api_key_file", "callback_token_file", "api_key"),
        ("sms_template = \"f3", "sms_template = \"x", "sms_template"),
        ("password = \"hidden-password\"", "", "smtp.user"),
        ("password = \"hidden-password\"", "password = \"env:CTAC_TEST_THAT_IS_NOT_SET\"", "smtp.password"),
        ("security = \"starttls\"", "security = \"none\"", "TLS or STARTTLS"),
        ("CTAC <ctac@example.org>", "nobody", "sender"),
        ("yfWPiYE", "!", "VAPID key"),
        ("mailto:a@", "a@", "VAPID subject"),
        ("https://ntfy.example.org/", "http://ntfy.example.org/", "ntfy.url"),
        ("*.logic.azure.com", "*.com", "teams.hosts"),
        ("[\"*.logic.azure.com\"]", "[]", "teams.hosts"),
        ("10.1.0.0/16", "10.1.0.0/64", "exceptions"),
        ("\"web-push\", \"govuk", "\"pigeon\", \"govuk", "pigeon"),
    ] {
        assert!(whole.contains(from), "{from}");
        let refused = load(&whole.replacen(from, to, 1)).and_then(|config| {
            let token = config.providers.govuk_notify.as_ref().map(|section| section.token());
            token.transpose().and_then(|_| crate::providers::look(&config)).map_err(|failure| failure.to_string())
        });
        let refused = refused.expect_err(from);
        assert!(refused.contains(named), "{named}: {refused}");
        assert!(!refused.contains("hidden"), "{refused}");
    }
}

#[test]
fn a_secret_may_stand_in_the_environment() {
    // One that every process has.
    let path = secret("x", Some(&Secret("env:PATH".to_owned())), None).unwrap();
    assert_eq!(path.0, std::env::var("PATH").unwrap().trim());
    assert!(secret("x", Some(&Secret("env:CTAC_TEST_THAT_IS_NOT_SET".to_owned())), None).is_err());
}
