//! The formats that the content of a file can have instead of the announced one.

use serde::{Deserialize, Serialize};

const ITS_OWN_KIND: &str = "announce it under a file name and content type of its own kind";
const EXPORT: &str = "export it as PDF, or in another accepted type, and upload that";
const PACK: &str = "pack its files into a ZIP archive and upload that";
const AS_PICTURE: &str = "save it as JPEG or PNG (a new name alone is not enough) and upload that";

/// Declares the formats, each with its name and advice.
macro_rules! formats {
    ($($(#[$doc:meta])* $format:ident: $name:literal, $advice:expr;)+) => {
        /// The format found in a file's content.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        #[allow(missing_docs, reason = "each variant has its name as text")]
        pub enum Format { $($(#[$doc])* $format),+ }

        impl Format {
            /// The name, with an article.
            pub fn name(self) -> &'static str {
                match self { $(Self::$format => $name),+ }
            }

            /// The advice for a file of this format that was announced as another one.
            pub fn advice(self) -> &'static str {
                match self { $(Self::$format => $advice),+ }
            }
        }
    };
}

formats! {
    Pdf: "a PDF", ITS_OWN_KIND;
    Word: "a Word document (.docx)", ITS_OWN_KIND;
    Excel: "an Excel workbook (.xlsx)", ITS_OWN_KIND;
    PowerPoint: "a PowerPoint presentation (.pptx)", ITS_OWN_KIND;
    Visio: "a Visio drawing (.vsdx)", ITS_OWN_KIND;
    OpenText: "an OpenDocument text (.odt)", ITS_OWN_KIND;
    OpenSpreadsheet: "an OpenDocument spreadsheet (.ods)", ITS_OWN_KIND;
    OpenPresentation: "an OpenDocument presentation (.odp)", ITS_OWN_KIND;
    OtherOpenDocument: "an OpenDocument or e-book file of another kind", EXPORT;
    Zip: "a ZIP archive", ITS_OWN_KIND;
    /// A ZIP archive or a document in one; not distinguished, because neither was announced.
    ZipOrOffice: "a ZIP archive or an Office document", ITS_OWN_KIND;
    LegacyWord: "a Word document in the old binary format (.doc)", "open it, save it as .docx and upload that";
    LegacyExcel: "an Excel workbook in the old binary format (.xls)", "open it, save it as .xlsx and upload that";
    LegacyPowerPoint: "a PowerPoint presentation in the old binary format (.ppt)",
        "open it, save it as .pptx and upload that";
    LegacyVisio: "a Visio drawing in the old binary format (.vsd)", "open it, save it as .vsdx and upload that";
    OutlookMessage: "an Outlook message (.msg)", EXPORT;
    OtherOle: "a file in an old binary format of Office or Windows", EXPORT;
    Png: "a PNG picture", ITS_OWN_KIND;
    Jpeg: "a JPEG picture", ITS_OWN_KIND;
    Heic: "a HEIC picture, as phones take them", AS_PICTURE;
    Avif: "an AVIF picture", AS_PICTURE;
    Gif: "a GIF picture", AS_PICTURE;
    WebP: "a WebP picture", AS_PICTURE;
    Tiff: "a TIFF picture", AS_PICTURE;
    Bmp: "a BMP picture", AS_PICTURE;
    Video: "a video", EXPORT;
    Html: "a web page (HTML)", EXPORT;
    Xml: "an XML file", EXPORT;
    Rtf: "a rich text file (.rtf)", EXPORT;
    PostScript: "a PostScript file", EXPORT;
    Text: "plain text", ITS_OWN_KIND;
    SevenZip: "a 7-Zip archive", PACK;
    Rar: "a RAR archive", PACK;
    Gzip: "a GZIP archive", PACK;
    Program: "a program", EXPORT;
    Unknown: "nothing that is known here", EXPORT;
}
