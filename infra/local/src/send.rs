//! `cargo dev send`: a file, signed and posted as the customer's or the payer's system would.

use crate::cli::SendArgs;
use crate::clock;
use crate::failure::{During, Failure, Outcome};
use crate::front;
use crate::keys::Keys;
use crate::settings::Settings;
use crate::webhook::{Signed, fresh_id};
use std::fs;
use std::path::Path;

/// Where a kind of file goes, and as what.
#[derive(Debug, PartialEq, Eq)]
struct Route {
    path: &'static str,
    content_type: &'static str,
}

/// Posts the file and prints the answer; an answer other than 2xx is a failure.
pub async fn send(settings: &Settings, keys: &Keys, arguments: &SendArgs) -> Outcome<()> {
    let route = route(&arguments.file)?;
    let body = fs::read(&arguments.file).during(format_args!("read {}", arguments.file.display()))?;
    let secret = keys.webhook_secret(&arguments.function);
    let signed = Signed::new(secret, fresh_id()?, clock::now(), &body)?;
    let url = format!("{}/{}{}", settings.functions_url(), arguments.function, route.path);
    let request = front::client()?
        .post(&url)
        .header("content-type", route.content_type)
        .header("webhook-id", signed.id)
        .header("webhook-timestamp", signed.timestamp)
        .header("webhook-signature", signed.signature);
    let answer = request.body(body).send().await.during(format_args!("post to {url}"))?;
    let status = answer.status();
    println!("{status}\n{}", answer.text().await.during("read the answer")?);
    if status.is_success() { Ok(()) } else { Err(Failure::new(format!("{} refused it: {status}", arguments.function))) }
}

fn route(file: &Path) -> Outcome<Route> {
    match file.extension().and_then(|extension| extension.to_str()) {
        Some("json") => Ok(Route { path: "/events", content_type: "application/json" }),
        Some("eml") => Ok(Route { path: "/mail", content_type: "message/rfc822" }),
        _ => Err(Failure::new(format!("{} is neither a .json event nor an .eml mail", file.display()))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_extension_decides_the_route() {
        assert_eq!(route(Path::new("a/b.json")).unwrap().path, "/events");
        assert_eq!(route(Path::new("b.eml")).unwrap().content_type, "message/rfc822");
        assert!(route(Path::new("b.pdf")).unwrap_err().to_string().contains("b.pdf"));
    }
}
