//! Bad files: each refused in bounded time, with the place and what to do.
#![expect(clippy::expect_used, clippy::indexing_slicing, reason = "the helpers of a test fail as a test does")]

use std::time::{Duration, Instant};

use ctac_runbook::format::{self, FileFault, FileProblem};
use ctac_runbook::limits;

const RANSOMWARE: &str = include_str!("fixtures/ransomware.md");

/// Front matter to which a test adds what it is about.
const FRONT: &str = "---
runbook: small
id: playbook--7c1f5a52-90d4-4e0b-8f35-2a6b0de1c9f4
status: draft
owner: Nobody
review_by: 2027-01-31
created: 2026-02-02T10:00:00.000Z
modified: 2026-02-02T10:00:00.000Z
created_by: identity--2b9a4c1e-6d0f-4a7b-8c55-0f1e2d3c4b5a
tlp: GREEN
roles: {lead: Lead, other: Other}
inputs: {org: Organisation}
records: {found: What was found, again: Whether to go on}
clocks: {ico: {name: ICO, within: 72h}}
";

fn file(front: &str, body: &str) -> String {
    format!("{FRONT}{front}---\n\n# Small\n\n## Phase\n\n{body}")
}

fn faults(text: &str) -> Vec<FileFault> {
    format::parse(text).expect_err("it must be refused")
}

fn words(text: &str) -> Vec<String> {
    faults(text).iter().map(ToString::to_string).collect()
}

/// The one fault of a file with this body.
fn of_body(body: &str) -> String {
    let words = words(&file("", body));
    assert_eq!(words.len(), 1, "{words:#?}");
    words[0].clone()
}

fn of_block(block: &str) -> String {
    of_body(&format!("### Do it {{#do-it}}\n\n```step\n{block}\n```\n"))
}

/// Bounded, even on a machine with other things to do.
fn quickly<T>(work: impl FnOnce() -> T) -> T {
    #[expect(
        clippy::disallowed_methods,
        reason = "measures how long the parser takes, and decides nothing by the hour"
    )]
    let begun = Instant::now();
    let done = work();
    assert!(begun.elapsed() < Duration::from_secs(20), "took {:?}", begun.elapsed());
    done
}

#[test]
fn a_small_file_is_right() {
    format::parse(&file("", "### Do it {#do-it}\n")).unwrap();
}

#[test]
fn alias_bombs_are_refused() {
    let mut bomb = String::from("labels: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for level in 1..10 {
        let of = format!("*a{}", level - 1);
        bomb.push_str(&format!("bomb{level}: &a{level} [{}]\n", [of.as_str(); 9].join(", ")));
    }
    let said = quickly(|| words(&file(&bomb, "### Do it {#do-it}\n")));
    assert!(said.iter().any(|fault| fault.contains("no anchors and aliases")), "{said:#?}");
    assert!(of_block("record: &a found").contains("no anchors and aliases"));
    assert!(
        quickly(|| of_block(&format!("evidence: {}x{}", "[".repeat(5_000), "]".repeat(5_000)))).contains("line 24")
    );
}

#[test]
fn duplicate_keys_are_refused_where_they_are() {
    assert_eq!(of_block("role: lead\nrole: other"), "line 25, column 1: step #do-it: the key \"role\" is there twice");
    let said = words(&file("tlp: RED\n", "### Do it {#do-it}\n"));
    assert_eq!(said, ["line 15, column 1: the key \"tlp\" is there twice"]);
}

#[test]
fn ten_thousand_steps_are_refused_and_five_hundred_are_read() {
    let steps = |count: usize| (0..count).map(|index| format!("### Do it {{#do-{index}}}\n\n")).collect::<String>();
    let of = |count| file("", &steps(count));
    assert_eq!(format::parse(&of(limits::STEPS)).unwrap().0.steps().len(), limits::STEPS);
    let said = quickly(|| faults(&of(limits::STEPS + 1)));
    assert_eq!(said[0].problem, FileProblem::Steps);
    assert_eq!(said[0].spot.unwrap().line, 21 + 2 * limits::STEPS);
    let said = quickly(|| faults(&of(10_000)));
    assert_eq!(said[0].problem, FileProblem::Steps);
}

#[test]
fn branches_that_lead_to_themselves_or_nowhere_are_refused() {
    let gate = |slug: &str, to: &str| {
        format!("### Gate {{#{slug}}}\n\n```step\nkind: approval\nbranches: {{When rejected: {to}}}\n```\n\n")
    };
    let below = |slug: &str, body: &str| format!("## Branch: Below {{#{slug}}}\n\n{body}");
    let itself = file("", &(gate("one", "round") + &below("round", &gate("two", "round"))));
    assert!(words(&itself)[0].contains("#round is used already: a branch belongs to one step"), "{:?}", words(&itself));
    let circle = file(
        "",
        &("### Do it {#do-it}\n\n".to_owned() + &below("a", &gate("one", "b")) + &below("b", &gate("two", "a"))),
    );
    assert_eq!(words(&circle).len(), 2, "both are refused as not led to: {:?}", words(&circle));
    let nowhere = file("", &gate("one", "rund"));
    assert!(words(&nowhere)[0].contains("no branch is called #rund"));
    let chain: String = (0..40)
        .map(|level| below(&format!("b{level}"), &gate(&format!("g{level}"), &format!("b{}", level + 1))))
        .collect();
    let deep = file("", &(gate("first", "b0") + &chain + &below("b40", "### Do it {#do-it}\n")));
    assert!(words(&deep).iter().any(|fault| fault.contains("more than 16 deep")), "{:?}", words(&deep));
}

#[test]
fn a_runbook_that_calls_itself_is_refused() {
    let said = of_block("kind: runbook\nuse: playbook--7c1f5a52-90d4-4e0b-8f35-2a6b0de1c9f4");
    assert_eq!(said, "line 25, column 1: step #do-it, use: the runbook calls itself; use a repeat");
}

#[test]
fn unknown_kinds_and_keys_are_named_with_what_was_meant() {
    assert!(
        of_block("kind: aproval")
            .contains("no step is of the kind \"aproval\": did you mean approval?; there are task")
    );
    assert_eq!(
        of_block("rolle: lead"),
        "line 24, column 1: step #do-it: no key is called \"rolle\" here; did you mean \"role\"?"
    );
    assert!(of_block("role: laed").contains("no role is called laed; did you mean lead?"));
    assert!(of_block("kind: page\nwho: lead").contains("the key message is missing"));
    assert!(of_block("role:").contains("has nothing behind it"));
    assert!(of_block("within: 5m\nfrom: #other").contains("a # begins a comment"));
    assert!(of_block("within: 5").contains("must be text (put it in quotes)"));
    assert!(of_block("within: 0m").contains("\"0m\" is not a duration"));
    assert!(of_block("on_overdue: {page: lead}").contains("says nothing without within"));
}

#[test]
fn html_is_refused_in_every_prose_and_heading() {
    for body in [
        "### Do it {#do-it}\n\n<script>alert(1)</script>\n",
        "### Do it {#do-it}\n\nSay <b onclick=x>this</b>.\n",
        "### Do it {#do-it}\n\n- item\n\n  <div>\n",
        "### Do it {#do-it}\n\n<!-- hidden -->\n",
    ] {
        assert!(of_body(body).contains("has HTML in it"), "{body}");
    }
    assert!(of_body("### Do <img src=x> {#do-it}\n").contains("is not a heading"));
    format::parse(&file("", "### Do it {#do-it}\n\nRun `<script>` and 1 < 2.\n\n    <pre>\n")).unwrap();
}

#[test]
fn braces_are_places_only_where_places_are() {
    assert!(
        of_block("kind: page\nwho: lead\nmessage: \"At {orgg}\"")
            .contains("no variable is called orgg; did you mean org?")
    );
    assert!(of_block("kind: page\nwho: lead\nmessage: \"At {org\"").contains("variables by name in braces"));
    assert!(of_block("kind: http\nmethod: GET\nurl: \"https://{org}.example.org/\"").contains("the host written out"));
    assert!(of_block("kind: http\nmethod: GET\nurl: \"https://a@b.example.org/\"").contains("the host written out"));
    let secret = "kind: http\nmethod: GET\nurl: https://a.example.org/\nheaders: {x-api-key: abc}";
    assert!(of_block(secret).contains("is a secret by its name"));
    let answers = "kind: decision\nanswers: {\"{org}\": Braces, b: B}";
    assert!(of_block(answers).contains("\"{org}\" is not a slug"));
}

#[test]
fn patterns_that_explode_are_refused() {
    let with = |pattern: &str| {
        file(&format!("constants: {{x: {{label: X, value: a, pattern: {pattern:?}}}}}\n"), "### Do it {#do-it}\n")
    };
    for pattern in ["(a{1000}){1000}", "((((((((((((((((((a))))))))))))))))))", "(a", "(?=a)b", "(a)\\1"] {
        let said = quickly(|| words(&with(pattern)));
        assert!(said[0].contains("is not a regular expression"), "{pattern}: {said:?}");
    }
    // What makes others try for ever takes time linear in the text here.
    let runbook = format::parse(&with("(a+)+").replace("value: a", "value: aaaa")).unwrap().0;
    let ctac_runbook::model::VariableType::String(Some(pattern)) = &runbook.variables.last().unwrap().kind else {
        panic!()
    };
    assert!(!quickly(|| pattern.matches(&("a".repeat(4_000) + "!"))));
}

#[test]
fn conditions_name_what_is_wrong_with_them() {
    let repeat = |until: &str| {
        let block = format!("kind: repeat\nuntil: {until}");
        of_body(&format!("### Again {{#again}}\n\n```step\n{block}\n```\n\n#### Each time\n\n##### Look {{#look}}\n"))
    };
    assert!(repeat("agian = yes").contains("no variable is called agian; did you mean again?"));
    assert!(repeat("found > 5").contains("found has no order"));
    assert!(repeat("found = a and again = b or again = c").contains("is not a condition"));
    assert!(repeat("found").contains("is not a condition"));
}

#[test]
fn structure_that_is_not_there_is_named() {
    for (body, said) in [
        ("### Do it\n", "write {#do-it} at the end of its heading"),
        ("### Do it {#Do}\n", "is not a slug"),
        ("Step\n----\n", "write this heading with # before it"),
        ("##### Deep {#deep}\n", "a #### heading is a branch of a step"),
        ("### Do it {#do-it}\n\n##### Deep {#deep}\n", "a ##### heading is a step in a branch"),
        ("### Do it {#do-it}\n\n#### When yes\n", "a step of this kind has no branches"),
        ("### Do it {#do-it}\n\ntext\n\n```step\n```\n", "there is text between the heading and its step block"),
        ("### Do it {#do-it}\n\n```step\n```\n\n```step\n```\n", "a step block belongs directly under a heading, once"),
        ("### Do it {#do-it}\n\n```step\nrole: lead\n", "the step block is not closed"),
        ("### Do it {#do-it}\n\n- list\n\n  ```step\n  ```\n", "has a step block in it"),
        ("### Do it {#do-it}\n\n```text\nno end\n", "has a code block that is not closed"),
        ("### Do it {#do-it}\n\n\u{202e}turned\n", "cannot be seen"),
        ("### Do it {#do-it}\n\n### Do it {#do-it}\n", "#do-it is there already"),
    ] {
        let found = words(&file("", body));
        assert!(found.iter().any(|fault| fault.contains(said)), "{body}: {found:#?}");
        assert!(found.iter().all(|fault| fault.starts_with("line ")), "{body}: {found:#?}");
    }
    assert!(words("# No front matter\n")[0].contains("begin the file with a line ---"));
    assert!(words("---\nrunbook: x\n")[0].contains("the front matter does not end"));
    assert!(words(&format!("{FRONT}---\n"))[0].contains("there is no title"));
    assert_eq!(faults(&" ".repeat(limits::FILE_BYTES + 1))[0].problem, FileProblem::Large);
    assert_eq!(format::parse_bytes(b"---\n\xff").unwrap_err()[0].problem, FileProblem::Encoding);
}

#[test]
fn several_faults_are_told_at_once_in_the_order_of_the_file() {
    let text = RANSOMWARE
        .replace("tlp: AMBER", "tlp: PINK")
        .replace("within: 5m", "within: soon")
        .replace("kind: note", "kind: nte");
    let found = faults(&text);
    let lines: Vec<usize> = found.iter().map(|fault| fault.spot.unwrap().line).collect();
    assert_eq!(found.len(), 4, "{found:#?}");
    assert!(lines.is_sorted());
}

#[test]
fn markdown_that_is_hard_to_read_takes_no_time() {
    for hard in [
        "[".repeat(15_000),
        "*a ".repeat(6_000),
        "> ".repeat(9_000),
        "`".repeat(9_000) + "a",
        "- ".repeat(9_000),
        "<".repeat(15_000),
        "[a](".repeat(4_000),
        "|a".repeat(9_000),
    ] {
        quickly(|| drop(format::parse(&file("", &format!("### Do it {{#do-it}}\n\n{hard}\n")))));
    }
    quickly(|| drop(format::parse(&"#\n".repeat(400_000))));
    quickly(|| drop(format::parse(&file("", &"[".repeat(900_000)))));
    quickly(|| drop(format::parse(&file("", &"> ".repeat(400_000)))));
    quickly(|| drop(format::parse(&file("", &"*_".repeat(400_000)))));
}

#[test]
fn no_step_fills_in_a_constant_or_an_input() {
    let fixed = "constants: {fixed: {label: Fixed, value: x}}\n";
    for (front, name) in [(fixed, "fixed"), ("", "org")] {
        for block in [
            format!("record: {name}"),
            format!("kind: decision\nanswers: {{a: A, b: B}}\nrecord: {name}"),
            format!("kind: http\nmethod: GET\nurl: https://api.example.org/\nreturn: {{{name}: /id}}"),
        ] {
            let said = words(&file(front, &format!("### Do it {{#do-it}}\n\n```step\n{block}\n```\n")));
            assert!(said.len() == 1 && said[0].contains(name), "{block}: {said:#?}");
        }
    }
}

/// Lines are counted as an editor counts them, columns in characters, whatever the ends of lines are and whatever stands before.
#[test]
fn places_are_those_that_an_editor_shows() {
    let front = "constants:\n  motto: {label: \"ééé𝄞\", value: x, bogus: y}\n";
    let body =
        "### Do it {#do-it}\n\n```step\nevidence: [\"é𝄞\", {name: \"ü\", optinal: true}]\n```\n\nÜber 𝄞 <b>this</b>.\n";
    let text = file(front, body);
    let places = |text: &str| -> Vec<(usize, usize)> {
        faults(text).iter().filter_map(|fault| fault.spot).map(|spot| (spot.line, spot.column)).collect()
    };
    let found = places(&text);
    let pointed: Vec<String> = found
        .iter()
        .map(|(line, column)| text.lines().nth(line - 1).unwrap().chars().skip(column - 1).take(5).collect())
        .collect();
    assert_eq!(pointed, ["bogus", "optin", "<b>th"]);
    assert_eq!(places(&text.replace('\n', "\r\n")), found, "as editors on Windows write");
    assert_eq!(places(&format!("\u{feff}{}", text.replace('\n', "\r\n"))), found, "and with a byte order mark");
}

#[test]
fn a_tab_is_no_indentation() {
    assert_eq!(
        of_block("evidence:\n\t- a photograph"),
        "line 25, column 1: step #do-it: a line cannot begin with a tab here; use spaces"
    );
    assert!(of_block("evidence:\n \t- a photograph").starts_with("line 25, column 2: "));
    format::parse(&file("", "### Do it {#do-it}\n\n```step\nrole:\tlead\n```\n\nFirst\tthis.\n")).unwrap();
}
