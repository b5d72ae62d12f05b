//! Whether a condition's literals fit the variables' declared types: what a lint says before a run could.

use crate::canonical::hex;
use crate::condition::value::{Network, Typed};
use crate::condition::{Comparison, Condition, Literal, Scope, Test, VariableType};

/// A comparison that can never come to true or false.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Misfit {
    /// No such variable is declared where the condition stands.
    #[error("`{0}` is not declared")]
    Undeclared(String),
    /// The literal is not a value of the variable's type.
    #[error("`{literal}` is no value of the type of `{variable}`")]
    Type {
        /// The variable.
        variable: String,
        /// As it would be written.
        literal: String,
    },
    /// The variable's type has no order, or cannot be matched.
    #[error("the type of `{0}` cannot be compared this way")]
    Comparison(String),
}

impl Condition {
    /// Every comparison that does not fit the types declared.
    #[must_use]
    pub fn misfits(&self, scope: &Scope) -> Vec<Misfit> {
        match self {
            Self::Or(parts) | Self::And(parts) => parts.iter().flat_map(|part| part.misfits(scope)).collect(),
            Self::Test(test) => test.misfits(scope),
            Self::Exists(name) if scope.contains_key(name.as_str()) => vec![],
            Self::Exists(name) => vec![Misfit::Undeclared(name.to_string())],
        }
    }
}

impl Test {
    fn misfits(&self, scope: &Scope) -> Vec<Misfit> {
        let variable = self.variable.to_string();
        let Some(kind) = scope.get(&variable).map(|variable| variable.kind) else {
            return vec![Misfit::Undeclared(variable)];
        };
        let fits = |literal: &Literal| literal.typed(kind).is_some();
        let misfit = |literal: &Literal| Misfit::Type { variable: variable.clone(), literal: literal.to_string() };
        let matched = !matches!(kind, VariableType::Bool | VariableType::Dictionary);
        match &self.comparison {
            Comparison::Equal(literal) | Comparison::NotEqual(literal) if !fits(literal) => vec![misfit(literal)],
            Comparison::Equal(_) | Comparison::NotEqual(_) => vec![],
            Comparison::In(literals) => literals.iter().filter(|one| !fits(one)).map(misfit).collect(),
            Comparison::Ordered(_, literal) => match literal.typed(kind) {
                Some(Typed::Number(_) | Typed::Timestamp(_)) => vec![],
                Some(_) => vec![Misfit::Comparison(variable)],
                None => vec![misfit(literal)],
            },
            Comparison::Like(_) | Comparison::Matches(_) if matched => vec![],
            Comparison::IsSubset(network) | Comparison::IsSuperset(network)
                if matched && Network::parse(network).is_some() =>
            {
                vec![]
            }
            _ => vec![Misfit::Comparison(variable)],
        }
    }
}

impl Literal {
    /// The literal as a value of this type: the declared type decides, not how the literal is written, for playbooks
    /// write numbers in quotes and texts without.
    pub(crate) fn typed(&self, kind: VariableType) -> Option<Typed> {
        match self {
            Self::Timestamp(at) if kind == VariableType::String => Some(Typed::Timestamp(*at)),
            Self::Timestamp(at) => kind.read(&at.to_string()),
            Self::Text(text) => kind.read(text),
            Self::Number(number) => kind.read(&number.to_string()),
            Self::Bool(value) => kind.read(if *value { "true" } else { "false" }),
            Self::Hex(bytes) => kind.read(&hex(bytes)),
            Self::Binary(bytes) if kind == VariableType::Hex => kind.read(&hex(bytes)),
            Self::Binary(bytes) => std::str::from_utf8(bytes).ok().and_then(|text| kind.read(text)),
        }
    }
}
