//! The formats that a file can turn out to have instead of the announced one.

use serde::{Deserialize, Serialize};

/// What a file turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "their names in words stand below")]
pub enum Format {
    Pdf,
    Word,
    Excel,
    PowerPoint,
    Visio,
    OpenText,
    OpenSpreadsheet,
    OpenPresentation,
    OtherOpenDocument,
    Zip,
    /// A ZIP archive or a document of one: not looked into further, for neither was announced.
    ZipOrOffice,
    LegacyWord,
    LegacyExcel,
    LegacyPowerPoint,
    LegacyVisio,
    OutlookMessage,
    OtherOle,
    Png,
    Jpeg,
    Heic,
    Avif,
    Gif,
    WebP,
    Tiff,
    Bmp,
    Video,
    Html,
    Xml,
    Rtf,
    PostScript,
    Text,
    SevenZip,
    Rar,
    Gzip,
    Program,
    Unknown,
}

impl Format {
    /// Its name, with an article.
    pub fn name(self) -> &'static str {
        match self {
            Self::Pdf => "a PDF",
            Self::Word => "a Word document (.docx)",
            Self::Excel => "an Excel workbook (.xlsx)",
            Self::PowerPoint => "a PowerPoint presentation (.pptx)",
            Self::Visio => "a Visio drawing (.vsdx)",
            Self::OpenText => "an OpenDocument text (.odt)",
            Self::OpenSpreadsheet => "an OpenDocument spreadsheet (.ods)",
            Self::OpenPresentation => "an OpenDocument presentation (.odp)",
            Self::OtherOpenDocument => "an OpenDocument or e-book file of another kind",
            Self::Zip => "a ZIP archive",
            Self::ZipOrOffice => "a ZIP archive or an Office document",
            Self::LegacyWord => "a Word document in the old binary format (.doc)",
            Self::LegacyExcel => "an Excel workbook in the old binary format (.xls)",
            Self::LegacyPowerPoint => "a PowerPoint presentation in the old binary format (.ppt)",
            Self::LegacyVisio => "a Visio drawing in the old binary format (.vsd)",
            Self::OutlookMessage => "an Outlook message (.msg)",
            Self::OtherOle => "a file in an old binary format of Office or Windows",
            Self::Png => "a PNG picture",
            Self::Jpeg => "a JPEG picture",
            Self::Heic => "a HEIC picture, as phones take them",
            Self::Avif => "an AVIF picture",
            Self::Gif => "a GIF picture",
            Self::WebP => "a WebP picture",
            Self::Tiff => "a TIFF picture",
            Self::Bmp => "a BMP picture",
            Self::Video => "a video",
            Self::Html => "a web page (HTML)",
            Self::Xml => "an XML file",
            Self::Rtf => "a rich text file (.rtf)",
            Self::PostScript => "a PostScript file",
            Self::Text => "plain text",
            Self::SevenZip => "a 7-Zip archive",
            Self::Rar => "a RAR archive",
            Self::Gzip => "a GZIP archive",
            Self::Program => "a program",
            Self::Unknown => "nothing that is known here",
        }
    }

    /// What to do with a file of it that was announced as another.
    pub fn advice(self) -> &'static str {
        match self {
            Self::LegacyWord => "open it, save it as .docx and upload that",
            Self::LegacyExcel => "open it, save it as .xlsx and upload that",
            Self::LegacyPowerPoint => "open it, save it as .pptx and upload that",
            Self::LegacyVisio => "open it, save it as .vsdx and upload that",
            Self::Heic | Self::Avif | Self::WebP | Self::Gif | Self::Tiff | Self::Bmp => {
                "save it as JPEG or PNG (a new name alone is not enough) and upload that"
            }
            Self::SevenZip | Self::Rar | Self::Gzip => "pack its files into a ZIP archive and upload that",
            Self::Pdf
            | Self::Word
            | Self::Excel
            | Self::PowerPoint
            | Self::Visio
            | Self::OpenText
            | Self::OpenSpreadsheet
            | Self::OpenPresentation
            | Self::Zip
            | Self::ZipOrOffice
            | Self::Png
            | Self::Jpeg
            | Self::Text => "announce it under a file name and content type of its own kind",
            Self::OtherOpenDocument
            | Self::OutlookMessage
            | Self::OtherOle
            | Self::Video
            | Self::Html
            | Self::Xml
            | Self::Rtf
            | Self::PostScript
            | Self::Program
            | Self::Unknown => "export it as PDF, or in another accepted type, and upload that",
        }
    }
}
