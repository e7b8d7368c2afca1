//! Sentence ends at the end of a quotation.

/// Verbs that name a speaker after a quotation, in both scripts.
const SPEECH: &[&str] = &[
    "说", "說", "表示", "称", "稱", "道", "告诉", "告訴", "介绍", "介紹", "指出", "强调", "強調",
    "问", "問", "写", "寫", "喊", "回答", "回忆", "回憶", "认为", "認為", "解释", "解釋", "坦言",
    "感慨", "感叹", "感嘆", "补充", "補充", "呼吁", "呼籲", "透露", "讲", "講", "评论", "評論",
    "宣布", "宣称", "宣稱", "叫", "答", "承认", "承認", "总结", "總結", "提醒", "笑", "谈", "談",
];

/// Tests whether the sentence after a quotation only says who spoke: “……。”某某说。
///
/// `after` starts after the closing mark. The sentence may have commas (在昨日的会议上，某某说。) but must
/// end in a speech verb: “……。”某某说，…… goes on to say something new.
pub(super) fn names_speaker(after: &str) -> bool {
    let window = after
        .char_indices()
        .map(|(at, c)| at + c.len_utf8())
        .take_while(|&end| end <= LONGEST_SPEAKER + 3)
        .last();
    let after = &after[..window.unwrap_or(0)];
    let end = after
        .find(['。', '！', '？', '；', '：', '“', '「', '!', '?', ':', '\n'])
        .unwrap_or(after.len());
    let (clause, rest) = after.split_at(end);
    let ends = rest.is_empty() || rest.starts_with(['。', '！', '；', '!', '\n']);
    ends && clause.len() <= LONGEST_SPEAKER && ends_in_speech(clause)
}

/// Longest clause, in bytes, that can still name a speaker (80 characters: occasions and posts come before names).
const LONGEST_SPEAKER: usize = 240;

fn ends_in_speech(clause: &str) -> bool {
    SPEECH.iter().any(|verb| clause.ends_with(verb))
}

/// Tests whether the text before an opening quotation mark introduces speech by a colon.
pub(super) fn introduces(before: &str) -> bool {
    before.trim_end().ends_with(['：', ':'])
}

/// Tests whether a quotation that follows `before` is speech: it begins a sentence, or stands after a colon,
/// a comma, another quotation, or a speech verb.
pub(super) fn is_speech(before: &str) -> bool {
    let before = before.trim_end();
    before.is_empty()
        || before.ends_with(|c| "。！？!?：:，,；…”」』".contains(c))
        || ends_in_speech(before)
}
