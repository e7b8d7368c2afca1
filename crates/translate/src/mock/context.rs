//! Words whose gloss depends on what stands beside them.

/// Returns the gloss of `word` between `before` and `after` where it is not the usual one.
pub(super) fn gloss(word: &str, before: &str, after: &str) -> Option<&'static str> {
    match word {
        // 新华社北京5月1日电
        "电" if before.ends_with(['日', '号']) => Some("dispatch"),
        "美" if !is_country(before, after) => Some("beautiful"),
        "部长" if PARTY_DEPARTMENTS.iter().any(|name| before.ends_with(name)) => Some("head"),
        "副部长" if PARTY_DEPARTMENTS.iter().any(|name| before.ends_with(name)) => {
            Some("deputy head")
        }
        _ => None,
    }
}

/// Departments of Party committees, and of the armed forces, whose 部长 is no minister.
const PARTY_DEPARTMENTS: [&str; 14] = [
    "组织",
    "组织部",
    "宣传",
    "宣传部",
    "统战",
    "统战部",
    "联络部",
    "工作部",
    "武装",
    "武装部",
    "政治部",
    "参谋部",
    "装备部",
    "保障部",
];

/// Tests whether 美 stands for the country: another country, or an officer of it, is beside it.
fn is_country(before: &str, after: &str) -> bool {
    const COUNTRIES: &str = "中俄日英法德韩欧朝印澳加以伊乌越菲台古墨";
    let before = before.trim_end_matches('、');
    let after = after.trim_start_matches('、');
    before.ends_with(|c| COUNTRIES.contains(c))
        || after.starts_with(|c| COUNTRIES.contains(c))
        || before.ends_with(['对', '赴', '访', '驻', '在', '反', '援'])
        || [
            "军", "方", "国", "元", "政府", "媒", "股", "债", "国务", "总统", "财长", "防长", "驻",
            "联储",
        ]
        .iter()
        .any(|word| after.starts_with(word))
}
