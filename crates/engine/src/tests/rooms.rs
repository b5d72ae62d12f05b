//! Rooms over the whole engine: members on nodes, catching up, following, revoked.
