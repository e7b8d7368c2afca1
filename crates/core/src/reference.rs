//! Numeric character references, which pages leave in their text and editions write: `&#8212;`, `&#x4e2d;`.

/// Returns the character of a numeric reference at the start of `text`, and the reference's length in bytes.
pub fn numeric(text: &str) -> Option<(char, usize)> {
    let body = text.strip_prefix("&#")?;
    let end = body.bytes().take(9).position(|b| b == b';')?;
    let code = match body[..end].strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => body[..end].parse().ok()?,
    };
    Some((char::from_u32(code)?, end + 3))
}
