//! Random bytes from the operating system, for what the CLI itself draws: ids of posts, passwords of the demonstration.

use uuid::Uuid;

/// Fills an array. An operating system without randomness is not one to go on with: the process ends.
#[must_use]
pub fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    #[expect(clippy::expect_used, reason = "without randomness no secret is one: nothing may go on")]
    getrandom::fill(&mut bytes).expect("the operating system gives no random bytes");
    bytes
}

/// A random UUID.
#[must_use]
pub fn uuid() -> Uuid {
    uuid::Builder::from_random_bytes(bytes()).into_uuid()
}

/// A random word of lower-case letters and digits without look-alikes, about five bits a character.
#[must_use]
pub fn word(length: usize) -> String {
    const ALPHABET: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let letter = |_| {
        let [byte] = bytes::<1>();
        char::from(*ALPHABET.get(usize::from(byte % 32)).unwrap_or(&b'a'))
    };
    (0..length).map(letter).collect()
}
