//! Addresses: telephone numbers, email addresses, push subscriptions. One way to write each, and a hint to know it by.

use ctac_domain::directory::Channel;
use sha2::{Digest as _, Sha256};

use crate::keys::hex;
use crate::limits;

/// Why an address cannot be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// No telephone number.
    #[error("write the telephone number as +44 7700 900123 or, in the United Kingdom, 07700 900123")]
    Telephone,
    /// No email address.
    #[error("write the email address as name@example.org")]
    Email,
    /// No push subscription.
    #[error("a push address has 1 to 2,048 visible ASCII characters")]
    Push,
}

/// Which addresses are alike: a text message and a call reach the same number.
pub(crate) fn family(channel: Channel) -> &'static str {
    match channel {
        Channel::Sms | Channel::Voice => "telephone",
        Channel::Push => "push",
        Channel::Email => "email",
    }
}

/// The one way to write an address: telephone numbers as E.164 (`+447700900123`), email in lower case.
///
/// A number that starts with a single 0 is one of the United Kingdom.
///
/// # Errors
/// See [`AddressError`].
pub fn normalise(channel: Channel, typed: &str) -> Result<String, AddressError> {
    let typed = typed.trim();
    match channel {
        Channel::Sms | Channel::Voice => telephone(typed).ok_or(AddressError::Telephone),
        Channel::Email => email(typed).ok_or(AddressError::Email),
        Channel::Push => {
            let fits = (1..=limits::PUSH_ADDRESS_BYTES).contains(&typed.len());
            let visible = typed.bytes().all(|byte| byte.is_ascii_graphic());
            if fits && visible { Ok(typed.to_owned()) } else { Err(AddressError::Push) }
        }
    }
}

fn telephone(typed: &str) -> Option<String> {
    if typed.len() > limits::ADDRESS_BYTES {
        return None;
    }
    // `+44 (0)7700 900123` is how many write it: that 0 is not dialled.
    let typed = if typed.starts_with('+') { typed.replacen("(0)", "", 1) } else { typed.to_owned() };
    let plain: String = typed.chars().filter(|c| !matches!(c, ' ' | '\u{a0}' | '-' | '.' | '(' | ')' | '/')).collect();
    let digits = if let Some(digits) = plain.strip_prefix('+').or_else(|| plain.strip_prefix("00")) {
        digits.to_owned()
    } else {
        // National numbers of the United Kingdom have nine or ten digits after the 0.
        let national = plain.strip_prefix('0').filter(|national| (9..=10).contains(&national.len()))?;
        format!("44{national}")
    };
    let fits = (8..=15).contains(&digits.len()) && !digits.starts_with('0');
    (fits && digits.bytes().all(|digit| digit.is_ascii_digit())).then(|| format!("+{digits}"))
}

fn email(typed: &str) -> Option<String> {
    let (name, domain) = typed.rsplit_once('@')?;
    let named = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+/=?^_`{|}~.-".contains(c);
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let name_fits = (1..=64).contains(&name.len()) && name.chars().all(named) && !name.starts_with('.');
    let domain_fits = domain.len() <= 253 && domain.contains('.') && domain.split('.').all(label);
    (name_fits && domain_fits).then(|| typed.to_ascii_lowercase())
}

/// Enough of a normalised address to recognise it by, never enough to use it: `07•• ••• 123`, `a•••@example.org`.
#[must_use]
pub fn hint(channel: Channel, address: &str) -> String {
    match channel {
        Channel::Sms | Channel::Voice => {
            let end = last(address, 3);
            match address.strip_prefix("+44").and_then(|national| national.chars().next()) {
                Some(first) => format!("0{first}•• ••• {end}"),
                None => format!("{}•• ••• {end}", address.chars().take(2).collect::<String>()),
            }
        }
        Channel::Email => {
            let (name, domain) = address.rsplit_once('@').unwrap_or(("", ""));
            let first: String = name.chars().take(usize::from(name.chars().count() > 1)).collect();
            format!("{first}•••@{domain}")
        }
        Channel::Push => format!("{} ••••{}", device(address), mark(address)),
    }
}

/// Of what kind a push address is, by how it begins.
fn device(address: &str) -> &'static str {
    match address.split(':').next() {
        Some("ntfy") => "ntfy topic",
        Some("teams") => "Teams workflow",
        Some("webhook") => "webhook",
        _ => "device",
    }
}

/// Tells two push addresses apart. Every part of one is a secret, its end above all: a webhook's signing key, the
/// signature of a workflow's URL. So it is of the address's hash.
fn mark(address: &str) -> String {
    hex(Sha256::digest(address.as_bytes()).get(..2).unwrap_or_default())
}

fn last(text: &str, count: usize) -> String {
    text.chars().skip(text.chars().count().saturating_sub(count)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_number_is_written_one_way() {
        for typed in ["07700 900123", "+44 7700 900123", "+44 (0)7700 900123", "0044-7700-900123", " (07700) 900.123 "]
        {
            assert_eq!(normalise(Channel::Sms, typed).as_deref(), Ok("+447700900123"), "{typed}");
        }
        assert_eq!(normalise(Channel::Voice, "+33 1 99 00 12 34").as_deref(), Ok("+33199001234"));
        assert_eq!(normalise(Channel::Email, " Ada.E@Example.ORG ").as_deref(), Ok("ada.e@example.org"));
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for typed in ["", "7700900123", "+0447700900123", "+44770090012x", "+1", "0770090012", "12345678901234567"] {
            let expected =
                if typed == "0770090012" { Ok("+44770090012".to_owned()) } else { Err(AddressError::Telephone) };
            assert_eq!(normalise(Channel::Sms, typed), expected, "{typed}");
        }
        for typed in
            ["", "a", "@example.org", "a@", "a@b", "a b@example.org", "a@-b.org", "a@b..org", "a,b@example.org"]
        {
            assert_eq!(normalise(Channel::Email, typed), Err(AddressError::Email), "{typed}");
        }
        assert_eq!(normalise(Channel::Push, "a b"), Err(AddressError::Push));
        assert_eq!(normalise(Channel::Push, &"x".repeat(2049)), Err(AddressError::Push));
        assert_eq!(normalise(Channel::Sms, &"0".repeat(100_000)), Err(AddressError::Telephone));
    }

    #[test]
    fn hints_show_little() {
        assert_eq!(hint(Channel::Sms, "+447700900123"), "07•• ••• 123");
        assert_eq!(hint(Channel::Voice, "+33199001234"), "+3•• ••• 234");
        assert_eq!(hint(Channel::Email, "ada@example.org"), "a•••@example.org");
        assert_eq!(hint(Channel::Email, "a@example.org"), "•••@example.org");
        assert_eq!(hint(Channel::Push, "abcdefghijklmnop"), "device ••••f39d");
    }

    #[test]
    fn no_part_of_a_push_address_is_shown() {
        for (kind, address) in [
            ("webhook", "webhook:https://example.org/in#whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
            ("Teams workflow", "teams:https://prod-1.example.org/workflows/1?sig=4bH9wz"),
            ("ntfy topic", "ntfy:cell-4bH9wz"),
            ("device", r#"{"endpoint":"https://push.example.org/x","keys":{"p256dh":"BNc","auth":"tBHI"}}"#),
        ] {
            let shown = hint(Channel::Push, address);
            let mark = shown.strip_prefix(&format!("{kind} ••••")).unwrap();
            assert!(mark.len() == 4 && mark.bytes().all(|it| it.is_ascii_hexdigit()), "{shown}");
            assert!(!address.ends_with(mark) && mark == super::mark(address));
        }
    }

    proptest::proptest! {
        #[test]
        fn normal_is_final_and_its_hint_hides_it(typed in "\\PC{0,40}") {
            for channel in [Channel::Sms, Channel::Email, Channel::Push] {
                if let Ok(address) = normalise(channel, &typed) {
                    proptest::prop_assert_eq!(normalise(channel, &address), Ok(address.clone()));
                    // A push address shorter than any real one may be a word of the hint by chance.
                    let short = channel == Channel::Push && address.len() < 16;
                    proptest::prop_assert!(short || !hint(channel, &address).contains(&address));
                }
            }
        }

        #[test]
        fn any_british_mobile_is_kept(rest in "[0-9]{9}") {
            let address = normalise(Channel::Sms, &format!("07{rest}"));
            proptest::prop_assert_eq!(address, Ok(format!("+447{rest}")));
        }
    }
}
