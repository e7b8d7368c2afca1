use super::*;
use crate::read::read as read_any;
use duizhao_core::diagnostic::Hinted;
use proptest::prelude::*;

const FIRST: &str =
    "新华社北京6月17日电 国务院总理十七日主持召开国务院常务会议，研究部署促进就业的政策措施。";
const SECOND: &str = "会议指出，就业是民生之本，要把稳就业放在更加突出的位置，落实好各项支持政策。";

/// Returns a page as sites make them: menus above, the article, and comments, links and fine print below.
fn page(body: &str) -> String {
    let links: String = (1..9)
        .map(|n| format!("<li><a href='/{n}.html'>各地推进乡村振兴见闻之{n}</a></li>"))
        .collect();
    format!(
        "<!DOCTYPE html><html><head><meta charset=utf-8><title>国务院部署促进就业_要闻_某某网</title></head><body>\
         <div class=nav><a href='/'>首页</a> &gt; <a href='/yw'>要闻</a></div><ul>{links}</ul>\
         <div class=main><h1>国务院部署促进就业</h1><div class=info>2024-06-17 来源：新华网</div>\
         <div class=text>{body}</div></div>\
         <div class=more><h3>相关新闻</h3><ul>{links}</ul></div>\
         <div class=foot>某某网版权所有 京ICP备12345678号</div></body></html>"
    )
}

fn texts(document: &RawDocument) -> Vec<&str> {
    document.blocks.iter().map(|block| &*block.text).collect()
}

/// Checks the lines of the article below title and date.
#[track_caller]
fn check(body: &str, expected: &[&str]) {
    let document = document(&page(body)).unwrap();
    assert_eq!(document.title.as_deref(), Some("国务院部署促进就业"));
    let lines = texts(&document);
    assert_eq!(
        &lines[..2],
        ["国务院部署促进就业", "2024-06-17 来源：新华网"]
    );
    assert_eq!(&lines[2..], expected);
}

#[test]
fn of_a_page_the_article_is_read() {
    check(
        &format!("<p>　　{FIRST}</p><p>　　{SECOND}</p>"),
        &[&format!("　　{FIRST}"), &format!("　　{SECOND}")],
    );
    check(&format!("{FIRST}<br><br>{SECOND}"), &[FIRST, SECOND]);
    check(
        &format!("<table><tr><td><div>{FIRST}</div><div>{SECOND}</div></td></tr></table>"),
        &[FIRST, SECOND],
    );
}

#[test]
fn scripts_notes_on_reading_and_hidden_text_are_left_out() {
    let inside = "<script>document.write('<p>一</p>')</script><style>p{}</style><noscript>二</noscript><template>三</template>\
        <!-- 四 --><span style='display: none'>五</span><select><option>六</select><button>七</button><svg><text>八</text></svg>";
    let ruby = FIRST.replace("国务", "<ruby>国<rp>(</rp><rt>guó</rt><rp>)</rp></ruby>务");
    check(
        &format!("{inside}<p>{ruby}{inside}</p>{SECOND}"),
        &[FIRST, SECOND],
    );
    // Pages that a script makes visible.
    check(
        &format!("<div style='visibility: hidden; opacity: 0'><p>{FIRST}</p><p>{SECOND}</p></div>"),
        &[FIRST, SECOND],
    );
    let hidden =
        page(&format!("<p>{FIRST}</p>")).replace("<body>", "<body><div style='display:none'>");
    assert_eq!(texts(&document(&hidden).unwrap()).last(), Some(&FIRST));
}

#[test]
fn inline_elements_join_and_white_space_collapses() {
    let marked = FIRST
        .replace("主持", "<a href='/z'>主\n  持</a>")
        .replace("常务", "<b>常</b><font color=red>务</font>")
        .replace("北京6月", "<i>北京</i>6\u{a0}<!-- -->月");
    let plain = FIRST.replace("北京6月", "北京6\u{a0}月");
    check(&format!("<p>\n  {marked}\n</p>{SECOND}"), &[&plain, SECOND]);
}

#[test]
fn a_picture_beside_the_text_does_not_break_it() {
    let beside = "<table align=left><tr><td><script>show()</script><img></td></tr></table>";
    let (start, end) = FIRST.split_once('，').unwrap();
    check(
        &format!("<p>{start}，{beside}{end}<p>{SECOND}"),
        &[FIRST, SECOND],
    );
    check(
        &format!("<p>{start}，<span style='float: left'><img></span>{end}</p>{SECOND}"),
        &[FIRST, SECOND],
    );
}

#[test]
fn blocks_have_the_kinds_of_the_markup() {
    let body = format!(
        "<h2>一项部署</h2><p>{FIRST}</p><h2>{SECOND}</h2><ul><li>坚持改革；<li>扩大开放。</ul>\
         <figure><img alt='不要'><figcaption>会议现场</figcaption></figure>\
         <table><tr><th>指标<th>增长</tr><tr><td><p>总值</p></td><td>5%</td></tr></table><pre>甲\n乙</pre><p>{SECOND}</p>"
    );
    let document = document(&page(&body)).unwrap();
    let blocks: Vec<_> = document.blocks[2..]
        .iter()
        .map(|block| (&*block.text, block.hint))
        .collect();
    assert_eq!(
        blocks,
        [
            ("一项部署", Some(BlockKind::Heading)),
            (FIRST, None),
            (SECOND, None),
            ("坚持改革；", Some(BlockKind::ListItem)),
            ("扩大开放。", Some(BlockKind::ListItem)),
            ("会议现场", Some(BlockKind::Caption)),
            ("指标\t增长", Some(BlockKind::Paragraph)),
            ("总值\t5%", Some(BlockKind::Paragraph)),
            ("甲", None),
            ("乙", None),
            (SECOND, None),
        ]
    );
}

#[test]
fn links_point_at_their_text() {
    let linked = FIRST.replace(
        "国务院总理",
        "<a href='/a?b=1&amp;c'> 国务院<b>总理</b></a>",
    );
    let document = document(&page(&format!("<p>{linked}</p><p>{SECOND}</p>"))).unwrap();
    let block = &document.blocks[2];
    let [link] = &*block.links else { panic!() };
    assert_eq!(link.span.of(&block.text), "国务院总理");
    assert_eq!(link.target, "/a?b=1&c");
}

#[test]
fn blocks_say_what_stands_between_them() {
    let document = document(&page(&format!(
        "{FIRST}<br>{SECOND}<br><br>{FIRST}<p>{SECOND}"
    )))
    .unwrap();
    let places: Vec<_> = document.blocks[2..]
        .iter()
        .map(|block| (block.place.line, block.place.after_blank))
        .collect();
    assert_eq!(places, [(5, true), (6, false), (8, true), (10, true)]);
}

#[test]
fn where_a_page_marks_its_headings_short_lines_are_none() {
    let body = |tag: &str| {
        format!(
            "<{tag}>一项部署</{tag}><p>{FIRST}</p><p>几点要求</p><p>{SECOND}</p><{tag}>另一项部署</{tag}><p>{SECOND}{SECOND}</p>"
        )
    };
    let hints = |tag| -> Vec<_> {
        let document = document(&page(&body(tag))).unwrap();
        document.blocks[2..]
            .iter()
            .map(|block| block.hint)
            .collect()
    };
    let heading = Some(BlockKind::Heading);
    let text = Some(BlockKind::Paragraph);
    assert_eq!(hints("h3"), [heading, text, text, text, heading, text]);
    assert_eq!(hints("b"), [heading, None, None, None, heading, None]);
    assert_eq!(hints("p"), [None; 6]);
}

#[test]
fn under_the_headline_buttons_are_left_out_and_the_rest_stays() {
    let head = "<h1>国务院部署促进就业</h1><p>更加突出稳就业的位置</p><span>分享到</span><div>字号：大 中 小</div><div>A+</div>\
        <div>2024年6月17日 08:30</div><div>新华网</div>";
    let page = page(&format!("<p>{FIRST}</p><p>{SECOND}</p>")).replace(
        "<h1>国务院部署促进就业</h1><div class=info>2024-06-17 来源：新华网</div>",
        head,
    );
    let document = document(&page).unwrap();
    assert_eq!(
        texts(&document),
        [
            "国务院部署促进就业",
            "更加突出稳就业的位置",
            "2024年6月17日 08:30",
            "新华网",
            FIRST,
            SECOND
        ]
    );
}

#[test]
fn of_several_articles_the_one_the_page_is_named_for_is_read() {
    let other = format!(
        "<div class=post><h1>各地推进乡村振兴见闻</h1><div>2024-06-16 09:00</div><p>{}</p></div>",
        SECOND.repeat(20)
    );
    let more = page(&format!("<p>{FIRST}</p>"))
        .replace("<div class=more>", &format!("{other}<div class=more>"));
    assert_eq!(texts(&document(&more).unwrap())[2..], [FIRST]);
}

#[test]
fn sections_with_headlines_of_their_own_are_one_article() {
    let section = |name: &str, text: &str| {
        format!("<div class=s><h1>{name}</h1><div><p>{text}</p></div></div>")
    };
    let body =
        section("一项部署", FIRST) + &section("另一项部署", SECOND) + &section("再一项部署", FIRST);
    check(
        &body,
        &["一项部署", FIRST, "另一项部署", SECOND, "再一项部署", FIRST],
    );
}

#[test]
fn of_the_posts_of_a_blog_the_first_is_read() {
    let post = |text: &str| {
        format!(
            "<div class=post><div class=body><p>{text}</p><p>{text}</p></div><a href=/c>发表评论（3）</a><a href=/p>[打印]</a></div>"
        )
    };
    let blog = format!(
        "<title>某人的博客</title>{}{}{}",
        post(FIRST),
        post(&SECOND.repeat(9)),
        post(SECOND)
    );
    assert_eq!(texts(&document(&blog).unwrap()), [FIRST, FIRST]);
}

#[test]
fn comments_below_an_article_are_left_out() {
    let comment = "<li class=c><div class=u><span>某地网友</span></div><div class=t><p>说得好，稳就业要落到实处。</p></div>\
        <div class=o><a href=/r>回复</a><a href=/z>赞</a></div></li>";
    let more = page(&format!("<p>{FIRST}</p><p>{SECOND}</p>")).replace(
        "<div class=more>",
        &format!(
            "<div class=comments><h3>网友评论</h3><ul>{}</ul></div><div class=more>",
            comment.repeat(12)
        ),
    );
    assert_eq!(texts(&document(&more).unwrap())[2..], [FIRST, SECOND]);
}

#[test]
fn a_short_line_under_a_picture_is_its_caption() {
    let body = format!(
        "<p>{FIRST}</p><p><img src=a.jpg><br>老码头上的货运驳船</p><p>{SECOND}</p>\
         <p><img src=b.jpg></p><p>就业优先</p><p>{FIRST}</p><p><strong>——（宋）陆游</strong></p><p>{SECOND}</p>"
    );
    let document = document(&page(&body)).unwrap();
    let hint = |text: &str| {
        let block = document.blocks.iter().find(|block| block.text == text);
        block.unwrap().hint
    };
    assert_eq!(hint("老码头上的货运驳船"), Some(BlockKind::Caption));
    assert_eq!(hint("就业优先"), None);
    assert_eq!(hint("——（宋）陆游"), None);
}

#[test]
fn the_source_can_be_a_link() {
    let page = page(&format!("<p>{FIRST}</p><p>{SECOND}</p>")).replace(
        "2024-06-17 来源：新华网",
        "2024-06-17<br>来源：<a href=/x>青岩日报</a>",
    );
    let document = document(&page).unwrap();
    assert!(texts(&document).contains(&"来源：青岩日报"));
}

#[test]
fn editors_below_the_text_are_kept() {
    let more = page(&format!("<p>{FIRST}</p><p>{SECOND}</p>")).replace(
        "<div class=more>",
        "<div class=edit>（责任编辑：张三）</div><div class=more>",
    );
    assert_eq!(
        texts(&document(&more).unwrap())[2..],
        [FIRST, SECOND, "（责任编辑：张三）"]
    );
}

#[test]
fn menus_and_footers_of_an_article_are_left_out() {
    let body = format!(
        "<nav><p>会议、就业、政策，三个栏目可以选择。</p></nav><p>{FIRST}</p><p>{SECOND}</p><footer><p>某某网出品，欢迎转发。</p></footer>"
    );
    check(&body, &[FIRST, SECOND]);
}

#[test]
fn a_paragraph_that_is_a_link_is_text_and_a_link_between_pages_is_not() {
    let linked = "<p><a href=/d>《关于促进就业的若干措施》</a></p>";
    let other = "<div><a href=/e>各地推进乡村振兴见闻之十</a></div>";
    check(
        &format!("<p>{FIRST}</p>{linked}<p>{SECOND}</p>{other}<p>{SECOND}{SECOND}</p>"),
        &[
            FIRST,
            "《关于促进就业的若干措施》",
            SECOND,
            &SECOND.repeat(2),
        ],
    );
}

#[test]
fn a_brief_of_one_sentence_is_an_article() {
    let teaser =
        format!("<div class=t><a href=/1>各地推进乡村振兴见闻</a><div>{SECOND}</div></div>");
    let brief = page(&format!("<p>{FIRST}</p>"))
        .replace(FIRST, "会议今天上午在北京胜利召开。")
        .replace(
            "<div class=more>",
            &format!("{}<div class=more>", teaser.repeat(3)),
        );
    assert_eq!(
        texts(&document(&brief).unwrap())[2..],
        ["会议今天上午在北京胜利召开。"]
    );
}

#[test]
fn a_list_of_other_pages_is_no_article() {
    let links: String = (1..40)
        .map(|n| format!("<li><a href='/{n}'>各地推进乡村振兴见闻之{n}</a></li>"))
        .collect();
    refusal(
        &format!("<html><title>某某网</title><div>今天是星期一</div><ul>{links}</ul></html>"),
        NoArticle::NoText,
    );
}

#[test]
fn the_path_to_a_page_is_not_its_headline() {
    let page = page(&format!("<p>{FIRST}</p><p>{SECOND}</p>"))
        .replace(
            "<a href='/yw'>要闻</a></div>",
            "<a href='/yw'>要闻</a></div><div>国务院部署促进就业</div>",
        )
        .replace("<h1>", "<div class=title>")
        .replace("</h1>", "</div>");
    assert_eq!(
        texts(&document(&page).unwrap()),
        [
            "国务院部署促进就业",
            "2024-06-17 来源：新华网",
            FIRST,
            SECOND
        ]
    );
}

#[test]
fn pages_of_wechat_are_read() {
    let section = |text: &str| {
        let text = text.replacen('，', "</span><span>，", 1);
        format!("<section style='margin:0'><section><p><span>{text}</span></p></section></section>")
    };
    let page = format!(
        "<html><head><title></title><meta property='og:title' content='国务院部署促进就业'></head><body id=activity-detail>\
         <div class=rich_media_area_primary><h1 class=rich_media_title id=activity-name>\n 国务院部署促进就业 \n</h1>\
         <div id=meta_content><span>原创</span> <span><a href='javascript:void(0);'>某某发布</a></span> <em id=publish_time>2024-06-17 08:30</em></div>\
         <div class=rich_media_content id=js_content style='visibility: hidden; opacity: 0;'>{}<section><img></section>{}</div></div>\
         <div class=tips><a href=x>阅读原文</a></div><div>微信扫一扫，关注该公众号</div></body></html>",
        section(FIRST),
        section(SECOND)
    );
    let document = document(&page).unwrap();
    assert_eq!(document.title.as_deref(), Some("国务院部署促进就业"));
    assert_eq!(texts(&document)[2..], [FIRST, SECOND]);
}

#[test]
fn a_page_that_goes_on_elsewhere_says_where() {
    let goes_on = |links: &str| {
        let page = page(&format!("<p>{FIRST}</p>")).replace(
            "<div class=more>",
            &format!("<div>{links}</div><div class=more>"),
        );
        document(&page).unwrap().goes_on
    };
    assert_eq!(
        goes_on("<a href=1.html>1</a> <a href=2.html>[下一页]</a>").as_deref(),
        Some("2.html")
    );
    assert_eq!(
        goes_on(
            "下一篇：<a href=3.html>各地见闻</a> <a href='#'>下一页</a> <a href='javascript:f()'>下一页</a>"
        ),
        None
    );
}

#[test]
fn official_notices_are_read() {
    let row = |a: &str, b: &str, c: &str, d: &str| {
        format!("<tr><td><b>{a}</b></td><td>{b}</td><td><b>{c}</b></td><td>{d}</td></tr>")
    };
    let page = format!(
        "<html><head><title>国务院关于促进就业的通知_政府信息公开专栏</title><meta name=ArticleTitle content='国务院关于促进就业的通知'>\
         <meta name=PubDate content='2024-06-17 09:00'></head><body><table class=index>{}{}</table>\
         <div class=title>国务院关于<br>促进就业的通知</div><div>国发〔2024〕7号</div>\
         <div class=text><p>各省、自治区、直辖市人民政府：</p><p>{FIRST}</p><p>一、总体要求</p><p>{SECOND}</p><p>国务院</p><p>2024年6月17日</p></div>\
         <div><a href=x>打印本页</a></div></body></html>",
        row("索引号：", "000014349/2024-00001", "发文机关：", "国务院"),
        row("文号：", "国发〔2024〕7号", "发布日期：", "2024年06月17日"),
    );
    let document = document(&page).unwrap();
    assert_eq!(document.title.as_deref(), Some("国务院关于促进就业的通知"));
    let lines = texts(&document);
    assert_eq!(lines[0], "国务院关于促进就业的通知");
    assert!(lines[1].starts_with("索引号：\t000014349") && lines[2].starts_with("文号：\t国发"));
    assert_eq!(
        lines[3..],
        [
            "国发〔2024〕7号",
            "各省、自治区、直辖市人民政府：",
            FIRST,
            "一、总体要求",
            SECOND,
            "国务院",
            "2024年6月17日"
        ]
    );
    assert_eq!(document.meta.date.as_deref(), Some("2024-06-17"));
}

#[test]
fn a_table_in_an_article_survives_cleaning() {
    let rows: String = (1..9)
        .map(|n| format!("<tr><td>第{n}季度<td>增长<td>百分之{n}<td>较快<td>平稳<td>向好"))
        .collect();
    let document = document(&page(&format!("<p>{FIRST}</p><table>{rows}</table>"))).unwrap();
    let cleaner = crate::clean::Cleaner::new(duizhao_zh::script::Script::Hans).unwrap();
    assert_eq!(cleaner.clean(&document).article.blocks.len(), 9);
}

#[track_caller]
fn refusal(page: &str, reason: NoArticle) {
    let error = read_any(
        Path::new("a.html"),
        page.as_bytes(),
        &ReadOptions::default(),
    )
    .unwrap_err();
    assert_eq!(error.to_string(), format!("a.html: {reason}"));
    assert!(error.hint().is_some());
}

#[test]
fn pages_without_an_article_say_why() {
    refusal(
        "<html><frameset><frame src=a.html></frameset></html>",
        NoArticle::Frames,
    );
    refusal("<form>密码 <input type=password></form>", NoArticle::Login);
    refusal(
        "<html><p>The State Council met on Monday.</p></html>",
        NoArticle::NoChinese,
    );
    refusal("<html><script>load()</script></html>", NoArticle::NoText);
}

#[test]
fn what_looks_like_a_page_is_one_whatever_it_is_called() {
    for (name, text) in [
        (
            "a.txt",
            "<!-- saved from url=(0014)about:internet -->\n<!doctype html><p>会议在北京召开。",
        ),
        ("a.txt", "<div>会议在北京召开。</div>"),
        ("a.htm", "会议<b>在北京</b>召开。"),
        ("a.md", "<html>会议在北京召开。"),
    ] {
        let documents =
            read_any(Path::new(name), text.as_bytes(), &ReadOptions::default()).unwrap();
        assert_eq!(
            texts(documents[0].as_ref().unwrap()),
            ["会议在北京召开。"],
            "{text}"
        );
    }
    let text = "会议在北京召开。<b>";
    let documents = read_any(Path::new("a.txt"), text.as_bytes(), &ReadOptions::default()).unwrap();
    assert_eq!(texts(documents[0].as_ref().unwrap()), [text]);
}

#[test]
fn pages_of_any_shape_are_read() {
    let deep = format!("<html>{}{FIRST}", "<div><b>".repeat(100_000));
    assert_eq!(texts(&document(&deep).unwrap()), [FIRST]);
    let closing = format!("<html>{FIRST}{}", "</div></p></table>".repeat(100_000));
    assert_eq!(texts(&document(&closing).unwrap()), [FIRST]);
    let attribute = format!("<div class='{}'>{FIRST}</div>", "长".repeat(1_000_000));
    assert_eq!(texts(&document(&attribute).unwrap()), [FIRST]);
    let entities = format!("<html><p>{FIRST}{}", "&lol9;&#x110000;&amp".repeat(10_000));
    assert!(document(&entities).is_ok());
    let cut = page(FIRST);
    for (end, _) in cut.char_indices().step_by(13) {
        let _ = document(&cut[..end]);
    }
}

/// Returns parts of pages, in any order.
fn soup() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "</?(div|p|table|tr|td|li|ul|h1|h2|a href='/x'|b|span|pre|br|form|ruby|rt|select|option|title|script|style|svg)>",
        "<(meta|img|input|iframe|frame)[ a-z='\"]{0,9}>",
        "[一-龥，。 \n]{0,30}",
        "&[a-z#0-9]{0,6};?",
        "<!--|-->|<!|<\\?|</|<|>",
        "\\PC{0,9}",
    ];
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn no_soup_panics_and_blocks_keep_their_promises(soup in soup()) {
        for page in [soup.clone(), page(&soup)] {
            let Ok(document) = document(&page) else { continue };
            let mut line = 0;
            for block in &document.blocks {
                prop_assert!(!block.text.chars().all(crate::read::is_blank));
                prop_assert!(!block.text.contains(['\n', '\r']));
                prop_assert!(block.place.line > line);
                line = block.place.line;
                for link in &block.links {
                    prop_assert!(!link.span.of(&block.text).trim().is_empty());
                }
            }
        }
    }

    #[test]
    fn paragraphs_of_an_article_all_come_back(
        paragraphs in prop::collection::vec("[一-龥]{8,40}，[一-龥]{8,40}。", 1..12),
        tags in prop::sample::select(vec![("<p>", "</p>"), ("<div>", "</div>"), ("", "<br><br>"), ("<p><span>", "</span>")]),
    ) {
        let body: String = paragraphs.iter().map(|text| format!("{}{text}{}", tags.0, tags.1)).collect();
        let document = document(&page(&body)).unwrap();
        prop_assert_eq!(&texts(&document)[2..], &paragraphs);
    }
}
