//! The content types of an Office package, which identify the main part under any name.

use super::office::Application;

/// The name of the part whose content type is that of the application's main part.
pub fn main_part(types: &[u8], application: Application) -> Option<String> {
    let text = String::from_utf8_lossy(types);
    let is_main = |tag: &&str| {
        let content_type = attribute(tag, "contenttype").unwrap_or_default().to_ascii_lowercase();
        content_type.contains(".main") && application.vocabularies().iter().any(|known| content_type.contains(known))
    };
    text.split('<').filter(is_main).find_map(|tag| attribute(tag, "partname")).map(str::to_owned)
}

/// The value of an attribute, without regard to letter case.
fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let at = tag.to_ascii_lowercase().find(name)?;
    let value = tag.get(at..)?.split_once('=')?.1.trim_start();
    let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    value.get(1..)?.split(quote).next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_main_part_is_found_by_its_content_type_in_every_form_of_office() {
        for (content_type, application) in [
            ("application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml", Application::Word),
            ("application/vnd.ms-word.document.macroEnabled.main+xml", Application::Word),
            ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml", Application::Excel),
            ("application/vnd.ms-excel.sheet.binary.macroEnabled.main", Application::Excel),
            (
                "application/vnd.openxmlformats-officedocument.presentationml.slideshow.main+xml",
                Application::PowerPoint,
            ),
            ("application/vnd.ms-visio.drawing.main+xml", Application::Visio),
        ] {
            let types = format!(
                "<?xml version='1.0'?><Types><Default Extension='xml' ContentType='application/xml'/>\
                 <Override ContentType = '{content_type}' PartName=\"/parts/Main.xml\"/></Types>"
            );
            let found = |application| main_part(types.as_bytes(), application);
            assert_eq!(found(application).as_deref(), Some("/parts/Main.xml"), "{content_type}");
            for other in Application::ALL.into_iter().filter(|other| *other != application) {
                assert_eq!(found(other), None, "{content_type} as {other:?}");
            }
        }
    }

    #[test]
    fn an_invalid_list_of_content_types_names_no_main_part() {
        for types in ["", "<", "contenttype", "<a ContentType=", "<a ContentType=\"x.main wordprocessingml", "\u{130}<"]
        {
            assert_eq!(main_part(types.as_bytes(), Application::Word), None, "{types}");
        }
    }
}
