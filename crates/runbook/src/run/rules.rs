//! The rules of a run, one file for each thing that can happen.

pub(crate) mod act;
pub(crate) mod adhoc;
pub(crate) mod approval;
pub(crate) mod assign;
pub(crate) mod decision;
pub(crate) mod flow;
pub(crate) mod lane;
pub(crate) mod migrate;
pub(crate) mod reopen;
pub(crate) mod repeat;
pub(crate) mod skip;
pub(crate) mod start;
pub(crate) mod task;
pub(crate) mod time;
pub(crate) mod whole;
