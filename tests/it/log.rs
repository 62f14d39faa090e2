//! Captures log lines.

use std::io::Write;
use std::sync::{Arc, Mutex};

use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::util::SubscriberInitExt as _;

/// The log lines of one test's thread.
#[derive(Clone, Default)]
pub struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    /// Captures log lines until the returned guard is dropped.
    #[must_use]
    pub fn listen(&self) -> impl Sized + use<> {
        let writer = self.clone();
        // With a single subscriber, tracing would disable a log line for good when the thread of another test reaches
        // it first. A second subscriber, which captures nothing, prevents this.
        let idle = tracing_subscriber::fmt().with_max_level(LevelFilter::OFF).finish().set_default();
        let guard = tracing_subscriber::fmt().json().with_writer(move || writer.clone()).finish().set_default();
        (guard, idle)
    }

    /// The lines captured so far.
    pub fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
