//! Prompts to scan, follow, download or click.

use super::draft::Draft;
use super::patterns::Patterns;
use duizhao_zh::char_set::PlaneSet;
use duizhao_zh::han;
use std::sync::LazyLock;

/// Longest prompt, in characters; longer lines are text about a QR code.
const LONGEST: usize = 60;

/// Most Chinese characters of a label, which is no prompt: 关注.
const MOST_LABEL: usize = 2;

/// Marks around a prompt.
static AROUND: PlaneSet = PlaneSet::of("•·▲▼◆■●★→↑↓【】[]（）() ");

/// Prompts, each with words of which it has one. A prompt addresses the reader, so it has no subject before the verb.
static PROMPT: LazyLock<Patterns> = LazyLock::new(|| {
    Patterns::new(&[
        (
            "扫|长按|识别",
            r"^.{0,12}(扫一扫|扫描|扫码|长按|识别)[“”]*\s*(添加|关注|分享|打开|下载|在手机|手机|用手机|进入|加入|查看|更多|识别|上方|下方|上图|下图|左侧|右侧|二维码|图中)",
        ),
        (
            "扫|长按|识别",
            r"^(请|欢迎|敬请)?(用|使用|打开)?(手机|微信|支付宝|QQ|浏览器)?[“”]*(扫一扫|扫描|扫码|长按|识别).{0,16}(二维码|小程序码|公众号)",
        ),
        ("扫", r"^(微信|手机|支付宝)[“”]*(扫一扫|扫码)"),
        (
            "关注",
            r"^(点击.{0,8}|扫码|长按.{0,8}|搜索.{0,8}|↑+|↓+)关注.{0,24}$",
        ),
        (
            "关注",
            r"^(请|欢迎|敬请|更多.{0,20})关注.{0,20}(公众号|微信|微博|我们|订阅|号|客户端|APP|平台|官网|后续报道|本报|本网)",
        ),
        (
            "关注",
            r"^关注[“《「]?.{0,16}(公众号|微信号|官方微信|官方微博|订阅号|视频号|抖音号)",
        ),
        (
            "下载|安装|打开",
            r"^(请|欢迎|立即|点击|扫码|免费|马上|打开)*(下载|安装|打开).{0,14}(客户端|APP|App|app|查看|阅读|体验)",
        ),
        (
            "更多",
            r"^.{0,10}(客户端|APP|App)[，,]?(查看|阅读|看|获取|了解)更多",
        ),
        (
            "点击",
            r"^(请)?点击(进入|查看|下载|阅读|观看|收听|图片|上方|下方|这里|此处|标题|右上角|左下角|“阅读原文”|阅读原文)",
        ),
        ("参与方式", r"^参与方式[:：].*(关注|扫|添加|搜索|点击)"),
        (
            "公众号|微信号|官方微信|邮箱|热线|电话",
            r"^(微信公众号|公众号|微信号|官方微信|投稿邮箱|新闻热线|报料热线|联系电话|热线电话)[:：]\s*\S{0,40}$",
        ),
        ("二维码|小程序码", r"^(本文)?(二维码|小程序码)$"),
        ("下载", r"^.{0,10}(客户端|APP|App|小程序)下载$"),
        (
            "登录|登陆",
            r"^(请)?(先)?(登录|登陆)后?(发表|参与|即可|才能).{0,4}(评论|讨论|留言|回复)",
        ),
        ("扫", r"^(扫一扫|扫码).{0,4}(分享|转发)"),
        (
            "分享|转发|收藏|点赞",
            r"^(分享|转发|收藏|点赞)(到|给|至|让).{0,16}(朋友圈|好友|更多人看到|更多人|朋友们?|空间)$",
        ),
        ("看完", r"^看完.{0,12}(点赞|转发|在看|关注)"),
        (
            "喜欢|觉得",
            r"^(喜欢|觉得).{0,14}(点赞|点个|转发|在看|关注|分享)",
        ),
    ])
});

/// Returns the set of patterns.
#[cfg(test)]
pub(super) fn all() -> &'static Patterns {
    &PROMPT
}

pub(super) fn run(draft: &mut Draft<'_>) {
    for index in 0..draft.lines.len() {
        let line = &draft.lines[index];
        if line.is_open() && line.han() > MOST_LABEL && is_prompt(line.key()) {
            draft.remove(index);
        }
    }
}

fn is_prompt(key: &str) -> bool {
    key.len() <= LONGEST * 3
        && key.chars().count() <= LONGEST
        && !is_narrative(key)
        && PROMPT.is_match(key.trim_matches(|c| AROUND.contains(c)))
}

/// Tests whether the line is about others instead of inviting the reader: it has clauses or an end mark, and
/// does not begin with an invitation.
fn is_narrative(key: &str) -> bool {
    let has_clauses = key.contains(['，', ',', '、', '；']);
    let invites = key.starts_with([
        '请', '欢', '扫', '长', '点', '微', '关', '打', '下', '更', '参', '用', '喜', '觉', '看',
    ]);
    let end = key.trim_end_matches(|c: char| han::is_closing(c) || c.is_ascii_digit() || c == '[');
    let has_end = end.ends_with(['。', '；', '：', '…']);
    if invites {
        has_clauses && has_end && !key.contains('请')
    } else {
        has_clauses || has_end
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prompts_address_the_reader() {
        for line in [
            "微信“扫一扫”添加“学习大国”",
            "参与方式:请关注“人民党建云”微信公众号参与活动。",
            "长按识别二维码关注",
            "点击上方蓝字关注我们",
            "扫一扫在手机打开当前页",
            "打开APP，查看更多精彩图片",
            "下载人民日报客户端",
        ] {
            assert!(is_prompt(line), "{line}");
        }
        for line in [
            "他扫一扫二维码，就能看到党员的承诺。",
            "群众扫码即可办事。",
            "关注民生是我们的责任。",
            "点击鼠标，群众足不出户就能办成事。",
            "请关注老人的需求，这是书记常说的话。",
        ] {
            assert!(!is_prompt(line), "{line}");
        }
    }
}
