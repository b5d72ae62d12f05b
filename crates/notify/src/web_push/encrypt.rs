//! RFC 8291 on aws-lc: ECDH on P-256, HKDF with SHA-256, one record of AES-128-GCM (RFC 8188).

use aws_lc_rs::aead::{AES_128_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::agreement::{ECDH_P256, PrivateKey, UnparsedPublicKey, agree};
use aws_lc_rs::error::Unspecified;
use aws_lc_rs::hkdf::{HKDF_SHA256, KeyType, Salt};
use aws_lc_rs::rand;

use crate::target::Subscription;

/// Bytes of a record: more than the text ever has, so that one holds it all.
const RECORD: u32 = 4_096;
/// What ends the text of the last record.
const LAST: u8 = 2;

/// Encrypts for one browser, with a key and a salt of this message alone.
pub(super) fn encrypt(text: &[u8], to: &Subscription) -> Result<Vec<u8>, Unspecified> {
    let mut salt = [0; 16];
    rand::fill(&mut salt)?;
    encrypt_with(text, to, &PrivateKey::generate(&ECDH_P256)?, salt)
}

fn encrypt_with(text: &[u8], to: &Subscription, own: &PrivateKey, salt: [u8; 16]) -> Result<Vec<u8>, Unspecified> {
    let public = own.compute_public_key()?;
    let theirs = UnparsedPublicKey::new(&ECDH_P256, to.key);
    let secret = agree(own, theirs, Unspecified, |shared| Ok(shared.to_vec()))?;
    // Section 3.4: both keys bind the secret to this pair.
    let keyed: [u8; 32] = derive(&to.auth, &secret, &[b"WebPush: info\0", &to.key, public.as_ref()])?;
    let key: [u8; 16] = derive(&salt, &keyed, &[b"Content-Encoding: aes128gcm\0"])?;
    let nonce: [u8; 12] = derive(&salt, &keyed, &[b"Content-Encoding: nonce\0"])?;

    let mut record = [text, &[LAST]].concat();
    let key = LessSafeKey::new(UnboundKey::new(&AES_128_GCM, &key)?);
    key.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::empty(), &mut record)?;
    let length = u8::try_from(public.as_ref().len()).map_err(|_| Unspecified)?;
    Ok([&salt[..], &RECORD.to_be_bytes(), &[length], public.as_ref(), &record].concat())
}

struct Length(usize);

impl KeyType for Length {
    fn len(&self) -> usize {
        self.0
    }
}

fn derive<const N: usize>(salt: &[u8], secret: &[u8], info: &[&[u8]]) -> Result<[u8; N], Unspecified> {
    let mut derived = [0; N];
    Salt::new(HKDF_SHA256, salt).extract(secret).expand(info, Length(N))?.fill(&mut derived)?;
    Ok(derived)
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::prelude::BASE64_URL_SAFE_NO_PAD;

    use super::*;

    fn bytes<const N: usize>(text: &str) -> [u8; N] {
        BASE64_URL_SAFE_NO_PAD.decode(text).unwrap().try_into().unwrap()
    }

    /// RFC 8291, appendix A.
    #[test]
    fn the_rfcs_example_comes_out_byte_for_byte() {
        let to = Subscription {
            endpoint: "https://push.example.net/push/JzLQ3raZJfFBR0aqvOMsLrt54w4rJUsV".parse().unwrap(),
            key: bytes("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"),
            auth: bytes("BTBZMqHH6r4Tts7J_aSIgg"),
        };
        let own: [u8; 32] = bytes("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw");
        let own = PrivateKey::from_private_key(&ECDH_P256, &own).unwrap();
        let salt = bytes("DGv6ra1nlYgDCS1FRnbzlw");
        let text = b"When I grow up, I want to be a watermelon";
        let expected = "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6T\
                        lzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN";
        let encrypted = encrypt_with(text, &to, &own, salt).unwrap();
        assert_eq!(BASE64_URL_SAFE_NO_PAD.encode(encrypted), expected);
    }

    #[test]
    fn a_key_that_is_no_point_is_refused_and_no_two_messages_are_alike() {
        let endpoint: reqwest::Url = "https://push.example.net/".parse().unwrap();
        let mut to = Subscription { endpoint, key: [4; 65], auth: [0; 16] };
        assert!(encrypt(b"text", &to).is_err());
        let theirs = PrivateKey::generate(&ECDH_P256).unwrap();
        to.key = theirs.compute_public_key().unwrap().as_ref().try_into().unwrap();
        let twice = [encrypt(b"text", &to).unwrap(), encrypt(b"text", &to).unwrap()];
        assert_ne!(twice[0], twice[1]);
        // Header, text, its end, tag.
        assert_eq!(twice[0].len(), 86 + 4 + 1 + 16);
    }
}
