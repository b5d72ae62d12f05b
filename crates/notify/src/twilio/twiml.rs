//! TwiML: what a call says and a text is answered with, as XML. Words come from elsewhere; here they are escaped.

/// How long a call waits for a key once it has spoken, in seconds.
const WAIT_S: u32 = 8;

/// Says the words twice and waits for one key, which is posted to `action`; so is its absence.
#[must_use]
pub fn ask(words: &str, action: &str) -> String {
    let (words, action) = (escaped(words), escaped(action));
    document(&format!(
        "<Gather input=\"dtmf\" numDigits=\"1\" timeout=\"{WAIT_S}\" action=\"{action}\" method=\"POST\" \
         actionOnEmptyResult=\"true\">\
         <Say language=\"en-GB\">{words}</Say><Pause length=\"1\"/><Say language=\"en-GB\">{words}</Say></Gather>"
    ))
}

/// Says the words and hangs up.
#[must_use]
pub fn say(words: &str) -> String {
    document(&format!("<Say language=\"en-GB\">{}</Say><Hangup/>", escaped(words)))
}

/// Answers a text by another.
#[must_use]
pub fn message(words: &str) -> String {
    document(&format!("<Message>{}</Message>", escaped(words)))
}

/// Does nothing.
#[must_use]
pub fn nothing() -> String {
    document("")
}

fn document(verbs: &str) -> String {
    format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response>{verbs}</Response>")
}

/// A text as XML 1.0 may hold it (§2.2), inside an element or a quoted attribute.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&apos;"),
            '\n' | '\t' => safe.push(c),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => safe.push(' '),
            c => safe.push(c),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documents_are_pinned() {
        let words = "This is the Cyber Technical Advice Cell. Severity 1.";
        insta::assert_snapshot!(ask(words, "https://ctac.example/hooks/twilio/voice/abc?a=1&b=2"));
        insta::assert_snapshot!(say("Acknowledged."));
        insta::assert_snapshot!(message("Acknowledged: S1."));
        insta::assert_snapshot!(nothing());
    }

    proptest::proptest! {
        #[test]
        fn no_words_break_out(words in "\\PC{0,80}|[<>&\"'\\x00-\\x1f]{0,40}") {
            for made in [say(&words), message(&words), ask(&words, "https://x.example/")] {
                let inside = made.matches('<').count();
                let plain = [say("x"), message("x"), ask("x", "https://x.example/")];
                proptest::prop_assert!(plain.iter().any(|plain| plain.matches('<').count() == inside), "{}", made);
                proptest::prop_assert!(!made.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\t')));
            }
        }
    }
}
