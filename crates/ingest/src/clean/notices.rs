//! Legal notices: copyright, disclaimers, registrations, publishers of the site.

use super::draft::Draft;
use regex::Regex;
use std::sync::LazyLock;

/// Longest line searched, in bytes; the longest disclaimer seen has some 600.
const LONGEST: usize = 900;

static NOTICE: LazyLock<Regex> = LazyLock::new(|| {
    let patterns = [
        r"^[※*（(【\[]*(免责声明|版权声明|版权说明|转载声明|免责条款|法律声明)[】\])）]*\s*[:：\s]",
        r"^[※*（(【\[]*(特别声明|郑重声明|重要声明|特别提示|风险提示|声明)[】\])）]*\s*[:：\s].*(转载|版权|本站|本网|本号|本平台|本文|以上内容|立场|侵权|来源|仅供|用户|网络|仅代表|作者本人|发布平台|存储)",
        r"^[※*（(【\[]*(免责声明|特别声明|版权声明|版权说明|转载声明|法律声明)[】\])）]*$",
        r"版权所有.{0,30}(保留|禁止|未经|不得|翻印|转载|必究|©|Copyright|违者|$)",
        r"^版权(归|属).{0,16}(所有|作者|本网|本站|本报)",
        r"未经.{0,20}(授权|许可|允许|同意).{0,20}(转载|使用|复制|摘编|镜像|刊用|翻载)",
        r"(转载|引用)(请|须|需|时).{0,8}(注明|标明)(来源|出处|作者)",
        r"ICP[备证]号?\s*\d|ICP备?\s*\d|公网安备|网安备|网站标识码|政府网站标识|备案号[:：]",
        r"(?i)copyright\s*(©|\(c\)|\d|by|reserved|所有)|all rights reserved|©\s*\d{4}|powered by",
        r"互联网(新闻|出版|视听|宗教)信息服务许可证|增值电信业务|广播电视节目制作经营许可|信息网络传播视听节目许可证",
        r"^(违法|不良|违法和不良|本网站?|网上|有害).{0,8}(信息)?举报|^(举报(电话|邮箱))[:：][^，。]*$",
        r"^(主办|主管|承办|技术支持|运维|建议使用)(单位)?[:：][^，。；]{0,60}$",
        r"(不代表|并不代表).{0,12}(本网|本站|本平台|本报|网站|平台|立场|观点)",
        r"(本网|本站|本平台|本号|我们).{0,30}(侵权|侵犯).{0,30}(删除|联系|处理|告知)",
        r"^(如有|若有|如涉及?|若涉及?|如果).{0,10}(侵权|侵犯).{0,40}(删除|联系|处理|告知)",
        r"^.{0,12}(内容|信息|资料|数据).{0,6}仅供参考.{0,40}$",
        r"建议您?咨询(相关)?(领域)?(的)?专业人士",
        r"^如果?您?(认为|觉得|发现).{0,14}(完善|错误|问题|侵权|不妥).{0,12}(编辑|指正|联系|反馈|举报)",
        r"^(凡|本网|本站|本平台).{0,30}(注明|来源|转载|刊载|发布).{0,60}(作品|内容|文章|稿件|信息|图片)",
        r"^Notice: ?The content above",
        r"^请?自觉遵守.{0,20}(法律|法规|政策)|^(您|你)的浏览器(不支持|版本)|^(建议|推荐)使用.{0,24}(浏览|分辨率|浏览器)",
        r"(未经|非经).{0,6}(授权|许可|同意).{0,8}(不得|禁止)(转载|使用|复制|公开)",
        r"^(var|function|window\.|document\.|\$\()\s*.*[;{})]$",
        r"^(以上|本文|文章).{0,20}(用户上传|自媒体|平台仅提供|仅提供信息存储|网络整理|转载自网络|来源于?网络)",
    ];
    Regex::new(&patterns.map(|p| format!("(?:{p})")).join("|")).expect("the pattern is well formed")
});

/// Words of which a notice has at least one: a cheap check before the search.
static HINTS: LazyLock<Regex> = LazyLock::new(|| {
    let hints = [
        "声明",
        "版权",
        "未经",
        "转载",
        "备",
        "许可证",
        "举报",
        "主办",
        "主管",
        "承办",
        "技术支持",
        "代表",
        "侵",
        "仅供参考",
        "咨询",
        "完善",
        "凡",
        "opyright",
        "eserved",
        "©",
        "owered",
        "Notice",
        "来源于",
        "引用",
        "发现",
        "建议",
        "反馈",
        "遵守",
        "浏览",
        "var",
        "function",
        "window",
        "document",
        "非经",
        "标识码",
        "条款",
    ];
    Regex::new(&hints.join("|")).expect("the pattern is well formed")
});

pub(super) fn run(draft: &mut Draft<'_>) {
    for index in 0..draft.lines.len() {
        let line = &draft.lines[index];
        if line.is_open() && line.key().len() <= LONGEST && is_notice(line.key()) {
            draft.remove(index);
        }
    }
}

fn is_notice(key: &str) -> bool {
    HINTS.is_match(key) && !key.contains("版权所有制") && NOTICE.is_match(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notices_only() {
        for line in [
            "故事内容仅供参考,如果您需要解决具体问题",
            "(尤其在法律、医学等领域),建议您咨询相关领域专业人士。",
            "如果您认为本故事还有待完善,请 编辑",
            "皖ICP备05012345号-1 皖公网安备 34010202000123号",
            "版权所有 禁止转载",
            "主办：临溪县人民政府 承办：临溪县政务服务中心",
            "特别声明：以上内容为自媒体平台用户上传并发布",
        ] {
            assert!(is_notice(line), "{line}");
        }
        for line in [
            "外交部发表声明，对此表示强烈谴责。",
            "双方发表联合声明，重申一个中国原则。",
            "该作品的版权问题引发关注，法院认定侵权成立。",
            "主办方表示，活动将延期举行。",
            "未经批准，不得擅自复工。",
            "版权所有制改革正在推进。",
        ] {
            assert!(!is_notice(line), "{line}");
        }
    }
}
