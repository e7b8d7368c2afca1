//! Converting lines to simplified script, for the later passes and for articles in that script.

use super::draft::Draft;

pub(super) fn run(draft: &mut Draft<'_>) {
    for index in 0..draft.lines.len() {
        draft.simplify_line(index);
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Cleaned, Cleaner};
    use duizhao_zh::script::Script;

    const SIMPLE: &str =
        "一九八八年，国务委员兼财政部部长王丙乾同志在会上作了报告，代表们进行了认真的讨论。";

    fn clean(script: Script, text: &str) -> Cleaned {
        Cleaner::new(script).unwrap().clean_text(text)
    }

    fn texts(cleaned: &Cleaned) -> Vec<&str> {
        let blocks = cleaned.article.blocks.iter();
        blocks.map(|block| block.text.as_str()).collect()
    }

    #[test]
    fn a_page_in_simplified_script_is_not_converted() {
        let text = format!(
            "{SIMPLE}\n\n乾务、毕昇、王汎森和於姓人家的名字，在简体文章里也是这样写的，不应该改动它们。"
        );
        let cleaned = clean(Script::Hans, &text);
        assert_eq!(texts(&cleaned).join("\n\n"), text);
        assert!(!cleaned.report.is_converted);
    }

    #[test]
    fn a_quotation_in_traditional_script_is_converted_on_any_page() {
        let text =
            format!("{SIMPLE}\n\n“我們對國家的發展充滿信心，隨著經濟的增長，生活會更好。”他說。");
        let cleaned = clean(Script::Hans, &text);
        let expected = "“我们对国家的发展充满信心，随着经济的增长，生活会更好。”他说。";
        assert_eq!(texts(&cleaned), [SIMPLE, expected]);
        assert!(!cleaned.report.is_converted);
    }

    #[test]
    fn a_page_in_traditional_script_is_converted_and_says_so() {
        let text =
            "國務委員兼財政部部長王丙乾同志在會上作了報告，隨著討論的深入，代表們提出了許多意見。";
        let cleaned = clean(Script::Hans, text);
        let expected =
            "国务委员兼财政部部长王丙乾同志在会上作了报告，随着讨论的深入，代表们提出了许多意见。";
        assert_eq!(texts(&cleaned), [expected]);
        assert!(cleaned.report.is_converted);
        assert!(!clean(Script::Keep, text).report.is_converted);
    }
}
