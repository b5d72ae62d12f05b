//! Whom of those who said yes counts for which need.
