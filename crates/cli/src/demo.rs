//! The demonstration: a fictional cell, its people as clients, and the story they play.

pub mod alarm;
pub mod cast;
pub mod library;
pub mod phone;
pub mod players;
mod rota;
pub mod seed;
pub mod story;
