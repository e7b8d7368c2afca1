//! Legal notices: copyright, disclaimers, registrations, publishers of the site.
//!
//! A notice speaks about the page: its whole line says who owns it, who registered it, and what may be done with it.
//! Such a line is removed wherever it stands. What only sounds like a notice is removed outside the text.

use super::draft::Draft;
use super::patterns::Patterns;
use duizhao_zh::han;
use regex::RegexSet;
use std::sync::LazyLock;

/// Longest line searched, in bytes; the longest disclaimer seen has some 600.
const LONGEST: usize = 900;

/// Lines that can be nothing but a notice, each with a word that the line must have. What a site says of itself
/// (本网, 本站, 本平台) is in most of them.
static NOTICES: LazyLock<Patterns> = LazyLock::new(|| {
    Patterns::with_rule(
        &[
            // 京ICP备12345678号-1, 京公网安备 11010802012345号
            (
                "备",
                r"(?:ICP备?|网安备|备案(?:号|序号|编号))[^，。；]{0,20}[0-9]{4}[^。；]*$",
            ),
            (
                "标识码",
                r"^[^，。；]{0,12}网站标识码[^，。；]{0,6}[0-9a-zA-Z]{6,}[^。；]*$",
            ),
            (
                "许可证",
                r"^[^，。；]{0,24}(?:信息服务|电信业务|节目|视听|网络文化|网络出版|出版物)[^，。；]{0,12}许可证[^，。；]{0,24}[0-9]{4,}[^，。；]*$",
            ),
            (
                "opyright",
                r"(?i)copyright\s*(?:©|\(c\)|&copy;|[0-9]|by|reserved|所有)",
            ),
            (
                "COPYRIGHT",
                r"COPYRIGHT\s*(?:©|\([Cc]\)|[0-9]|BY|RESERVED|所有)",
            ),
            ("eserved", r"(?i)all rights reserved"),
            ("RESERVED", r"ALL RIGHTS RESERVED"),
            ("©", r"^[^。]{0,60}©\s*(?:[0-9]{4}|copyright|[A-Z])[^。]*$"),
            ("owered", r"(?i)^[^。]{0,20}powered by [a-z0-9]"),
            (
                "声明",
                r"^(?:免责|版权|转载|法律|特别|郑重|重要|严正)?声明\s*[:：\s].*(?:本网|本站|本平台|本号|本公众号|本文(?:仅|系|来|为|由|转|只|内容|版权)|以上(?:内容|文章|图文|信息)|版权(?:归|属)|(?:如有|若有|涉及)侵权|信息存储|不代表(?:本|平台|网站)|(?:不|非)构成.{0,6}建议|自媒体|用户上传|注明(?:来源|出处))",
            ),
            (
                "不代表|并不代表|不能代表|未必代表",
                r"^[^。]{0,40}(?:不|并不|不能|未必)代表(?:了)?(?:本网|本站|本平台|本号|本公众号|本刊|本媒体|本频道|平台|网站|搜狐|网易|新浪|百家号|头条)[^，。；]{0,16}(?:立场|观点|意见|看法)",
            ),
            (
                "不代表|代表作者|代表网友|代表发布者|代表用户|代表投稿人|代表个人|代表会员|代表其",
                r"^[※*]*(?:免责声明|声明|特别声明)?[:：]?\s*(?:以上|本文|文章|该文|此文|文中|上述|评论|网友评论|作品|稿件|所有评论|所有留言)[^，。；]{0,20}仅?代表(?:作者|网友|发布者|用户|投稿人|个人|会员|其)[^，。；]{0,6}(?:观点|立场|意见|看法)",
            ),
            (
                "侵",
                r"(?:如|若|倘若)(?:果|有|您|需)?[^。]{0,30}(?:侵权|侵犯|侵害)[^。]{0,40}(?:(?:联系|告知|通知|联络)(?:我们|本网|本站|本号|本平台|小编|后台|我方|站长|删除)|(?:我们|本网|本站|小编|我方|平台)[^，。]{0,12}(?:删除|处理|撤除|撤下|更正))",
            ),
            (
                "侵",
                r"^[（(]?(?:图片|素材|内容|文字|图文|文章)[^，。；]{0,8}(?:来源于?|来自|源自|取自)[^，。；]{0,4}(?:网络|互联网)[，,、。\s]*(?:如有|若有|如)?侵权?[^。]{0,8}(?:删|联系)[^。]{0,16}[。）)]*$",
            ),
            (
                "存储",
                r"(?:平台|本网|本站|搜狐|网易|快传号)[^。]{0,24}(?:仅|只)?提供信息(?:发布|存储|网络存储)(?:空间)?服务",
            ),
            (
                "上传",
                r"^[（(]?(?:特别声明：?)?以上(?:内容|文章|图文|作品)[^。]{0,40}用户上传",
            ),
            (
                "本网|本站|本平台|本号|本公众号|本社|我网",
                r"^[※*\s0-9、.①-⑩]*(?:凡|凡是)?(?:本网站?|本站|本平台|本号|本公众号|本社|我网)[^。]{0,40}(?:注明|转载|刊载|刊登|授权)[^。]{0,40}(?:版权|来源|稿件|作品|内容|文章|信息|授权|图片)",
            ),
            (
                "凡",
                r"^[※*\s0-9、.①-⑩]*(?:凡|凡是)(?:[^，。；]{0,8})?(?:注明|标注|署名|来源)[^，。；]{0,30}(?:作品|稿件|文章|文字|图片|内容|信息)[^。]{0,40}(?:版权|转载|授权|本网|本站|来源)",
            ),
            (
                "浏览器",
                r"^(?:您|你)的浏览器(?:不支持|版本|可能|已)[^。]{0,40}[。！]?$",
            ),
            (
                "浏览",
                r"^(?:建议|推荐)(?:您)?(?:使用|采用|用)[^，。；]{0,30}(?:浏览器|分辨率|浏览|访问)[^，。；]{0,24}[。]?$",
            ),
            (
                "遵守",
                r"^请?(?:您)?自觉遵守(?:互联网|网络|国家|相关)[^。]{0,40}(?:法律|法规|政策|规定)[^。]{0,40}(?:评论|言论|发言|内容|信息|。|$)",
            ),
            (
                "举报",
                r"^[^，。；]{0,12}(?:违法|不良|有害|未成年)[^，。；]{0,14}举报[^，。；]{0,8}(?:[:：]?\s*[0-9(（+A-Za-z@][^，。；]*)?$",
            ),
            ("Notice", r"^Notice: ?The content above"),
            ("var", r"^var\s.*[;{})]$"),
            ("function", r"^function[\s(].*[;{})]$"),
            ("window", r"^window\..*[;{})]$"),
            ("document", r"^document\..*[;{})]$"),
        ],
        ABOUT_TEXTS,
        is_legal,
    )
});

/// Lines that are notices where they stand outside the text.
static OUTSIDE: LazyLock<Patterns> = LazyLock::new(|| {
    Patterns::new(&[
        (
            "声明",
            r"^[※*（(【\[]*(?:免责声明|特别声明|郑重声明|版权声明|版权说明|转载声明|法律声明|网站声明)[】\])）]*\s*(?:[:：\s]|$)",
        ),
        ("条款", r"^[（(【\[]*免责条款[】\])）]*\s*(?:[:：\s]|$)"),
        (
            "提示",
            r"^[（(【\[]*(?:特别提示|风险提示|重要提示)[】\])）]*\s*[:：\s].*(?:转载|版权|本网|本站|本平台|本文|以上内容|投资|仅供)",
        ),
        ("版权", r"版权(?:所有|归|属)(?:[^者制]|$)"),
        (
            "未经",
            r"未经[^，。]{0,20}(?:授权|许可|允许|同意)[^。]{0,20}(?:转载|使用|复制|摘编|镜像|刊用|翻载|发布)",
        ),
        ("转载", r"转载(?:请|须|需|时)[^，。]{0,8}(?:注明|标明|联系)"),
        (
            "不代表",
            r"(?:不|并不)代表[^。]{0,12}(?:本网|本站|本平台|本报|网站|平台)",
        ),
        (
            "侵",
            r"^(?:如有|若有|如涉及?|若涉及?|如果)[^。]{0,10}(?:侵权|侵犯)[^。]{0,40}(?:删除|联系|处理|告知)",
        ),
        ("侵", r"^反?侵权(?:公告|投诉|声明|举报)[：:]?$"),
        (
            "供参考",
            r"^[^，。]{0,16}(?:内容|信息|资料|数据|观点)[^，。]{0,8}仅供参考",
        ),
        ("咨询", r"建议您?咨询(?:相关)?(?:领域)?的?专业人士"),
        (
            "您",
            r"^如果?您?(?:认为|觉得|发现)[^。]{0,14}(?:完善|错误|问题|侵权|不妥)[^。]{0,12}(?:编辑|指正|联系|反馈|举报)",
        ),
        (
            "网络",
            r"^(?:以上|本文|文章|图片|信息|资料|素材|内容)[^，。]{0,20}(?:转载自|来源于?|来自|整理自)[^，。]{0,4}网络",
        ),
        (
            "许可证",
            r"(?:信息服务|电信业务|视听节目|出版|经营)[^，。]{0,8}许可证",
        ),
    ])
});

/// Lines that are notices below the text, next to other furniture: true ones of the same form sign announcements.
static BESIDE: LazyLock<Patterns> = LazyLock::new(|| {
    Patterns::new(&[
        (
            "举报",
            r"^[^，。；]{0,14}举报(?:电话|邮箱|热线|中心|入口|专区|受理)?[^，。；]{0,8}(?:[:：][^，。；]*)?$",
        ),
        ("办", r"^(?:主办|承办|协办)(?:单位)?[:：][^，。；]{0,80}$"),
        ("主管", r"^主管(?:单位)?[:：][^，。；]{0,80}$"),
        ("技术支持", r"^技术支持[:：][^，。；]{0,60}$"),
        (
            "运",
            r"^(?:运维|运营|运行)(?:单位|管理|维护)?[:：][^，。；]{0,60}$",
        ),
        (
            "址",
            r"^(?:联系|单位|办公|通讯|通信)?地址[:：][^，。；]{0,80}$",
        ),
        (
            "电话",
            r"^[^，。；]{0,10}电话(?:（总机）)?[:：][^，。；]{0,60}$",
        ),
        (
            "邮",
            r"^(?:邮编|邮政编码|邮箱|电子邮箱|投稿邮箱)[:：][^，。；]{0,60}$",
        ),
    ])
});

/// What a clause of a notice says: who owns, what may not be done without leave, what follows.
static LEGAL: LazyLock<RegexSet> = LazyLock::new(|| {
    let leave = r"(?:授权|许可|允许|同意|协议)";
    let deed = r"(?:转载|使用|复制|摘编|镜像|刊用|翻载|发布|播发|传播|链接|转贴|转发|引用|改编|下载|抓取|建立镜像)";
    RegexSet::new([
        r"^.{0,30}版权(?:均|皆|全部)?(?:所有|归.{1,16}所有|属.{1,16}所有|属于.{1,16})(?:[^者制权].{0,15})?$".to_owned(),
        format!(r"^.{{0,20}}未经.{{0,16}}{leave}.{{0,14}}{deed}?.{{0,16}}$"),
        format!(r"^(?:.{{0,10}})?(?:不得|禁止|严禁|请勿|谢绝|拒绝).{{0,24}}{deed}.{{0,12}}$"),
        format!(r"^(?:如需|如要|需|欢迎)?{deed}.{{0,8}}(?:请|须|需|时|应|务必).{{0,10}}(?:注明|标明|联系|授权|保留).{{0,30}}$"),
        r"^(?:违者|侵权|盗版|翻印|违反|违规)(?:者)?(?:必究|.{0,6}追究.{0,16}|.{0,10}法律责任)$".to_owned(),
        r"^(?:本网|本站|我们|.{0,8})(?:将)?(?:依法)?(?:追究|保留).{0,12}(?:责任|权利|权力)$".to_owned(),
    ])
    .expect("the patterns are well formed")
});

/// Words of which a legal notice has one: it is about texts, not about weapons or roads.
const ABOUT_TEXTS: &str = "版权所|版权归|版权均|版权属|转载|镜像";

pub(super) fn run(draft: &mut Draft<'_>) {
    for index in 0..draft.lines.len() {
        let line = &draft.lines[index];
        if !line.is_open() || line.key().len() > LONGEST {
            continue;
        }
        let outside = || !draft.is_inside(index) && OUTSIDE.is_match(&tight(line.key()));
        if line.is_notice() || outside() {
            draft.remove(index);
        }
    }
    remove_neighbours(draft);
}

/// Removes addresses, telephone numbers and publishers below the text, next to lines that are removed already.
fn remove_neighbours(draft: &mut Draft<'_>) {
    let below = draft.bounds().map_or(0, |text| text.last + 1);
    let suspect = |draft: &Draft<'_>, index: usize| {
        let line = &draft.lines[index];
        line.is_open() && line.key().len() <= LONGEST && BESIDE.is_match(line.key())
    };
    let is_removed = |draft: &Draft<'_>, index: Option<usize>| {
        index
            .and_then(|index| draft.lines.get(index))
            .is_some_and(|line| !line.is_body())
    };
    for index in below..draft.lines.len() {
        if index > below && is_removed(draft, index.checked_sub(1)) && suspect(draft, index) {
            draft.remove(index);
        }
    }
    for index in (below..draft.lines.len()).rev() {
        if is_removed(draft, Some(index + 1)) && suspect(draft, index) {
            draft.remove(index);
        }
    }
}

/// Tests whether a line can be nothing but a notice.
pub(super) fn is_notice(key: &str) -> bool {
    if key.len() > LONGEST || key.starts_with(['“', '「']) {
        return false;
    }
    NOTICES.is_match(&tight(key))
}

/// Tests whether every clause of a line is legal, which is about texts: 版权所有 未经授权 禁止转载.
fn is_legal(key: &str) -> bool {
    key.split(|c: char| c.is_whitespace() || "，。；！,.;!|｜·、—-【】[]（）()※*：:".contains(c))
        .filter(|clause| !clause.is_empty())
        .all(|clause| is_sign(clause) || LEGAL.is_match(clause))
}

/// Tests whether a clause of a notice is only a label, a number or the name of a site.
fn is_sign(clause: &str) -> bool {
    matches!(
        clause,
        "免责声明" | "版权声明" | "声明" | "特别声明" | "转载声明"
    ) || han::count(clause) == 0
        || (han::count(clause) <= 12 && clause.ends_with(['网', '报', '社', '司', '站', '台']))
}

/// Removes the spaces of a line whose characters are spaced out: 人 民 网 版 权 所 有.
fn tight(key: &str) -> std::borrow::Cow<'_, str> {
    let spaces = key.bytes().filter(|&byte| byte == b' ').count();
    if spaces >= 4 && spaces * 2 >= han::count(key) {
        key.replace(' ', "").into()
    } else {
        key.into()
    }
}

/// Returns the sets of patterns.
#[cfg(test)]
pub(super) fn all() -> [&'static Patterns; 3] {
    [&NOTICES, &OUTSIDE, &BESIDE]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notices_anywhere() {
        for line in [
            "皖ICP备05012345号-1 皖公网安备 34010202000123号",
            "版权所有 禁止转载",
            "人 民 网 版 权 所 有 ，未 经 书 面 授 权 禁 止 使 用",
            "特别声明：以上内容为自媒体平台用户上传并发布",
            "本网凡注明“来源：某日报”的所有作品，版权均属本网，未经授权不得转载。",
            "本文仅代表作者个人观点，不代表本网立场。",
            "如有侵权，请联系我们删除。",
            "违法和不良信息举报电话：0551-1234567",
            "Copyright © 2020 example.org All Rights Reserved",
        ] {
            assert!(is_notice(line), "{line}");
        }
        for line in [
            "外交部发表声明，对此表示强烈谴责。",
            "该作品的版权问题引发关注，法院认定侵权成立。",
            "主办方表示，活动将延期举行。",
            "未经批准，不得擅自复工。",
            "未经许可，不得使用。",
            "版权所有制改革正在推进。",
            "版权所有者依法享有权利，任何单位不得侵犯。",
        ] {
            assert!(!is_notice(line), "{line}");
        }
    }

    #[test]
    fn notices_outside_the_text() {
        for line in [
            "故事内容仅供参考,如果您需要解决具体问题",
            "(尤其在法律、医学等领域),建议您咨询相关领域专业人士。",
            "如果您认为本故事还有待完善,请 编辑",
            "版权声明",
        ] {
            assert!(OUTSIDE.is_match(line), "{line}");
        }
        assert!(BESIDE.is_match("主办：临溪县人民政府 承办：临溪县政务服务中心"));
    }
}
