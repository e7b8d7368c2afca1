//! Numbers for named things that stay when others come and go.
//!
//! Every name has a place in a space that is half as large again as there are names, by its hash; where two fall on one
//! place, the later moves up. So the numbers follow from the set of names alone, a name that comes or goes moves few
//! others, and the numbers are dense enough to be written in few bits.

use duizhao_core::hash::Texts;

/// Returns the size of the space for some names: a power of two, or one and a half times that.
pub(super) fn space(names: usize) -> u64 {
    let least = (names as u64 * 3).div_ceil(2).max(2);
    let power = least.next_power_of_two();
    if least <= power / 4 * 3 {
        power / 4 * 3
    } else {
        power
    }
}

/// Returns the number of each name, all different; `first` is the smallest number that there is.
pub(super) fn assign(names: &[&str], first: u32) -> Vec<u32> {
    let space = u128::from(space(names.len()));
    let mut order: Vec<(u64, &str, usize)> = names
        .iter()
        .enumerate()
        .map(|(at, name)| (hash(name), *name, at))
        .collect();
    order.sort_unstable();
    let mut numbers = vec![0; names.len()];
    let mut next = first;
    for (hash, _, at) in order {
        let own = (u128::from(hash) * space) >> 64;
        let own = first + u32::try_from(own).expect("fewer than four milliards");
        numbers[at] = own.max(next);
        next = numbers[at] + 1;
    }
    numbers
}

fn hash(name: &str) -> u64 {
    let mut texts = Texts::default();
    texts.part(name);
    texts.hash()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    #[test]
    fn one_that_comes_moves_few_others() {
        let names: Vec<String> = (0..1000).map(|n| format!("article-{n}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let mut moved = 0;
        for count in 800..900 {
            let before = assign(&names[..count], 0);
            let after = assign(&names[..=count], 0);
            moved += before.iter().zip(&after).filter(|(a, b)| a != b).count();
        }
        assert!(moved < 300, "{moved}");
    }

    proptest! {
        #[test]
        fn numbers_are_different_and_follow_from_the_set(names in proptest::collection::btree_set("[a-c]{0,4}", 0..60)) {
            let forward: Vec<&str> = names.iter().map(String::as_str).collect();
            let backward: Vec<&str> = names.iter().rev().map(String::as_str).collect();
            let numbers = assign(&forward, 1);
            let mut other = assign(&backward, 1);
            other.reverse();
            prop_assert_eq!(&numbers, &other);
            let all: BTreeSet<u32> = numbers.iter().copied().collect();
            prop_assert_eq!(all.len(), names.len());
            prop_assert!(!all.contains(&0));
        }
    }
}
