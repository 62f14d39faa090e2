//! The portal's texts: both languages have the same ones, and every code of the contract has a text in each. A message
//! that cannot be parsed is not in [`Words`], so that reading every message finds mistakes of syntax, too.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use api::Role;
use domain::Language;
use domain::claim::Checked;
use domain::deliverable::Defect;
use domain::voucher::CancelReason;
use portal::{CHINESE, ENGLISH, Words};
use serde_json::Value;
use tests::document;

type Files = &'static [(&'static str, &'static str)];

const LANGUAGES: [(Language, Files); 2] = [(Language::English, ENGLISH), (Language::TraditionalChinese, CHINESE)];
const DOMAIN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/domain/src");
const LETTERS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/mail/templates/zh-tw");

/// The lists of codes in the contract that pages show, each with the prefix of its texts.
const CODES: [(&str, &str); 21] = [
    ("voucher-status", "/components/schemas/Voucher/properties/status/enum"),
    ("voucher-action", "/components/schemas/Voucher/properties/actions/items/enum"),
    ("repeat-exception", "/components/schemas/Plan/properties/repeat_exception/enum"),
    ("deliverable-status", "/components/schemas/Deliverable/properties/status/enum"),
    ("deliverable-kind", "/components/schemas/Deliverable/properties/kind/enum"),
    ("report-status", "/components/schemas/Report/properties/status/enum"),
    ("outcome", "/components/schemas/CompletionReport/properties/outcome/enum"),
    ("redemption-outcome", "/components/schemas/RedemptionItem/properties/outcome/enum"),
    ("submission-outcome", "/components/schemas/SubmissionItem/properties/outcome/enum"),
    ("claim-status", "/components/schemas/Claim/properties/status/enum"),
    ("claim-action", "/components/schemas/Claim/properties/actions/items/enum"),
    ("payment-event", "/components/schemas/Payment/properties/event/enum"),
    ("invoice-copy", "/components/schemas/Claim/properties/invoice_copy/enum"),
    ("check-source", "/components/schemas/CheckEvidence/oneOf"),
    ("enrollment-status", "/components/schemas/Enrollment/properties/status/enum"),
    ("enrollment-action", "/components/schemas/Enrollment/properties/actions/items/enum"),
    ("eligibility-status", "/components/schemas/ProgramEligibility/properties/status/enum"),
    ("evidence-kind", "/components/schemas/Evidence/properties/kind/enum"),
    ("level", "/components/schemas/EvidenceFacts/properties/level/enum"),
    ("offer-status", "/components/schemas/Program/properties/status/enum"),
    ("draft-reason", "/components/schemas/DraftReason/oneOf"),
];

/// Frequent simplified characters that no traditional text has: none of them is in Big5.
const SIMPLIFIED: &str = "们这为发会户请报订过还给对开关无专业东两个义习书买争产亲仅从众传储册写决况减则创删办务动区单卖历参双\
    变号员响问团图场块处备够头奖学实审导层属带帮应库废张当录态总战执扫护择损换数断时显术权条来标样检项验\
    证误购资贵费载较边达运远连选递邮释钥钱错键长闭间阅队际险随隐难页顾预额题颜风帐";

/// Words that the glossary (`functions/portal/locales/README.md`) has another one for.
const NOT_IN_GLOSSARY: [(&str, &str); 36] = [
    ("預約", "保留"),
    ("預訂", "保留"),
    ("撤銷保留", "取消保留"),
    ("憑單", "憑證"),
    ("票券", "憑證"),
    ("兌換券", "憑證"),
    ("贖回", "兌換"),
    ("付款申請", "請款申請"),
    ("申請付款", "請款申請"),
    ("請款單", "請款申請"),
    ("已付款", "已撥款"),
    ("退回", "待補正、退匯"),
    ("退件", "待補正"),
    ("駁回", "未核准"),
    ("批准", "核准"),
    ("暫停付款", "暫緩付款"),
    ("爭議", "異議"),
    ("申訴", "異議"),
    ("展延", "延長有效期限"),
    ("展期", "延長有效期限"),
    ("續期", "續約"),
    ("服務商", "合作夥伴"),
    ("名錄", "合作夥伴目錄"),
    ("合規", "法規遵循"),
    ("銀行設定檔", "收款帳戶"),
    ("完工報告", "完成報告"),
    ("結案報告", "完成報告"),
    ("提交收據", "提交回執"),
    ("交付物", "交付項目"),
    ("交付成果", "交付項目"),
    ("統編", "統一編號"),
    ("參與者", "參加者"),
    ("用戶", "使用者"),
    ("信息", "訊息"),
    ("登陸", "登入"),
    ("賬", "帳"),
];

/// A message as it is written: the variables that it names and the keys of its variants.
#[derive(Debug, Default, PartialEq, Eq)]
struct Message {
    variables: BTreeSet<String>,
    variants: BTreeSet<String>,
}

fn is_of_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '-'
}

fn name(text: &str) -> String {
    text.chars().take_while(|c| is_of_name(*c)).collect()
}

/// The messages of a language by id. An id may be written once only.
fn messages(files: Files) -> BTreeMap<String, Message> {
    let mut all: BTreeMap<String, Message> = BTreeMap::new();
    let mut id = String::new();
    for (file, line) in files.iter().flat_map(|(file, text)| text.lines().map(move |line| (file, line))) {
        if line.starts_with('#') || line.trim().is_empty() {
            continue;
        }
        if !line.starts_with(' ') {
            id = name(line);
            assert!(!id.is_empty() && line[id.len()..].starts_with(" ="), "{file}.ftl: not a message: {line}");
            assert!(all.insert(id.clone(), Message::default()).is_none(), "{file}.ftl: {id} is there twice");
        }
        let message = all.get_mut(&id).unwrap();
        message.variables.extend(line.split('$').skip(1).map(name));
        let key = line.trim_start().trim_start_matches('*').strip_prefix('[');
        message.variants.extend(key.map(name));
    }
    all
}

/// The text of a message with the same value for every variable.
fn text(language: Language, id: &str, message: &Message, value: &str) -> Option<String> {
    let variables: Vec<(&str, String)> =
        message.variables.iter().map(|variable| (variable.as_str(), value.to_owned())).collect();
    Words::of(language).known(id, &variables)
}

fn dashed(code: &str) -> String {
    code.replace(['_', '.'], "-")
}

/// The codes of every reason and problem of the contract, each with its values and those among them that it always has.
fn reasons() -> BTreeMap<String, (BTreeSet<String>, BTreeSet<String>)> {
    let mut found = BTreeMap::new();
    collect_reasons(&document(), &mut found);
    found
}

fn collect_reasons(schema: &Value, found: &mut BTreeMap<String, (BTreeSet<String>, BTreeSet<String>)>) {
    let code = schema.pointer("/properties/code");
    let one = code.and_then(|code| code.get("const")).into_iter();
    let many = code.and_then(|code| code.get("enum")).and_then(Value::as_array).into_iter().flatten();
    for code in one.chain(many).filter_map(Value::as_str) {
        let (params, required) = found.entry(dashed(code)).or_default();
        if let Some(properties) = schema.pointer("/properties/params/properties").and_then(Value::as_object) {
            params.extend(properties.keys().cloned());
            let always = schema.pointer("/properties/params/required").and_then(Value::as_array);
            required.extend(always.into_iter().flatten().map(|name| name.as_str().unwrap().to_owned()));
        }
    }
    match schema {
        Value::Object(members) => members.values().for_each(|member| collect_reasons(member, found)),
        Value::Array(items) => items.iter().for_each(|item| collect_reasons(item, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// The types of events that the domain declares.
fn event_types(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            event_types(&path, found);
            continue;
        }
        let source = std::fs::read_to_string(&path).unwrap();
        for declared in source.split("codes::events! {").skip(1) {
            let (declared, _) = declared.split_once("\n}\n").unwrap();
            found.extend(
                declared.split('"').filter(|text| text.contains('.') && text.chars().all(is_of_type)).map(dashed),
            );
        }
    }
}

fn is_of_type(c: char) -> bool {
    c.is_ascii_lowercase() || c == '_' || c == '.'
}

/// The codes of a list in the contract: an enumeration, or constants with or without a name.
fn codes(document: &Value, pointer: &str) -> Vec<String> {
    let list = document.pointer(pointer).unwrap_or_else(|| panic!("the contract has no {pointer}"));
    let code = |item: &Value| {
        let named = item.get("const").or_else(|| item.pointer("/properties/source/const")).unwrap_or(item);
        named.as_str().map(dashed)
    };
    let codes: Vec<String> = list.as_array().unwrap().iter().filter_map(code).collect();
    assert!(!codes.is_empty(), "{pointer} has no codes");
    codes
}

/// What `can` of the voucher list takes.
fn abilities(document: &Value) -> Vec<String> {
    let parameters = document["paths"]["/overview/vouchers"]["get"]["parameters"].as_array().unwrap();
    let can = parameters.iter().find(|parameter| parameter["name"] == "can").unwrap();
    can["schema"]["enum"].as_array().unwrap().iter().map(|code| dashed(code.as_str().unwrap())).collect()
}

fn assert_none(mistakes: &[String]) {
    assert!(mistakes.is_empty(), "\n{}", mistakes.join("\n"));
}

fn assert_texts(ids: &[String]) {
    let both = LANGUAGES.map(|(language, files)| (language, messages(files)));
    let missing = both.iter().flat_map(|(language, texts)| {
        ids.iter().filter(|id| !texts.contains_key(*id)).map(move |id| format!("{id} is missing in {language:?}"))
    });
    assert_none(&missing.collect::<Vec<_>>());
}

#[test]
fn both_languages_have_the_same_files_messages_and_variables() {
    let names = |files: Files| files.iter().map(|(name, _)| *name).collect::<Vec<_>>();
    assert_eq!(names(ENGLISH), names(CHINESE));
    for (english, chinese) in ENGLISH.iter().zip(CHINESE) {
        let (english, chinese) = (messages(std::slice::from_ref(english)), messages(std::slice::from_ref(chinese)));
        assert_eq!(english.keys().collect::<Vec<_>>(), chinese.keys().collect::<Vec<_>>());
        for (id, message) in &english {
            assert_eq!(message.variables, chinese[id].variables, "{id}");
        }
    }
}

#[test]
fn every_message_can_be_read_in_each_of_its_variants() {
    let mut mistakes = Vec::new();
    for (language, files) in LANGUAGES {
        for (id, message) in messages(files) {
            let values = message.variants.iter().map(String::as_str).chain(["1", "5", "text"]);
            for value in values {
                let shown = text(language, &id, &message, value);
                if !shown.is_some_and(|shown| !shown.trim().is_empty() && !shown.contains(['{', '}'])) {
                    mistakes.push(format!("{id} in {language:?} cannot be read with the value {value}"));
                }
            }
        }
    }
    assert_none(&mistakes);
}

#[test]
fn every_reason_has_a_sentence_that_names_only_values_it_always_has() {
    let reasons = reasons();
    assert!(reasons.len() > 100 && reasons.contains_key("dates-outside-window"), "the contract was read wrongly");
    assert_texts(&reasons.keys().map(|code| format!("reason-{code}")).collect::<Vec<_>>());
    let mut mistakes = Vec::new();
    for (language, files) in LANGUAGES {
        let texts = messages(files);
        for (code, (_, required)) in &reasons {
            let id = format!("reason-{code}");
            let unsure: Vec<_> = texts[&id].variables.difference(required).collect();
            if !unsure.is_empty() {
                mistakes.push(format!("{id} in {language:?} names {unsure:?}"));
            }
        }
    }
    assert_none(&mistakes);
}

#[test]
fn a_longer_sentence_of_a_reason_names_its_optional_value_and_no_unknown_ones() {
    let reasons = reasons();
    let mut mistakes = Vec::new();
    for (id, message) in messages(ENGLISH) {
        let Some(code) = id.strip_prefix("reason-").filter(|code| !reasons.contains_key(*code)) else { continue };
        let known =
            code.split_once("-with-").and_then(|(code, with)| Some((reasons.get(code)?, with.replace('-', "_"))));
        let is_right = known.is_some_and(|((params, _), with)| {
            message.variables.contains(&with) && message.variables.is_subset(params)
        });
        if !is_right {
            mistakes.push(format!("{id} is of no reason, or names other values"));
        }
    }
    assert_none(&mistakes);
}

#[test]
fn a_reason_is_a_sentence_without_codes() {
    let mut mistakes = Vec::new();
    for (language, files) in LANGUAGES {
        let end = language.choose(". ", "。").trim();
        for (id, message) in messages(files).iter().filter(|(id, _)| id.starts_with("reason-")) {
            for value in message.variants.iter().map(String::as_str).chain(["X"]) {
                let shown = text(language, id, message, value).unwrap_or_default();
                let has_code = message.variants.is_empty() && shown.contains('_');
                if !shown.ends_with(end) && !shown.ends_with("https://.") || has_code {
                    mistakes.push(format!("{id} in {language:?}: {shown}"));
                }
            }
        }
    }
    assert_none(&mistakes);
}

#[test]
fn every_code_that_pages_show_has_a_name() {
    let document = document();
    let of_contract = CODES.iter().flat_map(|(prefix, pointer)| {
        codes(&document, pointer).into_iter().map(move |code| format!("{prefix}-{code}"))
    });
    let mut ids: Vec<String> = of_contract.collect();
    ids.extend(abilities(&document).iter().map(|code| format!("voucher-can-{code}")));
    ids.extend(CancelReason::ALL.map(|reason| format!("cancel-reason-{}", dashed(reason.as_str()))));
    ids.extend(Defect::ALL.map(|defect| format!("reason-{}", dashed(defect.as_str()))));
    ids.extend(Checked::ALL.map(|checked| format!("check-{}", dashed(checked.as_str()))));
    ids.extend(Role::ALL.map(|role| format!("role-{}", dashed(role.as_str()))));
    assert_texts(&ids);
}

#[test]
fn every_event_of_a_history_has_a_name() {
    let mut types = BTreeSet::new();
    event_types(Path::new(DOMAIN), &mut types);
    assert!(types.len() > 40 && types.contains("voucher-assigned"), "the sources were read wrongly: {types:?}");
    assert_texts(&types.iter().map(|name| format!("event-{name}")).collect::<Vec<_>>());
}

/// The Chinese texts without their comments, and the letters to the same people.
fn chinese_lines() -> Vec<(String, String)> {
    let mut lines: Vec<(String, String)> = Vec::new();
    for (file, text) in CHINESE {
        let texts = text.lines().filter(|line| !line.starts_with('#'));
        lines.extend(texts.map(|line| (format!("{file}.ftl"), line.to_owned())));
    }
    for folder in [Path::new(LETTERS).to_owned(), Path::new(LETTERS).join("parts")] {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                let text = std::fs::read_to_string(&path).unwrap();
                lines.extend(text.lines().map(|line| (path.display().to_string(), line.to_owned())));
            }
        }
    }
    lines
}

#[test]
fn chinese_texts_have_traditional_characters() {
    let simplified: BTreeSet<char> = SIMPLIFIED.chars().filter(|c| !c.is_whitespace()).collect();
    let mistakes = chinese_lines().into_iter().filter(|(_, line)| line.chars().any(|c| simplified.contains(&c)));
    assert_none(&mistakes.map(|(file, line)| format!("{file}: {line}")).collect::<Vec<_>>());
}

#[test]
fn chinese_texts_use_the_terms_of_the_glossary() {
    let lines = chinese_lines();
    let mut mistakes = Vec::new();
    for (wrong, right) in NOT_IN_GLOSSARY {
        let found = lines.iter().filter(|(_, line)| line.contains(wrong));
        mistakes.extend(found.map(|(file, line)| format!("{file}: {wrong}, say {right}: {line}")));
    }
    assert_none(&mistakes);
}

#[test]
fn every_term_of_the_glossary_that_a_word_should_give_way_to_is_in_the_glossary() {
    let glossary = include_str!("../../../functions/portal/locales/README.md");
    for (_, right) in NOT_IN_GLOSSARY {
        for term in right.split('、') {
            assert!(glossary.contains(term), "{term} is not in the glossary");
        }
    }
}
