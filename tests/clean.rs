//! Cleaning: the sample articles must give the gold, and the small pages in `tests/clean/` the JSON next to
//! them. To add a case, add `NAME.txt` and `NAME.json` there; no Rust is needed.

use duizhao::article::BlockKind;
use duizhao::clean::{Action, Cleaned, Cleaner};
use duizhao::script::Script;
use proptest::prelude::*;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

static HANS: LazyLock<Cleaner> =
    LazyLock::new(|| Cleaner::new(Script::Hans).expect("the built-in engine starts"));

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Prints title, metadata, blocks, damage, and the removed lines in order of their text.
fn summary(cleaned: &Cleaned) -> Value {
    let mut removed: Vec<&str> = cleaned.report.removed().collect();
    removed.sort_unstable();
    json!({
        "title": cleaned.article.title,
        "meta": cleaned.article.meta,
        "blocks": cleaned.article.blocks,
        "removed": removed,
        "damage": cleaned.article.damage(),
    })
}

/// Prints the same of an expected result; `file` and `repaired` are not about the article.
fn expected(path: &Path) -> Value {
    let mut value: Value = serde_json::from_str(&read(path))
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let fields = value.as_object_mut().expect("an object");
    fields.remove("file");
    fields.remove("repaired");
    let mut removed: Vec<String> =
        serde_json::from_value(fields["removed"].take()).expect("a list of lines");
    removed.sort_unstable();
    fields.insert("removed".to_owned(), json!(removed));
    value
}

fn files(folder: &str, extension: &str) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap_or_else(|error| panic!("{folder}: {error}"))
        .map(|entry| entry.expect("the folder can be listed").path())
        .filter(|path| path.extension().is_some_and(|e| e == extension))
        .collect();
    paths.sort();
    paths
}

#[test]
fn the_samples_become_the_gold() {
    let articles = files("tests/articles", "txt");
    let gold = files("tests/gold", "json");
    assert_eq!(articles.len(), gold.len());
    for (article, gold) in articles.iter().zip(gold) {
        let cleaned = HANS.clean_text(&read(article));
        assert_eq!(summary(&cleaned), expected(&gold), "{}", article.display());
    }
    let cleaned = HANS.clean_text(&read(Path::new("tests/articles/002_2cd10dd856430655.txt")));
    assert_eq!(cleaned.report.repaired.get("pinyin_glosses"), Some(&113));
}

#[test]
fn pages_of_every_kind_come_out_clean() {
    let pages = files("tests/clean", "txt");
    assert!(pages.len() >= 40, "the cases are there");
    for page in pages {
        assert_eq!(
            summary(&HANS.clean_text(&read(&page))),
            expected(&page.with_extension("json")),
            "{}",
            page.display()
        );
    }
}

/// Checks one case of `tests/heads/`; returns what is wrong.
fn wrong_head(case: &str) -> Vec<String> {
    let (name, lines) = case.split_once('\n').expect("a name");
    let (says, page): (Vec<&str>, Vec<&str>) =
        lines.lines().partition(|line| line.starts_with("= "));
    let article = HANS.clean_text(&page.join("\n")).article;
    let title = article.title.iter().map(|title| ("title", title.as_str()));
    let blocks = article.blocks.iter().map(|block| match block.kind {
        BlockKind::Heading => ("heading", block.text.as_str()),
        _ => ("body", block.text.as_str()),
    });
    let got: Vec<(&str, &str)> = title.chain(article.meta.fields()).chain(blocks).collect();
    let says: Vec<(&str, &str)> = says
        .iter()
        .map(|line| line[2..].split_once(' ').expect("a field and its value"))
        .collect();
    let is_kept = |text: &str| article.blocks.iter().any(|block| block.text == text);
    let is_right = |says: &(&str, &str)| match says.0 {
        "gone" => !is_kept(says.1),
        _ => got.contains(says),
    };
    let is_named = |name: &str| {
        matches!(name, "title" | "heading")
            || name != "body" && says.iter().any(|(said, _)| *said == name)
    };
    let missing = says.iter().filter(|says| !is_right(says));
    let missing = missing.map(|(field, value)| format!("{name}: no {field} {value}"));
    let false_ones = got
        .iter()
        .filter(|field| is_named(field.0) && !says.contains(field));
    let false_ones = false_ones.map(|(field, value)| format!("{name}: {field} {value}"));
    missing.chain(false_ones).collect()
}

#[test]
fn heads_of_pages_are_read() {
    let wrong: Vec<String> = files("tests/heads", "txt")
        .iter()
        .flat_map(|path| {
            let cases = read(path);
            let cases = cases.split("\n@ ").skip(1);
            cases.flat_map(wrong_head).collect::<Vec<_>>()
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_only_looks_like_dirt_survives() {
    let kept = |text: &str| {
        HANS.clean_text(text)
            .article
            .blocks
            .iter()
            .map(|b| b.text.clone())
            .collect::<Vec<_>>()
            .join("\n")
    };
    let lead =
        "这一天，全县各级党组织和广大党员干部闻令而动，奔赴疫情防控一线，筑起一道道坚固防线。";
    for line in [
        "村口有一片棪（yǎn）树，是老书记三十年前种下的。",
        "出水的COD（化学需氧量）稳定在每升30毫克以下。",
        "分享到的不仅是经验。",
        "下一页翻开新的篇章。",
        "首批物资送往密云县、石门县、延津县、永仁县、闽清县、梅河口市等地。",
        "编者按写道，这是一场硬仗。",
        "他扫一扫二维码，就能看到党员的承诺。",
        "上一篇报道发表后，读者来信不断。",
        "未经批准，任何单位不得擅自复工。",
        "会议在上午9:30开始，比分为3:1，详见https://example.org/a。",
        "1+1>2的效果正在显现。",
        "第一版图纸当天就改了三遍。",
    ] {
        let page = format!(
            "某县推进疫情防控工作\n2020-03-01 09:00  来源：某日报\n\n{lead}\n\n{line}\n\n{lead}但这一次有所不同。\n"
        );
        assert!(kept(&page).contains(line), "{line}\n{}", kept(&page));
    }
}

/// A page with a text in it: after a first paragraph or before it, before a last one or not, with furniture below or not.
fn page(text: &str, above: bool, below: bool, furniture: bool) -> String {
    const LEAD: &str =
        "这一天，全县各级党组织和广大党员干部闻令而动，奔赴疫情防控一线，筑起一道道坚固防线。";
    const LAST: &str =
        "县委主要负责同志在会上强调，要把各项工作抓细抓实，确保群众生产生活不受影响。";
    let mut page = String::from("某县推进疫情防控工作\n2020-03-01 09:00  来源：某日报\n\n");
    if above {
        page += &format!("{LEAD}\n\n");
    }
    page += &format!("{text}\n\n");
    if below {
        page += &format!("{LAST}\n\n");
    }
    if furniture {
        page += "（责任编辑：张三）\n\n分享到：微信 微博\n\n上一篇：某县召开会议\n版权所有 未经授权禁止转载\n";
    }
    page
}

/// Returns what a comparison of texts looks at: letters, digits and Chinese characters.
fn bare(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

#[test]
fn true_text_survives_every_pass() {
    let cases = read(Path::new("tests/clean/true.tsv"));
    let mut lost = Vec::new();
    for case in cases.lines().filter(|line| !line.starts_with('#')) {
        let cells: Vec<&str> = case.splitn(3, '\t').collect();
        let [pass, place, text] = cells[..] else {
            panic!("three cells: {case}");
        };
        let text = text.replace("\\n", "\n").replace("\\t", "\t");
        let mut pages = vec![(true, true, false), (true, true, true)];
        if place != "inside" {
            pages.extend([(true, false, false), (true, false, true)]);
        }
        if place == "anywhere" {
            pages.extend([(false, true, false), (false, true, true)]);
        }
        for (above, below, furniture) in pages {
            let cleaned = HANS.clean_text(&page(&text, above, below, furniture));
            let body: Vec<String> = cleaned
                .article
                .blocks
                .iter()
                .map(|b| bare(&b.text))
                .collect();
            let body = body.concat();
            for line in text.lines().filter(|line| !body.contains(&bare(line))) {
                lost.push(format!(
                    "{pass} (above {above}, below {below}, furniture {furniture}): {line}"
                ));
            }
        }
    }
    assert!(lost.is_empty(), "{}", lost.join("\n"));
}

#[test]
fn every_script_is_written() {
    let text = "某县推进工作\n\n开发区的干部们说，这里的网络信息化建设为人民群众提供了方便，大家都很满意。\n";
    let block = |script| {
        Cleaner::new(script)
            .expect("the engine starts")
            .clean_text(text)
            .article
            .blocks[0]
            .text
            .clone()
    };
    assert!(block(Script::Hant).contains("幹部"));
    assert!(block(Script::Tw).contains("裡"));
    assert!(block(Script::Hk).contains("幹部"));
    assert!(block(Script::Keep).contains("干部"));
}

/// Whatever ends a line.
const LINE_ENDS: [char; 5] = ['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}'];

/// Generates pages of typical lines and unusual characters.
fn line() -> impl Strategy<Value = String> {
    prop_oneof![
        "\\PC{0,30}",
        "[一-龥，。：；、“”（）0-9a-z >|:_-]{0,40}",
        prop::sample::select(vec![
            "首页 > 新闻 > 正文",
            "2020-02-19 来源：人民网",
            "責編:車婧",
            "分享到:",
            "相关阅读",
            "目录",
            "友情链接：",
            "（完）",
            "编者按：为宣传",
            "1",
            "0b7b.jpg",
            "復(fù)工",
            "……",
            "\u{feff}\u{200b}",
            "&nbsp;&ldquo;",
            "月日，",
            "的万元",
            "（责任编辑：王五）",
            "记者 张三",
            "密云县|石门县|延津县|永仁县|闽清县|",
            "疫情防控阻击战打响以来，全县各级党组织和广大党员干部闻令而动，奔赴一线。",
            "疫情防控阻击战打响以来，全县各级党组织和广大党员干部闻令而动",
        ])
        .prop_map(str::to_owned),
    ]
}

proptest! {
    #[test]
    fn nothing_is_dropped_silently(lines in prop::collection::vec(line(), 0..24)) {
        let text = lines.join("\n");
        let cleaned = HANS.clean_text(&text);
        let gone = cleaned.report.changes.iter().filter(|c| c.action != Action::Trimmed);
        let accounted = cleaned.article.blocks.len() + gone.count();
        let visible = text.split('\n').filter(|line| line.chars().any(|c| !c.is_whitespace() && !c.is_control())).count();
        // A line is a block, or in the report, or both where a part of it was cut out.
        prop_assert!(accounted >= visible.saturating_sub(invisible(&text)), "{accounted} of {visible}");
        for block in &cleaned.article.blocks {
            prop_assert!(!block.text.is_empty() && block.text.trim() == block.text && !block.text.contains('\n'), "{:?}", block);
        }
        for change in &cleaned.report.changes {
            prop_assert!(change.line >= 1 && change.line <= text.matches(LINE_ENDS).count() + 1);
        }
    }

    #[test]
    fn cleaning_twice_gives_the_same(lines in prop::collection::vec(line(), 0..12)) {
        let text = lines.join("\n");
        prop_assert_eq!(HANS.clean_text(&text), HANS.clean_text(&text));
    }
}

/// Tests that lines of invisible characters count as blank.
fn invisible(text: &str) -> usize {
    let seen = |c: char| {
        !c.is_whitespace()
            && !c.is_control()
            && !matches!(c, '\u{feff}' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{fff9}'..='\u{fffb}')
    };
    text.split('\n')
        .filter(|line| !line.is_empty() && !line.chars().any(seen))
        .count()
}
