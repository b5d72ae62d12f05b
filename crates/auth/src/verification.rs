//! The code that proves a contact: six digits that follow from the id of the message they are sent in. Nothing is stored,
//! so no entry of the ledger and no record of the vault holds one, and every node knows it.
//!
//! How often it may be guessed is the rules' doing, in the ledger.

use ctac_domain::id::NotificationId;
use subtle::ConstantTimeEq;

use crate::auth::Auth;
use crate::keys::mac;

/// What it is for, in its MAC.
const CODE: &[u8] = b"verify/v1";
/// How many codes there are: six digits' worth.
const CODES: u64 = 1_000_000;

impl Auth {
    /// The code of a message, as six digits.
    #[must_use]
    pub fn verification_code(&self, notification: NotificationId) -> String {
        let [a, b, c, d, e, f, g, h, ..] = mac(&self.keys().link, &[CODE, notification.0.as_bytes()]);
        format!("{:06}", u64::from_be_bytes([a, b, c, d, e, f, g, h]) % CODES)
    }

    /// Whether what somebody typed is it. Spaces and hyphens between the digits count for nothing.
    #[must_use]
    pub fn is_verification_code(&self, notification: NotificationId, typed: &str) -> bool {
        // Ours is ASCII; whatever else was typed is none of its digits.
        let digits: Vec<u8> = typed.bytes().filter(|byte| !matches!(byte, b' ' | b'-')).take(7).collect();
        bool::from(digits.as_slice().ct_eq(self.verification_code(notification).as_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::auth;
    use uuid::Uuid;

    proptest::proptest! {
        #[test]
        fn it_is_six_digits_and_only_itself(id: u128, other: u128, typed in "\\PC{0,9}") {
            let (auth, _) = auth();
            let [id, other] = [id, other].map(|id| NotificationId(Uuid::from_u128(id)));
            let code = auth.verification_code(id);
            proptest::prop_assert!(code.len() == 6 && code.bytes().all(|byte| byte.is_ascii_digit()));
            proptest::prop_assert!(auth.is_verification_code(id, &code));
            let spaced = format!(" {} {}-{} ", &code[..2], &code[2..4], &code[4..]);
            proptest::prop_assert!(auth.is_verification_code(id, &spaced));
            let longer = format!("{code}0");
            proptest::prop_assert!(!auth.is_verification_code(id, &longer));
            proptest::prop_assert!(!auth.is_verification_code(id, &code[1..]));
            let same = auth.verification_code(other) == code;
            proptest::prop_assert_eq!(auth.is_verification_code(other, &code), same);
            proptest::prop_assert_eq!(auth.is_verification_code(id, &typed), typed.replace([' ', '-'], "") == code);
        }
    }

    #[test]
    fn the_code_is_pinned() {
        insta::assert_snapshot!(auth().0.verification_code(NotificationId(Uuid::from_u128(7))));
    }
}
