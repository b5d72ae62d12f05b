//! Interfaces that runs call: the engine's port, served by `notify`'s one client.

use async_trait::async_trait;
use ctac_domain::interface::{Call, Outcome};
use ctac_engine::ports;
use ctac_notify::interface::Interfaces;

/// See the module.
pub struct Calls(pub Interfaces);

#[async_trait]
impl ports::Interfaces for Calls {
    async fn call(&self, call: &Call) -> Outcome {
        self.0.call(call).await
    }
}
