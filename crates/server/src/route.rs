//! One route: its handler and its part of the OpenAPI document, said in one place, so that neither is without the
//! other. Who may call it stands apart, in [`crate::matrix`], and a test holds the two together.

use axum::routing::{MethodRouter, delete, get, post, put};
use ctac_api::list::List;
use utoipa::ToSchema;
use utoipa::openapi::path::{OperationBuilder, Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::request_body::RequestBodyBuilder;
use utoipa::openapi::schema::{Object, Schema, Type};
use utoipa::openapi::{Content, Ref, RefOr, Required, ResponseBuilder};

use crate::app::App;

/// The methods routes have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verb {
    /// Reads.
    Get,
    /// Makes or does.
    Post,
    /// Replaces.
    Put,
    /// Takes away.
    Delete,
}

/// A route.
pub struct Route {
    pub(crate) verb: Verb,
    pub(crate) path: &'static str,
    pub(crate) handler: MethodRouter<App>,
    pub(crate) operation: OperationBuilder,
    pub(crate) schemas: Vec<(String, RefOr<Schema>)>,
    /// False for pages for people: they are guarded like every route, and not part of the API's document.
    pub(crate) documented: bool,
}

macro_rules! verbs {
    ($($(#[$doc:meta])* $verb:ident $variant:ident;)+) => {
        impl Route {
            $(
                $(#[$doc])*
                pub fn $verb<H, T>(path: &'static str, handler: H) -> Self
                where
                    H: axum::handler::Handler<T, App>,
                    T: 'static,
                {
                    Self::new(Verb::$variant, path, $verb(handler))
                }
            )+
        }
    };
}

verbs! {
    /// A route that reads.
    get Get;
    /// A route that makes or does.
    post Post;
    /// A route that replaces.
    put Put;
    /// A route that takes away.
    delete Delete;
}

impl Route {
    fn new(verb: Verb, path: &'static str, handler: MethodRouter<App>) -> Self {
        let mut operation = OperationBuilder::new();
        for name in path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}')) {
            let name = name.trim_start_matches('*');
            operation = operation.parameter(parameter(name, ParameterIn::Path, true, ""));
        }
        Self { verb, path, handler, operation, schemas: Vec::new(), documented: true }
    }

    /// What it does, in one line.
    #[must_use]
    pub fn says(mut self, summary: &str) -> Self {
        self.operation = self.operation.summary(Some(summary));
        self
    }

    /// What else there is to know.
    #[must_use]
    pub fn note(mut self, description: &str) -> Self {
        self.operation = self.operation.description(Some(description));
        self
    }

    /// A part of the query.
    #[must_use]
    pub fn asks(mut self, name: &str, required: bool, about: &str) -> Self {
        self.operation = self.operation.parameter(parameter(name, ParameterIn::Query, required, about));
        self
    }

    /// A header.
    #[must_use]
    pub fn header(mut self, name: &str, about: &str) -> Self {
        self.operation = self.operation.parameter(parameter(name, ParameterIn::Header, false, about));
        self
    }

    /// What it makes has an id that follows from an `Idempotency-Key`.
    #[must_use]
    pub fn idempotent(self) -> Self {
        self.header("Idempotency-Key", "1 to 128 printable characters. A repeat with the same key makes nothing new.")
    }

    /// It edits a version.
    #[must_use]
    pub fn edits(self) -> Self {
        self.header("If-Match", "The `ETag` of the version that is edited.")
            .header("If-None-Match", "`*` to make a new one under this id.")
    }

    /// It takes JSON.
    #[must_use]
    pub fn takes<T: ToSchema>(mut self) -> Self {
        let content = Content::new(Some(self.reference::<T>()));
        let body = RequestBodyBuilder::new().content("application/json", content).required(Some(Required::True));
        self.operation = self.operation.request_body(Some(body.build()));
        self
    }

    /// It takes text of this type.
    #[must_use]
    pub fn takes_text(mut self, content_type: &str) -> Self {
        let body =
            RequestBodyBuilder::new().content(content_type, Content::new(Some(text()))).required(Some(Required::True));
        self.operation = self.operation.request_body(Some(body.build()));
        self
    }

    /// It answers JSON.
    #[must_use]
    pub fn answers<T: ToSchema>(mut self, status: u16, about: &str) -> Self {
        let content = Content::new(Some(self.reference::<T>()));
        let response = ResponseBuilder::new().description(about).content("application/json", content);
        self.operation = self.operation.response(status.to_string(), response);
        self
    }

    /// It answers a list of these.
    #[must_use]
    pub fn lists<T: ToSchema>(self, about: &str) -> Self {
        self.mentions::<T>().answers::<List<T>>(200, about)
    }

    /// A schema that another, generic one refers to.
    #[must_use]
    pub fn mentions<T: ToSchema>(mut self) -> Self {
        self.reference::<T>();
        self
    }

    /// It answers something of this type.
    #[must_use]
    pub fn answers_as(mut self, status: u16, content_type: &str, about: &str) -> Self {
        let response = ResponseBuilder::new().description(about).content(content_type, Content::new(Some(text())));
        self.operation = self.operation.response(status.to_string(), response);
        self
    }

    /// It answers without a body.
    #[must_use]
    pub fn answers_nothing(mut self, status: u16, about: &str) -> Self {
        self.operation = self.operation.response(status.to_string(), ResponseBuilder::new().description(about));
        self
    }

    /// A page for people, or another's own form of request: not part of the API's document.
    #[must_use]
    pub fn page(mut self) -> Self {
        self.documented = false;
        self
    }

    fn reference<T: ToSchema>(&mut self) -> RefOr<Schema> {
        T::schemas(&mut self.schemas);
        // A generic type's name is the same for every argument: it stands where it is used.
        if std::any::type_name::<T>().contains('<') {
            return T::schema();
        }
        let name = T::name().into_owned();
        self.schemas.push((name.clone(), T::schema()));
        RefOr::Ref(Ref::from_schema_name(name))
    }
}

fn text() -> RefOr<Schema> {
    RefOr::T(Schema::Object(Object::with_type(Type::String)))
}

fn parameter(name: &str, place: ParameterIn, required: bool, about: &str) -> Parameter {
    let required = if required { Required::True } else { Required::False };
    let builder = ParameterBuilder::new().name(name).parameter_in(place).required(required).schema(Some(text()));
    let described = (!about.is_empty()).then_some(about);
    builder.description(described).build()
}
