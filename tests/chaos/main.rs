//! What the service promises while its processes die: nothing acknowledged is lost, nothing happens twice.

mod call_out;
mod cut_off;
mod kill;
mod load;
mod one_killed;
mod runs;
mod two_nodes;
