//! `cargo dev letters`: writes a sample of every letter. It needs no local cloud.

use crate::failure::{During, Outcome};
use askama::Template;
use domain::Language;
use mail::{Mail, samples};
use std::fs;
use std::path::Path;

/// A letter in each language.
struct Letter {
    name: String,
    versions: Vec<Version>,
}

struct Version {
    tag: &'static str,
    subject: String,
    /// The file name without extension.
    file: String,
}

#[derive(Template)]
#[template(path = "letters.html")]
struct Index {
    letters: Vec<Letter>,
}

/// Writes all letters and an index into a folder.
pub fn write(out: &Path) -> Outcome<()> {
    fs::create_dir_all(out).during(format_args!("create {}", out.display()))?;
    let mut letters: Vec<Letter> = Vec::new();
    for language in Language::ALL {
        for (index, (name, mail)) in samples::all(language).during("write the letters")?.into_iter().enumerate() {
            let version = write_letter(out, &name, &mail)?;
            match letters.get_mut(index) {
                Some(letter) => letter.versions.push(version),
                None => letters.push(Letter { name, versions: vec![version] }),
            }
        }
    }
    let count = letters.len();
    let index = Index { letters }.render().during("write the index")?;
    write_file(&out.join("index.html"), &index)?;
    println!("{count} letters in {} languages written", Language::ALL.len());
    println!("open {}", out.join("index.html").display());
    Ok(())
}

fn write_letter(out: &Path, name: &str, mail: &Mail) -> Outcome<Version> {
    let words = name.to_ascii_lowercase().replace(',', "").replace(' ', "-");
    let file = format!("{words}.{}", mail.language.tag());
    write_file(&out.join(format!("{file}.html")), &mail.html)?;
    write_file(&out.join(format!("{file}.txt")), &format!("{}\n\n{}", mail.subject, mail.text))?;
    Ok(Version { tag: mail.language.tag(), subject: mail.subject.clone(), file })
}

fn write_file(path: &Path, text: &str) -> Outcome<()> {
    fs::write(path, text).during(format_args!("write {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_letter_is_written_in_every_language_and_named_in_the_index() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("new/letters");
        write(&out).unwrap();
        let index = fs::read_to_string(out.join("index.html")).unwrap();
        for language in Language::ALL {
            for (name, mail) in samples::all(language).unwrap() {
                let file = format!("{}.{}", name.to_lowercase().replace(", ", "-").replace(' ', "-"), language.tag());
                assert_eq!(fs::read_to_string(out.join(format!("{file}.html"))).unwrap(), mail.html, "{file}");
                assert!(fs::read_to_string(out.join(format!("{file}.txt"))).unwrap().ends_with(&mail.text), "{file}");
                assert!(index.contains(&format!("href=\"{file}.html\"")), "{file}");
            }
        }
    }
}
