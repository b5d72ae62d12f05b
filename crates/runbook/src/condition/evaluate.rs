//! Holding a condition against the variables, with three outcomes.

use std::cmp::Ordering;

use crate::condition::value::{Network, Typed};
use crate::condition::{Comparison, Condition, Literal, Order, Scope, Test, Variable, VariableType};
use crate::limits;

/// What a condition comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Truth {
    /// It holds.
    True,
    /// It does not.
    False,
    /// A value is not known, or is not of its type: a person decides.
    Unknown,
}

impl From<bool> for Truth {
    fn from(holds: bool) -> Self {
        if holds { Self::True } else { Self::False }
    }
}

impl Truth {
    fn not(self) -> Self {
        match self {
            Self::True => Self::False,
            Self::False => Self::True,
            Self::Unknown => Self::Unknown,
        }
    }
}

impl Condition {
    /// What it comes to. Kleene's logic: one true part makes an `OR` true, one false part an `AND` false, whatever the
    /// others are. It changes nothing, and takes time linear in the condition and the values.
    #[must_use]
    pub fn evaluate(&self, scope: &Scope) -> Truth {
        match self {
            Self::Or(parts) => settled(parts, scope, Truth::True),
            Self::And(parts) => settled(parts, scope, Truth::False),
            Self::Test(test) => test.evaluate(scope),
            Self::Exists(name) => match scope.get(name.as_str()) {
                Some(Variable { value: Some(value), .. }) => Truth::from(!value.is_empty()),
                Some(Variable { value: None, .. }) => Truth::False,
                None => Truth::Unknown,
            },
        }
    }

    /// The variables it names, each once, in the order of their names.
    #[must_use]
    pub fn variables(&self) -> Vec<&str> {
        let mut names = Vec::new();
        self.name(&mut names);
        names.sort_unstable();
        names.dedup();
        names
    }

    fn name<'a>(&'a self, names: &mut Vec<&'a str>) {
        match self {
            Self::Or(parts) | Self::And(parts) => parts.iter().for_each(|part| part.name(names)),
            Self::Test(test) => names.push(test.variable.as_str()),
            Self::Exists(name) => names.push(name.as_str()),
        }
    }
}

/// What parts come to when one `decisive` part decides.
fn settled(parts: &[Condition], scope: &Scope, decisive: Truth) -> Truth {
    let mut all = decisive.not();
    for part in parts {
        match part.evaluate(scope) {
            found if found == decisive => return decisive,
            Truth::Unknown => all = Truth::Unknown,
            _ => {}
        }
    }
    all
}

impl Test {
    fn evaluate(&self, scope: &Scope) -> Truth {
        let variable = scope.get(self.variable.as_str());
        let known = variable.and_then(|variable| Some((variable.kind, variable.value.as_deref()?)));
        let Some((kind, text)) = known else { return Truth::Unknown };
        let holds = compare(kind, text, &self.comparison).map_or(Truth::Unknown, Truth::from);
        if self.negated { holds.not() } else { holds }
    }
}

/// Whether it holds; none when value and comparison do not fit.
fn compare(kind: VariableType, text: &str, comparison: &Comparison) -> Option<bool> {
    match comparison {
        Comparison::Equal(literal) => equal(kind, text, literal),
        Comparison::NotEqual(literal) => equal(kind, text, literal).map(|equal| !equal),
        Comparison::Ordered(order, literal) => ordered(kind, text, literal).map(|found| order.holds(found)),
        Comparison::In(literals) => {
            let mut fits = true;
            for literal in literals {
                match equal(kind, text, literal) {
                    Some(true) => return Some(true),
                    Some(false) => {}
                    None => fits = false,
                }
            }
            fits.then_some(false)
        }
        Comparison::Like(pattern) => is_text(kind).then(|| like(text, pattern)),
        Comparison::Matches(pattern) => {
            (is_text(kind) && text.len() <= limits::PATTERN_SUBJECT).then(|| pattern.is_found_in(text))
        }
        Comparison::IsSubset(network) => networks(text, network).map(|(value, network)| value.is_within(&network)),
        Comparison::IsSuperset(network) => networks(text, network).map(|(value, network)| network.is_within(&value)),
    }
}

impl Order {
    fn holds(self, found: Ordering) -> bool {
        match self {
            Self::Less => found.is_lt(),
            Self::LessOrEqual => found.is_le(),
            Self::Greater => found.is_gt(),
            Self::GreaterOrEqual => found.is_ge(),
        }
    }
}

fn is_text(kind: VariableType) -> bool {
    !matches!(kind, VariableType::Bool | VariableType::Dictionary)
}

fn networks(value: &str, network: &str) -> Option<(Network, Network)> {
    Network::parse(value).zip(Network::parse(network))
}

fn equal(kind: VariableType, text: &str, literal: &Literal) -> Option<bool> {
    let literal = literal.typed(kind)?;
    let value = match literal {
        Typed::Timestamp(_) => text.parse().map(Typed::Timestamp).ok()?,
        _ => kind.read(text)?,
    };
    Some(value == literal)
}

/// Numbers and instants only: texts have no order (`"10"` is not less than `"3"`).
fn ordered(kind: VariableType, text: &str, literal: &Literal) -> Option<Ordering> {
    match (literal.typed(kind)?, kind.read(text)) {
        (Typed::Number(literal), Some(Typed::Number(value))) => Some(value.cmp(&literal)),
        (Typed::Timestamp(literal), _) => text.parse::<jiff::Timestamp>().ok().map(|value| value.cmp(&literal)),
        _ => None,
    }
}

/// `%` any text, `_` one character. Two fingers, the last `%` remembered: no more than length times length.
fn like(text: &str, pattern: &str) -> bool {
    let (text, pattern): (Vec<char>, Vec<char>) =
        (text.chars().take(limits::PATTERN_SUBJECT).collect(), pattern.chars().collect());
    let (mut at, mut wanted) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while let Some(character) = text.get(at) {
        match pattern.get(wanted) {
            Some('%') => {
                star = Some((wanted, at));
                wanted += 1;
            }
            Some(one) if *one == '_' || one == character => {
                at += 1;
                wanted += 1;
            }
            _ => {
                let Some((place, from)) = star else { return false };
                star = Some((place, from + 1));
                at = from + 1;
                wanted = place + 1;
            }
        }
    }
    pattern.iter().skip(wanted).all(|rest| *rest == '%')
}
