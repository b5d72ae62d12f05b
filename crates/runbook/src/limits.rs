//! Every limit of a runbook, in one place, each with why.

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
