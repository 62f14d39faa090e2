//! OpenDocument (ISO/IEC 26300-3): one part contains the media type, another one the content.

use domain::deliverable::{FileType, Finding, Format};

use super::{Survey, is_encrypted_by};
use crate::archive::Directory;
use crate::bytes::contains;
use crate::source::{ReadRange, Source, Stop};

const MEDIA_TYPES: [(FileType, Format); 3] = [
    (FileType::Odt, Format::OpenText),
    (FileType::Ods, Format::OpenSpreadsheet),
    (FileType::Odp, Format::OpenPresentation),
];

/// Verifies an archive that was announced as an OpenDocument file.
pub async fn check<R: ReadRange + Sync>(
    announced: FileType,
    directory: &Directory,
    survey: &Survey,
    source: &mut Source<'_, R>,
) -> Result<(), Stop> {
    let manifest = match survey.manifest {
        Some(part) => directory.content(source, part).await?,
        None => Vec::new(),
    };
    if is_encrypted_by(&manifest) {
        return Err(Finding::ProtectedOpenDocument.into());
    }
    let is_announced = match survey.mimetype {
        Some(part) => is_of(&directory.content(source, part).await?, announced.content_type()),
        // Some programs omit the part; the manifest contains the media type as well.
        None => contains(&manifest, announced.content_type().as_bytes()),
    };
    if !is_announced {
        let format = survey.format(directory, source).await?;
        let finding = if survey.has_content { Finding::OtherFormat(format) } else { Finding::EmptyArchive };
        return Err(finding.into());
    }
    match survey.content {
        Some(part) if directory.has(source, part).await? => Ok(()),
        Some(_) => Err(Finding::DamagedArchive.into()),
        None => Err(Finding::MainPartMissing.into()),
    }
}

/// The format of a media type.
pub fn format(media_type: &[u8]) -> Format {
    let known = MEDIA_TYPES.iter().find(|(file_type, _)| is_of(media_type, file_type.content_type()));
    known.map_or(Format::OtherOpenDocument, |(_, format)| *format)
}

/// True for this media type and its variants (`-template`, `-master`, `-web`).
fn is_of(media_type: &[u8], expected: &str) -> bool {
    let text = String::from_utf8_lossy(media_type);
    let text = text.trim_start_matches('\u{feff}').trim();
    text.strip_prefix(expected).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
}
