//! Archives, and document formats that are archives: Office Open XML with its strict and macro-enabled forms, and
//! OpenDocument.

use domain::deliverable::{FileType, Finding, Format};

use crate::archive::{self, Directory, Entry, Part};
use crate::bytes::contains;
use crate::source::{ReadRange, Source, Stop};
use crate::{ole, signature};

mod content_types;
mod office;
mod open_document;

use office::Application;

/// The properties of a directory that decide its file type.
#[derive(Debug, Default)]
struct Survey {
    /// True when it has an entry with content.
    has_content: bool,
    /// True when it has an encrypted entry.
    is_encrypted: bool,
    /// The main part of each Office application, in the order of [`Application::ALL`].
    main: [Option<Part>; 4],
    content_types: Option<Part>,
    /// The parts of an OpenDocument file, if any.
    mimetype: Option<Part>,
    manifest: Option<Part>,
    content: Option<Part>,
}

/// Verifies a file that was announced as an archive or a document in an archive.
pub async fn check<R: ReadRange + Sync>(announced: FileType, source: &mut Source<'_, R>) -> Result<(), Stop> {
    if ole::has_signature(source.head()) {
        return Err(ole::finding(source).await?.into());
    }
    if !archive::has_signature(source.head()) {
        return Err(Finding::OtherFormat(signature::format(source.head())).into());
    }
    let (directory, survey) = Survey::of(source).await?;
    if survey.is_encrypted {
        return Err(Finding::ProtectedArchive.into());
    }
    match Application::of(announced) {
        Some(application) => office::check(application, &directory, &survey, source).await,
        None if announced == FileType::Zip => survey.has_content.then_some(()).ok_or(Finding::EmptyArchive.into()),
        None => open_document::check(announced, &directory, &survey, source).await,
    }
}

impl Survey {
    async fn of<R: ReadRange + Sync>(source: &mut Source<'_, R>) -> Result<(Directory, Self), Stop> {
        let directory = match Directory::find(source).await {
            // When the directory is encrypted as well, only the first part has the flag.
            Err(Stop::Finding(Finding::DamagedArchive)) if archive::first_part_is_encrypted(source.head()) => {
                return Err(Finding::ProtectedArchive.into());
            }
            found => found?,
        };
        let mut survey = Self::default();
        directory.visit(source, |entry| survey.add(entry)).await?;
        Ok((directory, survey))
    }

    fn add(&mut self, entry: &Entry<'_>) {
        let (name, part) = (folded(entry.name), entry.part);
        self.is_encrypted |= entry.is_encrypted;
        self.has_content |= part.size > 0 && !name.ends_with('/');
        for (application, main) in Application::ALL.into_iter().zip(&mut self.main) {
            if part.size > 0 && application.is_main_part(&name) {
                main.get_or_insert(part);
            }
        }
        let place = match name.as_str() {
            "[content_types].xml" => &mut self.content_types,
            "mimetype" => &mut self.mimetype,
            "meta-inf/manifest.xml" => &mut self.manifest,
            "content.xml" if part.size > 0 => &mut self.content,
            _ => return,
        };
        place.get_or_insert(part);
    }

    /// The main part of an application.
    fn main_of(&self, application: Application) -> Option<Part> {
        Application::ALL.into_iter().zip(self.main).find(|(known, _)| *known == application)?.1
    }

    /// The first Office application whose main part it has.
    fn application(&self) -> Option<Application> {
        Application::ALL.into_iter().find(|application| self.main_of(*application).is_some())
    }

    /// The format of an archive that is not of the announced type.
    async fn format<R: ReadRange + Sync>(
        &self,
        directory: &Directory,
        source: &mut Source<'_, R>,
    ) -> Result<Format, Stop> {
        if let Some(application) = self.application() {
            return Ok(application.format());
        }
        Ok(match self.mimetype {
            Some(part) => open_document::format(&directory.content(source, part).await?),
            None => Format::Zip,
        })
    }
}

/// A part's name in lower case, with forward slashes and without a leading one.
fn folded(name: &[u8]) -> String {
    let name = String::from_utf8_lossy(name).to_ascii_lowercase().replace('\\', "/");
    let name = name.strip_prefix("./").unwrap_or(&name);
    name.trim_start_matches('/').to_owned()
}

/// True when the manifest of an OpenDocument file lists encrypted parts.
fn is_encrypted_by(manifest: &[u8]) -> bool {
    contains(manifest, b"encryption-data")
}
