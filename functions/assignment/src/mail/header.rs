//! Splits the header of a message or of one of its parts into fields (RFC 5322 2.2; DECISIONS.md 17).
//!
//! The parser is stricter than mail programs. A header that two programs may read differently (`From :`, a bare
//! carriage return, a blank line with spaces) could show the provider one sender and this system another, so it is
//! refused.

/// A header field.
#[derive(Clone, Copy, Debug)]
pub(super) struct Field<'m> {
    name: &'m str,
    value: &'m [u8],
}

/// A message or one of its parts.
#[derive(Clone, Debug)]
pub(super) struct Entity<'m> {
    fields: Vec<Field<'m>>,
    pub(super) body: &'m [u8],
}

impl<'m> Field<'m> {
    fn parse(raw: &'m [u8]) -> Option<Self> {
        let colon = raw.iter().position(|byte| *byte == b':')?;
        let (name, value) = raw.split_at_checked(colon)?;
        let name = std::str::from_utf8(name).ok()?;
        let named = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_graphic());
        let value = value.strip_prefix(b":")?;
        (named && unambiguous(raw)).then_some(Self { name, value })
    }

    /// True when the field has this name, in any letter case.
    pub(super) fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    pub(super) fn name(&self) -> &'m str {
        self.name
    }

    /// The value on one line, without the spaces around it.
    pub(super) fn text(&self) -> String {
        String::from_utf8_lossy(self.value).replace(['\r', '\n'], "").trim().to_owned()
    }
}

impl<'m> Entity<'m> {
    /// Splits header and body; `None` when [`Self::read`] fails.
    pub(super) fn split(raw: &'m [u8]) -> Option<Self> {
        Self::read(raw).ok()
    }

    /// Splits header and body.
    ///
    /// # Errors
    /// The bytes in place of a field, with their continuation lines.
    pub(super) fn read(raw: &'m [u8]) -> Result<Self, &'m [u8]> {
        let mut fields = Vec::new();
        let mut rest = raw;
        while !rest.is_empty() {
            if let Some(body) = after_line_break(rest) {
                return Ok(Self { fields, body });
            }
            let (field, after) = rest.split_at_checked(field_len(rest)).ok_or(rest)?;
            fields.push(Field::parse(field).ok_or(field)?);
            rest = after;
        }
        Ok(Self { fields, body: rest })
    }

    /// All fields, topmost first.
    pub(super) fn fields(&self) -> impl Iterator<Item = &Field<'m>> {
        self.fields.iter()
    }

    /// The fields of that name, topmost first.
    pub(super) fn all(&self, name: &str) -> impl Iterator<Item = &Field<'m>> {
        self.fields.iter().filter(move |field| field.is(name))
    }

    /// The value of the only field of that name; `None` when there is none or several.
    pub(super) fn only(&self, name: &str) -> Option<String> {
        let mut fields = self.all(name);
        let first = fields.next()?;
        fields.next().is_none().then(|| first.text())
    }

    /// The number of fields of that name.
    pub(super) fn count(&self, name: &str) -> usize {
        self.all(name).count()
    }

    /// The fields above the first of that name.
    pub(super) fn above(&self, name: &str) -> impl Iterator<Item = &Field<'m>> {
        self.fields.iter().take_while(move |field| !field.is(name))
    }
}

/// The length of the first field with its continuation lines, in bytes.
fn field_len(rest: &[u8]) -> usize {
    let mut lines = rest.split_inclusive(|byte| *byte == b'\n');
    let first = lines.next().map_or(0, <[u8]>::len);
    lines.take_while(|line| matches!(line.first(), Some(b' ' | b'\t'))).map(<[u8]>::len).sum::<usize>() + first
}

fn after_line_break(rest: &[u8]) -> Option<&[u8]> {
    rest.strip_prefix(b"\r\n").or_else(|| rest.strip_prefix(b"\n"))
}

/// True when every program splits the field into the same lines.
fn unambiguous(field: &[u8]) -> bool {
    field.split_inclusive(|byte| *byte == b'\n').all(|line| {
        let line = line.strip_suffix(b"\n").unwrap_or(line);
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        !line.trim_ascii().is_empty() && !line.contains(&b'\r') && !line.contains(&0)
    })
}
