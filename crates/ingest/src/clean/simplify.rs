//! Every line in simplified script, for the passes behind this one and for articles that come out so.

use super::draft::Draft;

pub(super) fn run(draft: &mut Draft<'_>) {
    for index in 0..draft.lines.len() {
        draft.simplify_line(index);
    }
}
