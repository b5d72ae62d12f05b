//! What stands in several objects, or is named by them: variables, references, markings, extensions, signatures.

use serde_json::Value;

use super::{Dictionary, Texts};

object! {
    /// A variable (section 10.18). Its value is a text, or null when it is not known.
    Variable {
        /// What the text means.
        kind "type": Option<String>,
        /// What it holds.
        description "description": Option<String>,
        /// The text.
        value "value": Option<Value>,
        /// Whether it must not change.
        constant "constant": Option<bool>,
        /// Whether the caller gives its first value.
        external "external": Option<bool>,
    }
}

object! {
    /// Where to read more (section 10.9).
    ExternalReference {
        /// Its name.
        name "name": Option<String>,
        /// What it says.
        description "description": Option<String>,
        /// A citation.
        source "source": Option<String>,
        /// Its address.
        url "url": Option<String>,
        /// Its number elsewhere.
        external_id "external_id": Option<String>,
        /// The id of an object.
        reference_id "reference_id": Option<String>,
    }
}

object! {
    /// A data marking (section 9).
    Marking {
        /// Its type.
        kind "type": Option<String>,
        /// Its id: the key it stands under.
        id "id": Option<String>,
        /// Its name.
        name "name": Option<String>,
        /// What it means.
        description "description": Option<String>,
        /// Who made it.
        created_by "created_by": Option<String>,
        /// When.
        created "created": Option<String>,
        /// Whether it holds no more.
        revoked "revoked": Option<bool>,
        /// From when it holds.
        valid_from "valid_from": Option<String>,
        /// Until when.
        valid_until "valid_until": Option<String>,
        /// Free words.
        labels "labels": Texts,
        /// Where to read more.
        external_references "external_references": Vec<ExternalReference>,
        /// Extensions.
        extensions "marking_extensions": Dictionary<Value>,
        /// Of TLP 2.0: its level.
        tlpv2_level "tlpv2_level": Option<String>,
        /// Of a statement: the statement.
        statement "statement": Option<String>,
    }
}

object! {
    /// An extension that is used (section 8).
    ExtensionDefinition {
        /// `extension-definition`.
        kind "type": Option<String>,
        /// Its name.
        name "name": Option<String>,
        /// What it is for.
        description "description": Option<String>,
        /// Who made it.
        created_by "created_by": Option<String>,
        /// Where its schema is, or the schema.
        schema "schema": Option<String>,
        /// Its version.
        version "version": Option<String>,
        /// Where to read more.
        external_references "external_references": Vec<ExternalReference>,
    }
}

object! {
    /// A signature (section 10.15); [`crate::signature`] makes and checks them.
    Signature {
        /// `jss`.
        kind "type": Option<String>,
        /// Its id.
        id "id": Option<String>,
        /// Who made the object.
        created_by "created_by": Option<String>,
        /// When it was made.
        created "created": Option<String>,
        /// When it was changed last.
        modified "modified": Option<String>,
        /// Whether it holds no more.
        revoked "revoked": Option<bool>,
        /// Who signs.
        signee "signee": Option<String>,
        /// From when it holds.
        valid_from "valid_from": Option<String>,
        /// Until when.
        valid_until "valid_until": Option<String>,
        /// The playbook signed.
        related_to "related_to": Option<String>,
        /// Its version, by `modified`.
        related_version "related_version": Option<String>,
        /// Such as `sha-256`.
        hash_algorithm "hash_algorithm": Option<String>,
        /// Such as `Ed25519`.
        algorithm "algorithm": Option<String>,
        /// The key: DER (`SubjectPublicKeyInfo`) in base64.
        public_key "public_key": Option<String>,
        /// Certificates, the signer's first.
        public_cert_chain "public_cert_chain": Texts,
        /// Where the certificate is.
        cert_url "cert_url": Option<String>,
        /// The key's hash.
        thumbprint "thumbprint": Option<String>,
        /// The signature, base64url.
        value "value": Option<String>,
        /// A countersignature.
        signature "signature": Option<Box<Signature>>,
    }
}
