//! The OpenAPI 3.1 document, made from the routes themselves. It is committed as `crates/api/openapi.json`; a check
//! compares the two.

use std::collections::BTreeMap;

use ctac_api::problem::Problem;
use utoipa::openapi::path::Paths;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{
    ComponentsBuilder, Content, HttpMethod, InfoBuilder, License, OpenApiBuilder, Ref, RefOr, ResponseBuilder,
};
use utoipa::{PartialSchema as _, ToSchema as _};

use crate::matrix::{self, Need};
use crate::route::{Route, Verb};
use crate::router;

const ABOUT: &str = "The service a Cyber Technical Advice Cell runs on: paging, a realtime incident room, and one \
tamper-evident ledger. Errors are RFC 9457 problems; each type's page is served at its URI. Every answer carries \
`X-Request-Id`; reads say with `X-Ctac-As-Of` how fresh they are. The room's WebSocket is described in \
`/api/v1/asyncapi.yaml`.";

/// The whole document as indented JSON with a newline at its end.
///
/// # Errors
/// Never in practice: the document is plain data. The error is serde's.
pub fn document() -> Result<String, serde_json::Error> {
    let mut paths = Paths::new();
    let mut schemas = BTreeMap::from([(Problem::name().into_owned(), Problem::schema())]);
    Problem::schemas(&mut Vec::new());
    let mut nested = Vec::new();
    Problem::schemas(&mut nested);
    schemas.extend(nested);
    for route in router::routes().into_iter().filter(|route| route.documented) {
        schemas.extend(route.schemas.iter().cloned());
        let (verb, path) = (route.verb, route.path);
        paths.add_path_operation(path.replace("{*", "{"), vec![method(verb)], operation(route));
    }
    let components = ComponentsBuilder::new()
        .schemas_from_iter(schemas)
        .security_scheme("bearer", SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)))
        .security_scheme(
            "session",
            SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::with_description(
                "__Host-ctac",
                "Set by `POST /api/v1/session`; `ctac` where the service is reached without TLS, on loopback.",
            ))),
        );
    let info = InfoBuilder::new()
        .title("CTAC")
        .version("1")
        .description(Some(ABOUT))
        .license(Some(License::new("MIT OR Apache-2.0")));
    let document = OpenApiBuilder::new().info(info).paths(paths).components(Some(components.build())).build();
    let mut value = serde_json::to_value(&document)?;
    if let Some(version) = value.get_mut("openapi") {
        *version = "3.1.0".into();
    }
    serde_json::to_string_pretty(&value).map(|text| text + "\n")
}

fn operation(route: Route) -> utoipa::openapi::path::Operation {
    let need = matrix::need(route.verb, route.path);
    let problem = Content::new(Some(RefOr::Ref(Ref::from_schema_name(Problem::name()))));
    let mut operation =
        route.operation.operation_id(Some(operation_id(route.verb, route.path))).tag(tag(route.path)).response(
            "default",
            ResponseBuilder::new().description("A problem").content("application/problem+json", problem),
        );
    if matches!(need, Some(Need::Action(_) | Need::Operations)) {
        operation = operation
            .security(SecurityRequirement::new("bearer", Vec::<String>::new()))
            .security(SecurityRequirement::new("session", Vec::<String>::new()));
    }
    operation.build()
}

const fn method(verb: Verb) -> HttpMethod {
    match verb {
        Verb::Get => HttpMethod::Get,
        Verb::Post => HttpMethod::Post,
        Verb::Put => HttpMethod::Put,
        Verb::Delete => HttpMethod::Delete,
    }
}

/// Such as `get-incidents-id-entries`.
fn operation_id(verb: Verb, path: &str) -> String {
    let verb = format!("{verb:?}").to_lowercase();
    let words =
        path.trim_start_matches("/api/v1").split(['/', '{', '}', '*', '.', '-']).filter(|word| !word.is_empty());
    std::iter::once(verb.as_str()).chain(words).collect::<Vec<_>>().join("-")
}

fn tag(path: &str) -> &str {
    match path.strip_prefix("/api/v1/") {
        Some(rest) => rest.split('/').next().unwrap_or(rest),
        None if ["/v2", "/intake", "/heartbeat"].iter().any(|it| path.starts_with(it)) => "intake",
        None => "operations",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reference_leads_somewhere() {
        let text = document().unwrap();
        let value: serde_json::Value = serde_json::from_str(&text).unwrap();
        let schemas = value["components"]["schemas"].as_object().unwrap();
        for reference in text.split("\"#/components/schemas/").skip(1).filter_map(|rest| rest.split('"').next()) {
            assert!(schemas.contains_key(reference), "{reference} is named and not described");
        }
        assert_eq!(value["openapi"], "3.1.0");
    }

    #[test]
    fn a_name_stands_for_one_schema() {
        let mut seen: BTreeMap<String, String> = BTreeMap::new();
        for route in router::routes() {
            for (name, schema) in &route.schemas {
                let text = serde_json::to_string(schema).unwrap();
                let before = seen.entry(name.clone()).or_insert_with(|| text.clone());
                assert_eq!(*before, text, "{name} names two schemas");
            }
        }
    }
}
