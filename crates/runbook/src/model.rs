//! What a runbook is. A [`Runbook`] can only be had whole: every reference in it leads somewhere, every slug is there
//! once, every branch is used once, whatever it was read from.

mod action;
mod check;
mod condition;
mod control;
mod duration;
mod fault;
mod http;
mod id;
mod list;
mod metadata;
mod runbook;
mod step;
mod target;
mod template;
mod text;
mod trigger;
mod variable;
mod walk;
mod word;

pub use action::{
    Action, Automatic, CallOut, ClockAction, ClockStep, Invite, Need, OnFailure, Page, SetSeverity, Sitrep,
};
pub use condition::{Comparison, Condition, Joined, Operator, Truth};
pub use control::{
    Approval, Branch, BranchName, Decision, Join, Lane, Parallel, Pass, Quorum, Repeat, SubRunbook, Wait, When,
};
pub use duration::{Duration, Unit};
pub(crate) use fault::did_you_mean;
pub use fault::{Fault, Place, Problem};
pub use http::{HeaderName, HeaderValue, Http, HttpUrl, Method, Output, Pointer, Sending};
pub use id::{IdentityId, PlaybookId};
pub use list::{List, OneOrMore, WrongLength};
pub use metadata::{Clock, ClockBasis, Reference, Role, RoleKind, Severity, Standing, Status, Tlp};
pub use runbook::{Parts, Phase, Runbook};
pub use step::{Evidence, Field, Skip, Step, StepKind, Task};
pub use target::{Base, Escalation, Target};
pub use template::{JsonTemplate, Part, Template, Unset};
pub use text::{Check, Text, TextProblem};
pub use trigger::{Facts, Occasion, Pattern, Trigger};
pub use variable::{Answers, Mismatch, Origin, Value, Variable, VariableType};
pub use walk::Visit;
pub(crate) use word::is_unreadable;
pub use word::{Line, Name, NotA, Slug, Title, Token};

#[cfg(test)]
mod tests;
