//! Deploys the template if it or its parameters changed, and stores the result.

use crate::bundle;
use crate::failure::{During, Failure, Outcome};
use crate::keys::Keys;
use crate::settings::{AUDIENCE, PORTAL_CLIENT, REGION, ROOT_KEY, Settings};
use crate::tools::Tools;
use ring::digest::{Context, SHA256};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use tokio::process::Command;

/// The stack's name and the prefix of every resource name.
pub const STACK: &str = "vouchsafe";

/// A deployed stack.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Stack {
    /// The template's outputs by name.
    pub outputs: BTreeMap<String, String>,
    /// The environment variables of all functions. A name has the same value in every function.
    pub environment: BTreeMap<String, String>,
    /// The ids of the function URLs, by function; functions without a URL are absent.
    pub urls: BTreeMap<String, String>,
    /// The digest of the deployed template and parameters.
    #[serde(default)]
    stamp: String,
}

impl Stack {
    /// Loads the stack that was deployed last in this data folder.
    pub fn load(settings: &Settings) -> Outcome<Self> {
        let text = fs::read_to_string(file(settings)).map_err(|_| {
            Failure::new(format!(
                "nothing is deployed in {} yet: start the local cloud once with `cargo dev`",
                settings.data_dir.display()
            ))
        })?;
        serde_json::from_str(&text).during(format_args!("read {}", file(settings).display()))
    }

    /// Stores this stack. Call it after a checkpoint only: the file must not describe a stack that a kill has undone.
    pub fn store(&self, settings: &Settings) -> Outcome<()> {
        let text = serde_json::to_string_pretty(self).during("describe the stack")?;
        fs::write(file(settings), text).during(format_args!("write {}", file(settings).display()))
    }
}

/// Loads the stack if the template and the parameters are unchanged.
pub fn current(settings: &Settings, keys: &Keys) -> Outcome<Option<Stack>> {
    let wanted = stamp(settings, keys)?;
    Ok(Stack::load(settings).ok().filter(|stack| stack.stamp == wanted))
}

/// Deploys the template.
pub async fn deploy(settings: &Settings, tools: &Tools, keys: &Keys) -> Outcome<Stack> {
    let request = settings.cloud_dir().join("deploy.json");
    fs::write(&request, self::request(settings, keys).to_string()).during("write the deployment request")?;
    let output = Command::new(tools.python())
        .arg(settings.scripts_dir().join("deploy.py"))
        .arg(&request)
        .env("AWS_ACCESS_KEY_ID", ROOT_KEY)
        .env("AWS_SECRET_ACCESS_KEY", ROOT_KEY)
        .env("AWS_DEFAULT_REGION", REGION)
        .env_remove("AWS_PROFILE")
        .env_remove("AWS_SESSION_TOKEN")
        .output()
        .await
        .during("run deploy.py")?;
    if !output.status.success() {
        return Err(Failure::new(format!(
            "cannot deploy the template: {}",
            String::from_utf8_lossy(&output.stderr).trim()
        )));
    }
    let mut stack: Stack = serde_json::from_slice(&output.stdout).during("read the output of deploy.py")?;
    stack.stamp = stamp(settings, keys)?;
    Ok(stack)
}

fn file(settings: &Settings) -> PathBuf {
    settings.cloud_dir().join("stack.json")
}

fn template(settings: &Settings) -> PathBuf {
    settings.root.join("infra/template.yaml")
}

fn request(settings: &Settings, keys: &Keys) -> Value {
    json!({
        "endpoint": settings.cloud_url(),
        "template": template(settings),
        "lambda_dir": settings.lambda_dir(),
        "artifacts": format!("{STACK}-artifacts"),
        "stack": STACK,
        "parameters": parameters(settings, keys),
    })
}

/// The parameters that differ on a local machine; the others have the template's defaults.
fn parameters(settings: &Settings, keys: &Keys) -> Value {
    json!({
        "Architecture": bundle::architecture(),
        "AllowedOrigins": settings.allowed_origins().join(","),
        "OidcIssuer": settings.issuer_url(),
        "OidcAudience": AUDIENCE,
        "AssignmentWebhookSecret": keys.assignment,
        "PaymentWebhookSecret": keys.payment,
        "PortalOrigin": settings.portal_url(),
        "PortalClientId": PORTAL_CLIENT,
        "PortalClientSecret": keys.portal_client,
        "PortalSessionKeys": keys.portal_session,
        "FunctionsUrl": settings.functions_url(),
        "BucketOrigin": settings.cloud_url(),
        "Scanner": "builtin",
        "RequireTls": "false",
        "ClaimsRetrySeconds": "3",
        "MailRetrySeconds": "30",
    })
}

/// Returns a digest of the inputs of a deployment. Binaries are not part of it: the deployed functions run them from
/// the build folder.
fn stamp(settings: &Settings, keys: &Keys) -> Outcome<String> {
    let mut print = Context::new(&SHA256);
    for path in [template(settings), settings.scripts_dir().join("deploy.py")] {
        print.update(&fs::read(&path).during(format_args!("read {}", path.display()))?);
    }
    print.update(request(settings, keys).to_string().as_bytes());
    Ok(hex::encode(print.finish()))
}
