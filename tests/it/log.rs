//! Keeps what is logged.

use std::io::Write;
use std::sync::{Arc, Mutex};

use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::util::SubscriberInitExt as _;

/// What one test's thread says.
#[derive(Clone, Default)]
pub struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    /// Listens until what is returned is dropped.
    #[must_use]
    pub fn listen(&self) -> impl Sized + use<> {
        let writer = self.clone();
        // With one listener only, a line that another test's thread says first would count as heard by nobody, for good:
        // a second one that hears nothing keeps tracing from that short cut.
        let deaf = tracing_subscriber::fmt().with_max_level(LevelFilter::OFF).finish().set_default();
        let guard = tracing_subscriber::fmt().json().with_writer(move || writer.clone()).finish().set_default();
        (guard, deaf)
    }

    /// All of it.
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
