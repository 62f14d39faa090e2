//! The template compared with the code: it lists exactly the functions that exist, with the variables that each reads
//! and the permissions that each uses.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_yaml_ng::Value;
use testkit::schema;

mod cors;
mod distribution;
mod usage;

/// Every function and the environment variables it reads; one with a URL reads `api::distribution::ENVIRONMENT`, too.
const FUNCTIONS: [(&str, &[&str]); 17] = [
    ("assignment", assignment::ENVIRONMENT),
    ("claims", claims::ENVIRONMENT),
    ("completion", completion::ENVIRONMENT),
    ("deadline-sweep", deadline_sweep::ENVIRONMENT),
    ("deliverable", deliverable::ENVIRONMENT),
    ("deliverable-intake", deliverable_intake::ENVIRONMENT),
    ("directory", directory::ENVIRONMENT),
    ("enrollment", enrollment::ENVIRONMENT),
    ("mailer", mailer::ENVIRONMENT),
    ("outbox", outbox::ENVIRONMENT),
    ("overview", overview::ENVIRONMENT),
    ("payment-request", payment_request::ENVIRONMENT),
    ("payment-status", payment_status::ENVIRONMENT),
    ("portal", portal::ENVIRONMENT),
    ("redemption", redemption::ENVIRONMENT),
    ("renewal-sweep", renewal_sweep::ENVIRONMENT),
    ("reservation", reservation::ENVIRONMENT),
];

/// The template, without its tags: `!Ref X` and `!GetAtt X.Y` become `X` and `X.Y`.
struct Template(Value);

impl Template {
    fn read() -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../infra/template.yaml");
        Self(serde_yaml_ng::from_str(&std::fs::read_to_string(path).unwrap()).unwrap())
    }

    fn resources(&self, kind: &str) -> Vec<(&str, &Value)> {
        let resources = self.0["Resources"].as_mapping().unwrap();
        let of_kind = resources.iter().filter(|(_, resource)| resource["Type"] == kind);
        of_kind.map(|(name, resource)| (name.as_str().unwrap(), &resource["Properties"])).collect()
    }

    fn resource(&self, name: &str) -> &Value {
        &self.0["Resources"][name]["Properties"]
    }

    /// The properties of each function, by its folder.
    fn functions(&self) -> BTreeMap<String, &Value> {
        let folder = |properties: &Value| {
            let uri = text(&properties["CodeUri"]);
            uri.trim_end_matches('/').rsplit('/').next().unwrap().to_owned()
        };
        self.resources("AWS::Serverless::Function").into_iter().map(|(_, found)| (folder(found), found)).collect()
    }

    /// The grants of the policy `code` in a function's role: action and resource. Other policies serve the platform.
    fn grants(&self, function: &Value) -> BTreeSet<(String, String)> {
        let role = text(&function["Role"]);
        let policies = self.resource(role.trim_end_matches(".Arn"))["Policies"].as_sequence().unwrap();
        let code = policies.iter().filter(|policy| policy["PolicyName"] == "code");
        let statements = code.flat_map(|policy| list(&policy["PolicyDocument"]["Statement"]));
        statements.flat_map(|statement| grants_of(&statement)).collect()
    }
}

fn grants_of(statement: &Value) -> Vec<(String, String)> {
    let resources: Vec<String> = list(&statement["Resource"]).iter().map(text).collect();
    let actions = list(&statement["Action"]);
    actions.iter().flat_map(|action| resources.iter().map(|resource| (text(action), resource.clone()))).collect()
}

fn list(value: &Value) -> Vec<Value> {
    value.as_sequence().cloned().unwrap_or_else(|| vec![value.clone()])
}

/// The text of a scalar, without the intrinsic function around it.
fn text(value: &Value) -> String {
    match value {
        Value::Tagged(tagged) => text(&tagged.value),
        Value::String(text) => text.clone(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Sequence(_) | Value::Mapping(_) => {
            panic!("not a text: {value:?}")
        }
    }
}

#[test]
fn the_template_lists_exactly_the_functions_that_exist() {
    let template = Template::read();
    let folders = std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("../functions")).unwrap();
    let folders = folders.map(Result::unwrap).filter(|entry| entry.path().is_dir());
    let folders: BTreeSet<String> = folders.map(|entry| entry.file_name().into_string().unwrap()).collect();
    let described: BTreeSet<String> = template.functions().into_keys().collect();
    let tested: BTreeSet<String> = FUNCTIONS.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(folders, described);
    assert_eq!(folders, tested);
}

#[test]
fn every_function_gets_the_variables_it_reads_and_no_others() {
    let template = Template::read();
    let functions = template.functions();
    for (name, reads) in FUNCTIONS {
        let set = functions[name]["Environment"]["Variables"].as_mapping().unwrap();
        let set: BTreeSet<&str> = set.keys().map(|name| name.as_str().unwrap()).collect();
        let has_url = !functions[name]["FunctionUrlConfig"].is_null();
        let shared: &[&str] = if has_url { api::distribution::ENVIRONMENT } else { &[] };
        assert_eq!(set, reads.iter().chain(shared).copied().collect(), "{name}");
    }
}

#[tokio::test]
async fn every_function_has_exactly_the_permissions_it_uses() {
    let template = Template::read();
    let functions = template.functions();
    let mut used = usage::actions().await;
    for (name, _) in FUNCTIONS {
        let (granted, used) = (template.grants(functions[name]), used.remove(name).unwrap());
        let actions: BTreeSet<String> = granted.iter().map(|(action, _)| action.clone()).collect();
        assert_eq!(actions, used.actions, "{name}");
        let index = |resource: &String| resource.strip_prefix("${Table.Arn}/index/").map(str::to_owned);
        let indexes: BTreeSet<String> = granted.iter().filter_map(|(_, resource)| index(resource)).collect();
        assert_eq!(indexes, used.indexes, "{name}");
    }
}

/// What a page of the portal can do is what the token of its reader can do: its role writes its log and nothing else.
#[test]
fn the_role_of_the_portal_grants_nothing_but_its_log() {
    let template = Template::read();
    let policies = list(&template.resource("PortalRole")["Policies"]);
    let statements: Vec<Value> = policies.iter().flat_map(|p| list(&p["PolicyDocument"]["Statement"])).collect();
    let granted: Vec<(String, String)> = statements.iter().flat_map(grants_of).collect();
    let log = |action: &str| (format!("logs:{action}"), "${PortalLogGroup.Arn}".to_owned());
    assert_eq!(granted, [log("CreateLogStream"), log("PutLogEvents")]);
    assert!(template.resource("PortalRole")["ManagedPolicyArns"].is_null());
    assert_eq!(text(&template.functions()["portal"]["Role"]), "PortalRole.Arn");
}

/// The portal calls every function that a browser may call, and no webhook.
#[test]
fn the_portal_knows_the_address_of_every_function_for_browsers() {
    let template = Template::read();
    let functions = template.functions();
    let for_browsers = functions.iter().filter(|(_, found)| !found["FunctionUrlConfig"]["Cors"].is_null());
    let expected: BTreeSet<String> =
        for_browsers.map(|(name, _)| format!("{name}=${{{}.FunctionUrl}}", url(name))).collect();
    let choice = untagged(&functions["portal"]["Environment"]["Variables"]["FUNCTION_URLS"]);
    let joined = untagged(&choice[2]);
    assert_eq!((text(&choice[0]), text(&joined[0])), ("FunctionsHaveBase".to_owned(), ",".to_owned()));
    assert_eq!(list(&joined[1]).iter().map(text).collect::<BTreeSet<_>>(), expected);
}

/// The resource that SAM makes for the URL of a function.
fn url(function: &str) -> String {
    let capital = |word: &str| word[..1].to_uppercase() + &word[1..];
    format!("{}FunctionUrl", function.split('-').map(capital).collect::<String>())
}

fn untagged(value: &Value) -> &Value {
    if let Value::Tagged(tagged) = value { &tagged.value } else { value }
}

/// A function's variables name its queues; its role allows it to send to these and to no others.
#[test]
fn every_function_may_send_only_to_the_queues_its_variables_name() {
    let template = Template::read();
    let queues = template.resources("AWS::SQS::Queue");
    for (name, function) in template.functions() {
        let variables = function["Environment"]["Variables"].as_mapping().unwrap().iter();
        let urls = variables.filter(|(variable, _)| text(variable).ends_with("_URL")).map(|(_, value)| text(value));
        let named: BTreeSet<String> = urls.filter(|value| queues.iter().any(|(queue, _)| queue == value)).collect();
        let sends = template.grants(function).into_iter().filter(|(action, _)| action == "sqs:SendMessage");
        let granted: BTreeSet<String> = sends.map(|(_, queue)| queue.trim_end_matches(".Arn").to_owned()).collect();
        assert_eq!(granted, named, "{name}");
    }
}

/// An outage must not lose a record, and a record that Lambda gives up on must still be in the stream when an operator
/// looks for it.
#[test]
fn the_stream_retries_for_hours_without_a_limit_of_attempts() {
    let template = Template::read();
    let stream = &template.functions()["outbox"]["Events"]["TableStream"]["Properties"];
    assert_eq!(stream["MaximumRetryAttempts"].as_i64(), Some(-1));
    let hours = stream["MaximumRecordAgeInSeconds"].as_u64().unwrap() / 3_600;
    assert!((6..=18).contains(&hours), "of the 24 hours that the stream stores a record");
    assert_eq!(stream["BisectBatchOnFunctionError"].as_bool(), Some(true));
    assert_eq!(text(&stream["DestinationConfig"]["OnFailure"]["Destination"]), "OutboxDeadLetters.Arn");
}

#[test]
fn no_grant_is_wider_than_one_table_bucket_prefix_or_queue() {
    let template = Template::read();
    for (name, function) in template.functions() {
        for (action, resource) in template.grants(function) {
            assert!(!action.contains('*'), "{name}: {action}");
            let prefix = ["deliverables/*", "invoices/*", "exports/*"].iter().any(|prefix| resource.ends_with(prefix));
            let is_wide = resource == "*" || resource.ends_with("/*") && !prefix;
            assert!(!is_wide, "{name}: {action} on {resource}");
        }
    }
}

#[test]
fn the_tests_table_is_the_templates_table() {
    let template = Template::read();
    let (_, table) = template.resources("AWS::DynamoDB::Table")[0];
    let table = serde_json::to_value(table).unwrap();
    let (ours, sorted) = (schema(), |value: &serde_json::Value| {
        let mut items = value.as_array().unwrap().clone();
        items.sort_by_key(ToString::to_string);
        items
    });
    assert_eq!(table["KeySchema"], ours["KeySchema"]);
    assert_eq!(sorted(&table["AttributeDefinitions"]), sorted(&ours["AttributeDefinitions"]));
    assert_eq!(sorted(&table["GlobalSecondaryIndexes"]), sorted(&ours["GlobalSecondaryIndexes"]));
    assert_eq!(table["StreamSpecification"]["StreamViewType"], "NEW_AND_OLD_IMAGES");
    assert_eq!(table["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"], true);
    assert_eq!(table["TimeToLiveSpecification"]["AttributeName"], "ttl");
}

#[test]
fn the_visibility_timeout_is_at_least_six_times_the_timeout_of_the_function() {
    let template = Template::read();
    let default = template.0["Globals"]["Function"]["Timeout"].as_u64();
    for (function, queue) in [("claims", "ClaimsQueue"), ("mailer", "MailQueue")] {
        let timeout = template.functions()[function]["Timeout"].as_u64().or(default).unwrap();
        let queue = template.resource(queue);
        let hidden = &template.0["Parameters"][text(&queue["VisibilityTimeout"])]["Default"];
        assert!(hidden.as_u64().unwrap() >= 6 * timeout, "{function}");
        assert_eq!(queue["RedrivePolicy"]["maxReceiveCount"], 5, "{function}");
    }
}

/// A consumer takes no new work within the margin before its deadline; one with no more time than that would return
/// every message untouched, again and again (DECISIONS.md 33).
#[test]
fn every_consumer_may_run_for_longer_than_the_margin_before_its_deadline() {
    let template = Template::read();
    let default = template.0["Globals"]["Function"]["Timeout"].as_u64();
    let margin = u64::try_from(host::MARGIN.as_secs()).unwrap();
    for function in ["claims", "mailer", "outbox", "renewal-sweep", "deadline-sweep"] {
        let timeout = template.functions()[function]["Timeout"].as_u64().or(default).unwrap();
        assert!(timeout >= 2 * margin, "{function} may run for {timeout} s, and stops taking work {margin} s before");
    }
}

#[test]
fn queue_and_stream_consumers_report_failures_for_each_item() {
    let template = Template::read();
    let functions = template.functions();
    for name in ["claims", "mailer", "outbox"] {
        let events = functions[name]["Events"].as_mapping().unwrap();
        for event in events.values() {
            let answered = list(&event["Properties"]["FunctionResponseTypes"]);
            assert_eq!(answered, [Value::from("ReportBatchItemFailures")], "{name}");
        }
    }
}

/// A sweep that cannot be started or that fails every time goes to the dead-letter queue, where an operator sees it.
#[test]
fn every_sweep_has_a_schedule_with_retries_and_a_dead_letter_queue() {
    let template = Template::read();
    let functions = template.functions();
    let sweeps: Vec<&String> = functions.keys().filter(|name| name.ends_with("-sweep")).collect();
    assert_eq!(sweeps, ["deadline-sweep", "renewal-sweep"]);
    for name in sweeps {
        let schedule = &functions[name]["Events"]["Schedule"];
        assert_eq!(schedule["Type"], "ScheduleV2", "{name}");
        let properties = &schedule["Properties"];
        assert_eq!((&properties["Input"], &properties["ScheduleExpressionTimezone"]), (&"{}".into(), &"UTC".into()));
        assert!(properties["RetryPolicy"]["MaximumRetryAttempts"].as_u64().unwrap() > 0, "{name}");
        assert_eq!(text(&properties["DeadLetterConfig"]["Arn"]), "ScheduleDeadLetters.Arn");
        let failed = &functions[name]["EventInvokeConfig"]["DestinationConfig"]["OnFailure"]["Destination"];
        assert_eq!(text(failed), "ScheduleDeadLetters.Arn");
        let parameter = &template.0["Parameters"][text(&properties["ScheduleExpression"])];
        assert!(parameter["Default"].as_str().unwrap().starts_with("rate("), "{name}");
    }
}

/// A class without an alarm would stay unnoticed, and an alarm without a class would never fire.
#[test]
fn every_class_of_refused_mails_has_an_alarm_with_instructions() {
    let template = Template::read();
    let mut watched = Vec::new();
    for (name, alarm) in template.resources("AWS::CloudWatch::Alarm") {
        if alarm["MetricName"] == "RefusedMails" {
            assert_eq!(text(&alarm["Dimensions"][0]["Value"]), "${AWS::StackName}-assignment", "{name}");
            assert!(text(&alarm["AlarmDescription"]).contains("Run `cargo dev refused`"), "{name}");
            watched.push(text(&alarm["Dimensions"][1]["Value"]));
        }
    }
    assert_eq!(watched, assignment::RefusalClass::ALL.map(assignment::RefusalClass::as_str));
}

/// Whoever is called by an alarm finds what to do under its name.
#[test]
fn every_alarm_has_instructions() {
    let template = Template::read();
    let alarms: BTreeSet<&str> =
        template.resources("AWS::CloudWatch::Alarm").into_iter().map(|(name, _)| name).collect();
    let lines = include_str!("../../OPERATIONS.md").lines();
    let headings: BTreeSet<&str> = lines.filter_map(|line| line.strip_prefix("#### ")).collect();
    assert_eq!(headings, alarms);
}

#[test]
fn every_dead_letter_queue_and_every_function_has_an_alarm() {
    let template = Template::read();
    let alarms = template.resources("AWS::CloudWatch::Alarm");
    let watched: BTreeSet<String> = alarms
        .iter()
        .filter_map(|(_, alarm)| alarm["Dimensions"].as_sequence())
        .flatten()
        .map(|dimension| text(&dimension["Value"]))
        .collect();
    let has_alarm = |name: &str| watched.iter().any(|value| value.trim_end_matches(".QueueName") == name);
    for (queue, _) in template.resources("AWS::SQS::Queue").iter().filter(|(name, _)| name.ends_with("DeadLetters")) {
        assert!(has_alarm(queue), "no alarm on {queue}");
    }
    for (function, _) in template.resources("AWS::Serverless::Function") {
        assert!(has_alarm(function), "no alarm on {function}");
    }
}
