//! The web application as the edge takes it: `ctac-web` builds it and knows nothing of serving.

use ctac_server::application::{Application, File};

/// What this program carries; none where it was built without the feature `ui`.
#[must_use]
pub fn embedded() -> Option<Application> {
    let handed = |file: &ctac_web::File| File {
        path: file.path,
        kind: file.kind,
        plain: file.plain,
        brotli: file.brotli,
        gzip: file.gzip,
    };
    Application::new(ctac_web::FILES.iter().map(handed))
}
