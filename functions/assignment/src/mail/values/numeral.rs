//! Parses whole numbers in digits and in Chinese numerals.

/// The number at the beginning of a text, and the rest.
pub(super) fn leading(text: &str) -> (&str, &str) {
    let end = text.find(|c: char| !c.is_ascii_digit() && numeral(c).is_none()).unwrap_or(text.len());
    text.split_at_checked(end).unwrap_or((text, ""))
}

/// Parses a number of up to four digits: `15`, `十五`, `一百二十`, `二〇二七`.
pub(super) fn read(text: &str) -> Option<i16> {
    let text = text.trim();
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(text).filter(|text| text.len() <= 4)?.parse().ok();
    }
    let (mut total, mut digits, mut smallest) = (0_i16, None, i16::MAX);
    for c in text.chars() {
        let (count, unit) = match numeral(c)? {
            Numeral::Digit(digit) => {
                digits = Some(digits.unwrap_or(0_i16).checked_mul(10)?.checked_add(digit)?);
                continue;
            }
            // A unit without a digit counts once.
            Numeral::Unit(unit) => (digits.take().unwrap_or(1), unit),
            Numeral::Tens(_) if digits.is_some() => return None,
            Numeral::Tens(count) => (count, 10),
        };
        if unit >= smallest || !(1..10).contains(&count) {
            return None;
        }
        smallest = unit;
        total = total.checked_add(count.checked_mul(unit)?)?;
    }
    total.checked_add(digits.unwrap_or_default())
}

#[derive(Clone, Copy)]
enum Numeral {
    Digit(i16),
    /// Ten or a hundred.
    Unit(i16),
    /// Several tens in one character.
    Tens(i16),
}

/// The numeral of a character, in the common or the financial form.
fn numeral(c: char) -> Option<Numeral> {
    Some(match c {
        '〇' | '零' | '○' => Numeral::Digit(0),
        '一' | '壹' => Numeral::Digit(1),
        '二' | '貳' | '兩' => Numeral::Digit(2),
        '三' | '參' | '叁' => Numeral::Digit(3),
        '四' | '肆' => Numeral::Digit(4),
        '五' | '伍' => Numeral::Digit(5),
        '六' | '陸' => Numeral::Digit(6),
        '七' | '柒' => Numeral::Digit(7),
        '八' | '捌' => Numeral::Digit(8),
        '九' | '玖' => Numeral::Digit(9),
        '十' | '拾' => Numeral::Unit(10),
        '百' | '佰' => Numeral::Unit(100),
        '廿' => Numeral::Tens(2),
        '卅' => Numeral::Tens(3),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_in_digits_and_in_numerals() {
        for (text, number) in [
            ("5", 5),
            ("05", 5),
            ("五", 5),
            ("伍", 5),
            ("十", 10),
            ("十五", 15),
            ("二十", 20),
            ("廿一", 21),
            ("拾伍", 15),
            ("一百零五", 105),
            ("一百一十五", 115),
            ("一一五", 115),
            ("二〇二七", 2027),
        ] {
            assert_eq!(read(text), Some(number), "{text}");
        }
        for text in ["", "-5", "5五", "十二十百五", "五廿", "一二十", "零十", "12345", "five", "九九九九九九"]
        {
            assert_eq!(read(text).filter(|number| *number != 0), None, "{text}");
        }
    }

    #[test]
    fn a_number_ends_before_the_first_other_character() {
        assert_eq!(leading("15 days"), ("15", " days"));
        assert_eq!(leading("五個工作天"), ("五", "個工作天"));
        assert_eq!(leading("days"), ("", "days"));
        assert_eq!(leading("15"), ("15", ""));
    }
}
