//! `GET /programs`.

use serde_json::json;
use testkit::send;
use tests::{Function, World};

use crate::bodies::names;

#[tokio::test]
async fn the_programs_are_read_without_a_token() {
    let world = World::new().await;
    let body = world.call(Function::Enrollment, send("GET", "/programs")).await.expect(200);
    assert_eq!(names(&body), ["items", "next_cursor"]);
    let codes: Vec<_> = body["items"].as_array().unwrap().iter().map(|program| program["code"].clone()).collect();
    let expected = ["DDPS", "DYDPS", "PVDPS", "SDPS", "S-EDPS", "SSDPS", "AZDPS", "DTDPS", "L&EDPS"];
    assert_eq!(codes, expected.map(|code| json!(code)));
}

#[tokio::test]
async fn a_program_lists_its_requirements_lengths_and_engagement_types() {
    let world = World::new().await;
    let body = world.call(Function::Enrollment, send("GET", "/programs")).await.expect(200);
    let program = &body["items"][0];
    let fields = ["code", "days", "engagement_types", "name", "requirements", "retired_on", "status"];
    assert_eq!(names(program), fields);
    let name = json!({"en": "Desktop Deployment Planning Services", "zh-TW": "桌面部署規劃服務"});
    assert_eq!(program["name"], name);
    let training = json!({"en": "Compliance training", "zh-TW": "法規遵循訓練"});
    assert_eq!(program["requirements"][1]["title"], training);
    assert_eq!((&program["status"], &program["retired_on"]), (&json!("active"), &json!(null)));
    assert_eq!(program["days"], json!([1, 3, 5, 10, 15]));
    let required: Vec<_> =
        program["requirements"].as_array().unwrap().iter().map(|required| &required["code"]).collect();
    assert_eq!(required, ["competency", "compliance_training", "consultant_exam"]);

    let engagement = &program["engagement_types"][1];
    assert_eq!(names(engagement), ["code", "days", "name", "requirements", "retired_on", "status"]);
    assert_eq!(engagement["code"], "DDPS-MOBILE");
    let name = json!({"en": "Mobile Productivity Deployment Planning", "zh-TW": "行動生產力部署規劃"});
    assert_eq!(engagement["name"], name);
    let competencies = json!([
        {"en": "Enterprise Mobility Management (silver)", "zh-TW": "企業行動管理（銀級）"},
        {"en": "Enterprise Mobility Management (gold)", "zh-TW": "企業行動管理（金級）"},
        {"en": "Windows and Devices (silver)", "zh-TW": "Windows 與裝置（銀級）"},
        {"en": "Windows and Devices (gold)", "zh-TW": "Windows 與裝置（金級）"},
    ]);
    assert_eq!(engagement["requirements"][0]["any_of"], competencies);
    assert_eq!(engagement["requirements"][1]["code"], "consultant_exam");
}

#[tokio::test]
async fn a_retired_program_has_its_retirement_day() {
    let world = World::new().await;
    let body = world.call(Function::Enrollment, send("GET", "/programs")).await.expect(200);
    let retired = body["items"].as_array().unwrap().iter().filter(|program| program["status"] == "retired");
    let retired: Vec<_> = retired.map(|program| (program["code"].as_str().unwrap(), &program["retired_on"])).collect();
    let since = json!("2020-02-01");
    assert_eq!(retired, [("AZDPS", &since), ("DTDPS", &since), ("L&EDPS", &since)]);
}
