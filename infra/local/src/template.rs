//! The checks of `infra/template.yaml` by programs: `cfn-lint`, without and with a distribution, and Node.js for the
//! program that the distribution runs. `tests/it/infra/` compares the template with the code.

use crate::failure::{During, Failure, Outcome, ensure};
use crate::front_end;
use crate::settings::Settings;
use crate::tools::Tools;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The defaults that leave the distribution out, and values that turn it on.
const DISTRIBUTION: [(&str, &str); 3] = [
    ("PortalDomain", "portal.example"),
    ("PortalCertificateArn", "arn:aws:acm:us-east-1:123456789012:certificate/0a1b2c3d-0000-0000-0000-000000000000"),
    ("PortalDistributionSecrets", "0123456789abcdef0123456789abcdef"),
];
/// A property of the distribution, and a value that it cannot have.
const SPOILED: (&str, &str) = ("HttpVersion: http2and3", "HttpVersion: http9");
/// Paths as a browser sends them, and what the function below gets.
const PATHS: [(&str, &str); 4] = [
    ("/overview/vouchers", "/vouchers"),
    ("/payment-request/claims/CL-1", "/claims/CL-1"),
    ("/directory/providers/P%201", "/providers/P%201"),
    ("/overview/", "/"),
];

/// Checks the template.
pub fn check(settings: &Settings, tools: &Tools) -> Outcome<()> {
    let file = settings.root.join("infra/template.yaml");
    let text = fs::read_to_string(&file).during(format_args!("read {}", file.display()))?;
    let with_distribution = with_distribution(&text)?;
    lint(tools, &file)?;
    lint(tools, &written(settings, "with-distribution.yaml", &with_distribution)?)?;
    let spoiled = with_distribution.replace(SPOILED.0, SPOILED.1);
    let found = Command::new(tools.cfn_lint()).arg(written(settings, "spoiled.yaml", &spoiled)?).output();
    let found = found.during("run cfn-lint")?;
    let is_seen = String::from_utf8_lossy(&found.stdout).contains("http9");
    ensure(!found.status.success() && is_seen, || {
        "cfn-lint does not check the distribution of the template".to_owned()
    })?;
    paths(settings, &text)
}

fn lint(tools: &Tools, file: &Path) -> Outcome<()> {
    let status = Command::new(tools.cfn_lint()).arg(file).status().during("run cfn-lint")?;
    ensure(status.success(), || format!("cfn-lint refuses {}; see the output above", file.display()))
}

/// Runs the program of the distribution on sample paths, if Node.js is installed.
fn paths(settings: &Settings, template: &str) -> Outcome<()> {
    if !front_end::is_installed("node") {
        println!("paths of the distribution: skipped, Node.js is not installed");
        return Ok(());
    }
    let sent: Vec<&str> = PATHS.iter().map(|(sent, _)| *sent).collect();
    let calls = format!("{sent:?}.map((uri) => handler({{ request: {{ uri }} }}).uri).join(\" \")");
    let script = format!("{}\nconsole.log({calls});\n", function_code(template)?);
    let output = Command::new("node").arg(written(settings, "path.cjs", &script)?).output().during("run node")?;
    let expected: Vec<&str> = PATHS.iter().map(|(_, expected)| *expected).collect();
    let found = String::from_utf8_lossy(&output.stdout);
    ensure(found.trim() == expected.join(" "), || {
        format!("paths of the distribution: {} {}", found.trim(), String::from_utf8_lossy(&output.stderr).trim())
    })
}

/// The template with values for the parameters of the distribution as defaults.
fn with_distribution(template: &str) -> Outcome<String> {
    let mut text = template.to_owned();
    for (parameter, value) in DISTRIBUTION {
        let default = format!("  {parameter}:\n    Type: String\n    Default: \"\"\n");
        ensure(text.contains(&default), || {
            format!("the template has no parameter {parameter} that is empty by default")
        })?;
        text = text.replace(&default, &format!("  {parameter}:\n    Type: String\n    Default: {value}\n"));
    }
    Ok(text)
}

/// The program of the distribution: the block below `FunctionCode`.
fn function_code(template: &str) -> Outcome<String> {
    let block = template.split_once("      FunctionCode: |\n").map(|(_, block)| block);
    let block = block.ok_or_else(|| Failure::new("the template has no FunctionCode"))?;
    Ok(block.lines().map_while(|line| line.strip_prefix("        ")).collect::<Vec<_>>().join("\n"))
}

fn written(settings: &Settings, name: &str, text: &str) -> Outcome<PathBuf> {
    let folder = settings.root.join("target/template");
    fs::create_dir_all(&folder).during(format_args!("create {}", folder.display()))?;
    let file = folder.join(name);
    fs::write(&file, text).during(format_args!("write {}", file.display()))?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEMPLATE: &str = include_str!("../../template.yaml");

    #[test]
    fn the_distribution_can_be_turned_on_and_spoiled() {
        let text = with_distribution(TEMPLATE).unwrap();
        for (_, value) in DISTRIBUTION {
            assert_eq!(text.matches(&format!("    Default: {value}\n")).count(), 1, "{value}");
        }
        assert_eq!(text.matches(SPOILED.0).count(), 1);
    }

    #[test]
    fn the_program_is_found_as_a_whole() {
        let code = function_code(TEMPLATE).unwrap();
        assert!(code.starts_with("function handler(event) {\n") && code.ends_with("\n}"), "{code}");
    }
}
