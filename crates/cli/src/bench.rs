//! `ctac bench`.
