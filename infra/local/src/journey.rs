//! Runs something against the local cloud: the one that is up, or one of its own.

use crate::failure::{Failure, Outcome};
use crate::instance;
use crate::settings::Settings;
use crate::up::Cloud;

/// Calls `steps` with the settings of the running local cloud; if none is up, starts one for it and stops it again,
/// whatever came of it.
#[expect(dead_code, reason = "the journey's steps come next")]
pub async fn with_cloud<T>(settings: &Settings, steps: impl AsyncFnOnce(&Settings) -> Outcome<T>) -> Outcome<T> {
    if let Some(instance) = instance::running(settings) {
        return steps(&settings.with_port(instance.port)).await;
    }
    let mut cloud = Cloud::start(settings, false).await?;
    let settings = cloud.settings.clone();
    let done = tokio::select! {
        done = steps(&settings) => done,
        // Interrupted, or a part of the cloud failed: either way nothing may be left running.
        ended = cloud.run() => ended.and_then(|()| Err(Failure::new("interrupted"))),
    };
    cloud.stop().await?;
    done
}
