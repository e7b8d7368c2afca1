//! Names of elements, as far as reading tells them apart.

/// The name of an element. Elements that are read alike have one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tag {
    /// `a`
    A,
    /// `b`, `strong`
    B,
    /// `br`
    Br,
    /// `p`
    P,
    /// `html`, `head`, `body`, `tbody` and others that change nothing
    Ignored,
    /// `div`, `section`, `center` and others that only hold blocks
    Div,
    /// `h1`
    H1,
    /// `h2` to `h6`
    Heading,
    /// `ul`, `ol`, `dl`, `menu`
    List,
    /// `li`
    Li,
    /// `dt`, `dd`
    Dd,
    /// `table`
    Table,
    /// `tr`
    Tr,
    /// `td`, `th`
    Td,
    /// `caption`, `figcaption`
    Caption,
    /// `blockquote`
    Quote,
    /// `pre`
    Pre,
    /// `hr`
    Hr,
    /// `nav`, `footer`
    Frame,
    /// `form`
    Form,
    /// `select`
    Select,
    /// `option`
    Option,
    /// `button`, `label`
    Button,
    /// `img`, `video`, `audio` and others in whose place a picture stands
    Picture,
    /// `frame`, `iframe`
    Iframe,
    /// `title`
    Title,
    /// `meta`
    Meta,
    /// `link`, `base`
    Link,
    /// `script`
    Script,
    /// `style`, `template`, `noscript`, `rt`, `rp`, `textarea` and others whose text is not shown, or not as text
    Unseen,
    /// `input`, `col` and others that hold nothing
    Empty,
    /// `span`, `font`, `em` and others, and unknown names
    Other,
}

/// What elements can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trait {
    /// It holds nothing, and has no end tag.
    Void,
    /// It begins and ends a line.
    Block,
}

impl Tag {
    /// Returns the tag of a name in lower case.
    pub(super) fn of(name: &[u8]) -> Self {
        match name {
            b"a" => Self::A,
            b"b" | b"strong" => Self::B,
            b"br" => Self::Br,
            b"p" => Self::P,
            b"div" | b"section" | b"center" | b"address" | b"details" | b"summary"
            | b"fieldset" | b"figure" | b"article" | b"main" | b"header" | b"aside" | b"hgroup"
            | b"search" => Self::Div,
            b"html" | b"head" | b"body" | b"frameset" | b"tbody" | b"thead" | b"tfoot"
            | b"colgroup" => Self::Ignored,
            b"h1" => Self::H1,
            b"h2" | b"h3" | b"h4" | b"h5" | b"h6" => Self::Heading,
            b"ul" | b"ol" | b"dl" | b"menu" | b"dir" => Self::List,
            b"li" => Self::Li,
            b"dt" | b"dd" => Self::Dd,
            b"table" => Self::Table,
            b"tr" => Self::Tr,
            b"td" | b"th" => Self::Td,
            b"caption" | b"figcaption" => Self::Caption,
            b"blockquote" => Self::Quote,
            b"pre" | b"listing" | b"xmp" | b"plaintext" => Self::Pre,
            b"hr" => Self::Hr,
            b"nav" | b"footer" => Self::Frame,
            b"form" => Self::Form,
            b"select" => Self::Select,
            b"option" | b"optgroup" => Self::Option,
            b"button" | b"label" => Self::Button,
            b"img" | b"image" | b"embed" => Self::Picture,
            b"frame" => Self::Iframe,
            b"title" => Self::Title,
            b"meta" => Self::Meta,
            b"link" | b"base" => Self::Link,
            b"script" => Self::Script,
            b"style" | b"template" | b"noscript" | b"rt" | b"rp" | b"textarea" | b"svg"
            | b"math" | b"object" | b"applet" | b"canvas" | b"video" | b"audio" | b"iframe"
            | b"noembed" | b"noframes" | b"datalist" | b"dialog" => Self::Unseen,
            b"input" | b"col" | b"area" | b"param" | b"source" | b"track" | b"wbr" | b"bgsound"
            | b"basefont" | b"spacer" => Self::Empty,
            _ => Self::Other,
        }
    }

    /// Tests whether it holds one paragraph.
    pub(super) fn is_paragraph(self) -> bool {
        matches!(
            self,
            Self::P | Self::H1 | Self::Heading | Self::Caption | Self::Tr
        )
    }

    /// Tests whether it is of a kind.
    pub(super) fn has(self, what: Trait) -> bool {
        match what {
            Trait::Void => matches!(
                self,
                Self::Br
                    | Self::Hr
                    | Self::Picture
                    | Self::Iframe
                    | Self::Meta
                    | Self::Link
                    | Self::Empty
            ),
            Trait::Block => matches!(
                self,
                Self::P
                    | Self::Div
                    | Self::H1
                    | Self::Heading
                    | Self::List
                    | Self::Li
                    | Self::Dd
                    | Self::Table
                    | Self::Tr
                    | Self::Td
                    | Self::Caption
                    | Self::Quote
                    | Self::Pre
                    | Self::Hr
                    | Self::Frame
                    | Self::Form
            ),
        }
    }
}
