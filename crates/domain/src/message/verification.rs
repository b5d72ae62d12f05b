//! What the message says that carries a code: the code, what to do with it, and nothing of who is asked or why. A call
//! says it slowly, digit by digit, twice.

use crate::limits;
use crate::message::Titled;

/// What a provider's title or subject shows. The code is not in it: a telephone that lies on a table shows titles.
pub const HEADLINE: &str = "Confirm that this is yours";

fn lives() -> String {
    format!("It works for {} minutes.", limits::VERIFICATION_S / 60)
}

/// A text message: one segment of GSM-7.
#[must_use]
pub fn sms(code: &str) -> String {
    format!("CTAC: {code} is the code that confirms this number. {} If you asked for none, ignore this.", lives())
}

/// What a call says.
#[must_use]
pub fn voice(code: &str) -> String {
    let digits: Vec<String> = code.chars().map(|digit| format!("{digit}.")).collect();
    let digits = digits.join(" ");
    format!(
        "This is the Cyber Technical Advice Cell. Your code is: {digits} Once more: {digits} \
         If you asked for none, you need do nothing."
    )
}

/// A push notification.
#[must_use]
pub fn push(code: &str) -> Titled {
    Titled { title: format!("CTAC: {HEADLINE}"), body: format!("The code is {code}. {}", lives()) }
}

/// An email, in plain text.
#[must_use]
pub fn email(code: &str) -> Titled {
    let body = format!(
        "The code that confirms this address is {code}.\n\nType it where you added the address. {}\n\n\
         If you asked for none, ignore this message.\n",
        lives()
    );
    Titled { title: format!("CTAC: {HEADLINE}"), body }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::septets;

    #[test]
    fn the_words_are_pinned() {
        let (push, email) = (push("004821"), email("004821"));
        insta::assert_snapshot!(
            [sms("004821"), voice("004821"), push.title, push.body, email.title, email.body].join("\n---\n")
        );
    }

    #[test]
    fn a_text_is_one_segment_and_a_title_tells_no_code() {
        assert!(septets(&sms("999999")).is_some_and(|length| length <= limits::SMS));
        assert!(![push("004821").title, email("004821").title].iter().any(|title| title.contains("4821")));
        assert_eq!(voice("004821").matches("0. 0. 4. 8. 2. 1.").count(), 2);
    }
}
