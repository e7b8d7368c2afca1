//! Identifiers that stay, made of what they name.

use duizhao_core::hash::sha256;
use duizhao_core::hex;

/// Returns the UUID of a text as an address: version 8 (RFC 9562, section 5.8), the first bits of its SHA-256.
pub(crate) fn urn(text: &str) -> String {
    let mut bytes = sha256(text.as_bytes());
    bytes[6] = bytes[6] & 0x0f | 0x80;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let digits = hex::encode(&bytes[..16]);
    let parts = [
        &digits[..8],
        &digits[8..12],
        &digits[12..16],
        &digits[16..20],
        &digits[20..],
    ];
    format!("urn:uuid:{}", parts.join("-"))
}
