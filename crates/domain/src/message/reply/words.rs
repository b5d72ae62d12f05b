//! The words of a reply, one by one.

/// One word of a reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Word {
    Yes,
    No,
    Code(u32),
    /// A number too short for a code: minutes, or hours where such a word follows.
    Minutes(u32),
    /// The number before it counts hours.
    Hours,
    /// Belongs to minutes, and says nothing without them: `in`, `mins`.
    Beside,
    /// Not known here.
    Other,
}

/// A text's words, without those that say nothing either way. A number and the letters that touch it are two words.
pub(super) fn words(text: &str) -> Vec<Word> {
    let text = text.to_lowercase().replace(['\'', '’', '`'], "");
    let parts = text.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty());
    parts.flat_map(split).filter_map(word).collect()
}

/// `30mins` is `30` and `mins`.
fn split(part: &str) -> impl Iterator<Item = &str> {
    let digits = part.bytes().take_while(u8::is_ascii_digit).count();
    let (number, rest) = part.split_at_checked(digits).unwrap_or((part, ""));
    [number, rest].into_iter().filter(|it| !it.is_empty())
}

/// None for a word that says nothing.
fn word(text: &str) -> Option<Word> {
    Some(match text {
        "ack" | "acknowledge" | "acknowledged" | "acknowledging" | "yes" | "y" | "yep" | "yeah" | "ok" | "okay"
        | "accept" | "accepted" | "mine" => Word::Yes,
        "no" | "n" | "nope" | "nah" | "not" | "dont" | "cant" | "cannot" | "wont" | "decline" | "declined" | "busy"
        | "unable" | "never" | "stop" => Word::No,
        "ctac" | "hi" | "hello" | "please" | "pls" | "thanks" | "thank" | "you" | "thx" | "code" | "i" | "we"
        | "im" | "am" | "is" | "its" | "sorry" | "it" | "sent" | "from" | "my" | "iphone" => return None,
        "m" | "min" | "mins" | "minute" | "minutes" | "in" | "about" | "approx" | "within" | "there" | "eta"
        | "can" | "attend" | "be" | "coming" | "and" => Word::Beside,
        "h" | "hr" | "hrs" | "hour" | "hours" => Word::Hours,
        digits if !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) => number(digits),
        _ => Word::Other,
    })
}

fn number(digits: &str) -> Word {
    let of = |kind: fn(u32) -> Word| digits.parse().map_or(Word::Other, kind);
    match digits.len() {
        1..=3 => of(Word::Minutes),
        4..=9 => of(Word::Code),
        _ => Word::Other,
    }
}

/// How many minutes they say; none where that is not clear: `15 or 20`.
pub(super) fn minutes(words: &[Word]) -> Option<u32> {
    let (mut hours, mut minutes) = (None, None);
    for (nth, word) in words.iter().enumerate() {
        let Word::Minutes(count) = word else { continue };
        let slot = if words.get(nth + 1) == Some(&Word::Hours) { &mut hours } else { &mut minutes };
        if slot.replace(*count).is_some() {
            return None;
        }
    }
    hours.unwrap_or(0_u32).checked_mul(60)?.checked_add(minutes.unwrap_or(0))
}
