//! Names without a surname: with an interpunct (买买提·艾力), Tibetan (扎西顿珠), Mongolian (巴音朝鲁).

use crate::char_set::CharSet;
use crate::dictionary;
use crate::han;
use crate::pinyin;
use std::collections::HashMap;
use std::sync::LazyLock;

/// Interpuncts of names.
pub(super) fn is_interpunct(c: char) -> bool {
    matches!(c, '·' | '•' | '‧' | '・' | '･')
}

/// Characters that names transcribed into Chinese usually have; collected by hand from the tables of transcription
/// for English, Russian, Arabic and Uyghur names.
const TRANSCRIPTION: &str = "阿埃艾爱安奥澳巴白柏班邦保堡鲍贝本比彼宾波伯勃博卜布查昌彻楚茨次达戴丹当道德登邓迪蒂丁东都杜顿多厄恩儿尔法凡范方菲费芬丰弗夫福富盖甘冈高戈格根贡古瓜圭哈海罕汉杭豪贺赫黑亨洪侯胡华怀霍基吉季加佳贾江姜杰捷金京久居喀卡凯坎康考柯科可克肯孔库夸奎坤拉莱赖兰朗劳勒雷蕾黎里理利莉丽力立连廉良列烈林琳龙隆卢鲁露路伦罗洛吕马玛麦迈曼芒毛梅门蒙孟米密敏明莫默姆木慕穆拿娜纳乃奈南楠讷内尼妮年涅宁牛纽农努诺女欧帕派潘庞佩彭蓬皮平坡珀泼普齐奇契恰强乔切钦琴青琼丘曲让热仁日荣茹儒瑞若萨塞赛桑瑟森沙莎山尚绍舍申生圣施诗什石史士舒斯丝松苏素索塔台泰坦汤唐陶忒特提田廷亭通图土托陀娃瓦万旺威韦维伟魏温文翁沃乌武伍西希锡席夏仙香肖谢辛欣兴幸休许雅亚延扬杨耶叶伊依因茵英永尤尤约云宰赞早泽曾扎詹章珍真芝治智朱卓孜兹宗祖佐买江吐帕司义肖开提再努孜古丽木明生白扎更瓦地达铁力热雪来克合思逊伍柳珊翁孙柴碧璃甫霓黛蓓弥麻蜜琪娅嘉蔡萝岑朵仑凌哲苑茜蕊露菈丝宽昂彭谦撒索悉泽不外吾";

/// Tests whether `c` stands in transcribed names.
pub(super) fn is_transcription(c: char) -> bool {
    static SET: LazyLock<CharSet> = LazyLock::new(|| CharSet::new(TRANSCRIPTION.chars()));
    SET.contains(c)
}

/// Longest part of a transcribed name, in characters.
const LONGEST_PART: usize = 8;

/// Reads the name around the interpunct at `dot`: where it begins and ends, all its parts.
pub(super) fn interpunct(chars: &[char], dot: usize) -> Option<(usize, usize)> {
    let mut start = dot;
    while start > 0 && dot - start < LONGEST_PART && is_transcription(chars[start - 1]) {
        start -= 1;
    }
    let mut end = dot;
    while chars.get(end).copied().is_some_and(is_interpunct) {
        let first = end + 1;
        let mut last = first;
        while last - first < LONGEST_PART && chars.get(last).is_some_and(|&c| is_transcription(c)) {
            last += 1;
        }
        if last == first {
            break;
        }
        end = last;
    }
    let start = after_word(chars, start, dot);
    let end = before_word(chars, dot, end);
    (start < dot && end > dot + 1).then_some((start, end))
}

/// Longest word that is cut from the sides of a name, in characters.
const LONGEST_WORD: usize = 4;

/// Returns where the name begins after a word that reaches into it: 总理佐兰·扎埃夫, 女儿凯伦·亨特.
fn after_word(chars: &[char], start: usize, dot: usize) -> usize {
    let is_date =
        start > 0 && matches!(chars[start], '日' | '年' | '月') && is_figure(chars[start - 1]);
    if is_date {
        return start + 1;
    }
    (start + 1..dot.min(start + LONGEST_WORD))
        .rev()
        .find(|&end| {
            (end.saturating_sub(LONGEST_WORD)..=start).any(|from| {
                let word: String = chars[from..end].iter().collect();
                end - from >= 2
                    && (dictionary::is_word(&word)
                        || super::ends_in_post(&word)
                        || super::ends_in_role(&word))
            })
        })
        .unwrap_or(start)
}

fn is_figure(c: char) -> bool {
    c.is_ascii_digit() || c.is_whitespace()
}

/// Returns where the name ends before a word that reaches out of it: 卡特博士, 里德根据.
fn before_word(chars: &[char], dot: usize, end: usize) -> usize {
    let first = (dot + 2).max(end.saturating_sub(LONGEST_WORD));
    let cut = (first..end).find(|&from| {
        (end.max(from + 2)..=(from + LONGEST_WORD).min(chars.len())).any(|to| {
            let word: String = chars[from..to].iter().collect();
            dictionary::is_word(&word)
        })
    });
    let end = cut.unwrap_or(end);
    let is_adverb = end > dot + 2 && matches!(chars[end - 1], '曾' | '因' | '当' | '通');
    if is_adverb && chars.get(end).copied().is_some_and(han::is_han) {
        end - 1
    } else {
        end
    }
}

/// Words of Tibetan and Mongolian names.
const WORDS: [&str; 198] = [
    "扎西",
    "顿珠",
    "次仁",
    "卓玛",
    "洛桑",
    "旺堆",
    "边巴",
    "普布",
    "巴桑",
    "尼玛",
    "达瓦",
    "格桑",
    "平措",
    "多吉",
    "索朗",
    "丹增",
    "旦增",
    "嘉措",
    "加措",
    "贡布",
    "贡觉",
    "央金",
    "白玛",
    "拉姆",
    "德吉",
    "曲珍",
    "桑杰",
    "仁青",
    "仁增",
    "罗布",
    "班觉",
    "益西",
    "强巴",
    "群培",
    "晋美",
    "江村",
    "阿旺",
    "土登",
    "列确",
    "向巴",
    "次旦",
    "卓嘎",
    "玉珍",
    "措姆",
    "坚赞",
    "旺杰",
    "旺扎",
    "旺姆",
    "赤列",
    "坚参",
    "朗杰",
    "次珍",
    "拉珍",
    "拉巴",
    "米玛",
    "巴珠",
    "才让",
    "才旦",
    "才仁",
    "东主",
    "尕藏",
    "完玛",
    "扎巴",
    "云丹",
    "元旦",
    "南杰",
    "华旦",
    "赤林",
    "江措",
    "西饶",
    "次央",
    "德庆",
    "斯朗",
    "泽仁",
    "降央",
    "巴音",
    "朝鲁",
    "巴特尔",
    "巴图",
    "孟和",
    "那顺",
    "其木格",
    "其其格",
    "乌云",
    "格日勒",
    "呼和",
    "斯琴",
    "高娃",
    "宝音",
    "图雅",
    "娜仁",
    "阿古拉",
    "布和",
    "毕力格",
    "哈斯",
    "特木尔",
    "嘎玛",
    "泽登",
    "次珠",
    "次登",
    "泽旺",
    "泽郎",
    "丹巴",
    "旦巴",
    "旺秀",
    "旺修",
    "久美",
    "久迈",
    "更登",
    "根敦",
    "更尕",
    "才丹",
    "才华",
    "才项",
    "项秀",
    "拉毛",
    "卓尕",
    "央宗",
    "曲宗",
    "曲措",
    "曲扎",
    "白珍",
    "白玛措",
    "玉措",
    "索南",
    "松保",
    "扎喜",
    "扎史",
    "斯那",
    "松吉",
    "拉旺",
    "琼达",
    "琼珠",
    "班旦",
    "巴登",
    "旺青",
    "洛松",
    "洛珠",
    "阿布",
    "朗加",
    "却吉",
    "布穷",
    "穷达",
    "欧珠",
    "加央",
    "洛追",
    "拥珠",
    "银巴",
    "宗吉",
    "巴雅尔",
    "巴雅斯古楞",
    "阿拉坦",
    "苏日",
    "嘎拉",
    "朝克图",
    "朝格图",
    "额尔敦",
    "额尔登",
    "苏和",
    "敖日格勒",
    "敖登",
    "满都拉",
    "满达",
    "呼格吉勒",
    "吉日嘎拉",
    "仓格",
    "牧仁",
    "萨仁",
    "萨日娜",
    "托娅",
    "其其克",
    "海日",
    "布仁",
    "呼斯楞",
    "乌兰",
    "乌恩",
    "乌力吉",
    "达来",
    "达日罕",
    "道尔吉",
    "策仁",
    "仁钦",
    "巴特",
    "巴依尔",
    "青格乐",
    "格根",
    "吉雅",
    "特古斯",
    "毕力",
    "阿迪雅",
    "斯日古楞",
    "斯仁",
    "那木",
    "那日苏",
    "娜日苏",
    "浩毕斯",
    "珠拉",
    "吉木斯",
];

/// Reads two or three words of a Tibetan or Mongolian name at `i`, and returns where it ends.
pub(super) fn words(chars: &[char], i: usize) -> Option<usize> {
    let mut end = i;
    let mut count = 0;
    while count < 3
        && let Some(length) = word(chars, end)
    {
        end += length;
        count += 1;
    }
    (count >= 2).then_some(end)
}

fn word(chars: &[char], i: usize) -> Option<usize> {
    static BY_FIRST: LazyLock<HashMap<char, Vec<Vec<char>>>> = LazyLock::new(|| {
        let mut by_first: HashMap<char, Vec<Vec<char>>> = HashMap::new();
        for word in WORDS {
            let word: Vec<char> = word.chars().collect();
            by_first.entry(word[0]).or_default().push(word);
        }
        by_first
    });
    let words = BY_FIRST.get(chars.get(i)?)?;
    let standing = words.iter().filter(|word| chars[i..].starts_with(word));
    standing.map(Vec::len).max()
}

/// Spells a name of this kind: a word each, capitalized; `None` for other names.
pub(super) fn english(name: &str) -> Option<String> {
    let chars: Vec<char> = name.chars().collect();
    if name.contains(is_interpunct) {
        let parts = name
            .split(is_interpunct)
            .filter(|part| part.contains(han::is_han));
        let mut parts: Vec<&str> = parts.collect();
        let last = parts.pop()?;
        let first = parts.into_iter().map(pinyin::name);
        return Some(first.chain([part(last)]).collect::<Vec<_>>().join(" "));
    }
    if words(&chars, 0) != Some(chars.len()) {
        return None;
    }
    let mut english = Vec::new();
    let mut at = 0;
    while let Some(length) = word(&chars, at) {
        let text: String = chars[at..at + length].iter().collect();
        english.push(pinyin::name(&text));
        at += length;
    }
    Some(english.join(" "))
}

/// Spells the last part of a name: as the list of names has it, or in pinyin.
fn part(text: &str) -> String {
    dictionary::gloss(text)
        .filter(|english| english.starts_with(char::is_uppercase))
        .unwrap_or_else(|| pinyin::name(text))
}

/// Characters that hardly stand in given names that are not transcribed.
const FOREIGN: &str = "尔斯特德克姆夫布尼蒂勒塞兹茨伊亚奥卡埃瓦恩顿默迪莱拜";

/// Surnames that transcribed names hardly begin with when but one character is a foreign one: 高兴夫, 马德华.
const CHINESE_SURNAMES: &str = "高黄林江姜胡侯何梁彭田汪翁谢杨叶易詹章朱邹许";

/// Tests whether a name without interpunct is transcribed: 巴内特, 罗斯.
pub(super) fn is_transcribed(name: &str) -> bool {
    let given = name.chars().skip(1);
    let foreign = given.clone().filter(|&c| FOREIGN.contains(c)).count();
    let is_chinese = given.count() == 2 && name.starts_with(|c| CHINESE_SURNAMES.contains(c));
    foreign > usize::from(is_chinese) && name.chars().all(is_transcription)
}
