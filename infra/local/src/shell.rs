//! `cargo dev env`: the environment variables that point a shell at the local cloud.

use crate::deploy::Stack;
use crate::keys::Keys;
use crate::settings::{REGION, ROOT_KEY, Settings};
use crate::tools::Tools;
use std::collections::BTreeMap;

/// The variables of the AWS SDK: endpoints, credentials, region.
pub fn sdk_environment(settings: &Settings) -> BTreeMap<String, String> {
    let endpoints = ["", "_DYNAMODB", "_S3", "_SQS", "_LAMBDA", "_SESV2"];
    let mut variables: BTreeMap<String, String> =
        endpoints.iter().map(|service| (format!("AWS_ENDPOINT_URL{service}"), settings.cloud_url())).collect();
    for name in ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"] {
        variables.insert(name.to_owned(), ROOT_KEY.to_owned());
    }
    for name in ["AWS_REGION", "AWS_DEFAULT_REGION"] {
        variables.insert(name.to_owned(), REGION.to_owned());
    }
    variables
}

/// The variables of a client: those of the SDK, those of the functions, addresses and webhook secrets.
pub fn environment(settings: &Settings, keys: &Keys, stack: &Stack) -> BTreeMap<String, String> {
    let mut variables = sdk_environment(settings);
    variables.extend(stack.environment.clone());
    let ours = [
        ("VOUCHSAFE_URL", settings.functions_url()),
        ("MAIL_OUTBOX_URL", settings.mail_url()),
        ("OIDC_ISSUER", settings.issuer_url()),
        ("ASSIGNMENT_WEBHOOK_SECRET", keys.assignment.clone()),
        ("PAYMENT_WEBHOOK_SECRET", keys.payment.clone()),
    ];
    variables.extend(ours.map(|(name, value)| (name.to_owned(), value)));
    variables
}

/// Formats `export` lines for a POSIX shell. The tools' folder is added to PATH, for `cargo lambda`.
pub fn exports(settings: &Settings, variables: &BTreeMap<String, String>) -> String {
    let mut lines: Vec<String> =
        variables.iter().map(|(name, value)| format!("export {name}={}\n", quoted(value))).collect();
    let tools = Tools::folder(settings).join("bin");
    lines.push(format!("export PATH={}:\"$PATH\"\n", quoted(&tools.to_string_lossy())));
    lines.concat()
}

/// Quotes a value with single quotes; a single quote in it is escaped.
fn quoted(value: &str) -> String {
    format!("'{}'", value.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    #[test]
    fn values_stay_literal_in_a_shell() {
        assert_eq!(quoted("it's $HOME"), r"'it'\''s $HOME'");
    }

    #[test]
    fn every_line_is_an_export() {
        let settings = Settings::new(Path::new("/data"), 9000, false).unwrap();
        let lines = exports(&settings, &sdk_environment(&settings));
        assert!(lines.lines().all(|line| line.starts_with("export ")), "{lines}");
        assert!(lines.contains("export AWS_ENDPOINT_URL_SQS='http://127.0.0.1:9002'"), "{lines}");
    }
}
