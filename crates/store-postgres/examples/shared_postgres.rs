//! A PostgreSQL for the tests of many processes: prints its URL and keeps it until its input ends. `cargo xtask test`
//! holds one, since each test that runs as its own process would otherwise start its own.

use std::io::Read;

use ctac_store_postgres::testing::Cluster;

fn main() {
    let cluster = Cluster::start();
    println!("{}", cluster.url());
    let mut nothing = Vec::new();
    // An error is an end too.
    let _ended = std::io::stdin().read_to_end(&mut nothing);
}
