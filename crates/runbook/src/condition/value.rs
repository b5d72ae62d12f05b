//! Variables as a condition sees them: a declared type, and a text that may not be known.

use std::collections::BTreeMap;
use std::net::IpAddr;

use jiff::Timestamp;

use crate::condition::Decimal;

/// The variables a condition may name, by their names with the underscores.
pub type Scope = BTreeMap<String, Variable>;

/// A variable: CACAO keeps every value as a text; the type says what the text means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variable {
    /// What the text means.
    pub kind: VariableType,
    /// `None` when it is not known (JSON's `null`). An empty text is known to be empty.
    pub value: Option<String>,
}

impl Variable {
    /// A variable with this value.
    #[must_use]
    pub fn new(kind: VariableType, value: Option<&str>) -> Self {
        Self { kind, value: value.map(str::to_owned) }
    }
}

/// The types of variables (CACAO v2 section 10.18.3). Those we do not know are compared as texts are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VariableType {
    /// `true` or `false`.
    Bool,
    /// An object: nothing compares with it.
    Dictionary,
    /// `float`: a decimal, exact.
    Float,
    /// `integer` and `long`: a whole number.
    Integer,
    /// `hexstring`, `hash`, `md5-hash`, `sha256-hash`, `mac-addr`, `uuid`: letters of either case are the same.
    Hex,
    /// `ipv4-addr`, `ipv6-addr`.
    Address,
    /// `string`, `uri`, and any type of others.
    String,
}

impl VariableType {
    /// The type of CACAO's name.
    #[must_use]
    pub fn named(name: &str) -> Self {
        match name {
            "bool" => Self::Bool,
            "dictionary" => Self::Dictionary,
            "float" => Self::Float,
            "integer" | "long" => Self::Integer,
            "hexstring" | "hash" | "md5-hash" | "sha256-hash" | "mac-addr" | "uuid" => Self::Hex,
            "ipv4-addr" | "ipv6-addr" => Self::Address,
            _ => Self::String,
        }
    }

    /// Whether values of it stand in an order that a condition may use.
    #[must_use]
    pub fn is_ordered(self) -> bool {
        matches!(self, Self::Integer | Self::Float)
    }

    /// The text as a value of this type; none when it is not one.
    pub(crate) fn read(self, text: &str) -> Option<Typed> {
        match self {
            Self::Bool if text.eq_ignore_ascii_case("true") || text == "1" => Some(Typed::Bool(true)),
            Self::Bool if text.eq_ignore_ascii_case("false") || text == "0" => Some(Typed::Bool(false)),
            Self::Bool | Self::Dictionary => None,
            Self::Float => Decimal::parse(text).map(Typed::Number),
            Self::Integer => Decimal::parse(text).filter(Decimal::is_whole).map(Typed::Number),
            Self::Hex => Some(Typed::Text(text.to_ascii_lowercase())),
            Self::Address => Network::parse(text).map(Typed::Network),
            Self::String => Some(Typed::Text(text.to_owned())),
        }
    }
}

/// A value of a known type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Typed {
    Bool(bool),
    Number(Decimal),
    Text(String),
    Network(Network),
    Timestamp(Timestamp),
}

/// An address, or a network in CIDR notation; an address alone is a network of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Network {
    /// The bits, those of IPv4 at the top.
    bits: u128,
    prefix: u8,
    is_six: bool,
}

impl Network {
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (address, prefix) = text.split_once('/').map_or((text, None), |(address, prefix)| (address, Some(prefix)));
        let (bits, is_six, most) = match address.parse::<IpAddr>().ok()? {
            IpAddr::V4(four) => (u128::from(u32::from(four)) << 96, false, 32),
            IpAddr::V6(six) => (u128::from(six), true, 128),
        };
        let prefix = prefix.map_or(Some(most), |prefix| prefix.parse().ok().filter(|length| *length <= most))?;
        Some(Self { bits: bits & Self::mask(prefix), prefix, is_six })
    }

    fn mask(prefix: u8) -> u128 {
        u128::MAX.checked_shl(128 - u32::from(prefix)).unwrap_or(0)
    }

    /// Whether every address of `self` is one of `other`.
    pub(crate) fn is_within(&self, other: &Self) -> bool {
        self.is_six == other.is_six && self.prefix >= other.prefix && self.bits & Self::mask(other.prefix) == other.bits
    }
}
