//! `cargo dev send`: signs and posts a file as the customer's or the payer's system does.

use crate::cli::SendArgs;
use crate::failure::{During, Failure, Outcome, ensure};
use crate::program::{Answer, Program};
use std::fs;
use std::path::Path;

/// The path and content type for a kind of file.
#[derive(Debug, PartialEq, Eq)]
struct Route {
    path: &'static str,
    content_type: &'static str,
}

/// Posts the file and prints the response. A status other than 2xx is a failure.
pub async fn send(program: &Program, arguments: &SendArgs) -> Outcome<()> {
    let SendArgs { function, file } = arguments;
    let route = route(file)?;
    let body = fs::read(file).during(format_args!("read {}", file.display()))?;
    let Answer { status, body } = program.signed(function, route.path, route.content_type, body).await?;
    println!("{status}\n{}", body.as_str().map_or_else(|| body.to_string(), str::to_owned));
    ensure((200..300).contains(&status), || format!("{function} refused {} with status {status}", file.display()))
}

fn route(file: &Path) -> Outcome<Route> {
    match file.extension().and_then(|extension| extension.to_str()) {
        Some("json") => Ok(Route { path: "events", content_type: "application/json" }),
        Some("eml") => Ok(Route { path: "mail", content_type: "message/rfc822" }),
        _ => Err(Failure::new(format!("{} must be a .json event or an .eml mail", file.display()))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_extension_decides_the_route() {
        assert_eq!(route(Path::new("a/b.json")).unwrap().path, "events");
        assert_eq!(route(Path::new("b.eml")).unwrap().content_type, "message/rfc822");
        assert!(route(Path::new("b.pdf")).unwrap_err().to_string().contains("b.pdf"));
    }
}
