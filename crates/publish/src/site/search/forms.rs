//! The file with the characters that have another form, for queries that are typed in them.

use super::bits::varint;
use super::list::deflate;
use super::tokens;
use duizhao_zh::han;

/// Returns the bytes of the file: each Chinese character that is not indexed as it is, and the one that is.
pub(super) fn encode() -> Vec<u8> {
    let characters = ('\u{3000}'..='\u{323af}').filter(|c| han::is_han(*c));
    let pairs = characters.map(|c| (u32::from(c), u32::from(tokens::form(c))));
    let pairs: Vec<(u32, u32)> = pairs.filter(|(c, form)| c != form).collect();
    let mut out = Vec::new();
    varint(&mut out, u32::try_from(pairs.len()).expect("there are few"));
    let mut before = 0;
    for (c, _) in &pairs {
        varint(&mut out, c - before);
        before = *c;
    }
    for place in [1, 2, 3] {
        out.extend(pairs.iter().map(|(_, form)| form.to_be_bytes()[place]));
    }
    deflate(&out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::search::bits::take_varint;
    use crate::site::search::list::inflate;
    use std::collections::BTreeMap;

    #[test]
    fn forms_come_back() {
        let bytes = inflate(&encode()).unwrap();
        let mut rest = bytes.as_slice();
        let count = take_varint(&mut rest).unwrap() as usize;
        let mut code = 0;
        let mut forms = BTreeMap::new();
        let gaps: Vec<u32> = (0..count)
            .map(|_| take_varint(&mut rest).unwrap())
            .collect();
        for (at, gap) in gaps.into_iter().enumerate() {
            code += gap;
            let bytes = [0, rest[at], rest[at + count], rest[at + 2 * count]];
            let form = char::from_u32(u32::from_be_bytes(bytes));
            forms.insert(char::from_u32(code).unwrap(), form.unwrap());
        }
        assert_eq!(
            (forms[&'黨'], forms[&'後'], forms[&'線']),
            ('党', '后', '线')
        );
        for c in "党后线划".chars() {
            assert!(!forms.contains_key(&c), "{c}");
        }
    }
}
