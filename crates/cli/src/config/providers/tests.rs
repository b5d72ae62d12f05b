//! What a section of a provider may say, and what it is told when it may not.

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
