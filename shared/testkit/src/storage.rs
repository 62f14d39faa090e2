//! An S3 server over HTTP, with the operations that an inspection uses: HEAD, ranged GET and tags.

use std::collections::HashMap;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// A bucket on a loopback port, which records its requests. It serves until the process ends.
#[derive(Clone, Debug)]
pub struct Storage {
    /// The URL of the server.
    pub endpoint: String,
    state: Arc<Mutex<State>>,
}

#[derive(Debug, Default)]
struct State {
    objects: HashMap<String, Object>,
    requests: Vec<String>,
}

#[derive(Clone, Debug)]
struct Object {
    bytes: Vec<u8>,
    scan_status: Option<&'static str>,
}

impl Storage {
    /// Starts an empty bucket.
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let state = Arc::new(Mutex::new(State::default()));
        let served = Arc::clone(&state);
        thread::spawn(move || listener.incoming().flatten().for_each(|stream| serve(&served, stream)));
        Self { endpoint, state }
    }

    /// Stores an object under `<bucket>/<key>`, with the tag of GuardDuty.
    pub fn put(&self, path: &str, bytes: &[u8], scan_status: Option<&'static str>) {
        let object = Object { bytes: bytes.to_vec(), scan_status };
        self.state.lock().unwrap().objects.insert(path.to_owned(), object);
    }

    /// Takes out the recorded requests, each `<method> <range>`, `<method> all` or `<method> tags`.
    pub fn requests(&self) -> Vec<String> {
        std::mem::take(&mut self.state.lock().unwrap().requests)
    }
}

fn serve(state: &Mutex<State>, mut stream: TcpStream) {
    let (mut head, mut byte) = (Vec::new(), [0]);
    while !head.ends_with(b"\r\n\r\n") {
        if stream.read_exact(&mut byte).is_err() {
            return;
        }
        head.push(byte[0]);
    }
    let head = String::from_utf8(head).unwrap();
    let mut line = head.lines().next().unwrap().split(' ');
    let (method, target) = (line.next().unwrap(), line.next().unwrap());
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let range = head.lines().find_map(|line| line.strip_prefix("range: "));
    let object = {
        let mut state = state.lock().unwrap();
        let what = if query.contains("tagging") { "tags" } else { range.unwrap_or("all") };
        state.requests.push(format!("{method} {what}"));
        state.objects.get(path.trim_start_matches('/')).cloned()
    };
    let (headers, body) = match object {
        None => ("HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n".to_owned(), Vec::new()),
        Some(object) if query.contains("tagging") => ok(object.tags().into_bytes()),
        Some(object) if method == "HEAD" => (ok(object.bytes.clone()).0 + &object.checksum(), Vec::new()),
        Some(object) => range.map_or_else(|| ok(object.bytes.clone()), |range| object.range(range)),
    };
    // The client may close the connection after it has read enough.
    drop(
        stream
            .write_all(format!("{headers}connection: close\r\n\r\n").as_bytes())
            .and_then(|()| stream.write_all(&body)),
    );
}

fn ok(body: Vec<u8>) -> (String, Vec<u8>) {
    (format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n", body.len()), body)
}

impl Object {
    fn checksum(&self) -> String {
        let digest = ring::digest::digest(&ring::digest::SHA256, &self.bytes);
        format!("x-amz-checksum-sha256: {}\r\n", STANDARD.encode(digest))
    }

    /// `bytes=first-last`, the last one included.
    fn range(&self, range: &str) -> (String, Vec<u8>) {
        let (first, last) = range.strip_prefix("bytes=").unwrap().split_once('-').unwrap();
        let (first, last): (usize, usize) = (first.parse().unwrap(), last.parse().unwrap());
        let body = self.bytes[first..self.bytes.len().min(last + 1)].to_vec();
        let of = format!("content-range: bytes {first}-{last}/{}", self.bytes.len());
        (format!("HTTP/1.1 206 Partial Content\r\n{of}\r\ncontent-length: {}\r\n", body.len()), body)
    }

    fn tags(&self) -> String {
        let tag = |status| format!("<Tag><Key>GuardDutyMalwareScanStatus</Key><Value>{status}</Value></Tag>");
        format!("<Tagging><TagSet>{}</TagSet></Tagging>", self.scan_status.map(tag).unwrap_or_default())
    }
}
