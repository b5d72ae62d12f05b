//! placeholder until its first test
