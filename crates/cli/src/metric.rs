//! The process's metrics recorder, installed once.

use std::sync::OnceLock;

use metrics::{counter, describe_counter, describe_gauge, describe_histogram};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};

/// The handle that `/metrics` renders from; none where something else in this process records metrics.
pub fn handle() -> Option<PrometheusHandle> {
    static HANDLE: OnceLock<Option<PrometheusHandle>> = OnceLock::new();
    let installed = || PrometheusBuilder::new().install_recorder().ok().inspect(|_| describe());
    HANDLE.get_or_init(installed).clone()
}

/// What is measured outside the engine, which describes its own.
fn describe() {
    describe_counter!("ctac_requests_total", "Requests, by class of status");
    describe_histogram!("ctac_request_seconds", metrics::Unit::Seconds, "From a request to its answer");
    describe_counter!("ctac_panics_total", "Requests that fell over");
    describe_counter!("ctac_callbacks_refused_total", "Callbacks of providers that proved nothing, by provider");
    describe_counter!("ctac_mail_total", "Emails, by what became of them");
    describe_counter!(
        "ctac_texts_crowded_total",
        "Texts of which only codes were looked at, for very many came from one number"
    );
    describe_counter!("ctac_reply_codes_refused_total", "Texts with a code that answers nothing");
    describe_counter!("ctac_provider_calls_total", "Calls to providers, by provider and outcome");
    describe_counter!("ctac_provider_failovers_total", "Messages that went on to the next provider, by that one");
    describe_gauge!("ctac_provider_aside", "1 while a provider is passed over, else 0");
    // An alert on a counter that appears with its first count has no step to see.
    counter!("ctac_panics_total").increment(0);
    for provider in ["twilio", "govuk-notify"] {
        counter!("ctac_callbacks_refused_total", "provider" => provider).increment(0);
    }
}
