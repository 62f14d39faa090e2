//! The distribution of the template (DECISIONS.md 61): what it routes, stores and sends, compared with the pages of the
//! portal and the operations of the contract. Only with `PortalDomain` does it exist, and only then is its secret needed.

use std::collections::BTreeSet;

use api::distribution;
use portal::{Access, Method, pages};
use serde_yaml_ng::Value;
use tests::OPERATIONS;

use super::{Template, list, text, untagged};

/// AWS's own policies.
const CACHING_DISABLED: &str = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad";
const ALL_VIEWER_EXCEPT_HOST_HEADER: &str = "b689b0a8-53d0-40ab-baf2-68738e2966ac";
/// How many behaviors a distribution has beside the default one, without a request for more.
const BEHAVIORS_MAX: usize = 25;

impl Template {
    fn distribution(&self) -> &Value {
        &self.resource("Distribution")["DistributionConfig"]
    }

    fn behaviors(&self) -> Vec<Value> {
        list(&self.distribution()["CacheBehaviors"])
    }

    /// The behavior of a path: the first match, or the default one.
    fn behavior(&self, path: &str) -> Value {
        let matching = |behavior: &Value| is_match(text(&behavior["PathPattern"]).as_bytes(), path.as_bytes());
        let default = || self.distribution()["DefaultCacheBehavior"].clone();
        self.behaviors().into_iter().find(matching).unwrap_or_else(default)
    }

    /// The functions with a URL, by folder.
    fn with_url(&self) -> BTreeSet<String> {
        let functions = self.functions().into_iter();
        functions.filter(|(_, found)| !found["FunctionUrlConfig"].is_null()).map(|(name, _)| name).collect()
    }
}

/// CloudFront's patterns: `*` is any text, `?` one character; case counts.
fn is_match(pattern: &[u8], path: &[u8]) -> bool {
    match (pattern.split_first(), path.split_first()) {
        (None, None) => true,
        (Some((b'*', rest)), _) => (0..=path.len()).any(|skipped| is_match(rest, &path[skipped..])),
        (Some((b'?', rest)), Some((_, path))) => is_match(rest, path),
        (Some((expected, rest)), Some((found, path))) => expected == found && is_match(rest, path),
        (None, Some(_)) | (Some(_), None) => false,
    }
}

/// The path with values that its captures can have.
fn filled(pattern: &str) -> String {
    let segments = pattern.split('/').map(|part| if part.starts_with('{') { "P-1%20x" } else { part });
    segments.collect::<Vec<_>>().join("/")
}

fn is_stored(behavior: &Value) -> bool {
    text(&behavior["CachePolicyId"]) == "PublicCachePolicy"
}

/// Everything reaches the origin and nothing is stored.
fn is_forwarded(behavior: &Value) -> bool {
    let policy = |name: &str| behavior[name].as_str();
    let methods = list(&behavior["AllowedMethods"]).iter().map(text).collect::<BTreeSet<_>>();
    policy("CachePolicyId") == Some(CACHING_DISABLED)
        && policy("OriginRequestPolicyId") == Some(ALL_VIEWER_EXCEPT_HOST_HEADER)
        && methods == ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"].map(str::to_owned).into()
}

fn strips_the_name(behavior: &Value) -> bool {
    behavior["FunctionAssociations"].as_sequence().is_some_and(|found| {
        found.len() == 1
            && found[0]["EventType"] == "viewer-request"
            && text(&found[0]["FunctionARN"]) == "PathBelowFunction.FunctionARN"
    })
}

#[test]
fn patterns_match_as_those_of_cloudfront() {
    let matches = |pattern: &str, path: &str| is_match(pattern.as_bytes(), path.as_bytes());
    assert!(matches("/directory/*", "/directory/P-1") && matches("/directory/*", "/directory/"));
    assert!(matches("/a*c/?", "/abbc/d") && matches("*", "/"));
    assert!(!matches("/directory/*", "/directory") && !matches("/directory", "/directory/P-1"));
    assert!(!matches("/a?", "/a") && !matches("/A", "/a"));
}

/// Public pages do not depend on who asks; everything else does, and must never come from a cache.
#[test]
fn exactly_the_public_pages_and_assets_are_stored() {
    let template = Template::read();
    for page in pages() {
        for prefix in ["", "/zh-tw"] {
            // A page that is not public has no address in a language of the path.
            let is_public = page.access == Access::Public && page.method == Method::Get;
            let path = format!("{prefix}{}", filled(page.pattern));
            let behavior = template.behavior(&path);
            assert_eq!(text(&behavior["TargetOriginId"]), "portal", "{path}");
            assert!(!strips_the_name(&behavior), "{path}");
            let is_private = !is_public && prefix.is_empty();
            assert_eq!(is_stored(&behavior), !is_private, "{page:?} at {path}");
            assert!(!is_private || is_forwarded(&behavior), "{page:?} at {path}");
        }
    }
    assert!(is_stored(&template.behavior("/assets/portal-01234567.css")));
    assert_eq!(text(&template.behavior("/assets/portal-01234567.css")["TargetOriginId"]), "portal");
}

/// What is stored is chosen by path and query alone; how long, the portal says.
#[test]
fn no_cookie_and_no_header_reaches_a_page_that_is_stored() {
    let template = Template::read();
    let policy = &template.resource("PublicCachePolicy")["CachePolicyConfig"];
    assert_eq!((policy["MinTTL"].as_u64(), policy["DefaultTTL"].as_u64()), (Some(0), Some(0)));
    assert_eq!(policy["MaxTTL"].as_u64(), Some(31_536_000), "assets are stored for a year");
    let key = &policy["ParametersInCacheKeyAndForwardedToOrigin"];
    assert_eq!(key["CookiesConfig"]["CookieBehavior"], "none");
    assert_eq!(key["HeadersConfig"]["HeaderBehavior"], "none");
    assert_eq!(key["QueryStringsConfig"]["QueryStringBehavior"], "all");
    assert!(key["EnableAcceptEncodingBrotli"] == true && key["EnableAcceptEncodingGzip"] == true);
    for behavior in template.behaviors().iter().filter(|behavior| is_stored(behavior)) {
        assert!(behavior["OriginRequestPolicyId"].is_null(), "{behavior:?}");
        assert!(behavior["AllowedMethods"].is_null(), "GET and HEAD, which are the default: {behavior:?}");
        assert_eq!(behavior["Compress"], true, "{behavior:?}");
    }
}

/// CloudFront stores errors for ten seconds by default, even where nothing else is; the page of an error names its
/// reader.
#[test]
fn no_error_is_stored() {
    let template = Template::read();
    let responses = list(&template.distribution()["CustomErrorResponses"]);
    let stored_for = |response: &Value| (response["ErrorCode"].as_u64(), response["ErrorCachingMinTTL"].as_u64());
    let stored: Vec<_> = responses.iter().map(stored_for).collect();
    // Every status whose minimum CloudFront lets one choose.
    let codes = [400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504];
    assert_eq!(stored, codes.map(|code| (Some(code), Some(0))));
    assert!(responses.iter().all(|response| response["ResponsePagePath"].is_null()), "the portal's own page is shown");
}

#[test]
fn every_operation_is_below_the_name_of_its_function() {
    let template = Template::read();
    for listed in OPERATIONS.iter() {
        let name = listed.function.folder();
        let path = format!("/{name}{}", filled(listed.operation.pattern));
        let behavior = template.behavior(&path);
        assert_eq!(text(&behavior["TargetOriginId"]), name, "{path}");
        assert!(is_forwarded(&behavior) && strips_the_name(&behavior), "{path}: {behavior:?}");
        assert_eq!(text(&behavior["ViewerProtocolPolicy"]), "https-only", "a token is never sent over plain HTTP");
    }
    assert!(template.behaviors().len() <= BEHAVIORS_MAX);
}

#[test]
fn every_function_with_a_url_is_an_origin_that_gets_the_secret() {
    let template = Template::read();
    let origins = list(&template.distribution()["Origins"]);
    let ids: BTreeSet<String> = origins.iter().map(|origin| text(&origin["Id"])).collect();
    assert_eq!(ids, template.with_url());
    assert_eq!(ids.len(), origins.len());
    for origin in &origins {
        let id = text(&origin["Id"]);
        let host = format!("{origin:?}", origin = origin["DomainName"]);
        assert!(host.contains(&format!("{}.FunctionUrl\"", super::url(&id))), "{id}: {host}");
        assert_eq!(origin["CustomOriginConfig"]["OriginProtocolPolicy"], "https-only", "{id}");
        let headers = list(&origin["OriginCustomHeaders"]);
        assert_eq!((headers.len(), text(&headers[0]["HeaderName"]).as_str()), (1, distribution::HEADER), "{id}");
        let value = list(untagged(&headers[0]["HeaderValue"]));
        assert_eq!(value[0].as_u64(), Some(0), "{id}: the first secret is sent");
        assert_eq!(text(&list(untagged(&value[1]))[1]), "PortalDistributionSecrets", "{id}");
    }
}

/// With a domain, the functions need the secret; without one, the word for none.
#[test]
fn the_secret_is_needed_exactly_when_the_domain_is_set() {
    let template = Template::read();
    let functions = template.functions();
    for name in template.with_url() {
        let variable = &functions[&name]["Environment"]["Variables"][distribution::VARIABLE];
        let choice = list(untagged(variable)).iter().map(text).collect::<Vec<_>>();
        assert_eq!(choice, ["HasDistribution", "PortalDistributionSecrets", distribution::NONE], "{name}");
    }
    let condition = format!("{:?}", template.0["Conditions"]["HasDistribution"]);
    assert!(condition.contains("PortalDomain") && condition.contains("Not"), "{condition}");
    for parameter in ["PortalDomain", "PortalCertificateArn", "PortalDistributionSecrets"] {
        assert_eq!(template.0["Parameters"][parameter]["Default"], "", "{parameter}: no distribution by default");
    }
    assert_eq!(template.0["Parameters"]["PortalDistributionSecrets"]["NoEcho"], true);
    let rule = &template.0["Rules"]["DistributionIsComplete"];
    assert!(format!("{:?}", rule["RuleCondition"]).contains("PortalDomain"));
    let needed = format!("{:?}", rule["Assertions"]);
    assert!(needed.contains("PortalCertificateArn") && needed.contains("PortalDistributionSecrets"), "{needed}");
}

#[test]
fn everything_of_the_distribution_is_under_its_condition() {
    let template = Template::read();
    let resources = template.0["Resources"].as_mapping().unwrap();
    let of_cloudfront = |kind: &str| kind.starts_with("AWS::CloudFront::");
    let found: Vec<_> = resources.iter().filter(|(_, found)| of_cloudfront(&text(&found["Type"]))).collect();
    assert_eq!(found.len(), 4);
    for (name, resource) in found {
        assert_eq!(resource["Condition"], "HasDistribution", "{name:?}");
    }
}

/// The bucket and the letters know the portal at the same address as the portal itself.
#[test]
fn the_portal_is_at_its_domain_for_everybody() {
    let template = Template::read();
    let functions = template.functions();
    let origin = |function: &str| &functions[function]["Environment"]["Variables"]["PORTAL_ORIGIN"];
    let rules = list(&template.resource("Bucket")["CorsConfiguration"]["CorsRules"]);
    let uploads = list(&rules[1]["AllowedOrigins"]);
    for choice in [origin("portal"), origin("mailer"), &uploads[0], &template.0["Outputs"]["PortalUrl"]["Value"]] {
        let choice = list(untagged(choice));
        assert_eq!((text(&choice[0]), text(&choice[1])), ("HasDistribution".into(), "https://${PortalDomain}".into()));
    }
    for name in template.with_url().iter().filter(|name| *name != "portal") {
        let output = super::url(name).replace("FunctionUrl", "Url");
        let choice = list(untagged(&template.0["Outputs"][output.as_str()]["Value"]));
        assert_eq!(text(&choice[1]), format!("https://${{PortalDomain}}/{name}/"), "{output}");
    }
}

/// What the portal sends itself is not replaced; the content security policy is the portal's alone.
#[test]
fn the_headers_of_the_portal_stay_as_they_are() {
    let template = Template::read();
    let headers = &template.resource("SecurityHeadersPolicy")["ResponseHeadersPolicyConfig"]["SecurityHeadersConfig"];
    let headers = headers.as_mapping().unwrap();
    assert!(headers.values().all(|header| header["Override"] == false), "{headers:?}");
    let names: BTreeSet<&str> = headers.keys().map(|name| name.as_str().unwrap()).collect();
    let expected = ["ContentTypeOptions", "FrameOptions", "ReferrerPolicy", "StrictTransportSecurity"];
    assert_eq!(names, expected.into());
    let default = &template.distribution()["DefaultCacheBehavior"];
    for behavior in template.behaviors().iter().chain([default]) {
        assert_eq!(text(&behavior["ResponseHeadersPolicyId"]), "SecurityHeadersPolicy", "{behavior:?}");
    }
}
