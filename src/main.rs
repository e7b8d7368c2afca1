use duizhao::{clean::Cleaner, script::Script};
fn main() {
    let a: Vec<String> = std::env::args().collect();
    let t = std::fs::read_to_string(a.last().unwrap()).unwrap();
    if a[1] == "clean" {
        let c = Cleaner::new(Script::Hans).unwrap().clean(&t);
        println!(
            "{}",
            serde_json::json!({"title": c.article.title, "meta": c.article.meta, "blocks": c.article.blocks,
          "removed": c.report.removed().collect::<Vec<_>>(), "damage": c.article.damage, "repaired": c.report.repaired})
        );
    } else {
        for l in t.lines() {
            for s in duizhao::segment::sentences(l) {
                println!("{}", serde_json::json!({"text": s}));
            }
        }
    }
}
