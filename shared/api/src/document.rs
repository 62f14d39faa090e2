//! The published contract, OpenAPI 3.1, generated from the endpoints. The decoders describe requests (DECISIONS.md 11),
//! the serialized types describe answers (DECISIONS.md 15).

use schemars::SchemaGenerator;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use crate::endpoint::Endpoint;

mod closed;
pub(crate) mod object;
mod operation;
mod problems;
mod reasons;
pub(crate) mod shapes;

use operation::Describing;
use problems::Shared;

/// The description of the document: the conventions of every operation.
const CONVENTIONS: &str = include_str!("document/conventions.md");

/// The builder of the contract.
#[derive(Debug)]
pub struct Document {
    generator: SchemaGenerator,
    paths: Map<String, Value>,
    tags: Vec<Value>,
    shared: Shared,
}

impl Default for Document {
    fn default() -> Self {
        let mut settings = SchemaSettings::draft2020_12().for_serialize();
        settings.definitions_path = "/components/schemas".into();
        // The document names the dialect once, by its version.
        settings.meta_schema = None;
        Self { generator: settings.into_generator(), paths: Map::new(), tags: Vec::new(), shared: Shared::default() }
    }
}

impl Document {
    /// Adds the operations of a function, with its name as the first segment of their paths. `about` describes the
    /// function.
    pub fn add<S>(&mut self, function: &str, about: &str, endpoints: &[Endpoint<S>], services: &S) {
        self.tags.push(json!({"name": function, "description": about}));
        for endpoint in endpoints {
            let operation = endpoint.operation();
            let shapes = endpoint.shapes(services, &mut self.generator);
            let described = Describing { function, operation, shapes }.described(&mut self.shared);
            let path = format!("/{function}{}", operation.pattern);
            let on_path = self.paths.entry(path).or_insert_with(|| json!({}));
            if let Value::Object(methods) = on_path {
                methods.insert(operation.method.as_str().to_ascii_lowercase(), described);
            }
        }
    }

    /// Returns the document. `examples` maps an operation's id to a valid request body (DECISIONS.md 14).
    pub fn finish(mut self, examples: &Map<String, Value>) -> Value {
        let mut schemas = self.generator.take_definitions(true);
        closed::close_all(&mut schemas);
        let (reasons, responses) = self.shared.into_parts();
        schemas.extend(reasons);
        self.paths.values_mut().for_each(|methods| add_examples(methods, examples));
        json!({
            "openapi": "3.1.0",
            "info": {
                "title": "Vouchsafe",
                "version": env!("CARGO_PKG_VERSION"),
                "summary": "A partner planning-services voucher program, end to end.",
                "description": CONVENTIONS,
                "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
            },
            "servers": servers(),
            "tags": self.tags,
            "paths": self.paths,
            "components": {
                "schemas": schemas,
                "responses": responses,
                "parameters": operation::shared_parameters(),
                "headers": operation::shared_headers(),
                "securitySchemes": {
                    "bearer": {
                        "type": "http",
                        "scheme": "bearer",
                        "bearerFormat": "JWT",
                        "description": "An access token of the OIDC issuer that the functions are configured with.",
                    },
                    "webhook": {
                        "type": "apiKey",
                        "in": "header",
                        "name": "webhook-signature",
                        "description": "A signature of Standard Webhooks over id, timestamp and body: \
                            `v1,<base64 of HMAC-SHA256>`.",
                    },
                },
            },
        })
    }
}

/// The bases of the paths.
fn servers() -> Value {
    json!([
        {
            "url": "http://127.0.0.1:9000/lambda-url",
            "description": "`cargo dev`. Deployed without a distribution, every function has a URL of its own, below which \
                its paths begin.",
        },
        {
            "url": "https://{portal_domain}",
            "description": "Deployed behind a distribution: the portal's own domain.",
            "variables": {"portal_domain": {"default": "portal.example", "description": "The parameter PortalDomain."}},
        },
    ])
}

fn add_examples(methods: &mut Value, examples: &Map<String, Value>) {
    let operations = methods.as_object_mut().into_iter().flat_map(|methods| methods.values_mut());
    for operation in operations {
        let id = operation.get("operationId").and_then(Value::as_str);
        let example = id.and_then(|id| examples.get(id));
        let content = operation.pointer_mut("/requestBody/content").and_then(Value::as_object_mut);
        let body = content.and_then(|content| content.values_mut().next());
        if let Some((example, body)) = example.cloned().zip(body) {
            object::set(body, "example", example);
        }
    }
}
