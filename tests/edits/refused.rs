//! What cannot be paired is refused with its line and a way out, and stays as it is.

use crate::kinds::article;
use crate::project::Project;

/// Names, edits as replacements, and what is said of them: the line and the message.
const REFUSED: [(&str, &str, &str, &str); 11] = [
    (
        "a line too many above",
        "委高度重视。",
        "委高度重视。\n多一句。",
        "26:1: 2 lines of translation for 3 lines above",
    ),
    (
        "a line too many below",
        "\n\n## 一",
        "\n> One more.\n\n## 一",
        "25:1: 3 lines of translation for 2 lines above",
    ),
    (
        "a quote without a source",
        "\n\n## 一",
        "\n\n> More.\n\n## 一",
        "28:1: a translation without its source",
    ),
    (
        "a source without a quote",
        "\n\n## 一",
        "\n\n多一句。\n\n## 一",
        "28:1: a block without its translation",
    ),
    (
        "a blank line within a block",
        "。\n第",
        "。\n\n第",
        "22:1: a block without its translation",
    ),
    (
        "a comment that does not end",
        "\n\n## 一",
        "\n\n<!-- TN: x\n\n## 一",
        "28:1: a comment that does not end",
    ),
    (
        "a comment that ends in text",
        "\n\n## 一",
        "\n\n<!-- TN:\nx --> y\n\n## 一",
        "29:1: text after a comment",
    ),
    (
        "a line of the front matter",
        "\nscript: hans",
        "\n- script",
        "9:1: not a field, or a field that stands twice",
    ),
    (
        "a field twice",
        "\nscript: hans",
        "\ntitle: x\nscript: hans",
        "9:1: not a field, or a field that stands twice",
    ),
    (
        "another version",
        "\nduizhao: 1",
        "\nduizhao: 9",
        "1:1: an edition of another version",
    ),
    (
        "two titles",
        "\n\n> **",
        "\n# 又题\n\n> # T\n> **",
        "16:1: two titles",
    ),
];

#[test]
fn what_does_not_pair_is_named_and_stays() {
    let project = Project::new("");
    for i in 0..=REFUSED.len() {
        project.write(&format!("in/{i}.txt"), &article(i));
    }
    project.translate(&[]);
    for (i, (_, from, to, _)) in REFUSED.iter().enumerate() {
        project.edit(&i.to_string(), |text| text.replacen(from, to, 1));
    }
    let last = REFUSED.len().to_string();
    project.edit(&last, |text| text.replacen("> **", "> **My ", 1));
    let before: Vec<String> = (0..REFUSED.len())
        .map(|i| project.edition(&i.to_string()))
        .collect();
    for args in [
        &["adopt"][..],
        &["translate", "in", "--quiet"],
        &["translate", "in", "--quiet", "--anew"],
    ] {
        let (code, errors) = project.run(args);
        assert_eq!(code, 3, "{errors}");
        for (i, (name, _, _, message)) in REFUSED.iter().enumerate() {
            let text = project.edition(&i.to_string());
            assert!(
                errors.contains(&format!("error: output/{i}.md:{message}\n")),
                "{name}: {errors}\n{text}"
            );
            assert_eq!(text, before[i], "{name}");
        }
        assert!(
            errors
                .lines()
                .filter(|line| line.starts_with("hint: "))
                .count()
                >= REFUSED.len(),
            "{errors}"
        );
        // The others go on.
        assert!(project.rows(&last)[0].human);
    }
}

#[test]
fn what_is_no_edition_stays() {
    let project = Project::new("");
    for (name, text) in [("a", "# notes\n"), ("b", ""), ("c", "---\ntitle: x\n---\n")] {
        project.write(&format!("in/{name}.txt"), &article(1));
        project.write(&format!("output/{name}.md"), text);
        let (code, errors) = project.run(&["translate", &format!("in/{name}.txt"), "--quiet"]);
        assert!(
            code != 0 && errors.contains(&format!("output/{name}.md")) && errors.contains("hint: "),
            "{errors}"
        );
        assert_eq!(project.edition(name), text);
    }
}
