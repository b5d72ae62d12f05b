//! `ctac rota check`: what is wrong with a file, and when nobody would be on.
