//! Tests of quoted and forwarded text, which is refused even in an authenticated mail.

use super::{
    ENGLISH, alternative, assign, details, english, english_lines, html, marked_up, plain, refusals, with_content,
};
use crate::mail::text::languages;

const REFUSED: [&str; 1] = ["not_first_hand"];

fn quoted(mark: &str) -> String {
    english_lines().lines().map(|line| format!("{mark}{line}\r\n")).collect::<Vec<_>>().concat()
}

fn page() -> String {
    marked_up(|label, value| format!("<p>{label}: {value}</p>"))
}

/// Mails with this phrase above the lines of the template, as text and as pages.
fn below(words: &str) -> Vec<String> {
    let escaped = words.replace('<', "&lt;").replace('>', "&gt;");
    vec![
        plain(&format!("See below.\r\n\r\n{words}\r\n\r\n{}", english_lines())),
        plain(&format!("{words}\r\n{}", english_lines())),
        with_content(
            "Content-Type: text/plain; charset=utf-8; format=flowed",
            &format!("{words}\r\n{}", english_lines()),
        ),
        html(&format!("<p>See below.</p><div>{}</div>{}", escaped.replace("\r\n", "<br>"), page())),
        html(&format!("<div>{}</div>{}", escaped.replace("\r\n", "</div><div>"), page())),
    ]
}

#[track_caller]
fn assert_second_hand(words: &str) {
    for mail in below(words) {
        assert_eq!(refusals(&mail), REFUSED, "{mail}");
    }
}

#[test]
fn marked_lines_are_refused() {
    for mark in
        ["> ", ">", ">> ", "> > >", "  > ", "| ", "|| > ", "＞", "LM> ", "lm>> ", "\u{200b}> ", "> - ", "> *", "¦ "]
    {
        assert_eq!(refusals(plain(&quoted(mark))), REFUSED, "{mark}");
        assert!(details(plain(&quoted(mark))).contains("in a quotation"));
        let below = format!("Thank you for your message. Your message:\r\n> Hello Lin Mei,\r\n>\r\n{}", quoted(mark));
        assert_eq!(refusals(plain(&below)), REFUSED, "{mark}");
    }
    let page = |mark: &str| marked_up(|label, value| format!("{mark}{label}: {value}<br>"));
    assert_eq!(refusals(html(&page("&gt; "))), REFUSED);
    assert_eq!(refusals(html(&format!("<pre>{}</pre>", page("| ").replace("<br>", "\n")))), REFUSED);
    let flowed = |body: &str| with_content("Content-Type: text/plain; format=flowed", body);
    assert_eq!(refusals(flowed(&quoted("> "))), REFUSED);
    assert_eq!(refusals(flowed(&quoted(" >"))), REFUSED);
}

#[test]
fn one_quoted_line_of_the_template_is_enough() {
    for mail in [
        english("Expires: 2027-04-30", "Expires: 2027-04-30\r\n> Expires: 2028-04-30"),
        english("Expires: 2027-04-30", "> Expires: 2027-04-30"),
        english("Licensing Center\r\n", "Licensing Center\r\n\r\n> Program\r\n> SSDPS\r\n"),
        english("Licensing Center\r\n", "Licensing Center\r\n\r\nOn Monday Max wrote:\r\n\r\nProgram: SSDPS\r\n"),
        html(&format!("{}<blockquote>Program: SSDPS</blockquote>", page())),
        html(&format!("{}<blockquote><table><tr><td>Program<td>SSDPS</table></blockquote>", page())),
    ] {
        assert_eq!(refusals(&mail), REFUSED, "{mail}");
    }
}

#[test]
fn a_quotation_without_lines_of_the_template_is_ignored() {
    let expected = assign(ENGLISH);
    for quotation in [
        "> When does it come?\r\n> Max\r\n",
        "On Monday, 2 November 2026, Max <max@contoso.example> wrote:\r\n> When does the program start: soon?\r\n",
        "-----Original Message-----\r\nFrom: Max\r\nSent: Monday\r\nTo: Licensing\r\nSubject: Voucher\r\n\r\nWhen does it come?\r\n",
        "________________________________\r\nFrom: Max\r\nSent: Monday\r\n\r\nPlease.\r\n",
        "> Program:\r\n",
    ] {
        assert_eq!(assign(plain(&format!("{}\r\n{quotation}", english_lines()))), expected, "{quotation}");
    }
    for quotation in [
        "<blockquote>When does it come?</blockquote>",
        "<div class=\"gmail_quote\"><div class=\"gmail_attr\">On Monday Max wrote:</div><blockquote>When?</blockquote></div>",
        "<div id=\"divRplyFwdMsg\"><b>From:</b> Max<br><b>Sent:</b> Monday</div><p>When?</p>",
    ] {
        assert_eq!(assign(html(&(page() + quotation))), expected, "{quotation}");
    }
}

#[test]
fn a_quotation_in_one_part_makes_the_mail_second_hand() {
    assert_eq!(refusals(alternative(&quoted("> "), &page())), REFUSED);
    assert_eq!(refusals(alternative(&english_lines(), &format!("<blockquote>{}</blockquote>", page()))), REFUSED);
}

#[test]
fn forwards_and_replies_are_refused() {
    for words in [
        "-----Original Message-----",
        "----- Original Message -----",
        "-------- Original message --------",
        "---------- Forwarded message ---------",
        "-------- Forwarded Message --------",
        "Begin forwarded message:",
        "*Begin forwarded message:*",
        "----- Forwarded by Max Chen/Contoso on 01.11.2026 09:00 -----",
        "---------- Forwarded message from Licensing <voucher@licensing.example> ----------",
        "On Sun, Nov 1, 2026 at 9:00 AM Licensing Center <voucher@licensing.example> wrote:",
        "On Sun, Nov 1, 2026 at 9:00 AM Licensing Center\r\n<voucher@licensing.example> wrote:",
        "On 1 Nov 2026, at 09:00, Licensing Center\r\n<voucher@licensing.example>\r\nwrote:",
        "Licensing Center wrote:",
        "Licensing Center wrote on 01.11.2026 09:00:",
        "Licensing Center <voucher@licensing.example> ezt írta (időpont: 2026. nov. 1., V, 9:00):",
        "---- On Sun, 01 Nov 2026 09:00:00 +0000 voucher@licensing.example wrote ----",
        "Am So., 1. Nov. 2026 um 09:00 Uhr schrieb Licensing Center\r\n<voucher@licensing.example>:",
        "Am 01.11.26 um 09:00 schrieb Licensing Center:",
        "Op zo 1 nov 2026 om 09:00 schreef Licensing Center <voucher@licensing.example>:",
        "Den sön 1 nov. 2026 kl 09:00 skrev Licensing Center <voucher@licensing.example>:",
        "Le dim. 1 nov. 2026 à 09:00, Licensing Center <voucher@licensing.example> a écrit :",
        "2026年11月1日(日) 9:00 Licensing Center <voucher@licensing.example>:",
        "вс, 1 нояб. 2026 г. в 09:00, Licensing Center <voucher@licensing.example>:",
        "Licensing Center <voucher@licensing.example> 於 2026年11月1日 週日 上午9:00寫道：",
        "在 2026年11月1日，09:00，Licensing Center <voucher@licensing.example> 写道：",
        "2026년 11월 1일 (일) 오전 9:00, Licensing Center <voucher@licensing.example>님이 작성:",
        "Dne ne 1. 11. 2026 9:00 uživatel Licensing Center napsal(a):",
        "Licensing Center <voucher@licensing.example>, 1 Kas 2026 Paz, 09:00 tarihinde şunu yazdı:",
        "Vào CN, 1 thg 11, 2026 vào lúc 09:00 Licensing Center đã viết:",
        "เมื่อ อา. 1 พ.ย. 2026 เวลา 09:00 Licensing Center เขียนว่า:",
        "Pada tanggal Min, 1 Nov 2026 pukul 09.00 Licensing Center menulis:",
        "------------------ 原始邮件 ------------------",
        "This is a copy of the message, including all the headers.",
    ] {
        assert_second_hand(words);
    }
}

#[test]
fn text_below_a_copied_header_is_second_hand() {
    for words in [
        "________________________________\r\nFrom: Licensing Center <voucher@licensing.example>\r\nSent: Sunday, 1 November 2026\r\n\
         To: Lin Mei\r\nSubject: Planning services voucher",
        "From: Licensing Center\r\nDate: Sunday\r\nTo: Lin Mei\r\nSubject: Voucher",
        "*From:* Licensing Center\r\n*Sent:* Sunday\r\n*Subject:* Voucher",
        "Subject: Voucher\r\nDate: Sunday\r\nFrom: Licensing Center\r\nTo: Lin Mei",
        "寄件者：授權中心\r\n寄件日期：2026年11月1日\r\n收件者：林美\r\n主旨：憑證",
        "发件人: 授权中心\r\n发送时间: 2026年11月1日\r\n收件人: 林美\r\n主题: 凭证",
        "差出人: 授権\r\n送信日時: 2026年11月1日\r\n宛先: 林\r\n件名: 券",
        "De : Centre\r\nEnvoyé : dimanche\r\nÀ : Lin Mei\r\nObjet : Bon",
    ] {
        assert_second_hand(words);
    }
    let table = "<table class='moz-email-headers-table'><tr><th>Subject: </th><td>Voucher</td></tr></table>";
    assert_eq!(refusals(html(&format!("{table}{}", page()))), REFUSED);
}

#[test]
fn the_phrases_of_every_language_are_detected() {
    for language in languages() {
        for phrase in language.begins {
            for words in [
                format!("-----{phrase}-----"),
                format!("{phrase}:"),
                format!("---------- {} ---------", phrase.to_uppercase()),
            ] {
                assert_eq!(refusals(plain(&format!("{words}\r\n\r\n{}", english_lines()))), REFUSED, "{words}");
            }
        }
        for verb in language.wrote {
            let words = format!("2026-11-01 Licensing Center {verb}:");
            assert_eq!(refusals(plain(&format!("{words}\r\n\r\n{}", english_lines()))), REFUSED, "{words}");
        }
        for (from, sent) in
            language.from.iter().flat_map(|from| language.sent_or_subject.iter().map(move |sent| (from, sent)))
        {
            let words = format!("{from}: Licensing Center\r\nX: y\r\n{sent}: x");
            assert_eq!(refusals(plain(&format!("{words}\r\n\r\n{}", english_lines()))), REFUSED, "{words}");
        }
    }
}

#[test]
fn the_quoting_elements_of_mail_programs_are_detected() {
    for (open, close) in [
        ("<blockquote>", "</blockquote>"),
        ("<BLOCKQUOTE type=\"cite\">", "</BLOCKQUOTE>"),
        ("<div class=\"gmail_quote\">", "</div>"),
        ("<div class='x gmail_quote gmail_quote_container'>", "</div>"),
        ("<div class=\"x_gmail_quote\">", "</div>"),
        ("<div class=ecxgmail_quote>", "</div>"),
        ("<div class=gmail_extra>", "</div>"),
        ("<div id=\"yahoo_quoted_1\" class=\"yahoo_quoted\">", "</div>"),
        ("<div class=\"protonmail_quote\">", "</div>"),
        ("<div class=\"moz-forward-container\">", "</div>"),
        ("<div id=\"isReplyContent\">", "</div>"),
        ("<span id=\"OLK_SRC_BODY_SECTION\">", "</span>"),
        ("<div id=\"mail-editor-reference-message-container\">", "</div>"),
        ("<div class=\"zmail_extra\">", "</div>"),
        ("<div id=divRplyFwdMsg dir=ltr></div>", ""),
        ("<div id=\"x_divRplyFwdMsg\"></div><div>", "</div>"),
        ("<div id=\"appendonsend\"></div>", ""),
        ("<div class=\"moz-cite-prefix\">Max:<br></div>", ""),
        ("<div class=\"gmail_attr\">Max</div>", ""),
        ("<hr id=\"zwchr\">", ""),
        ("<p id=\"reply-intro\">Max</p><div>", "</div>"),
        ("<div style=\"border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0in 0in 0in\"><p>Max</p></div>", ""),
        ("<div class=gmail_quote><div></div><p></div2></p>", "</div>"),
        ("<div class=gmail_quote><table><tr><td></div>", "</td></tr></table></div>"),
        ("<html><body><div class=gmail_quote></body></html>", "</div>"),
        ("<span><div class=gmail_quote></span>", "</div>"),
    ] {
        let mail = html(&format!("<p>Dear partner,</p>{open}{}{close}<p>Licensing</p>", page()));
        assert_eq!(refusals(&mail), REFUSED, "{open}");
        assert!(details(&mail).contains("in a quotation"), "{open}");
    }
}

#[test]
fn text_beside_a_quoting_element_is_first_hand() {
    for before in [
        "<blockquote>When?</blockquote>",
        "<div class=gmail_quote><div>When?</div></div>",
        "<div class=gmail_quote><p>When?</div>",
        "<div class=gmail_quote><table><tr><td>When?</table></div>",
        "<p class=quote>Voucher</p>",
    ] {
        assert_eq!(assign(html(&format!("{before}{}", page()))), assign(ENGLISH), "{before}");
    }
}

#[test]
fn a_hidden_quotation_is_ignored() {
    let hidden = "<div style='display:none'><blockquote>Program: SSDPS</blockquote>-----Original Message-----</div>";
    assert_eq!(assign(html(&format!("{hidden}{}", page()))), assign(ENGLISH));
}

#[test]
fn text_that_only_resembles_a_forward_is_first_hand() {
    for words in [
        "The original message was sent to you on Sunday.",
        "From now on: your voucher.",
        "From: 2026-11-01\r\nTo: 2027-04-30",
        "Our sales team wrote to you: here it is.",
        "Subject: your voucher",
        "------------------------------",
        "Please give the number to a partner:",
        "5 days:",
    ] {
        assert_eq!(assign(plain(&format!("{words}\r\n\r\n{}", english_lines()))), assign(ENGLISH), "{words}");
    }
}
