//! YAML as `fmt` writes it: one line for each key, what is behind it in flow style, except the long lists and maps of the
//! front matter.

use crate::model::{JsonTemplate, is_unreadable};

/// A value to be written.
pub(super) enum Out {
    /// A number or a truth, as it is.
    Plain(String),
    /// Text, quoted where it must be.
    Text(String),
    /// `[a, b]`
    List(Vec<Out>),
    /// `{a: b}`
    Map(Vec<(String, Out)>),
    /// One item on each line.
    Lines(Vec<Out>),
    /// One key on each line.
    Keys(Vec<(String, Out)>),
}

/// Keys with values, in order.
pub(super) type Entries = Vec<(&'static str, Out)>;

/// Writes keys, one on each line.
pub(super) fn block(entries: Entries) -> String {
    let mut out = String::new();
    for (key, value) in entries {
        match value {
            Out::Lines(items) => {
                out.push_str(&format!("{key}:\n"));
                for item in items {
                    out.push_str(&format!("  - {}\n", alone(&item)));
                }
            }
            Out::Keys(entries) => {
                out.push_str(&format!("{key}:\n"));
                for (key, value) in entries {
                    out.push_str(&format!("  {}: {}\n", scalar(&key), alone(&value)));
                }
            }
            value => out.push_str(&format!("{key}: {}\n", alone(&value))),
        }
    }
    out
}

/// Keys with what is written behind them, things on lines of their own each with its own key.
pub(super) fn keys(entries: Entries) -> Vec<(String, String)> {
    let mut keys = Vec::new();
    for (key, value) in entries {
        match value {
            Out::Keys(entries) => {
                keys.extend(entries.into_iter().map(|(name, value)| (format!("{key}.{name}"), flow(&value))));
            }
            value => keys.push((key.to_owned(), alone(&value))),
        }
    }
    keys
}

/// A value that has the rest of its line to itself: there a comma ends nothing.
fn alone(value: &Out) -> String {
    match value {
        Out::Text(text) if !text.starts_with(',') && is_plain(&text.replace(',', "")) => text.clone(),
        value => flow(value),
    }
}

fn flow(value: &Out) -> String {
    match value {
        Out::Plain(text) => text.clone(),
        Out::Text(text) => scalar(text),
        Out::List(items) | Out::Lines(items) => {
            format!("[{}]", items.iter().map(flow).collect::<Vec<_>>().join(", "))
        }
        Out::Map(entries) | Out::Keys(entries) => {
            let entries = entries.iter().map(|(key, value)| format!("{}: {}", scalar(key), flow(value)));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
        }
    }
}

/// Text without quotes where every reader of YAML takes it for the same text.
fn scalar(text: &str) -> String {
    if is_plain(text) { text.to_owned() } else { quoted(text) }
}

/// Words that some reader of YAML takes for something else.
const WORDS: [&str; 11] = ["true", "false", "null", "yes", "no", "on", "off", "y", "n", "nan", "inf"];

fn is_plain(text: &str) -> bool {
    let is_word = WORDS.iter().any(|word| word.eq_ignore_ascii_case(text));
    let begins = text.starts_with(|first: char| first.is_alphabetic()) || is_time(text);
    let is_ordinary = |letter: char| {
        letter.is_alphanumeric()
            || matches!(
                letter,
                ' ' | '-'
                    | '_'
                    | '.'
                    | '/'
                    | '+'
                    | '('
                    | ')'
                    | '\''
                    | ';'
                    | '='
                    | '!'
                    | '<'
                    | '>'
                    | '?'
                    | ':'
                    | '%'
                    | '#'
            )
    };
    begins
        && !is_word
        && text.chars().all(is_ordinary)
        && !text.ends_with([' ', ':'])
        && !text.contains(": ")
        && !text.contains(" #")
}

/// A duration, a day or an instant: begins with a digit, and is no number in any YAML.
fn is_time(text: &str) -> bool {
    text.parse::<crate::model::Duration>().is_ok()
        || text.parse::<jiff::civil::Date>().is_ok_and(|date| date.to_string() == text)
        || (text.ends_with('Z') && text.parse::<jiff::Timestamp>().is_ok())
}

/// Text in double quotes, whatever is in it.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            letter if is_unreadable(letter) || is_special(letter) => out.push_str(&escape(letter)),
            letter => out.push(letter),
        }
    }
    out.push('"');
    out
}

/// What YAML does not count as printable, or as a line's end.
fn is_special(letter: char) -> bool {
    matches!(letter, '\u{fffe}' | '\u{ffff}' | '\u{a0}' | '\u{85}')
}

fn escape(letter: char) -> String {
    let number = u32::from(letter);
    if number <= 0xffff { format!("\\u{number:04x}") } else { format!("\\U{number:08x}") }
}

/// JSON whose texts are templates.
pub(super) fn json(value: &JsonTemplate) -> Out {
    match value {
        JsonTemplate::Null => Out::Plain("null".to_owned()),
        JsonTemplate::Bool(truth) => Out::Plain(truth.to_string()),
        JsonTemplate::Number(number) => Out::Plain(number.to_string()),
        JsonTemplate::Text(template) => Out::Text(template.to_string()),
        JsonTemplate::List(items) => Out::List(items.iter().map(json).collect()),
        JsonTemplate::Object(entries) => {
            Out::Map(entries.iter().map(|(key, value)| (key.clone(), json(value))).collect())
        }
    }
}

/// Text of anything that can be shown.
pub(super) fn text(value: impl std::fmt::Display) -> Out {
    Out::Text(value.to_string())
}

/// A list of texts.
pub(super) fn texts<T: std::fmt::Display>(values: impl IntoIterator<Item = T>) -> Out {
    Out::List(values.into_iter().map(text).collect())
}

/// A number.
pub(super) fn number(value: impl std::fmt::Display) -> Out {
    Out::Plain(value.to_string())
}

/// Keys that are there only where they say something.
pub(super) fn put(entries: &mut Entries, key: &'static str, value: Option<Out>) {
    entries.extend(value.map(|value| (key, value)));
}

/// A list, where it is not empty.
pub(super) fn put_texts<T: std::fmt::Display>(entries: &mut Entries, key: &'static str, values: &[T]) {
    put(entries, key, (!values.is_empty()).then(|| texts(values)));
}

/// Keys as a map in flow style.
pub(super) fn map(entries: Entries) -> Out {
    Out::Map(entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
}
