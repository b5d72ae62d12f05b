//! The guard's table, and the guard in a client's resolver.

use axum::routing::post;
use proptest::prelude::*;
use tokio::net::TcpListener;

use super::*;
use crate::client::{Came, exchange};

/// The last and the first on either side of what is not public, and others.
const PUBLIC: &str = "\
    1.1.1.1 9.255.255.255 11.0.0.0 100.63.255.255 100.128.0.0 172.15.255.255 172.32.0.0 192.0.1.0 \
    192.167.255.255 192.169.0.0 198.17.255.255 198.20.0.0 223.255.255.255 2606:4700::1111 2a00:1450:: \
    2001:200:: 2001:db7:ffff::1 2003::1";

/// Of each kind of what is not.
const NOT_PUBLIC: &str = "\
    0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 100.64.0.1 100.127.255.255 127.0.0.1 127.255.255.254 \
    169.254.169.254 172.16.0.1 172.31.255.255 192.0.0.1 192.0.2.1 192.88.99.1 192.168.1.1 198.18.0.1 \
    198.19.255.255 198.51.100.7 203.0.113.9 224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255 :: ::1 \
    ::ffff:127.0.0.1 ::ffff:1.1.1.1 ::ffff:169.254.169.254 ::7f00:1 64:ff9b::a00:1 64:ff9b:1::1 100::1 \
    fe80::1 febf::1 fec0::1 fc00::1 fdff::1 fd00:ec2::254 ff02::1 ff0e::1 2001::1 2001:10::1 2001:20::1 \
    2001:1ff::1 2001:db8::1 2002:7f00:1:: 2002:a00:1::1 3fff::1 5f00::1 4000::1";

#[test]
fn only_hosts_of_the_internet_are_public() {
    for public in PUBLIC.split_whitespace() {
        assert!(is_public(public.parse().unwrap()), "{public}");
    }
    for private in NOT_PUBLIC.split_whitespace() {
        assert!(!is_public(private.parse().unwrap()), "{private}");
    }
}

#[test]
fn an_address_is_seen_however_it_is_written() {
    let guard = Guard::default();
    for url in [
        "https://127.0.0.1/",
        "https://2130706433/",
        "https://0x7f.1/",
        "https://0177.0.0.1/",
        "https://[::1]/",
        "https://[::ffff:7f00:1]/",
        "https://169.254.169.254/latest/",
        "https://127.1:8443/",
        "https://10.1/",
    ] {
        assert_eq!(guard.check(&Url::parse(url).unwrap()), Err(NotPublic), "{url}");
    }
    assert_eq!(guard.check(&Url::parse("https://1.1.1.1/").unwrap()), Ok(()));
    let excepted = Guard::new(vec!["10.20.0.0/16".parse().unwrap(), "::1".parse().unwrap()]);
    for (url, allowed) in [("https://10.20.255.1/", true), ("https://10.21.0.1/", false), ("https://[::1]/", true)] {
        assert_eq!(excepted.check(&Url::parse(url).unwrap()).is_ok(), allowed, "{url}");
    }
}

#[test]
fn networks_are_read_strictly() {
    for bad in ["", "/8", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1", "2001:db8::/129", "example.org", "10.0.0.0/8/8"] {
        assert!(bad.parse::<Network>().is_err(), "{bad}");
    }
    let all: Network = "0.0.0.0/0".parse().unwrap();
    assert!(all.contains("9.9.9.9".parse().unwrap()) && !all.contains("::1".parse().unwrap()));
    let every: Network = "::/0".parse().unwrap();
    assert!(every.contains("ff02::1".parse().unwrap()) && !every.contains("9.9.9.9".parse().unwrap()));
}

proptest! {
    #[test]
    fn agrees_with_the_standard_library(bits: u32) {
        let address = Ipv4Addr::from_bits(bits);
        let known = address.is_private() || address.is_loopback() || address.is_link_local() || address.is_multicast()
            || address.is_broadcast() || address.is_documentation() || address.is_unspecified();
        prop_assert!(!(known && is_public(address.into())));
    }

    #[test]
    fn a_mapped_address_is_never_public(bits: u32) {
        prop_assert!(!is_public(Ipv4Addr::from_bits(bits).to_ipv6_mapped().into()));
    }

    #[test]
    fn a_network_holds_what_begins_like_it(bits: u32, prefix in 0u8..=32, other: u32) {
        let network: Network = format!("{}/{prefix}", Ipv4Addr::from_bits(bits)).parse().unwrap();
        let alike = prefix == 0 || bits >> (32 - prefix) == other >> (32 - prefix);
        prop_assert_eq!(network.contains(Ipv4Addr::from_bits(other).into()), alike);
    }
}

/// A name that leads to this machine is refused by the resolver, and nothing reaches the socket.
#[tokio::test]
async fn a_name_that_leads_inside_is_not_called() {
    crate::stand_in::install_crypto();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let app = axum::Router::new().route("/", post(|| async { "reached" }));
    tokio::spawn(axum::serve(listener, app).into_future());
    let call = Duration::from_secs(5);
    let inside = |guard: Guard| {
        let client = guard.client(call).unwrap();
        exchange(client.post(format!("http://localhost:{port}/")))
    };
    assert!(matches!(inside(Guard::default()).await, Came::NotPublic));
    let loopback = ["127.0.0.1".parse().unwrap(), "::1".parse().unwrap()];
    let reached = inside(Guard::new(loopback.to_vec())).await;
    assert!(matches!(reached, Came::Answer(_, Some(body)) if body == b"reached"));
}
