//! Converting lines to simplified script, for the later passes and for articles in that script.

use super::draft::Draft;

pub(super) fn run(draft: &mut Draft<'_>) {
    for index in 0..draft.lines.len() {
        draft.simplify_line(index);
    }
}
