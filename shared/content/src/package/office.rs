//! Office Open XML (ISO/IEC 29500): the main part decides the application.

use domain::deliverable::{FileType, Finding, Format};

use super::{Survey, content_types, folded};
use crate::archive::{Directory, Part};
use crate::source::{ReadRange, Source, Stop};

/// An Office application.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Application {
    Word,
    Excel,
    PowerPoint,
    Visio,
}

impl Application {
    pub const ALL: [Self; 4] = [Self::Word, Self::Excel, Self::PowerPoint, Self::Visio];

    /// The application of a file type; `None` for other formats.
    pub fn of(announced: FileType) -> Option<Self> {
        match announced {
            FileType::Docx => Some(Self::Word),
            FileType::Xlsx => Some(Self::Excel),
            FileType::Pptx => Some(Self::PowerPoint),
            FileType::Vsdx => Some(Self::Visio),
            FileType::Pdf
            | FileType::Odt
            | FileType::Ods
            | FileType::Odp
            | FileType::Zip
            | FileType::Md
            | FileType::Txt
            | FileType::Png
            | FileType::Jpg => None,
        }
    }

    pub fn format(self) -> Format {
        match self {
            Self::Word => Format::Word,
            Self::Excel => Format::Excel,
            Self::PowerPoint => Format::PowerPoint,
            Self::Visio => Format::Visio,
        }
    }

    /// Folder and name of the main part. Office on the web appends a number to the name, and binary workbooks have
    /// another extension.
    fn main_part(self) -> (&'static str, &'static str) {
        match self {
            Self::Word => ("word/", "document"),
            Self::Excel => ("xl/", "workbook"),
            Self::PowerPoint => ("ppt/", "presentation"),
            Self::Visio => ("visio/", "document"),
        }
    }

    /// True when a folded name is that of the main part.
    pub fn is_main_part(self, name: &str) -> bool {
        let (folder, stem) = self.main_part();
        let rest = name.strip_prefix(folder).and_then(|name| name.strip_prefix(stem));
        let number = rest.and_then(|rest| rest.strip_suffix(".xml").or_else(|| rest.strip_suffix(".bin")));
        number.is_some_and(|number| number.bytes().all(|digit| digit.is_ascii_digit()))
    }

    /// Parts of the main part's content type, one of which every form has: standard, strict, macro-enabled, template.
    pub fn vocabularies(self) -> &'static [&'static str] {
        match self {
            Self::Word => &["wordprocessingml", "ms-word"],
            Self::Excel => &["spreadsheetml", "ms-excel"],
            Self::PowerPoint => &["presentationml", "ms-powerpoint"],
            Self::Visio => &["ms-visio"],
        }
    }
}

/// Verifies an archive that was announced as a file of the application.
pub async fn check<R: ReadRange + Sync>(
    application: Application,
    directory: &Directory,
    survey: &Survey,
    source: &mut Source<'_, R>,
) -> Result<(), Stop> {
    let main = match survey.main_of(application) {
        Some(main) => main,
        None => main_part_elsewhere(application, directory, survey, source).await?,
    };
    if directory.has(source, main).await? { Ok(()) } else { Err(Finding::DamagedArchive.into()) }
}

/// The main part under another name, from the content types. Without one, the finding names the archive's real format.
async fn main_part_elsewhere<R: ReadRange + Sync>(
    application: Application,
    directory: &Directory,
    survey: &Survey,
    source: &mut Source<'_, R>,
) -> Result<Part, Stop> {
    let types = match survey.content_types {
        Some(_) if survey.application().is_some() => None,
        types => types,
    };
    let Some(types) = types else {
        let format = survey.format(directory, source).await?;
        let finding = if survey.has_content { Finding::OtherFormat(format) } else { Finding::EmptyArchive };
        return Err(finding.into());
    };
    let types = directory.content(source, types).await?;
    let mut found = None;
    if let Some(name) = content_types::main_part(&types, application) {
        let name = folded(name.as_bytes());
        directory.visit(source, |entry| found = found.or((folded(entry.name) == name).then_some(entry.part))).await?;
    }
    found.filter(|part: &Part| part.size > 0).ok_or(Finding::MainPartMissing.into())
}
