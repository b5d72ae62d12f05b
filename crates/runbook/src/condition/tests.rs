//! Conditions as they are found in the wild, types, three values, limits; and that writing and reading agree.

use jiff::Timestamp;
use proptest::prelude::*;

use super::*;
use crate::limits;

fn scope(variables: &[(&str, &str, Option<&str>)]) -> Scope {
    let named = |(name, kind, value): &(&str, &str, Option<&str>)| {
        ((*name).to_owned(), Variable::new(VariableType::named(kind), *value))
    };
    variables.iter().map(named).collect()
}

/// One variable `__x__` of this type and value, and what a condition on it comes to.
fn holds(kind: &str, value: Option<&str>, condition: &str) -> Truth {
    let read = parse(condition).unwrap_or_else(|error| panic!("{condition}: {error}"));
    read.condition.evaluate(&scope(&[("__x__", kind, value)]))
}

#[test]
fn what_is_written_in_the_wild_is_understood_and_said() {
    let cases: [(&str, &str, &[Note]); 8] = [
        ("__x__:value == true", "__x__:value = true", &[Note::DoubleEquals]),
        ("__x__ == 1", "__x__:value = 1", &[Note::NoValue, Note::DoubleEquals]),
        ("__points__:value >= 3", "__points__:value >= 3", &[]),
        ("__x__:value != '5'", "__x__:value != '5'", &[]),
        ("__x__.value == true", "__x__:value = true", &[Note::DotValue, Note::DoubleEquals]),
        ("[__x__:value <> 'a']", "__x__:value != 'a'", &[Note::Angles, Note::Brackets]),
        ("__a__:value = approved", "__a__:value = 'approved'", &[Note::Unquoted]),
        ("__x__:value in (1,2, 'c') and not_a", "", &[]),
    ];
    for (text, canonical, notes) in cases {
        match parse(text) {
            Ok(read) => assert_eq!((read.condition.to_string().as_str(), read.notes.as_slice()), (canonical, notes)),
            Err(error) => assert_eq!((canonical, error.at), ("", 31), "{text}: {error}"),
        }
    }
    let (name, notes) = parse_variable("__check_alert_type__").unwrap();
    assert_eq!((name.as_str(), notes), ("__check_alert_type__", vec![Note::NoValue]));
}

#[test]
fn the_declared_type_decides_how_values_compare() {
    use Truth::{False, True, Unknown};
    let cases = [
        ("integer", "10", "__x__:value > 3", True),
        ("integer", "10", "__x__:value > '3'", True),
        (
            "integer",
            "170141183460469231731687303715884105728",
            "__x__:value > 170141183460469231731687303715884105727",
            True,
        ),
        ("integer", "1.5", "__x__:value > 1", Unknown),
        ("float", "0.30", "__x__:value = 0.3", True),
        ("float", "-0.5", "__x__:value < -0.45", True),
        ("string", "10", "__x__:value > '3'", Unknown),
        ("string", "10", "__x__:value = 10", True),
        ("bool", "True", "__x__:value = true", True),
        ("bool", "1", "__x__:value != false", True),
        ("bool", "perhaps", "__x__:value = true", Unknown),
        ("md5-hash", "AbCd", "__x__:value = 'aBcD'", True),
        ("ipv4-addr", "10.1.2.3", "__x__:value ISSUBSET '10.0.0.0/8'", True),
        ("ipv4-addr", "10.0.0.0/7", "__x__:value ISSUPERSET '10.0.0.0/8'", True),
        ("ipv6-addr", "::1", "__x__:value = '0:0:0:0:0:0:0:1'", True),
        ("ipv4-addr", "10.1.2.3", "__x__:value ISSUBSET 'fe80::/10'", False),
        ("string", "contained", "__x__:value LIKE 'con%d'", True),
        ("string", "contained", "__x__:value NOT LIKE '_ont_'", True),
        ("string", "eicar.exe", "__x__:value MATCHES '\\\\.exe$'", True),
        ("string", "b", "__x__:value IN ('a', 'b')", True),
        ("integer", "3", "__x__:value NOT IN (1, 2)", True),
        ("integer", "3", "__x__:value IN (1, 'x')", Unknown),
        ("string", "2026-01-12T10:00:00+01:00", "__x__:value = t'2026-01-12T09:00:00Z'", True),
        ("string", "2026-01-12T10:00:00Z", "__x__:value > t'2026-01-12T09:00:00Z'", True),
        ("hexstring", "00FF", "__x__:value = h'00ff'", True),
        ("dictionary", "{}", "__x__:value = '{}'", Unknown),
        ("string", "", "EXISTS __x__:value", False),
    ];
    for (kind, value, condition, expected) in cases {
        assert_eq!(holds(kind, Some(value), condition), expected, "{kind} {value}: {condition}");
    }
}

#[test]
fn what_is_not_known_is_never_false() {
    use Truth::{False, True, Unknown};
    for condition in ["__x__:value = 'a'", "__x__:value != 'a'", "__x__:value NOT IN ('a')", "__y__:value = 'a'"] {
        assert_eq!(holds("string", None, condition), Unknown, "{condition}");
    }
    let variables = scope(&[("__x__", "string", None), ("__y__", "string", Some(""))]);
    let settled = |text: &str| parse(text).unwrap().condition.evaluate(&variables);
    // An empty text is known to be empty.
    assert_eq!(settled("__y__:value != 'yes'"), True);
    assert_eq!(settled("__x__:value = 'a' OR __y__:value = ''"), True);
    assert_eq!(settled("__x__:value = 'a' AND __y__:value = 'b'"), False);
    assert_eq!(settled("__x__:value = 'a' OR __y__:value = 'b'"), Unknown);
    assert_eq!(settled("EXISTS __x__:value"), False);
}

#[test]
fn and_binds_more_than_or() {
    let written = |text: &str| parse(text).unwrap().condition.to_string();
    let (a, b, c) = ("__a__:value = 1", "__b__:value = 2", "__c__:value = 3");
    assert_eq!(written(&format!("{a} or {b} AND {c}")), format!("{a} OR ({b} AND {c})"));
    assert_eq!(written(&format!("({a} OR {b}) AND {c}")), format!("({a} OR {b}) AND {c}"));
}

#[test]
fn what_cannot_be_read_is_refused_with_its_place() {
    let shown = |text: &str| parse(text).unwrap_err().to_string();
    let cases = [
        "",
        "__x__:value",
        "__x__:value = ",
        "'a' = __x__:value",
        "__1x__:value = 1",
        "_x_ = 1",
        "__x__:value = 'a",
        "__x__:value = t'yesterday'",
        "__x__:value = h'0'",
        "__x__:value = b'?'",
        "__x__:value = 1 FOLLOWEDBY __y__:value = 2",
        "__x__:value = 1 WITHIN 5 SECONDS",
        "__x__:value MATCHES '(a)\\\\1'",
        "__x__:value MATCHES '(?=a)'",
        "__x__:value MATCHES '((a{1000}){1000}){1000}'",
        "__x__:value = 1; DROP",
        "(__x__:value = 1",
        "__x__:value IN ()",
    ];
    let listed: Vec<String> = cases.iter().map(|case| format!("{case}\n    {}", shown(case))).collect();
    insta::assert_snapshot!("refused", listed.join("\n"));
}

#[test]
fn limits_hold() {
    let deep = |levels: usize| format!("{}__x__:value = 1{}", "(".repeat(levels), ")".repeat(levels));
    assert!(parse(&deep(limits::CONDITION_DEPTH)).is_ok());
    assert_eq!(parse(&deep(limits::CONDITION_DEPTH + 1)).unwrap_err().problem, ConditionProblem::TooDeep);
    let many = |tests: usize| vec!["__x__:value = 1"; tests].join(" OR ");
    assert!(parse(&many(limits::CONDITION_TESTS)).is_ok());
    assert!(matches!(parse(&many(limits::CONDITION_TESTS + 1)).unwrap_err().problem, ConditionProblem::TooMany(_)));
    assert_eq!(parse(&" ".repeat(limits::CONDITION_BYTES + 1)).unwrap_err().problem, ConditionProblem::TooLong);
    let digits = format!("__x__:value = {}", "9".repeat(limits::NUMBER_DIGITS + 1));
    assert!(matches!(parse(&digits).unwrap_err().problem, ConditionProblem::Literal(_)));
    // What would take a backtracking machine for ever.
    let hard = format!("{}b", "a".repeat(50_000));
    assert_eq!(holds("string", Some(&hard), "__x__:value MATCHES '^(a+)+$'"), Truth::False);
}

#[test]
fn misfits_are_named_before_a_run() {
    let declared = scope(&[("__n__", "integer", None), ("__t__", "string", None), ("__d__", "dictionary", None)]);
    let shown = |text: &str| -> Vec<String> {
        parse(text).unwrap().condition.misfits(&declared).iter().map(ToString::to_string).collect()
    };
    assert_eq!(shown("__n__:value = 3 AND __t__:value LIKE 'a%'"), [""; 0]);
    assert_eq!(shown("__n__:value = 'x'"), ["`'x'` is no value of the type of `__n__`"]);
    assert_eq!(shown("__t__:value < 'b'"), ["the type of `__t__` cannot be compared this way"]);
    assert_eq!(shown("__d__:value MATCHES 'a'"), ["the type of `__d__` cannot be compared this way"]);
    assert_eq!(
        shown("__gone__:value = 1 OR EXISTS __lost__"),
        ["`__gone__` is not declared", "`__lost__` is not declared"]
    );
}

fn literal() -> impl Strategy<Value = Literal> {
    prop_oneof![
        any::<String>().prop_map(Literal::Text),
        "-?[0-9]{1,20}(\\.[0-9]{1,10})?".prop_map(|text| Literal::Number(Decimal::parse(&text).unwrap())),
        any::<bool>().prop_map(Literal::Bool),
        (-10_000_000_000i64..10_000_000_000).prop_map(|at| Literal::Timestamp(Timestamp::from_second(at).unwrap())),
        prop::collection::vec(any::<u8>(), 0..8).prop_map(Literal::Hex),
        prop::collection::vec(any::<u8>(), 0..8).prop_map(Literal::Binary),
    ]
}

fn order() -> impl Strategy<Value = Order> {
    prop_oneof![Just(Order::Less), Just(Order::LessOrEqual), Just(Order::Greater), Just(Order::GreaterOrEqual)]
}

fn comparison() -> impl Strategy<Value = Comparison> {
    prop_oneof![
        literal().prop_map(Comparison::Equal),
        literal().prop_map(Comparison::NotEqual),
        (order(), literal()).prop_map(|(order, literal)| Comparison::Ordered(order, literal)),
        prop::collection::vec(literal(), 1..4).prop_map(Comparison::In),
        any::<String>().prop_map(Comparison::Like),
        "[a-z.*+']{0,8}".prop_filter_map("a pattern", |text| Pattern::new(&text).ok().map(Comparison::Matches)),
        any::<String>().prop_map(Comparison::IsSubset),
        any::<String>().prop_map(Comparison::IsSuperset),
    ]
}

fn condition() -> impl Strategy<Value = Condition> {
    let name = || "__[a-z][a-z0-9_-]{0,6}__".prop_map(|name| VariableName::new(&name).unwrap());
    let test = (name(), any::<bool>(), comparison())
        .prop_map(|(variable, negated, comparison)| Condition::Test(Test { variable, negated, comparison }));
    let leaf = prop_oneof![4 => test, 1 => name().prop_map(Condition::Exists)];
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 2..4).prop_map(Condition::Or),
            prop::collection::vec(inner, 2..4).prop_map(Condition::And),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// What is written is read as itself, in canonical form, with nothing to note.
    #[test]
    fn what_is_written_is_read_as_itself(condition in condition()) {
        let text = condition.to_string();
        prop_assume!(text.len() <= limits::CONDITION_BYTES);
        let read = parse(&text).unwrap();
        prop_assert_eq!(read.condition, condition);
        prop_assert_eq!(read.notes, vec![]);
    }

    /// Knowing more never turns true into false or false into true.
    #[test]
    fn what_is_known_stays_so_when_more_is_known(
        condition in condition(),
        values in prop::collection::vec(prop::option::of("[a-z0-9.]{0,4}"), 1..6),
    ) {
        let kinds = ["string", "integer", "float", "bool", "ipv4-addr", "hexstring"];
        let names = condition.variables();
        let known = |all: bool| -> Scope {
            let one = |(index, name): (usize, &&str)| {
                let value = values.get(index % values.len()).cloned().flatten();
                let value = value.or(all.then(|| "7".to_owned()));
                ((*name).to_owned(), Variable { kind: VariableType::named(kinds[index % kinds.len()]), value })
            };
            names.iter().enumerate().map(one).collect()
        };
        // `EXISTS` asks whether a value is known at all: it may turn.
        prop_assume!(!condition.to_string().contains("EXISTS"));
        let before = condition.evaluate(&known(false));
        if before != Truth::Unknown {
            prop_assert_eq!(condition.evaluate(&known(true)), before);
        }
    }

    /// The body of the fuzz target `condition`: any text is read or refused, and then evaluated, in bounded time.
    #[test]
    fn any_text_is_read_or_refused(text in "(__[a-z]{1,3}__(:value)?|[ ()=<>!',\\[\\]]|AND|OR|NOT|IN|LIKE|MATCHES|[a-z0-9'\\\\]{0,4}|\\PC){0,30}") {
        crate::fuzz::condition(text.as_bytes());
    }
}
