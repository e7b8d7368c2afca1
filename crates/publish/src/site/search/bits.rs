//! Numbers in as few bits as they need.

/// Bits that are written one after the other, the highest of each byte first.
#[derive(Default)]
pub(super) struct BitWriter {
    bytes: Vec<u8>,
    /// Bits of the last byte that are free.
    free: u32,
}

impl BitWriter {
    /// Writes the lowest `count` bits of a number, the highest first.
    pub(super) fn bits(&mut self, value: u32, count: u32) {
        let mut left = count;
        while left > 0 {
            if self.free == 0 {
                self.bytes.push(0);
                self.free = 8;
            }
            let some = left.min(self.free);
            let part = (value >> (left - some)) & ((1 << some) - 1);
            let last = self.bytes.last_mut().expect("one was pushed");
            *last |= u8::try_from(part << (self.free - some)).expect("it fits the free bits");
            self.free -= some;
            left -= some;
        }
    }

    /// Writes a number in Rice's code: `value >> k` ones, a zero, and the lowest `k` bits.
    pub(super) fn rice(&mut self, value: u32, k: u32) {
        for _ in 0..value >> k {
            self.bits(1, 1);
        }
        self.bits(0, 1);
        self.bits(value, k);
    }

    /// Returns the bytes; the bits that are left are zeros.
    pub(super) fn finish(self) -> Vec<u8> {
        self.bytes
    }
}

/// Reads what [`BitWriter`] wrote. Every reading is `None` where the bytes end before it.
pub(super) struct BitReader<'b> {
    bytes: &'b [u8],
    at: usize,
}

impl<'b> BitReader<'b> {
    /// Begins to read.
    pub(super) fn new(bytes: &'b [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// Reads `count` bits.
    pub(super) fn bits(&mut self, count: u32) -> Option<u32> {
        let mut value = 0;
        for _ in 0..count {
            let byte = *self.bytes.get(self.at / 8)?;
            value = value << 1 | u32::from(byte >> (7 - self.at % 8) & 1);
            self.at += 1;
        }
        Some(value)
    }

    /// Reads a number in Rice's code.
    pub(super) fn rice(&mut self, k: u32) -> Option<u32> {
        let mut high = 0_u32;
        while self.bits(1)? == 1 {
            high += 1;
        }
        high.checked_shl(k)?.checked_add(self.bits(k)?)
    }
}

/// Returns the parameter of Rice's code that is good for numbers with this sum.
pub(super) fn rice_parameter(sum: u64, count: u64) -> u32 {
    // A geometric distribution has its median at 0.69 of its mean.
    let median = sum * 177 / 256 / count.max(1);
    median.checked_ilog2().unwrap_or(0).min(15)
}

/// Writes a number seven bits a byte, the lowest first.
pub(super) fn varint(out: &mut Vec<u8>, mut value: u32) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// Takes a number from the front of some bytes.
pub(super) fn take_varint(bytes: &mut &[u8]) -> Option<u32> {
    let mut value = 0_u32;
    for shift in (0..32).step_by(7) {
        let (&byte, rest) = bytes.split_first()?;
        *bytes = rest;
        value |= u32::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Some(value);
        }
    }
    None
}

/// Takes some bytes from the front of others.
pub(super) fn take<'b>(bytes: &mut &'b [u8], count: u32) -> Option<&'b [u8]> {
    let (head, rest) = bytes.split_at_checked(usize::try_from(count).ok()?)?;
    *bytes = rest;
    Some(head)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn numbers_come_back(numbers in proptest::collection::vec((0_u32..5000, 0_u32..15), 0..50)) {
            let mut bits = BitWriter::default();
            let mut bytes = Vec::new();
            for &(number, k) in &numbers {
                bits.rice(number, k);
                bits.bits(number, 13);
                varint(&mut bytes, number << k);
            }
            let written = bits.finish();
            let mut reader = BitReader::new(&written);
            let mut rest = bytes.as_slice();
            for (number, k) in numbers {
                prop_assert_eq!(reader.rice(k), Some(number));
                prop_assert_eq!(reader.bits(13), Some(number));
                prop_assert_eq!(take_varint(&mut rest), Some(number << k));
            }
            prop_assert!(rest.is_empty() && take_varint(&mut rest).is_none());
        }
    }
}
