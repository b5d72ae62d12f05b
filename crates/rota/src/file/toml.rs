//! TOML 1.1 into the tree. Its dates and times are text from here on, read by the same rules as YAML's.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::file::fault::{FileFault, FileProblem};
use crate::file::node::{Key, Node, Spot, Value};
use crate::limits;

/// Reads a document.
pub(crate) fn tree(text: &str) -> Result<Node, FileFault> {
    let lines = Lines::of(text);
    let table = DeTable::parse(text).map_err(|error| {
        let said = error.message().replace('\n', ", ").chars().take(300).collect();
        let spot = error.span().map(|span| lines.spot(&span));
        FileFault { spot, place: String::new(), problem: FileProblem::Syntax { said } }
    })?;
    let mut left = limits::FILE_VALUES;
    let spot = lines.spot(&table.span());
    Ok(Node { spot, value: map(table.into_inner(), &lines, &mut left)? })
}

/// Where lines begin, in bytes.
struct Lines<'a> {
    text: &'a str,
    begin: Vec<usize>,
}

impl<'a> Lines<'a> {
    fn of(text: &'a str) -> Self {
        let after = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(index, _)| index + 1);
        Self { text, begin: std::iter::once(0).chain(after).collect() }
    }

    fn spot(&self, span: &Range<usize>) -> Spot {
        let line = self.begin.partition_point(|&begin| begin <= span.start);
        let begin = line.checked_sub(1).and_then(|index| self.begin.get(index)).copied().unwrap_or_default();
        // Characters are counted in lines that people write; in a line of megabytes the column counts bytes, since
        // counting it through for each of its values would take for ever.
        let bytes = span.start.saturating_sub(begin);
        let short = self.text.get(begin..span.start).filter(|before| before.len() <= 1_000);
        Spot { line, column: short.map_or(bytes, |before| before.chars().count()) + 1 }
    }
}

fn node(found: Spanned<DeValue<'_>>, lines: &Lines<'_>, left: &mut usize) -> Result<Node, FileFault> {
    let spot = lines.spot(&found.span());
    *left = left.checked_sub(1).ok_or_else(|| FileFault {
        spot: Some(spot),
        place: String::new(),
        problem: FileProblem::Syntax { said: format!("more than {} values", limits::FILE_VALUES) },
    })?;
    let value = match found.into_inner() {
        DeValue::String(text) => Value::Text(text.into_owned()),
        DeValue::Integer(number) => {
            i128::from_str_radix(number.as_str(), number.radix()).map_or(Value::Fraction, Value::Whole)
        }
        DeValue::Float(_) => Value::Fraction,
        DeValue::Boolean(truth) => Value::Truth(truth),
        DeValue::Datetime(when) => Value::Text(when.to_string()),
        DeValue::Array(items) => {
            Value::List(items.into_iter().map(|item| node(item, lines, left)).collect::<Result<_, _>>()?)
        }
        DeValue::Table(table) => map(table, lines, left)?,
    };
    Ok(Node { spot, value })
}

fn map(table: DeTable<'_>, lines: &Lines<'_>, left: &mut usize) -> Result<Value, FileFault> {
    let entry = |(key, value): (Spanned<_>, _)| {
        let spot = lines.spot(&key.span());
        let key = Key { spot, name: std::borrow::Cow::into_owned(key.into_inner()) };
        Ok((key, node(value, lines, left)?))
    };
    Ok(Value::Map(table.into_iter().map(entry).collect::<Result<_, _>>()?))
}
