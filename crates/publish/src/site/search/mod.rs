//! Search over both languages of a site, in files that a browser reads a few of.
//!
//! [`SearchBuilder`] makes the files, `search.js` reads them. Nothing runs on a server, nothing is loaded
//! from elsewhere, and the policy `script-src 'self'; connect-src 'self'` is enough.
//!
//! # What is found
//!
//! Texts are cut into tokens: pairs of Chinese characters in one script, and words of English (`tokens.rs`). For every token
//! the files say in which sentences of which articles it stands. An article is found if it has all words of the query;
//! those that have them in one sentence come first.
//!
//! # Numbers
//!
//! Articles and the sentences of an article have numbers (`slots.rs`) that follow from the names of all, so that the files
//! do not depend on the order in which things came, and few files change when one article does. The title of an article
//! is its sentence 0.
//!
//! # Files
//!
//! All are below `search/`. A *varint* is a number in seven bits a byte, the lowest first; all bytes but the last have
//! the highest bit. *Bits* are written from the highest of each byte on; a last byte is filled with zeros. *Rice(k)* is a
//! number in bits: `n >> k` ones, a zero, the lowest k bits of n. *Deflated* is RFC 1951 without a header. *Text in order*
//! is, for each text, how many bytes it shares with the one before (varint), how many follow (varint), and these.
//!
//! | file | holds |
//! |---|---|
//! | `directory.bin` | which articles there are, and into how many files the tokens are divided |
//! | `tokens/HH/HHHH.bin` | the tokens with this number, by the highest bits of their hash, with their places |
//! | `frequent/TOKEN.bin` | the places of a token that has more of them; the token in hexadecimal UTF-8 |
//! | `frequent/TOKEN/YEAR-PART.bin` | of one that has still more, for each group of articles |
//! | `lists/HHH.bin` | the tokens that begin alike, for words that are being typed |
//! | `articles/HH/HHHH.bin` | an article by its number: what results show |
//! | `forms.bin` | characters that are indexed in another form |
//!
//! `directory.bin`: the version, 1 (a byte); the binary logarithms of the numbers of files of tokens and of lists (a byte
//! each); k (a byte); the width of a month (a byte); the first month less one (varint); the number of articles (varint); in
//! bits for each article: how many numbers it leaves out (Rice(k)), and its month above the first less one, in as many
//! bits as the width says; 0 where it is not known. A month is the year times 12 and 0 to 11.
//!
//! A file of tokens: how many (varint); for each its text in order, a length (varint), and as many bytes of places. The
//! length 0 says that the places are in the file of the token, 1 that they are in those of its groups. The hash is FNV-1a
//! of 32 bits over UTF-8, finished as MurmurHash3 is.
//!
//! Places: k of the articles in the high and k of the sentences in the low half of a byte; the number of articles (varint);
//! in bits for each article: how many numbers it leaves out (Rice), and for each sentence how many it leaves out (Rice)
//! and a bit that is 1 if another sentence follows.
//!
//! Groups are the years of publication, from 0 for articles without a date. A year with more than 1,024 articles is divided
//! by months in two parts, one with more than 2,048 in four, and so on up to eight; the year 0 by the numbers of the
//! articles. A reader that wants the newest articles reads the newest groups alone.
//!
//! A list, deflated: for each token its text in order, and the binary logarithm of the number of its articles (a byte). The
//! number of the list is of the highest bits of the hash of the token's first character, of a word of its first two.
//!
//! An article, deflated: JSON with `slug`, `lang` (of the Chinese), `zh` and `en` (the title), `date`, `source`, `titled`, and `sentences`, each a
//! list of its number, the id of its element in the page, Chinese and English.
//!
//! `forms.bin`, deflated: the number of characters (varint); for each how far it is from the one before (varint); the
//! highest, the middle and the lowest bytes of their forms.
//!
//! # Updates
//!
//! The folder of the state holds `search.txt`: the hash of `directory.bin`, and the slugs of all articles. If few articles
//! differ from the last run, only the files of their tokens are read, changed and written: the old tokens are those of the
//! articles' files. Otherwise, all places are sorted in temporary files (`spill.rs`); memory does not grow with the
//! number of articles, only with that of different tokens. Either way the files are the same.

mod bits;
mod builder;
mod directory;
mod files;
mod forms;
mod frequent;
mod groups;
mod list;
mod postings;
mod shard;
mod slots;
mod spill;
mod state;
#[cfg(test)]
mod tests;
mod text;
mod tokens;
mod update;

pub(crate) use builder::SearchBuilder;
pub(crate) use text::{SearchArticle, SearchSentence};
