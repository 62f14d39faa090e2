//! A form as a browser fills it in and sends it: only what the page has can be typed, ticked, chosen and pressed.

use super::html::{Element, Tag};
use crate::failure::{Failure, Outcome, ensure};
use reqwest::Url;

/// A form of a page.
#[derive(Clone, Debug)]
pub struct Form {
    /// Where it is sent.
    pub action: Url,
    controls: Vec<Control>,
    /// The name and value of each button; empty for a button without a name.
    buttons: Vec<(String, String)>,
    pressed: Option<(String, String)>,
}

#[derive(Clone, Debug)]
struct Control {
    name: String,
    kind: Kind,
    value: String,
    /// False for a box that is not ticked.
    is_sent: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Kind {
    Hidden,
    Text,
    /// A box to tick.
    Box,
    /// One of several of the same name, of which one can be chosen.
    Radio,
    /// A list to choose from, with the values of its options.
    Select(Vec<String>),
}

impl Form {
    /// Reads a form element that is sent to `action`.
    pub fn read(element: &Element<'_>, action: Url) -> Self {
        let is_control = |tag: &Tag| ["input", "select", "textarea"].contains(&tag.name.as_str());
        let is_named = |tag: &Tag| !tag.text("name").is_empty() && tag.attribute("disabled").is_none();
        let controls = element.elements(|tag| is_control(tag) && is_named(tag));
        let buttons = element.elements(|tag| tag.name == "button" && tag.text("type") != "button");
        let button = |tag: &Tag| (tag.text("name").to_owned(), tag.text("value").to_owned());
        Self {
            action,
            controls: controls.iter().map(Control::read).collect(),
            buttons: buttons.iter().map(|found| button(found.tag)).collect(),
            pressed: None,
        }
    }

    /// The value of a field that is sent; empty if none is.
    pub fn value(&self, name: &str) -> &str {
        let control = self.controls.iter().find(|control| control.name == name && control.is_sent);
        control.map(|control| control.value.as_str()).unwrap_or_default()
    }

    /// Types a text, or chooses one of a list.
    pub fn fill(mut self, name: &str, value: &str) -> Outcome<Self> {
        let found = self.controls.iter_mut().find(|control| control.name == name);
        let found = found.filter(|control| match &control.kind {
            Kind::Text => true,
            Kind::Select(options) => options.iter().any(|option| option == value),
            Kind::Hidden | Kind::Box | Kind::Radio => false,
        });
        match found {
            Some(control) => value.clone_into(&mut control.value),
            None => return Err(self.lacks(&format!("field {name} that takes {value}"))),
        }
        Ok(self)
    }

    /// Ticks the box of this name and value, or chooses this one of several.
    pub fn tick(mut self, name: &str, value: &str) -> Outcome<Self> {
        let can_tick = |control: &&Control| matches!(control.kind, Kind::Box | Kind::Radio);
        let found =
            self.controls.iter().filter(can_tick).find(|control| control.name == name && control.value == value);
        let Some(kind) = found.map(|control| control.kind.clone()) else {
            return Err(self.lacks(&format!("box {name} of {value}")));
        };
        for control in self.controls.iter_mut().filter(|control| control.name == name) {
            let is_meant = control.value == value;
            control.is_sent = is_meant || control.is_sent && kind == Kind::Box;
        }
        Ok(self)
    }

    /// Presses the button of this name and value.
    pub fn press(mut self, name: &str, value: &str) -> Outcome<Self> {
        let button = (name.to_owned(), value.to_owned());
        if !self.buttons.contains(&button) {
            return Err(self.lacks(&format!("button {name} of {value}")));
        }
        self.pressed = Some(button);
        Ok(self)
    }

    /// The fields in the order of the page, and the pressed button. A form whose button has no name needs no pressing.
    pub fn fields(&self) -> Outcome<Vec<(&str, &str)>> {
        let has_plain_button = self.buttons.iter().any(|(name, _)| name.is_empty());
        ensure(self.pressed.is_some() || has_plain_button, || self.lacks("button without a name").to_string())?;
        let sent = self.controls.iter().filter(|control| control.is_sent);
        let sent = sent.map(|control| (control.name.as_str(), control.value.as_str()));
        let pressed = self.pressed.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        Ok(sent.chain(pressed).collect())
    }

    fn lacks(&self, what: &str) -> Failure {
        let named = self.controls.iter().map(|control| format!("{}={}", control.name, shortened(&control.value)));
        let buttons = self.buttons.iter().map(|(name, value)| format!("[{name}={value}]"));
        let all = named.chain(buttons).collect::<Vec<_>>().join(" ");
        Failure::new(format!("the form to {} has no {what}; it has {all}", self.action.path()))
    }
}

/// The beginning of a value: sealed ones are long.
fn shortened(value: &str) -> String {
    if value.chars().count() > 24 {
        format!("{}...", value.chars().take(24).collect::<String>())
    } else {
        value.to_owned()
    }
}

impl Control {
    fn read(element: &Element<'_>) -> Self {
        let (tag, name) = (element.tag, element.tag.text("name").to_owned());
        let sent = |kind, value| Self { name: name.clone(), kind, value, is_sent: true };
        match (tag.name.as_str(), tag.text("type")) {
            ("textarea", _) => sent(Kind::Text, element.raw_text().trim_start_matches('\n').to_owned()),
            ("select", _) => select(element, sent),
            (_, "hidden") => sent(Kind::Hidden, tag.text("value").to_owned()),
            (_, kind @ ("checkbox" | "radio")) => Self {
                name,
                kind: if kind == "radio" { Kind::Radio } else { Kind::Box },
                value: tag.attribute("value").unwrap_or("on").to_owned(),
                is_sent: tag.attribute("checked").is_some(),
            },
            (_, _) => sent(Kind::Text, tag.text("value").to_owned()),
        }
    }
}

/// A list has the value of its selected option, else of its first one.
fn select(element: &Element<'_>, sent: impl Fn(Kind, String) -> Control) -> Control {
    let options = element.elements(|tag| tag.name == "option");
    let value = |option: &Element<'_>| option.tag.attribute("value").map_or_else(|| option.text(), str::to_owned);
    let selected = options.iter().find(|option| option.tag.attribute("selected").is_some()).or(options.first());
    let chosen = selected.map(value).unwrap_or_default();
    sent(Kind::Select(options.iter().map(value).collect()), chosen)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journey::portal::html::Html;

    const PAGE: &str = r#"<form action="/x"><input type="hidden" name="csrf" value="a&#38;b"><input name="q" value="1">
        <textarea name="t">
one
two</textarea><select name="s"><option value="">-<option value="b" selected>B</option></select>
        <input type="checkbox" name="c" value="1"><input type="checkbox" name="c" value="2" checked>
        <input type="radio" name="r" value="x" checked><input type="radio" name="r" value="y">
        <input name="off" value="z" disabled><button name="go" value="next">N</button></form>"#;

    fn form(html: &str) -> Form {
        let html = Html::parse(html);
        Form::read(&html.elements(|tag| tag.name == "form")[0], Url::parse("http://a.example/x").unwrap())
    }

    #[test]
    fn a_form_sends_what_a_browser_would_send() {
        let sent = form(PAGE).fill("q", "2").unwrap().fill("s", "").unwrap().tick("c", "1").unwrap();
        let sent = sent.tick("r", "y").unwrap().press("go", "next").unwrap();
        let expected = [
            ("csrf", "a&b"),
            ("q", "2"),
            ("t", "one\ntwo"),
            ("s", ""),
            ("c", "1"),
            ("c", "2"),
            ("r", "y"),
            ("go", "next"),
        ];
        assert_eq!(sent.fields().unwrap(), expected);
        assert_eq!((form(PAGE).value("s"), form(PAGE).value("r"), form(PAGE).value("other")), ("b", "x", ""));
    }

    #[test]
    fn what_the_page_does_not_have_fails() {
        let unnamed = form("<form><input name=a><button>Send</button></form>");
        assert_eq!(unnamed.fields().unwrap(), [("a", "")]);
        let failed = [
            form(PAGE).fill("other", "1"),
            form(PAGE).fill("csrf", "1"),
            form(PAGE).fill("off", "1"),
            form(PAGE).fill("s", "c"),
            form(PAGE).tick("c", "3"),
            form(PAGE).tick("q", "1"),
            form(PAGE).press("go", "back"),
        ];
        for failed in failed {
            let text = failed.unwrap_err().to_string();
            assert!(text.starts_with("the form to /x has no ") && text.contains("csrf=a&b"), "{text}");
        }
        assert!(form(PAGE).fields().is_err(), "no button is pressed");
    }
}
