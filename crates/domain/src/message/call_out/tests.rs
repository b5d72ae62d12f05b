//! What is said outside holds severity, reference and how to answer, and nothing else.
