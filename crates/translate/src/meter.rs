//! What requests use, and what that costs.

use serde::{Deserialize, Serialize};
use std::ops::{AddAssign, SubAssign};
use std::sync::{Mutex, PoisonError};

/// What requests used, or are expected to use.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Usage {
    /// Sentences that were known already and needed no request.
    pub known: u64,
    /// Requests sent, those that failed included.
    pub requests: u64,
    /// Requests of them whose tokens the service counted; those of the others are estimated.
    pub counted: u64,
    /// Tokens sent, the cached ones included.
    pub input_tokens: u64,
    /// Tokens of them that the service had in its cache.
    pub cached_tokens: u64,
    /// Tokens received.
    pub output_tokens: u64,
    /// Characters that the service counts.
    pub characters: u64,
}

impl Usage {
    /// Combines each count of both by `put`.
    fn with(self, other: Self, put: impl Fn(u64, u64) -> u64) -> Self {
        Self {
            known: put(self.known, other.known),
            requests: put(self.requests, other.requests),
            counted: put(self.counted, other.counted),
            input_tokens: put(self.input_tokens, other.input_tokens),
            cached_tokens: put(self.cached_tokens, other.cached_tokens),
            output_tokens: put(self.output_tokens, other.output_tokens),
            characters: put(self.characters, other.characters),
        }
    }

    /// Returns the tokens sent and received.
    pub fn tokens(&self) -> u64 {
        self.input_tokens + self.output_tokens
    }
}

impl AddAssign for Usage {
    fn add_assign(&mut self, other: Self) {
        *self = self.with(other, u64::saturating_add);
    }
}

impl SubAssign for Usage {
    fn sub_assign(&mut self, other: Self) {
        *self = self.with(other, u64::saturating_sub);
    }
}

/// Prices for a million, in any currency.
#[derive(Debug, Clone, Copy, Default, PartialEq, Deserialize)]
pub struct Prices {
    /// A million tokens sent.
    pub input_price: Option<f64>,
    /// A million tokens sent that were in the service's cache; as `input_price` where it is not given.
    pub cached_price: Option<f64>,
    /// A million tokens received.
    pub output_price: Option<f64>,
    /// A million characters sent.
    pub character_price: Option<f64>,
}

impl Prices {
    /// Tests whether any price is known.
    pub fn are_known(&self) -> bool {
        self.input_price
            .or(self.output_price)
            .or(self.character_price)
            .is_some()
    }

    /// Returns a part of the prices, or a multiple.
    #[must_use]
    pub fn times(self, factor: f64) -> Self {
        let times = |price: Option<f64>| price.map(|price| price * factor);
        Self {
            input_price: times(self.input_price),
            cached_price: times(self.cached_price),
            output_price: times(self.output_price),
            character_price: times(self.character_price),
        }
    }

    /// Returns what `usage` costs, in the currency of the prices; 0 where no price is known.
    pub fn cost(&self, usage: &Usage) -> f64 {
        let input = self.input_price.unwrap_or(0.0);
        let cached = usage.cached_tokens.min(usage.input_tokens);
        let parts = [
            (usage.input_tokens - cached, input),
            (cached, self.cached_price.unwrap_or(input)),
            (usage.output_tokens, self.output_price.unwrap_or(0.0)),
            (usage.characters, self.character_price.unwrap_or(0.0)),
        ];
        parts
            .iter()
            .map(|&(count, price)| count as f64 * price / 1e6)
            .sum()
    }
}

/// Counts what is used, from any thread.
#[derive(Debug, Default)]
pub struct Meter(Mutex<Usage>);

impl Meter {
    /// Adds to the count.
    pub fn add(&self, usage: Usage) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) += usage;
    }

    /// Returns all that was counted.
    pub fn read(&self) -> Usage {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cached_tokens_cost_their_own_price() {
        let usage = Usage {
            input_tokens: 2_000_000,
            cached_tokens: 500_000,
            output_tokens: 1_000_000,
            ..Usage::default()
        };
        let prices = Prices {
            input_price: Some(2.0),
            cached_price: Some(0.5),
            output_price: Some(8.0),
            character_price: None,
        };
        assert_eq!(prices.cost(&usage), 3.0 + 0.25 + 8.0);
        assert_eq!(
            Prices {
                cached_price: None,
                ..prices
            }
            .cost(&usage),
            12.0
        );
        assert_eq!(Prices::default().cost(&usage), 0.0);
    }
}
