//! Every limit of a runbook, in one place, each with why.

/// Bytes of a runbook file: 500 steps with a page of text each.
pub const FILE_BYTES: usize = 1_000_000;
/// Faults of a file that are listed; whoever has so many needs no more of them.
pub const FAULTS: usize = 50;
/// Steps of a runbook, those of its branches counted. Nobody follows more in an incident.
pub const STEPS: usize = 500;
/// Phases of a runbook.
pub const PHASES: usize = 50;
/// How deep branches lie in each other, all of one step's together.
pub const DEPTH: usize = 16;
/// How deep runbooks may call each other.
pub const CALLS: usize = 5;
/// Characters of a slug or of a variable's name.
pub const SLUG: usize = 64;
/// Characters of a heading.
pub const TITLE: usize = 200;
/// Characters of one line: a label, a name, what evidence is called.
pub const LINE: usize = 300;
/// Bytes of one prose text: several printed pages.
pub const TEXT_BYTES: usize = 20_000;
/// Characters of a variable's value.
pub const VALUE: usize = 4_000;
/// Characters of a message or another template.
pub const TEMPLATE: usize = 4_000;
/// Roles of a runbook.
pub const ROLES: usize = 50;
/// Variables of a runbook.
pub const VARIABLES: usize = 200;
/// Clocks of a runbook.
pub const CLOCKS: usize = 20;
/// Triggers of a runbook.
pub const TRIGGERS: usize = 20;
/// Words of a trigger.
pub const WORDS: usize = 50;
/// Items of any other list: labels, evidence, who is paged.
pub const ITEMS: usize = 50;
/// Slugs that were used once and are not to be used again.
pub const RETIRED: usize = 1_000;
/// Answers of a decision or of a choice.
pub const ANSWERS: usize = 20;
/// Lanes that are worked together: more than a cell can oversee.
pub const LANES: usize = 12;
/// Comparisons of one condition.
pub const COMPARISONS: usize = 10;
/// Levels of escalation of one time target.
pub const ESCALATIONS: usize = 5;
/// Approvals that one step may need.
pub const APPROVALS: u8 = 10;
/// Passes of a repeat where the step does not say how many.
pub const PASSES: u16 = 24;
/// Passes of a repeat at most.
pub const MOST_PASSES: u16 = 1_000;
/// Times that a call is tried again.
pub const RETRIES: u8 = 10;
/// Seconds of the longest duration: 400 days, so that "in a year" fits.
pub const DURATION_SECONDS: u64 = 400 * 86_400;
/// Characters of a regular expression.
pub const PATTERN: usize = 200;
/// Bytes of a compiled regular expression.
pub const PATTERN_BYTES: usize = 100_000;
/// Characters of a URL.
pub const URL: usize = 1_000;
/// Values of an HTTP body, and how deep they lie.
pub const BODY_VALUES: usize = 500;
/// How deep an HTTP body's values may lie in each other.
pub const BODY_DEPTH: usize = 8;
/// Values of one YAML part, aliases refused.
pub const YAML_VALUES: usize = 10_000;
/// How deep a YAML part's values may lie in each other.
pub const YAML_DEPTH: usize = 16;
/// Bytes of one YAML part.
pub const YAML_BYTES: usize = 200_000;

// Runs.

/// Facts of one command: a step, everything that follows from it by itself, and room.
pub const FACTS: usize = 2_000;
/// Attempts at steps in one run: 500 steps, each a loop's worth of times.
pub const INSTANCES: usize = 20_000;
/// Branches, lanes and passes of one run.
pub const FRAMES: usize = 10_000;
/// Commands that a run remembers having answered: hours of work, even of an impatient client.
pub const COMMANDS: usize = 1_000;
/// Steps that may be added to a run on the way.
pub const ADDED: usize = 200;
/// Pieces of evidence of one step.
pub const EVIDENCE: usize = 50;
/// Bytes of a value, a note, a piece of evidence.
pub const VALUE_BYTES: usize = 16_000;
/// Seconds between doing and saying after which the time said is marked.
pub const LATE_WORD_S: i64 = 15 * 60;
/// Seconds by which a device's clock may be ahead before the time said is marked.
pub const CLOCK_SKEW_S: i64 = 60;
/// Times that the world is asked for one automatic step, at most.
pub const TRIES: u8 = 10;
/// Seconds to the second try; each further one twice as many.
pub const TRY_AGAIN_S: u32 = 5;
/// How often what may be asked twice is asked again, at the least, where nobody knows what came of it: a node that was
/// killed is no reason to wake somebody.
pub const UNKNOWN_AGAIN: u8 = 2;
// CACAO documents and conditions.

/// Bytes of a CACAO document. The largest seen in the wild has 170 kB.
pub const CACAO_BYTES: usize = 2 * 1_024 * 1_024;
/// How deep its values may lie in each other; CACAO itself needs eight, extensions a few more.
pub const CACAO_DEPTH: usize = 32;
/// Values of one document: what two megabytes of real playbooks hold, several times over.
pub const CACAO_VALUES: usize = 200_000;
/// Steps of a workflow, `start` and `end` counted as CACAO counts them not: the steps that are work or a branch.
pub const CACAO_STEPS: usize = 500;
/// Objects in a workflow, every `start`, `end` and branch among them.
pub const CACAO_OBJECTS: usize = 3_000;
/// Findings that are listed; whoever has so many needs no more of them.
pub const FINDINGS: usize = 1_000;
/// Playbooks called by each other, one inside another.
pub const CLOSURE_DEPTH: usize = 5;
/// Playbooks in one closure.
pub const CLOSURE_PLAYBOOKS: usize = 100;
/// Characters of a variable's name, its four underscores among them (CACAO v2 section 10.18).
pub const VARIABLE_NAME: usize = 250;
/// Bytes of one condition. The longest seen has 90.
pub const CONDITION_BYTES: usize = 4_000;
/// Tests in one condition.
pub const CONDITION_TESTS: usize = 100;
/// Parentheses inside each other.
pub const CONDITION_DEPTH: usize = 16;
/// Literals in one `IN (…)`.
pub const CONDITION_SET: usize = 200;
/// Digits of a number that is compared.
pub const NUMBER_DIGITS: usize = 60;
/// Bytes of a compiled `MATCHES` pattern: a repetition of repetitions is refused, never run.
pub const PATTERN_COMPILED_BYTES: usize = 256 * 1_024;
/// Groups inside each other in a `MATCHES` pattern.
pub const PATTERN_DEPTH: u32 = 32;
/// Bytes of a value that a pattern is held against.
pub const PATTERN_SUBJECT: usize = 64 * 1_024;
/// Signatures of one document.
pub const SIGNATURES: usize = 50;
/// Countersignatures inside each other.
pub const COUNTERSIGNATURES: usize = 4;
/// Bytes of a signature's key, in base64: RSA of 8,192 bits needs 1,400.
pub const KEY_BYTES: usize = 4_096;
/// Bits of an RSA key: fewer are no proof today (NIST SP 800-131A), more only cost time.
pub const RSA_BITS: core::ops::RangeInclusive<usize> = 2_048..=8_192;
